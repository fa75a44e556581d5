//! Diagnostics as rustc draws them.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Place, Severity, SourceKind, Sources};

/// The same on every terminal.
const WIDTH: usize = 140;

type Mark<'d> = (AnnotationKind, Place, &'d str);

/// All diagnostics as coloured text, a blank line between them, and how many errors there are if there are several.
pub fn drawn(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = drawn_as(diagnostics, sources);
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    if errors > 1 {
        let count = Group::with_title(Level::ERROR.primary_title(format!("{errors} errors")));
        text += &format!("\n{}\n", Renderer::styled().term_width(WIDTH).render(&[count]));
    }
    text
}

/// All diagnostics as coloured text, a blank line between them.
pub fn drawn_as(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let renderer = Renderer::styled().term_width(WIDTH);
    let texts: Vec<String> =
        diagnostics.iter().map(|diagnostic| renderer.render(&[group(diagnostic, sources)]) + "\n").collect();
    texts.join("\n")
}

fn group<'d>(diagnostic: &'d Diagnostic, sources: &'d Sources) -> Group<'d> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.rule);
    let help = diagnostic.help.iter().map(|help| Level::HELP.message(help.as_str()));
    title.elements(places(diagnostic, sources)).elements(help)
}

/// Snippets, one a source, in the order in which the diagnostic comes to them.
fn places<'d>(diagnostic: &'d Diagnostic, sources: &'d Sources) -> Vec<Element<'d>> {
    let primary = (AnnotationKind::Primary, diagnostic.place, diagnostic.label.as_str());
    let also = diagnostic.also.iter().map(|(place, label)| (AnnotationKind::Context, *place, label.as_str()));
    let mut by_source: Vec<(u32, Vec<Mark<'d>>)> = Vec::new();
    for marked in [primary].into_iter().chain(also) {
        let source = marked.1.source;
        match by_source.iter_mut().find(|(known, _)| *known == source) {
            Some((_, marks)) => marks.push(marked),
            None => by_source.push((source, vec![marked])),
        }
    }
    by_source.into_iter().flat_map(|(source, marks)| elements(source, marks, sources)).collect()
}

fn elements<'d>(source: u32, marks: Vec<Mark<'d>>, sources: &'d Sources) -> Vec<Element<'d>> {
    let source = sources.get(source);
    let name = match source.kind {
        SourceKind::Argument => format!("argument `{}`", source.name),
        SourceKind::File | SourceKind::BuiltIn | SourceKind::Path => source.name.clone(),
    };
    let has_text = match source.kind {
        SourceKind::File | SourceKind::BuiltIn => true,
        SourceKind::Argument => !source.text.is_empty(),
        SourceKind::Path => false,
    };
    if !has_text {
        let labels = marks.into_iter().map(|(_, _, label)| label).filter(|label| !label.is_empty());
        return [Origin::path(name).into()]
            .into_iter()
            .chain(labels.map(|label| Level::NOTE.message(label).into()))
            .collect();
    }
    let annotations = marks.into_iter().map(|(kind, place, label)| {
        let annotation: Annotation<'d> = kind.span(span(&source.text, place));
        if label.is_empty() { annotation } else { annotation.label(label) }
    });
    let snippet = Snippet::source(source.text.as_str()).path(name).line_numbering(source.kind != SourceKind::Argument);
    vec![snippet.annotations(annotations).into()]
}

/// The bytes to mark: whole characters, no line end, and nothing behind the last line.
fn span(text: &str, place: Place) -> Range<usize> {
    let last = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    let start = last.floor_char_boundary((place.start as usize).min(last.len()));
    let end = last.ceil_char_boundary((place.end as usize).clamp(start, last.len()));
    start..start + text[start..end].trim_end_matches(['\r', '\n']).len()
}
