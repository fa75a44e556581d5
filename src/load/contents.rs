//! Files of a platform that its layers name: read once, before anything is planned, and never from outside its folder.

use std::collections::BTreeMap;
use std::path::Path;

use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, Place, Report};

use super::platform::{Platform, why};

/// A file that a field names.
pub struct Wanted {
    /// Relative to the platform's folder.
    pub path: String,
    pub place: Place,
    pub form: Form,
}

/// What may stand at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One file with text in it.
    Text,
    /// As `Text`, or a built-in template of that name.
    Template,
    /// A file or a folder, whatever their bytes.
    Any,
}

/// Files by path, relative to the platform's folder.
#[derive(Debug, Default)]
pub struct Contents {
    files: BTreeMap<String, Vec<u8>>,
    /// Of those that are sources: templates.
    sources: BTreeMap<String, u32>,
    /// The paths below each folder that was asked for.
    folders: BTreeMap<String, Vec<String>>,
}

impl Contents {
    /// The text of a file; none where it is missing, or no text.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.bytes(path).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// The source that a text is, so that faults in it have places.
    pub fn source(&self, path: &str) -> Option<u32> {
        self.sources.get(path).copied()
    }

    /// The files of a folder, by path below it. `None`: a file stands there, or nothing.
    pub fn folder(&self, path: &str) -> Option<&[String]> {
        self.folders.get(path).map(Vec::as_slice)
    }

    /// The texts of one folder, by path below it.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(move |(path, bytes)| {
            Some((path.strip_prefix(folder)?.strip_prefix('/')?, std::str::from_utf8(bytes).ok()?))
        })
    }
}

impl Platform {
    /// Reads the files that are wanted. What cannot be read is reported where it is named.
    pub fn contents(&self, wanted: &[Wanted], report: &mut Report) -> Contents {
        let mut contents = Contents::default();
        for file in wanted {
            let is_missing_template = file.form == Form::Template && !self.root.join(&file.path).exists();
            if contents.files.contains_key(&file.path) || is_missing_template {
                continue;
            }
            if let Err(why) = self.read_content(file, &mut contents) {
                let label = match file.form {
                    Form::Text | Form::Template => "a text file below the platform's folder is wanted",
                    Form::Any => "a file or folder below the platform's folder is wanted",
                };
                let message = format!("`{}` cannot be read: {why}", file.path);
                report.push(Diagnostic::error("unreadable", file.place, message).label(label));
            }
        }
        contents
    }

    fn read_content(&self, wanted: &Wanted, contents: &mut Contents) -> Result<(), String> {
        if let Some(source) = self.template(&wanted.path).filter(|_| wanted.form == Form::Template) {
            contents.files.insert(wanted.path.clone(), self.sources.get(source).text.clone().into_bytes());
            contents.sources.insert(wanted.path.clone(), source);
            return Ok(());
        }
        let full = self.jailed(&wanted.path)?;
        if wanted.form == Form::Any && full.is_dir() {
            return self.read_folder(&wanted.path, &full, contents);
        }
        let bytes = fs_err::read(&full).map_err(|error| why(error.kind()))?;
        if wanted.form != Form::Any && std::str::from_utf8(&bytes).is_err() {
            return Err("it is no UTF-8 text".to_owned());
        }
        contents.files.insert(wanted.path.clone(), bytes);
        Ok(())
    }

    fn read_folder(&self, path: &str, full: &Path, contents: &mut Contents) -> Result<(), String> {
        let mut below = Vec::new();
        for entry in WalkDir::new(full).sort_by_file_name() {
            let entry = entry.map_err(|error| error.to_string())?;
            if entry.path().is_dir() {
                continue;
            }
            let relative = entry.path().strip_prefix(full).expect("the walk stays below its root");
            let Some(relative) = relative.to_str() else {
                return Err(format!("`{}` is no name in UTF-8", relative.display()));
            };
            let file = format!("{path}/{relative}");
            let bytes = fs_err::read(self.jailed(&file)?).map_err(|error| why(error.kind()))?;
            contents.files.insert(file, bytes);
            below.push(relative.to_owned());
        }
        contents.folders.insert(path.to_owned(), below);
        Ok(())
    }

    /// A text below the platform's folder.
    pub(super) fn text(&self, path: &str) -> Result<String, String> {
        let bytes = fs_err::read(self.jailed(path)?).map_err(|error| why(error.kind()))?;
        String::from_utf8(bytes).map_err(|_| "it is no UTF-8 text".to_owned())
    }

    /// The full path of something that stands below the platform's folder, links followed.
    fn jailed(&self, path: &str) -> Result<std::path::PathBuf, String> {
        let full = self.root.join(path);
        let root = self.root.canonicalize().map_err(|error| why(error.kind()))?;
        let real = full.canonicalize().map_err(|error| why(error.kind()))?;
        if !real.starts_with(&root) {
            return Err("a link leads out of the platform's folder".to_owned());
        }
        Ok(full)
    }
}
