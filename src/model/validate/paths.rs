//! Paths: inside a container, inside the platform's folder, inside a volume.

use crate::diagnostic::FieldPath;

use super::Check;

impl Check<'_, '_> {
    /// A path inside a container.
    pub(super) fn absolute(&mut self, path: &FieldPath, text: &str) {
        if !text.starts_with('/') {
            self.fault(path, "bad-path", format!("{} is no path in a container", shown(text)), "it begins with `/`");
        }
    }

    /// As `absolute`, for what is mounted there.
    pub(super) fn mount_path(&mut self, path: &FieldPath, text: &str) {
        self.absolute(path, text);
        if text.contains(':') || text.split('/').any(|part| part == "..") {
            let message = format!("nothing can be mounted at `{text}`");
            self.fault(path, "bad-path", message, "a path without `:` and `..`");
        }
    }

    /// A file or folder of the platform: it may not lead out.
    pub(super) fn inside_platform(&mut self, path: &FieldPath, text: &str) {
        let stays = below(text) && !text.contains('\\') && !text.split('/').any(|part| part == ".");
        self.stays_below(path, text, stays);
    }

    /// A file or folder of a volume, where the volume is mounted: it may not lead out.
    pub(super) fn inside_volume(&mut self, path: &FieldPath, text: &str) {
        self.stays_below(path, text, below(text));
    }

    fn stays_below(&mut self, path: &FieldPath, text: &str, stays: bool) {
        if !stays {
            let message = format!("{} does not stay in its folder", shown(text));
            self.fault(path, "bad-path", message, "a path below it, with `/`, without `.` and `..`");
        }
    }
}

/// A text as a message names it.
pub(super) fn shown(text: &str) -> String {
    if text.is_empty() { "an empty string".to_owned() } else { format!("`{text}`") }
}

fn below(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('/') && !text.split('/').any(|part| part == "..")
}
