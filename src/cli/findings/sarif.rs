//! Findings as SARIF 2.1.0, the form that code scanning reads.

use serde_json::{Value as Json, json};

use crate::check::{Rule, page, rules};
use crate::diagnostic::Sources;
use crate::model::lint::Level;

use super::Told;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub fn sarif(told: &[Told], sources: &Sources) -> String {
    let driver = json!({
        "name": env!("CARGO_PKG_NAME"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules().map(described).collect::<Vec<_>>(),
    });
    let results: Vec<Json> = told.iter().map(|told| result(told, sources)).collect();
    let run = json!({ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results });
    format!("{:#}\n", json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] }))
}

fn described(rule: &Rule) -> Json {
    json!({
        "id": rule.name,
        "shortDescription": { "text": format!("Finds {}.", rule.finds) },
        "fullDescription": { "text": rule.why },
        "help": { "text": rule.instead, "markdown": page(rule) },
    })
}

fn result(told: &Told, sources: &Sources) -> Json {
    let finding = &told.finding;
    let (start, end) = super::region(finding.place, sources);
    let region = json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    });
    let mut location =
        json!({ "physicalLocation": { "artifactLocation": { "uri": uri(&start.file) }, "region": region } });
    if let Some(object) = &finding.object {
        let within = finding.namespace.as_ref().map(|namespace| format!("{namespace}/")).unwrap_or_default();
        location["logicalLocations"] =
            json!([{ "fullyQualifiedName": format!("{within}{object}"), "kind": "resource" }]);
    }
    json!({
        "ruleId": finding.rule,
        "ruleIndex": rules().position(|rule| rule.name == finding.rule),
        "level": match told.level {
            Level::Deny => "error",
            Level::Allow | Level::Warn => "warning",
        },
        "message": { "text": format!("{}: {}", finding.message, finding.label) },
        "locations": [location],
        "properties": { "environments": told.environments },
    })
}

/// A path as a relative reference: what a URI gives a meaning to is written as its bytes.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~');
    path.bytes()
        .map(|byte| match byte {
            b'\\' => "/".to_owned(),
            byte if plain(byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
