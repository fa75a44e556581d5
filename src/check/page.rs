//! The page of a rule: what `check --explain` prints and `docs/rules/` holds.

use super::Rule;
use super::level::TIERS;

/// As Markdown.
pub fn page(rule: &Rule) -> String {
    let Rule { name, finds, why, instead, levels, .. } = rule;
    let row = |cells: &[&str]| format!("| {} |\n", cells.join(" | "));
    let mut page = format!("# {name}\n\nFinds {finds}.\n\n{why}\n\nInstead: {instead}\n\n");
    page += &row(&TIERS.map(|tier| tier.as_str()));
    page += &row(&TIERS.map(|_| "---"));
    page += &row(&TIERS.map(|tier| levels.of(tier).as_str()));
    page += &format!("\n`[lints.{name}]` sets another level, and allows it where there is a reason.\n");
    page
}
