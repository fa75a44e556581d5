//! The Pod Security Standards, held against the pods that Kubernetes' own admission is tested with: for each level and
//! version those that must be admitted and those that must not. `PLATGEN_POD_SECURITY_FIXTURES` names their folder;
//! `tools/judges pod-security` sets it. Without it there is nothing to judge, and the test says so.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;
use platgen::check::pod_security::{Subject, Version, violations};
use platgen::model::platform::PodSecurityLevel as Level;
use serde_json::Value;

/// Versions that must be among the fixtures.
const WANTED: [&str; 4] = ["v1.25", "v1.29", "v1.33", "v1.37"];

#[test]
fn each_fixture_is_admitted_or_refused_as_kubernetes_does() -> io::Result<()> {
    let Some(home) = std::env::var_os("PLATGEN_POD_SECURITY_FIXTURES").map(PathBuf::from) else {
        println!("skipped: PLATGEN_POD_SECURITY_FIXTURES is not set; `tools/judges pod-security` sets it");
        return Ok(());
    };
    let (mut all, mut faults) = (0, Vec::new());
    for level in [Level::Baseline, Level::Restricted] {
        let versions = listed(&home.join(level.as_str()))?;
        for wanted in WANTED {
            assert!(versions.iter().any(|folder| folder.ends_with(wanted)), "there are fixtures of {wanted}");
        }
        for folder in versions {
            let name = folder.file_name().expect("it has a name").to_string_lossy().into_owned();
            let version = Version::parse(&name).expect("a folder is named by a version");
            let (passing, failing) = (listed(&folder.join("pass"))?, listed(&folder.join("fail"))?);
            assert!(!passing.is_empty() && !failing.is_empty(), "there are fixtures in {}", folder.display());
            let count = passing.len() + failing.len();
            all += count;
            if WANTED.contains(&name.as_str()) {
                println!("{} {name}: {count} fixtures", level.as_str());
            }
            faults.extend(passing.iter().filter_map(|file| refused(level, version, file)));
            faults.extend(failing.iter().filter_map(|file| admitted(level, version, file)));
        }
    }
    assert!(faults.is_empty(), "{} of {all} fixtures:\n{}", faults.len(), faults.join("\n"));
    println!("{all} fixtures of all versions: agreement on every one");
    Ok(())
}

/// A file that must be admitted and is not.
fn refused(level: Level, version: Version, file: &Path) -> Option<String> {
    let found = checks(level, version, file);
    (!found.is_empty()).then(|| format!("{} is refused by {found:?}", file.display()))
}

/// A file that must be refused, and for what it is named for, but is not. Where a check of the restricted level stands in
/// for one of the baseline level, that one's fixtures are for it.
fn admitted(level: Level, version: Version, file: &Path) -> Option<String> {
    let found = checks(level, version, file);
    let stem = file.file_stem().expect("it has a name").to_string_lossy().into_owned();
    let named = stem.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let stands_in = match named {
        "capabilities_baseline" => "capabilities_restricted",
        "hostpathvolumes" => "restrictedVolumes",
        "procmount" => "procMount_restricted",
        "seccompprofile_baseline" => "seccompProfile_restricted",
        _ => named,
    };
    let is_meant = |check: &str| check.eq_ignore_ascii_case(named) || check.eq_ignore_ascii_case(stands_in);
    (!found.iter().any(|check| is_meant(check))).then(|| format!("{} is refused by {found:?} alone", file.display()))
}

fn checks(level: Level, version: Version, file: &Path) -> Vec<&'static str> {
    let text = fs::read_to_string(file).expect("a fixture can be read");
    let pod: Value = serde_yaml::from_str(&text).expect("a fixture is YAML");
    let mut checks: Vec<_> = violations(level, version, &Subject::of(&pod)).iter().map(|found| found.check).collect();
    checks.dedup();
    checks
}

fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
