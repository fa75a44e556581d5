//! Values as they are shown: in one line where they fit, long texts by the lines that differ, the rest as YAML.

use serde_json::Value as Json;
use similar::{ChangeTag, TextDiff};

use crate::yaml;

use super::ToldField;

/// A value of so many letters stands in one line.
const WIDEST: usize = 100;
/// So many lines of a value are shown; of more, the number.
const MOST: usize = 40;
/// Letters of a long line that stay on either side of where it differs.
const AROUND: usize = 24;
const SECRET: &str = "<secret>";

/// The two sides of a field.
pub enum Shown {
    /// Each in a line.
    Line {
        before: Option<String>,
        after: Option<String>,
    },
    Lines(Vec<(Mark, String)>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Old,
    New,
    /// It is on both sides.
    Same,
    /// Lines were left out.
    Gap,
}

impl Mark {
    pub fn sign(self) -> char {
        match self {
            Mark::Old => '-',
            Mark::New => '+',
            Mark::Same | Mark::Gap => ' ',
        }
    }
}

pub fn shown(told: &ToldField<'_>) -> Shown {
    let field = told.field;
    if told.is_secret {
        let hidden = |side: Option<&Json>| side.map(|_| SECRET.to_owned());
        return Shown::Line { before: hidden(field.before), after: hidden(field.after) };
    }
    if let (Some(Json::String(before)), Some(Json::String(after))) = (field.before, field.after) {
        if before.contains('\n') || after.contains('\n') {
            return Shown::Lines(cut(text(before, after)));
        }
        if before.chars().count().max(after.chars().count()) > WIDEST {
            let (before, after) = around(before, after);
            return Shown::Line { before: Some(before), after: Some(after) };
        }
    }
    let (before, after) = (field.before.map(line), field.after.map(line));
    let fits = |side: &Option<Option<String>>| side.as_ref().is_none_or(Option::is_some);
    if fits(&before) && fits(&after) {
        return Shown::Line { before: before.flatten(), after: after.flatten() };
    }
    let old = field.before.into_iter().flat_map(block).map(|line| (Mark::Old, line));
    let new = field.after.into_iter().flat_map(block).map(|line| (Mark::New, line));
    Shown::Lines(cut(old.collect()).into_iter().chain(cut(new.collect())).collect())
}

/// The value as programs are told it.
pub fn told(value: Option<&Json>, is_secret: bool) -> Json {
    match value {
        Some(_) if is_secret => SECRET.into(),
        Some(value) => value.clone(),
        None => Json::Null,
    }
}

/// A whole object as programs are told it: the keys of a Secret, not its values.
pub fn without_secrets(object: &Json) -> Json {
    let mut object = object.clone();
    for key in ["data", "stringData"] {
        if let Some(Json::Object(values)) = object.get_mut(key) {
            values.values_mut().for_each(|value| *value = SECRET.into());
        }
    }
    object
}

/// What was written of a value that is not to be seen.
pub fn hidden(text: &str, is_secret: bool) -> &str {
    if is_secret { SECRET } else { text }
}

/// In one line, if that is not too long.
fn line(value: &Json) -> Option<String> {
    let flow = flow(value)?;
    (flow.chars().count() <= WIDEST).then_some(flow)
}

/// As YAML in one line. `None`: a text in it has several.
fn flow(value: &Json) -> Option<String> {
    match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => Some(value.to_string()),
        Json::String(text) if text.contains('\n') => None,
        Json::String(text) if text.chars().any(char::is_control) => Some(value.to_string()),
        Json::String(_) => Some(yaml::to_string(value).ok()?.trim_end().to_owned()),
        Json::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(inside).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Json::Object(fields) => {
            let field = |(key, value): (&String, &Json)| Some(format!("{key}: {}", inside(value)?));
            let fields: Option<Vec<String>> = fields.iter().map(field).collect();
            Some(format!("{{{}}}", fields?.join(", ")))
        }
    }
}

/// The same within brackets, where some letters would end it.
fn inside(value: &Json) -> Option<String> {
    match value {
        Json::String(text) if text.contains([',', '[', ']', '{', '}']) && !text.contains('\n') => {
            Some(value.to_string())
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => {
            flow(value)
        }
    }
}

fn block(value: &Json) -> Vec<String> {
    let text = match value {
        Json::String(text) => text.clone(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => {
            yaml::to_string(value).expect("JSON has a YAML form")
        }
    };
    text.lines().map(str::to_owned).collect()
}

/// The lines in which two texts differ, each with one around it.
fn text(before: &str, after: &str) -> Vec<(Mark, String)> {
    let diff = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for (index, group) in diff.grouped_ops(1).iter().enumerate() {
        if index > 0 {
            lines.push((Mark::Gap, "…".to_owned()));
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let mark = match change.tag() {
                ChangeTag::Equal => Mark::Same,
                ChangeTag::Delete => Mark::Old,
                ChangeTag::Insert => Mark::New,
            };
            let line = change.value().trim_end_matches('\n');
            let end = if change.missing_newline() && mark != Mark::Same { " (no line feed at the end)" } else { "" };
            lines.push((mark, visible(line) + end));
        }
    }
    lines
}

/// Control characters as escapes: a terminal would obey them.
fn visible(line: &str) -> String {
    let shown = |letter: char| match letter {
        '\t' => "\t".to_owned(),
        letter if letter.is_control() => letter.escape_default().to_string(),
        letter => letter.to_string(),
    };
    line.chars().map(shown).collect()
}

fn cut(mut lines: Vec<(Mark, String)>) -> Vec<(Mark, String)> {
    let more = lines.len().saturating_sub(MOST);
    // One line says no less than that there is one more.
    if more > 1 {
        lines.truncate(MOST);
        lines.push((Mark::Gap, format!("… {more} more lines")));
    }
    lines
}

/// Two long lines, each as what is around the part that differs.
fn around(before: &str, after: &str) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let most = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(old, new)| old == new).count();
    let part = |side: &[char]| {
        let (from, to) = (start.saturating_sub(AROUND), (side.len() - end + AROUND).min(side.len()));
        let middle: String = side[from..to].iter().collect();
        let middle = visible(&middle);
        let (left, right) = (if from > 0 { "…" } else { "" }, if to < side.len() { "…" } else { "" });
        format!("{left}{middle}{right}")
    };
    (part(&old), part(&new))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_in_a_line_keeps_its_type() {
        let line = |value: Json| line(&value).expect("it fits");
        assert_eq!(line(json!("3")), "\"3\"");
        assert_eq!(line(json!(3)), "3");
        assert_eq!(line(json!("")), "\"\"");
        assert_eq!(
            line(json!({ "name": "A", "value": "b, c", "list": [1, "x"] })),
            "{name: A, value: \"b, c\", list: [1, x]}"
        );
        assert_eq!(line(json!("\u{1b}[31mred")), "\"\\u001b[31mred\"");
    }

    #[test]
    fn a_text_is_told_by_the_lines_that_differ() {
        let shown: Vec<String> = text("a\nb\nc\nd\ne\nf\n", "a\nb\nC\nd\ne\nf")
            .into_iter()
            .map(|(mark, line)| format!("{}{line}", mark.sign()))
            .collect();
        assert_eq!(shown, [" b", "-c", "+C", " d", " e", "-f", "+f (no line feed at the end)"]);
    }

    #[test]
    fn a_long_line_is_told_by_the_part_that_differs() {
        let (start, end) = ("a".repeat(90), "z".repeat(90));
        let (old, new) = around(&format!("{start}old{end}"), &format!("{start}{end}"));
        assert_eq!(old, format!("…{}old{}…", "a".repeat(24), "z".repeat(24)));
        assert_eq!(new, format!("…{}{}…", "a".repeat(24), "z".repeat(24)));
    }
}
