//! Findings as JSON, for programs of one's own.

use serde_json::json;

use crate::diagnostic::Sources;

use super::Told;

pub fn json(told: &[Told], environments: &[String], sources: &Sources) -> String {
    let finding = |told: &Told| {
        let finding = &told.finding;
        let position = sources.position(finding.place);
        json!({
            "rule": finding.rule,
            "level": told.level.as_str(),
            "environments": told.environments,
            "message": finding.message,
            "advice": finding.label,
            "help": finding.help,
            "object": finding.object,
            "namespace": finding.namespace,
            "field": (!finding.field.keys().is_empty()).then(|| finding.field.to_string()),
            "path": finding.path.as_ref().map(ToString::to_string),
            "file": position.file,
            "line": position.line,
            "column": position.column,
        })
    };
    let findings: Vec<_> = told.iter().map(finding).collect();
    format!("{:#}\n", json!({ "environments": environments, "findings": findings }))
}
