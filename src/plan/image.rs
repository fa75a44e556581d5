//! Images of containers: registry, name, tag and digest as one reference.

use crate::diagnostic::FieldPath;
use crate::model::workload::Container;

use super::entry::Entry;
use super::shell;
use super::text::Scope;
use super::workload::Role;

/// The complete image of a workload, and its tag alone.
pub fn main_image(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) -> (String, Option<String>) {
    let environment = scope.catalog.environment;
    let path = entry.path();
    let workload = entry.workload;
    let own_tag = workload.container.tag.as_ref().map(|tag| scope.plain(tag, &path.then("tag")));
    let (repository, default_tag) = match (&workload.container.image, entry.role) {
        (Some(image), Role::Component) => {
            let version = workload.version.as_ref().map(|version| scope.plain(version, &path.then("version")));
            let image = scope.plain(image, &path.then("image"));
            let has_tag = image.rsplit('/').next().is_some_and(|last| last.contains([':', '@']));
            (image, version.filter(|_| !has_tag))
        }
        (Some(image), Role::Service | Role::Job) => {
            let version = workload.version.as_ref().filter(|_| entry.component.is_none() && entry.role == Role::Job);
            let version = version.map(|version| scope.plain(version, &path.then("version")));
            (scope.plain(image, &path.then("image")), version)
        }
        (None, _) => {
            let registry = environment.platform.registry.as_ref();
            let registry = registry.map(|text| scope.plain(text, &FieldPath::new(["platform", "registry"])));
            let tag = environment.platform.tag.as_ref();
            let tag = tag.map(|text| scope.plain(text, &FieldPath::new(["platform", "tag"])));
            (format!("{}/{}", registry.unwrap_or_default(), entry.id), tag)
        }
    };
    let tag = own_tag.or(default_tag).filter(|tag| !tag.is_empty());
    let image = complete(scope, repository, tag.as_deref(), workload.container.digest.as_deref(), &path.then("image"));
    let without_digest = image.split_once('@').map_or(image.as_str(), |(name, _)| name);
    let written = without_digest.rsplit('/').next().and_then(|last| last.split_once(':'));
    let tag = tag.or_else(|| written.map(|(_, tag)| tag.to_owned()));
    (image, tag)
}

/// The image of a container beside the main one: as written, with its own tag and digest.
pub fn own_image(scope: &mut Scope<'_, '_, '_>, container: &Container, path: &FieldPath) -> String {
    let repository = container.image.as_ref().map(|image| scope.plain(image, &path.then("image"))).unwrap_or_default();
    let tag = container.tag.as_ref().map(|tag| scope.plain(tag, &path.then("tag"))).filter(|tag| !tag.is_empty());
    complete(scope, repository, tag.as_deref(), container.digest.as_deref(), &path.then("image"))
}

fn complete(
    scope: &mut Scope<'_, '_, '_>,
    repository: String,
    tag: Option<&str>,
    digest: Option<&str>,
    path: &FieldPath,
) -> String {
    let mut image = repository;
    if let Some(tag) = tag {
        image = format!("{image}:{tag}");
    }
    if let Some(digest) = digest {
        image = format!("{image}@{digest}");
    }
    // Whatever the shell says, it says a word.
    if !is_image_reference(&shell::shown(&image, |_| "x".to_owned())) {
        let image = shell::shown(&image, |name| format!("${{{name}}}"));
        let message = format!("`{image}` is no reference to an image");
        scope.fault(path, "bad-image", message, "`registry/name:tag`, lower case, is wanted");
    }
    image
}

/// `[host[:port]/]path[:tag][@digest]`, as the reference grammar of registries has it.
fn is_image_reference(image: &str) -> bool {
    let (rest, digest) = image.split_once('@').map_or((image, None), |(rest, digest)| (rest, Some(digest)));
    let slash = rest.rfind('/').map_or(0, |slash| slash + 1);
    let (name, tag) = match rest[slash..].split_once(':') {
        Some((last, tag)) => (&rest[..slash + last.len()], Some(tag)),
        None => (rest, None),
    };
    let word = |text: &str, extra: &[char]| {
        !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || extra.contains(&letter))
    };
    let lower = |part: &str| word(part, &['.', '_', '-']) && !part.contains(|letter: char| letter.is_ascii_uppercase());
    let mut parts = name.split('/');
    let first = parts.next().unwrap_or_default();
    let host = name.contains('/') && (first.contains(['.', ':']) || first == "localhost");
    let first_fits = if host { word(first, &['.', '-', ':']) } else { lower(first) };
    first_fits
        && parts.all(lower)
        && tag.is_none_or(|tag| word(tag, &['_', '.', '-']) && tag.len() <= 128)
        && digest.is_none_or(|digest| {
            digest
                .split_once(':')
                .is_some_and(|(algorithm, hex)| word(algorithm, &['+', '.', '_', '-']) && word(hex, &[]))
        })
}
