//! What rules find: `tests/cases/check/<rule>/` holds a platform `fires`, with what the rule finds there in
//! `fires/expected`, a line a finding, and a platform `silent`, in which it finds nothing.
//! `UPDATE_EXPECT=1 cargo test --test check_cases` rewrites the lines; read their diff.
//! `ONLY=rule` keeps to one rule.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use fs_err as fs;
use platgen::check::{contents, page, rules};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn each_rule_fires_where_it_should_and_is_silent_where_it_should_not() -> io::Result<()> {
    let only = std::env::var("ONLY").ok();
    let mut faults = Vec::new();
    for rule in rules().filter(|rule| only.as_ref().is_none_or(|only| only == rule.name)) {
        let case = root().join("tests/cases/check").join(rule.name);
        let mut faulted = |words: String| faults.push(format!("{}: {words}", rule.name));
        match lines(&case.join("fires"), rule.name) {
            Err(error) => faulted(format!("fires: {error}")),
            Ok(found) if found.is_empty() => faulted("fires: nothing is found".to_owned()),
            Ok(found) => {
                let page = case.join("fires/expected");
                if std::env::var_os("UPDATE_EXPECT").is_some() {
                    fs::write(&page, &found)?;
                }
                if fs::read_to_string(&page).unwrap_or_default() != found {
                    faulted(format!("fires: {} is not what is found:\n{found}", page.display()));
                }
            }
        }
        match lines(&case.join("silent"), rule.name) {
            Err(error) => faulted(format!("silent: {error}")),
            Ok(found) if found.is_empty() => {}
            Ok(found) => faulted(format!("silent: found\n{found}")),
        }
    }
    assert!(faults.is_empty(), "{} faults:\n\n{}", faults.len(), faults.join("\n\n"));
    Ok(())
}

/// What a rule finds in any environment of a platform, a line a finding.
fn lines(platform: &Path, rule: &str) -> Result<String, String> {
    if !platform.join("environments").is_dir() {
        return Err(format!("{} is missing", platform.display()));
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_platgen"));
    let run = command.args(["check", "--all", "-o", "json"]).current_dir(platform).output();
    let run = run.map_err(|error| error.to_string())?;
    if !matches!(run.status.code(), Some(0 | 1)) {
        return Err(String::from_utf8_lossy(&run.stderr).into_owned());
    }
    let report: Value = serde_json::from_slice(&run.stdout).map_err(|error| error.to_string())?;
    let findings = report["findings"].as_array().ok_or("there is a list of findings")?;
    let word = |finding: &Value, key: &str| match &finding[key] {
        Value::String(word) => word.clone(),
        Value::Null => "-".to_owned(),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => other.to_string(),
    };
    let line = |finding: &Value| {
        let environments: Vec<&str> =
            finding["environments"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let [level, file, line, column] = ["level", "file", "line", "column"].map(|key| word(finding, key));
        let [object, field, message, advice] = ["object", "field", "message", "advice"].map(|key| word(finding, key));
        let help = finding["help"].as_str().map(|help| format!(" ({help})")).unwrap_or_default();
        let environments = environments.join(",");
        format!("{level} {environments} {object} {field}\n  {file}:{line}:{column} {message}: {advice}{help}\n")
    };
    Ok(findings.iter().filter(|finding| finding["rule"] == rule).map(line).collect())
}

#[test]
fn each_folder_of_cases_is_of_a_rule() -> io::Result<()> {
    let known: BTreeSet<&str> = rules().map(|rule| rule.name).collect();
    assert_eq!(known.len(), rules().count(), "two rules bear one name");
    let folders: Vec<PathBuf> =
        fs::read_dir(root().join("tests/cases/check"))?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    for folder in folders {
        let name = folder.file_name().expect("it has a name").to_string_lossy().into_owned();
        assert!(known.contains(name.as_str()), "there is no rule `{name}`");
    }
    Ok(())
}

#[test]
fn the_manual_has_a_page_for_each_rule_and_no_other() -> io::Result<()> {
    let folder = root().join("docs/rules");
    let mut pages: BTreeMap<String, String> = rules().map(|rule| (format!("{}.md", rule.name), page(rule))).collect();
    pages.insert("README.md".to_owned(), contents());
    for (name, page) in &pages {
        let file = folder.join(name);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&file, page)?;
        }
        let written = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(&written, page, "UPDATE_EXPECT=1 cargo test --test check_cases rewrites {}", file.display());
    }
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        assert!(pages.contains_key(&name) || name == "faults.md", "docs/rules/{name} is of no rule");
    }
    Ok(())
}

/// Rows of `docs/rules/faults.md`: the number of a fault, and what answers it.
fn faults() -> io::Result<Vec<(String, String)>> {
    let page = fs::read_to_string(root().join("docs/rules/faults.md"))?;
    let rows = page.lines().filter(|line| line.starts_with("| D"));
    let cells = |row: &str| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let row = |row: &str| match &cells(row)[..] {
        [number, _, answer] => (number.clone(), answer.clone()),
        other => panic!("a row has three cells: {other:?}"),
    };
    Ok(rows.map(row).collect())
}

#[test]
fn every_fault_of_the_sources_has_an_answer() -> io::Result<()> {
    let faults = faults()?;
    let numbers: Vec<String> = (1..=162).map(|number| format!("D{number:03}")).collect();
    assert_eq!(faults.iter().map(|(number, _)| number.clone()).collect::<Vec<_>>(), numbers);
    let known: BTreeSet<&str> = rules().map(|rule| rule.name).collect();
    let refusals = refusals()?;
    for (number, answer) in faults {
        let (kind, words) = answer.split_once(' ').unwrap_or((&answer, ""));
        let named: Vec<&str> = words.split('`').skip(1).step_by(2).collect();
        match kind {
            "rule" => {
                assert!(!named.is_empty(), "{number} names no rule");
                assert!(named.iter().all(|name| known.contains(name)), "{number}: {words}: there is no such rule");
            }
            "refused:" => {
                assert!(!named.is_empty(), "{number} names no error");
                assert!(named.iter().all(|name| refusals.contains(*name)), "{number}: {words}: nothing is refused so");
            }
            "unwritable:" | "never:" => assert!(words.len() > 10, "{number} says why"),
            "theme" => assert!(words.starts_with('T') && words.len() >= 3, "{number} names the theme"),
            other => panic!("{number}: `{other}` is no kind of answer"),
        }
    }
    Ok(())
}

/// The names of all errors that a case of bad input shows.
fn refusals() -> io::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for case in fs::read_dir(root().join("tests/cases/errors"))? {
        let told = fs::read_to_string(case?.path().join("expected-error"))?;
        let rules = told.lines().filter_map(|line| line.strip_prefix("error[")?.split(']').next());
        names.extend(rules.map(str::to_owned));
    }
    Ok(names)
}
