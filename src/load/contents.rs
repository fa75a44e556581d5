//! Files of a platform that its layers name: read once, before anything is planned, and never from outside its folder.

use std::collections::BTreeMap;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Place, Report};

use super::platform::{Platform, why};

/// A file that a field names.
pub struct Wanted {
    /// Relative to the platform's folder.
    pub path: String,
    pub place: Place,
    /// A template may also be a built-in one.
    pub optional: bool,
}

/// Texts by path, relative to the platform's folder.
#[derive(Debug, Default)]
pub struct Contents {
    texts: BTreeMap<String, String>,
    /// Of those that are sources: templates.
    sources: BTreeMap<String, u32>,
}

impl Contents {
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// The source that a text is, so that faults in it have places.
    pub fn source(&self, path: &str) -> Option<u32> {
        self.sources.get(path).copied()
    }

    /// The texts of one folder, by path below it.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        self.texts
            .iter()
            .filter_map(move |(path, text)| Some((path.strip_prefix(folder)?.strip_prefix('/')?, text.as_str())))
    }
}

impl Platform {
    /// Reads the files that are wanted. What cannot be read is reported where it is named.
    pub fn contents(&self, wanted: &[Wanted], report: &mut Report) -> Contents {
        let mut contents = Contents::default();
        for file in wanted {
            if contents.texts.contains_key(&file.path) {
                continue;
            }
            if let Some(source) = self.template(&file.path) {
                contents.texts.insert(file.path.clone(), self.sources.get(source).text.clone());
                contents.sources.insert(file.path.clone(), source);
                continue;
            }
            match text_below(&self.root, &file.path) {
                Ok(text) => {
                    contents.texts.insert(file.path.clone(), text);
                }
                Err(why) if file.optional && !self.root.join(&file.path).exists() => drop(why),
                Err(why) => report.push(
                    Diagnostic::error("unreadable", file.place, format!("`{}` cannot be read: {why}", file.path))
                        .label("a text file below the platform's folder is wanted"),
                ),
            }
        }
        contents
    }
}

/// The text of a file of the platform. What a link leads to outside of its folder is none.
pub(super) fn text_below(root: &Path, path: &str) -> Result<String, String> {
    let full = root.join(path);
    let root = root.canonicalize().map_err(|error| why(error.kind()))?;
    let real = full.canonicalize().map_err(|error| why(error.kind()))?;
    if !real.starts_with(&root) {
        return Err("a link leads out of the platform's folder".to_owned());
    }
    let bytes = fs_err::read(&full).map_err(|error| why(error.kind()))?;
    String::from_utf8(bytes).map_err(|_| "it is no UTF-8 text".to_owned())
}
