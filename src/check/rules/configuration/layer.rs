//! Which layer a place is in.

use crate::check::Checked;
use crate::diagnostic::{Place, SourceKind};

/// Whether a place is in the environment's own layer, and not in one below it.
pub fn is_own(checked: &Checked<'_>, place: Place) -> bool {
    let source = checked.provenance.sources.get(place.source);
    let environment = &checked.environment.name;
    let mut parts = source.name.rsplit(['/', '\\']);
    let (file, folder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let is_file = folder == "environments" && file.strip_suffix(".toml") == Some(environment);
    let is_folder = folder == environment && parts.next() == Some("environments");
    source.kind == SourceKind::File && (is_file || is_folder)
}
