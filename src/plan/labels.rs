//! Labels and annotations: what every object carries, and the few that select pods and so never change.

use crate::diagnostic::FieldPath;
use crate::model::platform::LegacyLabel;
use crate::model::workload::{Scalars, Target};

use super::catalog::Catalog;
use super::entry::Entry;
use super::object::{Labels, Meta};
use super::shell;
use super::text::Scope;
use super::workload::Role;

/// The label of workloads that one Service joins.
pub const GROUP: &str = "group";

/// The longest value that a label may have.
const LONGEST: usize = 63;

/// Labels of a map that a user wrote, evaluated.
pub fn evaluated(scope: &mut Scope<'_, '_, '_>, scalars: &Scalars, path: &FieldPath) -> Labels {
    let mut labels = Labels::new();
    for (key, value) in scalars {
        let text = match value.0.as_literal() {
            Some(literal) => literal.to_owned(),
            None => scope.plain(&value.0, &path.then(key)),
        };
        labels.insert(key.clone(), text);
    }
    labels
}

/// As `evaluated`, for labels: their values are short words.
pub fn evaluated_labels(scope: &mut Scope<'_, '_, '_>, scalars: &Scalars, path: &FieldPath) -> Labels {
    let labels = evaluated(scope, scalars, path);
    let shown = |value: &str| shell::shown(value, |_| "x".to_owned());
    let is_legal = |value: &str| match shell::has_variable(value) {
        true => is_label_value(&shown(value)),
        false => is_label_value(value),
    };
    for (key, value) in labels.iter().filter(|(_, value)| !is_legal(value)) {
        let message = format!("`{value}` is no value of a label");
        scope.fault(
            &path.then(key),
            "bad-label",
            message,
            "at most 63 letters, digits, `-`, `_` and `.`, a letter or digit at both ends",
        );
    }
    labels
}

fn is_label_value(value: &str) -> bool {
    let edge = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_alphanumeric);
    let inner = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    value.len() <= LONGEST && inner && edge(value.as_bytes().first()) && edge(value.as_bytes().last())
}

/// A version as a label's value: what labels do not take becomes `_`.
fn version_label(version: &str) -> String {
    let legal = |letter: char| if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.') { letter } else { '_' };
    let text: String = version.chars().map(legal).take(LONGEST).collect();
    text.trim_matches(|letter: char| !letter.is_ascii_alphanumeric()).to_owned()
}

/// Labels that tell an environment's objects from all others.
fn platform_labels(catalog: &Catalog<'_>) -> Labels {
    let name = platform_name(catalog);
    Labels::from([
        ("app.kubernetes.io/part-of".to_owned(), name.to_owned()),
        ("app.kubernetes.io/managed-by".to_owned(), "platgen".to_owned()),
    ])
}

pub fn platform_name<'c>(catalog: &Catalog<'c>) -> &'c str {
    catalog.environment.platform.name.as_ref().map_or("", |name| name.as_str())
}

/// The few labels of a workload that never change.
pub fn selector(catalog: &Catalog<'_>, entry: &Entry<'_>) -> Labels {
    entry.selector.get_or_init(|| own_selector(catalog, entry)).clone()
}

fn own_selector(catalog: &Catalog<'_>, entry: &Entry<'_>) -> Labels {
    let instance = format!("{}-{}", platform_name(catalog), catalog.environment.name);
    let mut selector = Labels::from([
        ("app.kubernetes.io/name".to_owned(), entry.name.clone()),
        ("app.kubernetes.io/instance".to_owned(), instance),
    ]);
    if catalog.environment.platform.legacy_labels.contains(&LegacyLabel::App) {
        let own = entry.workload.labels.get("app").map(|value| value.0.raw().to_owned());
        selector.insert("app".to_owned(), own.unwrap_or_else(|| entry.name.clone()));
    }
    selector
}

/// All labels of a workload's objects.
pub fn of_workload(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) -> Labels {
    let catalog = scope.catalog;
    let environment = catalog.environment;
    let path = entry.path();
    let mut labels = platform_labels(catalog);
    labels.extend(evaluated_labels(scope, &environment.platform.labels, &FieldPath::new(["platform", "labels"])));
    labels.insert("app.kubernetes.io/component".to_owned(), entry.kind_word().to_owned());
    // A component's version is that of its kind's image; one with a tag of its own has that version.
    let version = match (&entry.workload.version, entry.role) {
        (Some(version), Role::Service | Role::Job) => Some(scope.plain(version, &path.then("version"))),
        (Some(_), Role::Component) | (None, _) => entry.tag.clone(),
    };
    let version = version.map(|version| version_label(&version)).filter(|version| !version.is_empty());
    let legacy = |label: LegacyLabel| {
        catalog.target == Target::Kubernetes && environment.platform.legacy_labels.contains(&label)
    };
    if let Some(version) = version {
        if legacy(LegacyLabel::Version) {
            labels.insert("version".to_owned(), version.clone());
        }
        labels.insert("app.kubernetes.io/version".to_owned(), version);
    }
    if legacy(LegacyLabel::Component) {
        labels.insert("component".to_owned(), entry.kind_word().to_owned());
    }
    labels.extend(entry.group.map(|group| (GROUP.to_owned(), group.to_owned())));
    labels.extend(selector(catalog, entry));
    labels.extend(evaluated_labels(scope, &entry.workload.labels, &path.then("labels")));
    labels
}

/// An object of a workload, with all its labels.
pub fn workload_meta(
    catalog: &Catalog<'_>,
    entry: &Entry<'_>,
    name: &str,
    labels: &Labels,
    annotations: &Labels,
) -> Meta {
    Meta {
        name: name.to_owned(),
        namespace: catalog.namespace(entry.namespace).map(str::to_owned),
        labels: labels.clone(),
        annotations: annotations.clone(),
        owner: Some(entry.id.to_owned()),
    }
}

/// An object of the platform itself. `namespace` is an ID; none: an object of the cluster.
pub fn platform_meta(scope: &mut Scope<'_, '_, '_>, name: &str, namespace: Option<&str>) -> Meta {
    let catalog = scope.catalog;
    let platform = &catalog.environment.platform;
    let mut labels = platform_labels(catalog);
    labels.extend(evaluated_labels(scope, &platform.labels, &FieldPath::new(["platform", "labels"])));
    let annotations = evaluated(scope, &platform.annotations, &FieldPath::new(["platform", "annotations"]));
    Meta {
        name: name.to_owned(),
        namespace: namespace.and_then(|id| catalog.namespace(id)).map(str::to_owned),
        labels,
        annotations,
        owner: None,
    }
}
