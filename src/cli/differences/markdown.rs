//! What differs, as a comment in a pull request: a line an environment, what is dangerous first, the rest folded by owner.

use super::block::{Block, blocks};
use super::danger::{self, Danger, dangers};
use super::effect::words;
use super::summary::counts;
use super::{Difference, Presence};

/// GitHub takes no longer comment.
const LONGEST: usize = 65_536;
/// Left for what was left out.
const SPARE: usize = 2_000;
/// So many dangerous changes stand in the table; of more, the number.
const ROWS: usize = 30;
/// So many objects are named in a row of it; of more, the number.
const OBJECTS: usize = 3;
/// So many sections that were left out are named; of more, the number.
const NAMED: usize = 20;
/// By this whoever writes comments finds the one to write anew.
const MARK: &str = "<!-- platgen diff -->";

/// What the comment is about, how a reader gets at the same, and what would put it right.
pub struct Local {
    pub title: &'static str,
    /// `platgen diff --all --base HEAD~1`
    pub command: String,
    /// `platgen render --all --out golden`
    pub remedy: Option<String>,
}

pub fn markdown(differences: &[Difference<'_>], local: &Local) -> String {
    let (same, different): (Vec<_>, Vec<_>) = differences.iter().partition(|difference| difference.is_none());
    let mut head = format!("{MARK}\n### {}\n\n", local.title);
    for difference in &different {
        let name = escaped(&difference.name);
        head += &match difference.presence {
            Presence::Added => format!("- **{name}** is a new environment: {}\n", counts(difference)),
            Presence::Removed => format!("- **{name}** is an environment no longer: {}\n", counts(difference)),
            Presence::Both => format!("- **{name}**: {}\n", counts(difference)),
        };
    }
    if !same.is_empty() {
        let names: Vec<String> = same.iter().map(|difference| escaped(&difference.name)).collect();
        head += &format!("- nothing differs in {}\n", names.join(", "));
    }
    head += &table(&dangers(&different));
    let foot = foot(local, !different.is_empty());
    let room = LONGEST.saturating_sub(head.chars().count() + foot.chars().count() + SPARE);
    let (folded, left_out) = fitted(blocks(&different), room);
    format!("{head}{folded}{left_out}{foot}")
}

fn foot(local: &Local, differs: bool) -> String {
    let mut foot = format!("\nThe same at your desk: {}", code(&local.command));
    if let Some(remedy) = local.remedy.as_ref().filter(|_| differs) {
        foot += &format!(" · to write the files anew: {}", code(remedy));
    }
    foot + "\n"
}

fn table(dangers: &[Danger]) -> String {
    if dangers.is_empty() {
        return String::new();
    }
    let mut table = "\n**Look at these first**\n\n| what it does | where | object | change | because of |\n\
                     |---|---|---|---|---|\n"
        .to_owned();
    for danger in dangers.iter().take(ROWS) {
        let Danger { class, objects, change, cause, environments } = danger;
        let change = match change {
            danger::Shown::Whole(fate) => (*fate).to_owned(),
            danger::Shown::Lines(path) => code(path),
            danger::Shown::Line { path, before: Some(before), after: Some(after) } => {
                format!("{}: {} → {}", code(path), code(before), code(after))
            }
            danger::Shown::Line { path, before: None, after: Some(after) } => {
                format!("{} added: {}", code(path), code(after))
            }
            danger::Shown::Line { path, before: Some(before), after: None } => {
                format!("{} removed: {}", code(path), code(before))
            }
            danger::Shown::Line { path, before: None, after: None } => code(path),
        };
        let environments: Vec<String> = environments.iter().map(|name| escaped(name)).collect();
        let more = objects.len().saturating_sub(OBJECTS);
        let mut objects = objects.iter().take(OBJECTS).map(|name| code(name)).collect::<Vec<_>>().join(", ");
        if more > 0 {
            objects += &format!(" and {more} more");
        }
        let cause = cause.as_deref().map(code).unwrap_or_default();
        let environments = environments.join(", ");
        table += &format!("| **{}** | {environments} | {objects} | {change} | {cause} |\n", class.words());
    }
    match dangers.len().saturating_sub(ROWS) {
        0 => table,
        more => table + &format!("\nand {more} more such changes, below\n"),
    }
}

/// The sections that fit, the gravest taken first, and a line about those that do not.
fn fitted(mut blocks: Vec<Block>, room: usize) -> (String, String) {
    let gravest = |block: &Block| block.classes.iter().next_back().copied();
    blocks.sort_by_key(|block| std::cmp::Reverse(gravest(block)));
    let mut text = String::new();
    let mut taken = 0;
    let mut left: Vec<String> = Vec::new();
    for block in &blocks {
        let section = section(block);
        let length = section.chars().count();
        if taken + length <= room {
            taken += length;
            text += &section;
        } else {
            left.push(format!("{} in {}", escaped(&block.title), escaped(&block.environments.join(", "))));
        }
    }
    if left.is_empty() {
        return (text, String::new());
    }
    let more = left.len().saturating_sub(NAMED);
    left.truncate(NAMED);
    let rest = if more > 0 { format!("; and {more} more") } else { String::new() };
    let left: String = left.join("; ").chars().take(SPARE - 200).collect();
    (text, format!("\n**Left out, for a comment has no room for it:** {left}{rest}\n"))
}

fn section(block: &Block) -> String {
    let longest = block.body.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    let effects = match words(&block.classes) {
        none if none.is_empty() => none,
        words => format!("; {words}"),
    };
    let (title, names) = (escaped(&block.title), escaped(&block.environments.join(", ")));
    format!(
        "\n<details><summary><b>{title}</b> in {names}: {}{effects}</summary>\n\n{fence}diff\n{}{fence}\n\n</details>\n",
        block.counts, block.body
    )
}

/// As code, even inside of a table.
fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

/// Text that neither Markdown nor HTML nor a table reads anything into.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' | '<' | '>' | '"' | '\'' | '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '~' | '@' | '#' | '$' | '!' => {
                written += &format!("&#{};", u32::from(letter));
            }
            '\n' => written.push(' '),
            letter => written.push(letter),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::diff::Class;

    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_cell() {
        assert_eq!(code("a|b`c`@d"), "<code>a&#124;b&#96;c&#96;&#64;d</code>");
        assert_eq!(escaped("a\nb_c"), "a b&#95;c");
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let block = |title: &str, class: Class, size: usize| Block {
            title: title.to_owned(),
            environments: vec!["prod".to_owned()],
            counts: "1 object changed".to_owned(),
            classes: [class].into(),
            body: "x".repeat(size) + "\n",
        };
        let blocks = vec![block("mild", Class::Capacity, 900), block("grave", Class::LosesData, 900)];
        let (text, left) = fitted(blocks, 1_500);
        assert!(text.contains("<b>grave</b>") && !text.contains("mild"), "{text}");
        assert!(left.ends_with(" mild in prod\n"), "{left}");
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        let block = Block {
            title: "web".to_owned(),
            environments: vec!["prod".to_owned()],
            counts: "1 object changed".to_owned(),
            classes: BTreeSet::new(),
            body: "+ ````\n".to_owned(),
        };
        assert!(section(&block).contains("\n`````diff\n+ ````\n`````\n"));
    }
}
