//! A real API server takes what platgen renders: nothing is rejected, nothing is warned of, a second apply changes
//! nothing, and every pod is admitted under the Pod Security level of its own namespace. It refuses the changes that
//! `tests/cases/class` call refused, and no other.
//!
//! KUBEBUILDER_ASSETS names a folder with `etcd`, `kube-apiserver` and `kubectl`, PLATGEN_CRDS one with the definitions of
//! the custom resources; `tools/judges apply` sets both. Without them there is nothing to ask, and the test says so.

mod changes;
mod cluster;
mod http;
mod platforms;
mod server;
mod stream;
mod sweep;

use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

use cluster::{Cluster, Tally};
use server::Server;

/// Somewhat fewer than there are: a run that misses platforms must not pass.
const FEWEST_OBJECTS: usize = 1800;

/// Somewhat fewer changes of objects than the cases have, and of those that are refused.
const FEWEST_CHANGES: [usize; 2] = [205, 54];
/// The same of the values of one environment.
const FEWEST_REFUSED_VALUES: usize = 200;

/// One server at a time: two that start together take longer than either may.
static TURN: Mutex<()> = Mutex::new(());

/// Told past the harness, which shows what a passing test prints only if asked to.
fn tell(text: &str) {
    // Nobody listens: then there is nobody to tell.
    let _ = writeln!(io::stderr(), "{text}");
}

fn folder(variable: &str) -> Option<PathBuf> {
    let folder = env::var_os(variable).filter(|value| !value.is_empty());
    if folder.is_none() {
        tell(&format!("SKIPPED: no API server is asked, as {variable} is not set; see CONTRIBUTING.md"));
    }
    folder.map(PathBuf::from)
}

#[test]
fn an_api_server_takes_all_that_is_rendered() -> Result<(), Box<dyn Error>> {
    let (Some(programs), Some(definitions)) = (folder("KUBEBUILDER_ASSETS"), folder("PLATGEN_CRDS")) else {
        return Ok(());
    };
    let _turn = TURN.lock();
    let started = Instant::now();
    let server = Server::start(&programs)?;
    server.define(&definitions)?;
    tell(&format!("kube-apiserver {} serves the definitions ({} s)", server.version()?, started.elapsed().as_secs()));
    let mut cluster = Cluster::new(&server);
    finds_faults(&mut cluster)?;
    let mut total = Tally::default();
    for (heading, platforms) in platforms::platforms()? {
        let (mut tally, started) = (Tally::default(), Instant::now());
        for platform in platforms {
            for environment in platforms::rendered(&platform)? {
                cluster.judge(&environment.name, &environment.stream, &mut tally)?;
            }
        }
        tell(&format!("{heading}: {tally} ({} s)", started.elapsed().as_secs()));
        total.join(tally);
    }
    tell(&format!("all: {total}"));
    assert!(total.objects >= FEWEST_OBJECTS, "only {} objects", total.objects);
    assert!(total.faults.is_empty(), "{} faults:\n{}", total.faults.len(), total.faults.join("\n"));
    Ok(())
}

#[test]
fn an_api_server_refuses_the_changes_that_are_called_refused() -> Result<(), Box<dyn Error>> {
    let (Some(programs), Some(definitions)) = (folder("KUBEBUILDER_ASSETS"), folder("PLATGEN_CRDS")) else {
        return Ok(());
    };
    let _turn = TURN.lock();
    let started = Instant::now();
    let server = Server::start(&programs)?;
    server.define(&definitions)?;
    let tally = changes::confirm(&mut Cluster::new(&server))?;
    tell(&format!("classed changes: {tally} ({} s)", started.elapsed().as_secs()));
    assert!(tally.faults.is_empty(), "{} faults:\n{}", tally.faults.len(), tally.faults.join("\n"));
    let found = [tally.taken + tally.refused, tally.refused];
    assert!(found[0] >= FEWEST_CHANGES[0] && found[1] >= FEWEST_CHANGES[1], "only {tally}");
    let swept = sweep::sweep(&mut Cluster::new(&server))?;
    tell(&format!("values of golden/prod: {swept} ({} s)", started.elapsed().as_secs()));
    assert!(swept.faults.is_empty(), "{} faults:\n{}", swept.faults.len(), swept.faults.join("\n"));
    assert!(swept.refused >= FEWEST_REFUSED_VALUES, "only {swept}");
    Ok(())
}

/// What a good stream never shows, so that a pass means something.
fn finds_faults(cluster: &mut Cluster) -> Result<(), Box<dyn Error>> {
    let mut tally = Tally::default();
    cluster.judge("a stream with faults", include_str!("faults.yaml"), &mut tally)?;
    cluster.judge_again(
        "a stream that changes",
        include_str!("before.yaml"),
        include_str!("after.yaml"),
        &mut tally,
    )?;
    let expected = "2 environments, 3 objects applied, 2 rejected, 1 warnings, 1 changed by a second apply, \
                    1 with a `kubectl diff`, 0 pods admitted, 1 refused";
    assert_eq!(tally.to_string(), expected, "{}", tally.faults.join("\n"));
    Ok(())
}
