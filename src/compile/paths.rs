//! Paths relative to a platform's folder, with slashes, as layers write them.

/// A path without `.` and, as far as possible, without `..`; the folder itself is empty.
pub fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether a path is this file or folder, or stands below it.
pub fn is_within(path: &str, folder: &str) -> bool {
    let climbs = |path: &str| path == ".." || path.starts_with("../");
    if folder.is_empty() {
        return !climbs(path);
    }
    // Above the platform's folder are the folders above it, and all that stands in them.
    if folder.split('/').all(|part| part == "..") {
        let height = |path: &str| path.split('/').take_while(|part| *part == "..").count();
        return height(path) <= height(folder);
    }
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A path as seen from a folder, both from the same place.
pub fn relative(folder: &str, path: &str) -> String {
    let (folder, path) = (plain(folder), plain(path));
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}
