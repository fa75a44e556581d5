//! The texts that layers are made of, and places in them. Nothing here knows TOML.

use serde::Serialize;

/// What a text is, which decides how a place in it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    File,
    /// An argument of the command line, such as `--set a.b=1`.
    Argument,
    /// A file or folder as a whole: no line of it is at fault.
    Path,
    /// Defaults that platgen brings along.
    BuiltIn,
}

#[derive(Clone, Debug)]
pub struct Source {
    /// As reached from the working directory.
    pub name: String,
    pub text: String,
    pub kind: SourceKind,
}

/// A range of bytes in one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub source: u32,
    pub start: u32,
    pub end: u32,
}

/// All texts of one run. Places index into it, so it only grows while layers are read.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

/// A place as people and editors read it: lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

impl Sources {
    pub fn add(&mut self, kind: SourceKind, name: impl Into<String>, text: impl Into<String>) -> u32 {
        self.0.push(Source { name: name.into(), text: text.into(), kind });
        u32::try_from(self.0.len() - 1).expect("fewer than four thousand million files")
    }

    /// A place that stands for a file, folder or argument as a whole.
    pub fn whole(&mut self, kind: SourceKind, name: impl Into<String>) -> Place {
        let source = self.add(kind, name, "");
        Place { source, start: 0, end: 0 }
    }

    pub fn get(&self, source: u32) -> &Source {
        &self.0[source as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, &Source)> {
        (0u32..).zip(&self.0)
    }

    pub fn text(&self, place: Place) -> &str {
        self.get(place.source).text.get(place.start as usize..place.end as usize).unwrap_or_default()
    }

    pub fn position(&self, place: Place) -> Position {
        let source = self.get(place.source);
        let before = source.text.get(..place.start as usize).unwrap_or(&source.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            file: source.name.clone(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The place as one word: `file:line:column`, or the name alone where a whole file, folder or argument is meant.
    pub fn address(&self, place: Place) -> String {
        let position = self.position(place);
        match self.get(place.source).kind {
            SourceKind::File | SourceKind::BuiltIn => {
                format!("{}:{}:{}", position.file, position.line, position.column)
            }
            SourceKind::Argument | SourceKind::Path => position.file,
        }
    }

    /// The part of a string's place that holds `range` of its value; the whole string where escapes move the bytes.
    pub fn inside(&self, place: Place, value: &str, range: std::ops::Range<usize>) -> Place {
        let text = self.text(place);
        match text.find(value) {
            Some(quote) if !value.is_empty() => Place {
                start: place.start + (quote + range.start) as u32,
                end: place.start + (quote + range.end) as u32,
                ..place
            },
            _ => place,
        }
    }
}
