//! `platgen check` as a command: its forms, what it says on which stream, and how it ends. What single rules find is
//! in `tests/check_cases.rs`. `UPDATE_EXPECT=1 cargo test --test check` rewrites `expected.*`; read their diff.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use fs_err as fs;
use platgen::check::rules;
use serde_json::Value;

/// The one rule that these tests look at: others come and go.
const RULE: &str = "floating-tag";

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/check")
}

fn check(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_platgen"));
    command.arg("check").args(arguments).current_dir(fixture()).env("NO_COLOR", "1").output().expect("it runs")
}

fn stdout(arguments: &[&str]) -> String {
    String::from_utf8(check(arguments).stdout).expect("it is text")
}

fn code(arguments: &[&str]) -> Option<i32> {
    check(arguments).status.code()
}

fn expect(file: &str, found: &str) -> io::Result<()> {
    let path = fixture().join(file);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, found)?;
    }
    assert_eq!(fs::read_to_string(&path)?, found, "{file}");
    Ok(())
}

/// The blocks of a report that are of the rule.
fn blocks(report: &str) -> String {
    let of_rule = |block: &&str| block.contains(&format!("[{RULE}]"));
    report.split("\n\n").filter(of_rule).map(|block| format!("{}\n\n", block.trim_end())).collect()
}

#[test]
fn people_see_the_lines_and_each_fault_once() -> io::Result<()> {
    expect("expected.txt", &blocks(&stdout(&["--all"])))
}

#[test]
fn json_has_every_finding_by_itself() -> io::Result<()> {
    let report: Value = serde_json::from_str(&stdout(&["local", "prod", "-o", "json"]))?;
    assert_eq!(report["environments"], serde_json::json!(["local", "prod"]));
    let of_rule: Vec<&Value> =
        report["findings"].as_array().expect("a list").iter().filter(|finding| finding["rule"] == RULE).collect();
    expect("expected.json", &format!("{:#}\n", Value::from_iter(of_rule.into_iter().cloned())))
}

#[test]
fn sarif_describes_every_rule_and_points_at_the_lines() -> io::Result<()> {
    let report: Value = serde_json::from_str(&stdout(&["--all", "-o", "sarif"]))?;
    let run = &report["runs"][0];
    let described: Vec<&str> = run["tool"]["driver"]["rules"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|rule| rule["id"].as_str().expect("it has an ID"))
        .collect();
    assert_eq!(described, rules().map(|rule| rule.name).collect::<Vec<_>>());
    let mut results = run["results"].as_array().expect("a list").clone();
    for result in &results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(described[index], result["ruleId"]);
    }
    results.retain(|result| result["ruleId"] == RULE);
    for result in &mut results {
        result.as_object_mut().expect("a table").remove("ruleIndex");
    }
    expect("expected.sarif", &format!("{:#}\n", Value::from(results)))
}

#[test]
fn github_gets_a_command_a_finding() -> io::Result<()> {
    let report = stdout(&["--all", "-o", "github"]);
    let of_rule = report.lines().filter(|line| line.contains(&format!("title={RULE},")));
    expect("expected.github", &of_rule.map(|line| format!("{line}\n")).collect::<String>())
}

#[test]
fn junit_has_a_case_a_rule_in_each_environment() -> io::Result<()> {
    let report = stdout(&["--all", "-o", "junit"]);
    let head = format!("<testsuites name=\"platgen\" tests=\"{}\"", 2 * rules().count());
    assert!(report.contains(&head), "{head} in\n{report}");
    let cases = report.split("    <testcase ").filter(|case| case.contains(&format!("name=\"{RULE}\"")));
    let cases: String = cases.map(|case| case.split("  </testsuite>").next().unwrap_or_default().to_owned()).collect();
    expect("expected.junit", &cases)
}

#[test]
fn it_ends_with_one_where_something_must_not_stay() {
    assert_eq!(code(&["prod"]), Some(1));
    assert_eq!(code(&["local"]), Some(0), "warnings alone are fine");
    assert_eq!(code(&["local", "--deny", "warnings"]), Some(1));
    assert_eq!(code(&["prod", "-o", "sarif"]), Some(1), "whatever the form");
    assert_eq!(code(&["nowhere"]), Some(2));
    assert_eq!(code(&["--all", "prod"]), Some(2));
    assert_eq!(code(&[]), Some(2));
}

#[test]
fn it_tells_what_it_did_on_standard_error() {
    let output = check(&["prod"]);
    let words = String::from_utf8(output.stderr).expect("it is text");
    assert!(words.starts_with("prod: ") && words.contains(&format!(" {} rules, ", rules().count())), "{words}");
    assert!(words.ends_with(" allowed\n"), "{words}");
}

#[test]
fn a_rule_is_explained_without_a_platform() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_platgen"));
    let folder = tempfile::tempdir().expect("a folder can be made");
    let output = command.args(["check", "--explain", RULE]).current_dir(folder.path()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0));
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules/floating-tag.md"));
    assert_eq!(String::from_utf8(output.stdout).expect("it is text"), page.expect("it has a page"));
}

#[test]
fn nothing_is_found_in_what_we_ship() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for platform in [".", "examples/minimal", "examples/tour", "tests/platforms/ferries"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_platgen"));
        let arguments = ["check", "--all", "--deny", "warnings"];
        let output = command.args(arguments).current_dir(root.join(platform)).output().expect("it runs");
        let found = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{platform}:\n{found}{}", String::from_utf8_lossy(&output.stderr));
    }
}
