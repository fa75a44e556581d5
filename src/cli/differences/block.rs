//! What changes of one owner, as GitHub colours it: lines of a patch, with what causes them as comments.

use std::collections::BTreeSet;

use crate::diff::Class;

use super::cause::Cause;
use super::drift::sorted;
use super::effect::words;
use super::fold::{Folded, Repeated};
use super::gist::gist;
use super::summary::counted;
use super::value::{Shown, shown};
use super::{Difference, Drifted, Fate, Presence, Told, ToldField};

/// So many lines of one owner are shown; of more, the number.
const MOST: usize = 400;

/// A section of a comment. Where environments change alike, it is told once.
pub struct Block {
    pub title: String,
    pub environments: Vec<String>,
    pub counts: String,
    pub classes: BTreeSet<Class>,
    pub body: String,
}

pub fn blocks(differences: &[&Difference<'_>]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for difference in differences.iter().filter(|difference| difference.presence == Presence::Both) {
        for block in of(difference) {
            match blocks.iter_mut().find(|known| known.title == block.title && known.body == block.body) {
                Some(known) => known.environments.extend(block.environments),
                None => blocks.push(block),
            }
        }
    }
    blocks
}

fn of(difference: &Difference<'_>) -> Vec<Block> {
    let folded = Folded::of(difference);
    let mut blocks = Vec::new();
    let block = |title: &str, counts: String, classes: BTreeSet<Class>, body: String| Block {
        title: title.to_owned(),
        environments: vec![difference.name.clone()],
        counts,
        classes,
        body: cut(body),
    };
    if !folded.repeated.is_empty() {
        let classes = folded.repeated.iter().flat_map(|repeated| repeated.classes.iter().copied()).collect();
        let body = folded.repeated.iter().map(repeated).collect();
        let fields = counted("field", [(folded.repeated.len(), "changed alike")]);
        blocks.push(block("several objects", fields, classes, body));
    }
    for (owner, told) in difference.by_owner() {
        let body: String = told.iter().map(|told| object(difference, told, &folded)).collect();
        if !body.is_empty() {
            let fates = [Fate::Changed, Fate::Renamed, Fate::Added, Fate::Removed];
            let count = |fate: Fate| told.iter().filter(|told| told.change.fate() == fate).count();
            let counts = counted("object", fates.map(|fate| (count(fate), fate.as_str())));
            let classes = told.iter().flat_map(|told| told.told_classes()).collect();
            blocks.push(block(owner.name(), counts, classes, body));
        }
    }
    if !difference.files.is_empty() {
        let (told, more) = sorted(&difference.files);
        let line = |file: &&Drifted| format!("! {} {}\n", file.state.as_str(), file.path);
        let mut body: String = told.iter().map(line).collect();
        if more > 0 {
            body += &format!("# and {more} more outdated\n");
        }
        let counts = counted("file", [(difference.files.len(), "not as rendered")]);
        blocks.push(block("files on disk", counts, BTreeSet::new(), body));
    }
    blocks
}

fn cut(body: String) -> String {
    let lines = body.lines().count();
    if lines <= MOST {
        return body;
    }
    let kept: String = body.split_inclusive('\n').take(MOST).collect();
    format!("{kept}# {} more lines\n", lines - MOST)
}

fn repeated(repeated: &Repeated<'_>) -> String {
    let told = repeated.field;
    let comments = comments(&repeated.classes, &told.causes, told.is_secret);
    format!("@@ {} @@\n{}{comments}", repeated.objects(), field(told, &repeated.path))
}

/// Empty where all that changes is told elsewhere.
fn object(difference: &Difference<'_>, told: &Told<'_>, folded: &Folded<'_>) -> String {
    let fate = told.change.fate();
    let name = difference.name_of(told);
    let fields = told.body(folded);
    if fate == Fate::Changed && fields.is_empty() && told.causes.is_empty() {
        return String::new();
    }
    let gist = match gist(told.change.document()) {
        none if none.is_empty() => none,
        gist => format!("  ({gist})"),
    };
    let mut text = match (fate, told.change.before) {
        (Fate::Added, _) => format!("+ {name}{gist}\n"),
        (Fate::Removed, _) => format!("- {name}{gist}\n"),
        (Fate::Renamed, Some(before)) => format!("@@ {name}, was {} @@\n", before.kubectl_name()),
        (Fate::Renamed | Fate::Changed, _) => format!("@@ {name} @@\n"),
    };
    let (whole, why) = told.head();
    text += &comments(&whole, why, false);
    for run in fields.chunk_by(|one, other| one.causes == other.causes && one.classes == other.classes) {
        text.extend(run.iter().map(|told| field(told, &told.field.path.to_string())));
        text += &comments(&run[0].classes, &run[0].causes, run.iter().any(|told| told.is_secret));
    }
    text
}

fn comments<'c>(classes: &BTreeSet<Class>, causes: impl IntoIterator<Item = &'c Cause>, is_secret: bool) -> String {
    let classes = Some(words(classes)).filter(|words| !words.is_empty());
    let lines = classes.into_iter().chain(causes.into_iter().map(|cause| cause.words(is_secret)));
    lines.map(|line| format!("#   {line}\n")).collect()
}

fn field(told: &ToldField<'_>, path: &str) -> String {
    if told.is_echo {
        return format!("! {path} follows\n");
    }
    match shown(told) {
        Shown::Line { before, after } => {
            let side = |sign: char, value: Option<String>| value.map(|value| format!("{sign} {path}: {value}\n"));
            [side('-', before), side('+', after)].into_iter().flatten().collect()
        }
        Shown::Lines(lines) => {
            let head = if path.is_empty() { String::new() } else { format!("  {path}:\n") };
            let lines =
                lines.iter().map(|(mark, line)| format!("{}   {line}", mark.sign()).trim_end().to_owned() + "\n");
            head + &lines.collect::<String>()
        }
    }
}
