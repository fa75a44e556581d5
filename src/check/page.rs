//! The page of a rule: what `check --explain` prints and `docs/rules/` holds, and the contents of that folder.

use std::fmt::Write;

use super::level::TIERS;
use super::{FAMILIES, Rule};

const TOP: &str = "\
# The rules of `platgen check`

A rule has a level in each tier: **deny** is an error, **warn** a warning, and what is **allow** is not told. `[lints.RULE]` in a layer sets
another level. `platgen check --explain RULE` prints the page of a rule. [faults.md](faults.md) tells which rule, or which type, answers the faults
that the source documents of the examples hold.
";

/// `docs/rules/README.md`
pub fn contents() -> String {
    let mut page = TOP.to_owned();
    for family in &FAMILIES {
        let tiers = TIERS.map(|tier| tier.as_str()).join(" | ");
        write!(page, "\n## {}\n\n| rule | finds | {tiers} |\n|---|---|---|---|---|---|---|\n", family.title)
            .expect("a string takes all");
        for Rule { name, finds, levels, .. } in family.rules {
            let levels = TIERS.map(|tier| levels.of(tier).as_str()).join(" | ");
            writeln!(page, "| [{name}]({name}.md) | {finds} | {levels} |").expect("a string takes all");
        }
    }
    page
}

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
