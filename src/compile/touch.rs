//! Which environments a file is read for.

use crate::diagnostic::SourceKind;
use crate::load::{Form, Platform, is_manifest};
use crate::model::workload::Target;
use crate::model::{self, FileReference};

use super::merged::Merged;
use super::paths::is_within;

const LAYERS: &str = "environments/";
const MANIFESTS: &str = "manifests/";
const TEMPLATES: &str = "templates/";
/// What templates call the summaries of all environments.
const OTHERS: &str = "environments";

/// Whether a change of a file may change what an environment renders. `file` is relative to the platform's folder, and
/// need not exist: it may have been deleted. Knows the environment as it is now, so that a file which it once read, and
/// reads no more, touches nothing; and of a layer it does not know which of its lines changed.
pub fn may_touch(platform: &Platform, merged: &Merged<'_>, file: &str) -> bool {
    let references = references(merged);
    if let Some(path) = file.strip_prefix(LAYERS) {
        return path.ends_with(".toml") && is_layer(merged, path) || speaks_of_others(platform, &references);
    }
    let is_manifest = |path| merged.targets.contains(&Target::Kubernetes) && is_manifest(path, merged.chain());
    if file.strip_prefix(MANIFESTS).is_some_and(is_manifest) {
        return true;
    }
    references.iter().any(|reference| match reference.form {
        Form::Any => is_within(file, &reference.path),
        Form::Text | Form::Template => file == reference.path,
    })
}

/// What the environment names, in any of its targets.
fn references(merged: &Merged<'_>) -> Vec<FileReference> {
    let typed = |target: &_| merged.typed(*target, &mut Default::default()).0;
    merged.targets.iter().map(typed).flat_map(|environment| model::references(&environment)).collect()
}

/// Whether `path`, below the folder of layers, is of one of this environment's.
fn is_layer(merged: &Merged<'_>, path: &str) -> bool {
    let layer = path.split_once('/').map_or_else(|| path.trim_end_matches(".toml"), |(folder, _)| folder);
    merged.chain().iter().any(|name| name == layer)
}

/// Whether any template of the environment may tell of other environments, so that their layers matter to it.
fn speaks_of_others(platform: &Platform, references: &[FileReference]) -> bool {
    let named: Vec<&str> = references.iter().filter_map(|reference| reference.path.strip_prefix(TEMPLATES)).collect();
    let is_read = |kind: SourceKind, name: &str| match kind {
        SourceKind::BuiltIn => named.iter().any(|template| name == format!("<built-in {template}>")),
        SourceKind::File => {
            let is_named = |template: &&str| name.ends_with(&format!("{TEMPLATES}{template}"));
            name.ends_with(".j2") || named.iter().any(is_named)
        }
        SourceKind::Argument | SourceKind::Path => false,
    };
    platform.sources.iter().any(|(_, source)| is_read(source.kind, &source.name) && source.text.contains(OTHERS))
}
