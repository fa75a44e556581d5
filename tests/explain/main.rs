//! What `explain` tells is right: every leaf of every platform is altered, each in ways of this test's own, and what
//! then differs is compared with what `explain` says of it.
//!
//! A test run draws a fixed sample of 500 leaves, and of every fifth of them asks what decides a field that it decides.
//! `PLATGEN_EXPLAIN=all cargo test --release --test explain -- --nocapture` alters every leaf of every environment and
//! target, and asks for all that decides every fortieth document.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod judge;
mod platforms;
mod tally;
mod typing;
mod ways;

use std::io;
use std::sync::Mutex;

use judge::Judge;
use platforms::{Unit, open, units};
use tally::Tally;

/// So many leaves are asked about where not all are.
const SAMPLE: usize = 500;
/// Which ones.
const SEED: usize = 5;

#[test]
fn explain_is_right() -> io::Result<()> {
    let all = std::env::var_os("PLATGEN_EXPLAIN").is_some_and(|what| what == "all");
    let platforms = open()?;
    let mut units: Vec<Unit<'_>> = platforms.iter().flat_map(units).collect();
    let total = units.iter().map(|unit| unit.leaves.len()).sum();
    if !all {
        draw(&mut units, total);
    }
    // The largest last: the list is taken from its end.
    units.sort_by_key(|unit| unit.leaves.len());
    let open = Mutex::new(units);
    let found = Mutex::new(Tally::default());
    let work = || {
        loop {
            let Some(unit) = open.lock().expect("no thread panics with the list").pop() else { return };
            let Some(judge) = Judge::new(&unit) else { continue };
            let tally = if all { judge.all() } else { judge.sample() };
            print!("{}: {tally}\n{}", unit.shown, tally.faults());
            found.lock().expect("no thread panics with what was found").add(tally);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let tally = found.into_inner().expect("all threads are done");
    println!("of {total} leaves: {tally}");
    assert!(tally.leaves >= SAMPLE.min(total), "so many were to be asked about");
    assert!(tally.is_right(), "{}", tally.faults());
    Ok(())
}

/// Leaves at even distances over all platforms.
fn draw(units: &mut Vec<Unit<'_>>, total: usize) {
    let mut at = 0;
    let mut drawn = 0;
    for unit in &mut *units {
        unit.leaves.retain_mut(|(number, _)| {
            at += 1;
            // The first one in each of so many stretches, counted from the seed.
            let is_drawn = (at + SEED) * SAMPLE / total > (at + SEED - 1) * SAMPLE / total;
            if is_drawn {
                *number = drawn;
                drawn += 1;
            }
            is_drawn
        });
    }
    units.retain(|unit| !unit.leaves.is_empty());
}
