//! The cases of `tests/cases/class`, asked of the server: what is there as `before.yaml` says is applied as `after.yaml`
//! says, and refused exactly when `expected` says so.

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::Path;

use fs_err as fs;

use crate::cluster::{Cluster, expect};
use crate::stream::{Object, objects};

/// As an engineer who applies again what he has applied.
const MANAGER: &str = "fieldManager=platgen&fieldValidation=Strict";

/// What came of all cases.
#[derive(Default)]
pub struct Tally {
    cases: usize,
    /// Objects that were not there before.
    created: usize,
    /// Changes that are called something else than refused, and that the server took.
    pub taken: usize,
    /// Changes that are called refused, and that the server refused.
    pub refused: usize,
    pub faults: Vec<String>,
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self { cases, created, taken, refused, faults } = self;
        let faults = faults.len();
        write!(
            formatter,
            "{cases} cases, {refused} changes refused as expected, {taken} taken as expected, {created} objects created, \
             {faults} not as expected"
        )
    }
}

pub fn confirm(cluster: &mut Cluster) -> io::Result<Tally> {
    let mut tally = Tally::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/class");
    let mut cases: Vec<_> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    cases.sort();
    for case in cases {
        let read = |file: &str| fs::read_to_string(case.join(file));
        let (before, after, expected) = (read("before.yaml")?, read("after.yaml")?, read("expected")?);
        if before.contains("services:\n") {
            continue; // a Compose file
        }
        let mut faults = Vec::new();
        tally.cases += 1;
        one(cluster, [&objects(&before)?, &objects(&after)?], &expected, &mut tally, &mut faults)?;
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        tally.faults.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    Ok(tally)
}

fn one(
    cluster: &mut Cluster,
    [before, after]: [&[Object]; 2],
    expected: &str,
    tally: &mut Tally,
    faults: &mut Vec<String>,
) -> io::Result<()> {
    let there: BTreeSet<String> = before.iter().map(Object::label).collect();
    let new = after.iter().filter(|object| !there.contains(&object.label()));
    let all: Vec<Object> = before.iter().chain(new).cloned().collect();
    let provided = cluster.provide(&all)?;
    for object in before {
        if object.kind == "Pod" {
            cluster.make_account(object.namespace.as_deref().unwrap_or("default"))?;
        }
        expect(&cluster.send(object, MANAGER)?, &object.label())?;
        if object.kind == "PersistentVolumeClaim" {
            cluster.bind(object)?;
        }
    }
    for object in after {
        let head = format!("{}/{} ", object.kind.to_lowercase(), object.name);
        let lines = expected.lines().filter(|line| line.starts_with(&head));
        let mut classes = lines.filter_map(|line| line.rsplit_once(": ")).flat_map(|(_, classes)| classes.split(", "));
        let is_refused = classes.any(|class| class == "refused");
        let answer = cluster.send(object, MANAGER)?;
        let count = match (is_refused, answer.status) {
            (true, 403 | 422) => &mut tally.refused,
            (false, 200..300) if there.contains(&object.label()) => &mut tally.taken,
            (false, 200..300) => &mut tally.created,
            _ => {
                let wanted = if is_refused { "refused" } else { "taken" };
                faults.push(format!("{} is not {wanted}: {}", object.label(), answer.message()));
                continue;
            }
        };
        *count += 1;
    }
    cluster.clear(&all, &provided)
}
