//! Findings as workflow commands of GitHub Actions, which shows them beside the lines.

use crate::diagnostic::Sources;
use crate::model::lint::Level;

use super::Told;

pub fn github(told: &[Told], sources: &Sources) -> String {
    told.iter().map(|told| line(told, sources)).collect()
}

fn line(told: &Told, sources: &Sources) -> String {
    let finding = &told.finding;
    let command = match told.level {
        Level::Deny => "error",
        Level::Allow | Level::Warn => "warning",
    };
    let (start, end) = super::region(finding.place, sources);
    let message = format!("{} ({}): {}", finding.message, told.environments.join(", "), finding.label);
    let mut properties = format!(
        "file={},line={},endLine={},title={}",
        property(&start.file),
        start.line,
        end.line,
        property(finding.rule)
    );
    // Columns are of one line only.
    if start.line == end.line {
        properties += &format!(",col={},endColumn={}", start.column, end.column);
    }
    format!("::{command} {properties}::{}\n", text(&message))
}

fn text(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(value: &str) -> String {
    text(value).replace(':', "%3A").replace(',', "%2C")
}
