//! What differs, for people: by owner, then by object, a line a field, and below it the lines that cause it.

use std::collections::BTreeSet;

use crate::diff::Class;

use super::cause::Cause;
use super::effect::shown as shown_classes;
use super::fold::{Folded, Repeated};
use super::gist::gist;
use super::paint::{FAINT, HEAD, NEW, OLD, OTHER, of_class, painted};
use super::value::{Mark, Shown, shown};
use super::{Difference, Fate, Presence, Told, ToldField, drift};

/// Both sides of a field stand in one line up to so many letters.
const WIDEST: usize = 120;
/// As coloured text; nothing where nothing differs.
pub fn text(differences: &[Difference<'_>]) -> String {
    let several = differences.len() > 1;
    let parts = differences.iter().filter(|difference| !difference.is_none()).map(|difference| match several {
        true => format!("{}\n{}", painted(HEAD, &format!("── {} ──", difference.name)), environment(difference)),
        false => environment(difference),
    });
    parts.collect::<Vec<_>>().join("\n")
}

fn environment(difference: &Difference<'_>) -> String {
    let name = &difference.name;
    match difference.presence {
        Presence::Added => return painted(NEW, &format!("+ environment {name}")) + "\n" + &files(difference),
        Presence::Removed => return painted(OLD, &format!("- environment {name}")) + "\n" + &files(difference),
        Presence::Both => {}
    }
    let folded = Folded::of(difference);
    let mut text = String::new();
    if !folded.repeated.is_empty() {
        text += &painted(HEAD, "several objects");
        text.push('\n');
        text.extend(folded.repeated.iter().map(repeated));
    }
    for (owner, told) in difference.by_owner() {
        let objects: String = told.iter().map(|told| object(difference, told, &folded)).collect();
        if !objects.is_empty() {
            text += &format!("{}\n{objects}", painted(HEAD, owner.name()));
        }
    }
    text + &files(difference)
}

fn files(difference: &Difference<'_>) -> String {
    if difference.files.is_empty() {
        return String::new();
    }
    format!("{}\n{}", painted(HEAD, "files on disk"), drift::lines(&difference.files))
}

fn repeated(repeated: &Repeated<'_>) -> String {
    let causes = causes(&repeated.field.causes, repeated.field.is_secret);
    let field = field(repeated.field, &repeated.path, &repeated.classes, "  ");
    format!("{field}{}\n{causes}", painted(FAINT, &format!("      in {}", repeated.objects())))
}

/// Empty where all that changes is told elsewhere.
fn object(difference: &Difference<'_>, told: &Told<'_>, folded: &Folded<'_>) -> String {
    let fate = told.change.fate();
    let name = difference.name_of(told);
    let fields = told.body(folded);
    if fate == Fate::Changed && fields.is_empty() && told.causes.is_empty() {
        return String::new();
    }
    let style = match fate {
        Fate::Added => NEW,
        Fate::Removed => OLD,
        Fate::Changed | Fate::Renamed => OTHER,
    };
    let mut text = format!("  {}", painted(style, &format!("{} {name}", fate.sign())));
    if let (Fate::Renamed, Some(before)) = (fate, told.change.before) {
        text += &format!(", was {}", before.kubectl_name());
    }
    if matches!(fate, Fate::Added | Fate::Removed) {
        let gist = gist(told.change.document());
        if !gist.is_empty() {
            text += &painted(FAINT, &format!("  {gist}"));
        }
    }
    let (whole, why) = told.head();
    text += &classes(&whole);
    text.push('\n');
    text += &causes(why, false);
    for run in fields.chunk_by(|one, other| one.causes == other.causes) {
        text.extend(run.iter().map(|told| field(told, &told.field.path.to_string(), &told.classes, "      ")));
        text += &causes(&run[0].causes, run[0].is_secret);
    }
    text
}

fn classes(classes: &BTreeSet<Class>) -> String {
    let words: Vec<String> = shown_classes(classes).map(|class| painted(of_class(class), class.words())).collect();
    if words.is_empty() { String::new() } else { format!("  [{}]", words.join(", ")) }
}

fn causes<'c>(causes: impl IntoIterator<Item = &'c Cause>, is_secret: bool) -> String {
    causes.into_iter().map(|cause| painted(FAINT, &format!("          {}", cause.words(is_secret))) + "\n").collect()
}

fn field(told: &ToldField<'_>, path: &str, does: &BTreeSet<Class>, indent: &str) -> String {
    let field = told.field;
    let (sign, style) = match (field.before, field.after) {
        (None, _) => ('+', NEW),
        (_, None) => ('-', OLD),
        (Some(_), Some(_)) => ('~', OTHER),
    };
    let head = format!("{indent}{} {path}", painted(style, &sign.to_string()));
    let classes = classes(does);
    if told.is_echo {
        return format!("{head}{}{classes}\n", painted(FAINT, " follows"));
    }
    match shown(told) {
        Shown::Line { before: Some(before), after: Some(after) } => {
            if path.len() + before.len() + after.len() <= WIDEST {
                return format!("{head}: {} → {}{classes}\n", painted(OLD, &before), painted(NEW, &after));
            }
            format!("{head}{classes}\n{}{}", line(Mark::Old, &before, indent), line(Mark::New, &after, indent))
        }
        Shown::Line { before: None, after: Some(only) } | Shown::Line { before: Some(only), after: None } => {
            format!("{head}: {}{classes}\n", painted(style, &only))
        }
        Shown::Line { before: None, after: None } => format!("{head}{classes}\n"),
        Shown::Lines(lines) => {
            let lines: String = lines.iter().map(|(mark, text)| line(*mark, text, indent)).collect();
            // A text file is all there is of its document.
            if path.is_empty() { lines } else { format!("{head}{classes}\n{lines}") }
        }
    }
}

fn line(mark: Mark, text: &str, indent: &str) -> String {
    let line = format!("{} {text}", mark.sign());
    let line = line.trim_end();
    let line = match mark {
        Mark::Old => painted(OLD, line),
        Mark::New => painted(NEW, line),
        Mark::Same => line.to_owned(),
        Mark::Gap => painted(FAINT, line),
    };
    format!("{}\n", format!("{indent}    {line}").trim_end())
}
