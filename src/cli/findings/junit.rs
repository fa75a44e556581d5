//! Findings as JUnit XML: a suite an environment, a case a rule. Warnings stand in the output of a case that passes.

use std::fmt::Write;

use crate::check::rules;
use crate::diagnostic::Sources;
use crate::model::lint::Level;

use super::Told;

/// `strict`: warnings fail as well.
pub fn junit(told: &[Told], environments: &[String], strict: bool, sources: &Sources) -> String {
    let mut suites = String::new();
    let mut failed = 0;
    for environment in environments {
        let (cases, failures) = suite(told, environment, strict, sources);
        failed += failures;
        let head = suite_head("testsuite", environment, rules().count(), failures);
        suites += &format!("  {head}\n{cases}  </testsuite>\n");
    }
    let head = suite_head("testsuites", env!("CARGO_PKG_NAME"), rules().count() * environments.len(), failed);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{head}\n{suites}</testsuites>\n")
}

fn suite_head(element: &str, name: &str, tests: usize, failures: usize) -> String {
    format!("<{element} name=\"{}\" tests=\"{tests}\" failures=\"{failures}\">", escaped(name))
}

/// The cases of an environment, and how many fail.
fn suite(told: &[Told], environment: &String, strict: bool, sources: &Sources) -> (String, usize) {
    let mut cases = String::new();
    let mut failures = 0;
    for rule in rules() {
        let of_rule: Vec<&Told> = told
            .iter()
            .filter(|told| told.finding.rule == rule.name && told.environments.contains(environment))
            .collect();
        let fails = of_rule.iter().any(|told| strict || told.level == Level::Deny);
        let name = format!("    <testcase classname=\"{}\" name=\"{}\"", escaped(environment), rule.name);
        let lines: String = of_rule.iter().map(|told| line(told, sources)).collect();
        let write = match (&of_rule[..], fails) {
            ([], _) => writeln!(cases, "{name}/>"),
            ([first, ..], true) => {
                failures += 1;
                let message = escaped(&first.finding.message);
                writeln!(cases, "{name}>\n      <failure message=\"{message}\">{lines}</failure>\n    </testcase>")
            }
            (_, false) => writeln!(cases, "{name}>\n      <system-out>{lines}</system-out>\n    </testcase>"),
        };
        write.expect("a string takes all");
    }
    (cases, failures)
}

fn line(told: &Told, sources: &Sources) -> String {
    let finding = &told.finding;
    escaped(&format!("{}: {}: {}\n", sources.address(finding.place), finding.message, finding.label))
}

/// Text as XML has it, which knows no control characters.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => written += "&amp;",
            '<' => written += "&lt;",
            '>' => written += "&gt;",
            '"' => written += "&quot;",
            '\n' | '\t' => written.push(letter),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => written.push('\u{fffd}'),
            letter => written.push(letter),
        }
    }
    written
}
