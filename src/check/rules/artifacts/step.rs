//! The steps of a workflow that use an action, read line by line.

use super::text::Text;

pub struct Step<'c> {
    /// Of `uses`, counted from 1.
    pub line: usize,
    /// `actions/checkout`
    pub action: &'c str,
    /// `v4`
    pub version: Option<&'c str>,
    /// The keys of the step and of what is below it.
    pub keys: Vec<&'c str>,
}

/// Actions of other repositories: those beside the workflow have no version.
pub fn steps<'c>(workflow: &Text<'c>) -> Vec<Step<'c>> {
    let lines: Vec<&'c str> = workflow.text.lines().collect();
    let mut steps = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let used = line.trim_start().trim_start_matches("- ").trim_start().strip_prefix("uses:");
        let used = used.and_then(|used| used.split_whitespace().next()).map(|used| used.trim_matches(['"', '\'']));
        let Some(used) = used.filter(|used| !used.starts_with("./") && !used.starts_with("docker://")) else {
            continue;
        };
        let (action, version) = used.split_once('@').map_or((used, None), |(action, version)| (action, Some(version)));
        steps.push(Step { line: index + 1, action, version, keys: keys(&lines, index) });
    }
    steps
}

/// The keys of the step that holds a line: of all lines around it that are indented as deeply, up to the next item.
fn keys<'c>(lines: &[&'c str], at: usize) -> Vec<&'c str> {
    let depth = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let own = depth(lines[at]);
    let begins = |line: &&str| line.trim_start().starts_with("- ") && depth(line) == own;
    let is_outside = |line: &&str| !line.trim().is_empty() && depth(line) < own;
    let before = lines[..=at].iter().rposition(begins).unwrap_or(at);
    let after = lines[at + 1..].iter().take_while(|line| !begins(line) && !is_outside(line)).count();
    let step = &lines[before..=at + after];
    step.iter().filter_map(|line| Some(line.split_once(':')?.0.trim_start_matches([' ', '-']))).collect()
}
