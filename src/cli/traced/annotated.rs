//! A document as YAML, with a comment beside each line that says which lines of the layers decide it.

use serde_json::Value as Json;

use crate::diagnostic::Sources;
use crate::diff::{Document, Path, Step, step};
use crate::trace::{Cause, Chain, config_sum};
use crate::yaml;

/// A line of YAML, and the field that it writes; none: what follows is within it.
struct Line {
    text: String,
    path: Path,
    is_leaf: bool,
}

/// So far to the right comments begin, unless their line is longer.
const WIDEST: usize = 72;
/// So many causes of a line are named.
const NAMED: usize = 2;
/// Said of a sum: what decides it is nearly all there is, and is told when just that is asked about.
const FOLLOWS: &str = "# follows from the configuration that its pods read";

pub fn annotated(document: &Document, path: Option<&Path>, causes: &[(Cause, Chain)], sources: &Sources) -> String {
    let at = path.cloned().unwrap_or_default();
    let mut text = String::new();
    for (_, chain) in causes.iter().filter(|(cause, _)| cause.existence && path.is_none()) {
        text += &format!("# it is there because of {}\n", word(chain, sources));
    }
    let Some(value) = at.find(&document.json) else { return text };
    let is_secret = document.id.kind == "Secret";
    let sum = config_sum(&document.id);
    let mut lines = Vec::new();
    add(value, &at, is_secret, &mut lines);
    let width = |line: &Line| line.text.chars().count();
    let column = lines.iter().map(width).filter(|width| *width <= WIDEST).max().unwrap_or(0);
    for line in &lines {
        text += &line.text;
        let comment = match sum.as_ref().is_some_and(|sum| *sum == line.path && *sum != at) {
            true => FOLLOWS.to_owned(),
            false => comment(line, causes, sources),
        };
        if !comment.is_empty() {
            text.extend(std::iter::repeat_n(' ', column.saturating_sub(width(line)) + 2));
            text += &comment;
        }
        text.push('\n');
    }
    text
}

/// What decides just this line; else what decides something around it.
fn comment(line: &Line, causes: &[(Cause, Chain)], sources: &Sources) -> String {
    let that = |is_one: &dyn Fn(&Path) -> bool| -> Vec<&Chain> {
        causes.iter().filter(|(cause, _)| cause.fields.iter().any(is_one)).map(|(_, chain)| chain).collect()
    };
    let mut found = that(&|field| *field == line.path);
    if found.is_empty() && line.is_leaf {
        found = that(&|field| field.starts_with(&line.path));
    }
    if found.is_empty() && line.is_leaf {
        found = that(&|field| line.path.starts_with(field));
    }
    let words: Vec<String> = found.iter().take(NAMED).map(|chain| word(chain, sources)).collect();
    match (words.is_empty(), found.len().saturating_sub(NAMED)) {
        (true, _) => String::new(),
        (false, 0) => format!("# {}", words.join(", ")),
        (false, more) => format!("# {} and {more} more", words.join(", ")),
    }
}

/// The winner's place, and what it set.
fn word(chain: &Chain, sources: &Sources) -> String {
    let winner = chain.places.last().map(|place| sources.address(*place)).unwrap_or_default();
    format!("{winner} {}", chain.path)
}

fn add(value: &Json, path: &Path, is_secret: bool, lines: &mut Vec<Line>) {
    match value {
        Json::Object(fields) => {
            for (key, value) in fields {
                let path = path.then(Step::Key(key.clone()));
                let is_secret = is_secret && (path.0.len() > 1 || matches!(key.as_str(), "data" | "stringData"));
                entry(key, value, &path, is_secret, lines);
            }
        }
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let path = path.then(step(path, index, item));
                let first = lines.len();
                match item {
                    Json::Object(fields) if !fields.is_empty() => {
                        add(item, &path, is_secret, lines);
                        for (at, line) in lines[first..].iter_mut().enumerate() {
                            line.text.insert_str(0, if at == 0 { "- " } else { "  " });
                        }
                    }
                    Json::Null
                    | Json::Bool(_)
                    | Json::Number(_)
                    | Json::String(_)
                    | Json::Array(_)
                    | Json::Object(_) => push(&Json::Array(vec![shown(item, is_secret)]), &path, lines),
                }
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => push(&shown(value, is_secret), path, lines),
    }
}

fn entry(key: &str, value: &Json, path: &Path, is_secret: bool, lines: &mut Vec<Line>) {
    let single = |value: Json| Json::Object([(key.to_owned(), value)].into_iter().collect());
    let (inside, indent) = match value {
        Json::Object(fields) => (!fields.is_empty(), "  "),
        Json::Array(items) => (!items.is_empty(), ""),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => (false, ""),
    };
    if !inside {
        push(&single(shown(value, is_secret)), path, lines);
        return;
    }
    let mut head = yaml::to_string(&single(Json::Bool(true))).expect("a flag under a key has a YAML form");
    head.truncate(head.trim_end().len() - " true".len());
    lines.push(Line { text: head, path: path.clone(), is_leaf: false });
    let first = lines.len();
    add(value, path, is_secret, lines);
    lines[first..].iter_mut().for_each(|line| line.text.insert_str(0, indent));
}

fn shown(value: &Json, is_secret: bool) -> Json {
    if is_secret { Json::String("<secret>".to_owned()) } else { value.clone() }
}

/// Only the first line of a long text bears the comment.
fn push(value: &Json, path: &Path, lines: &mut Vec<Line>) {
    let text = yaml::to_string(value).expect("JSON has a YAML form");
    let mut is_leaf = true;
    for line in text.lines() {
        let path = if is_leaf { path.clone() } else { Path(vec![Step::Index(usize::MAX)]) };
        lines.push(Line { text: line.to_owned(), path, is_leaf });
        is_leaf = false;
    }
}
