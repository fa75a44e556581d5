//! Specific beats general: a workload's table laid over its profiles, its defaults and its kind's built-in ones,
//! each with the overlay of the target at hand.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::diagnostic::{Diagnostic, FieldPath, Report, Sources, suggestion};
use crate::load::{Entry, Merge, Node, Value, keys_of, typed_part};

use super::component::ComponentKeys;
use super::container::Container;
use super::general::General;
use super::job::JobKeys;
use super::kinds::{self, Kind};
use super::rules::RULES;
use super::workload::{Target, Workload};

/// The tables in a workload's own that hold the same keys, each for the target of its name.
pub const OVERLAYS: [&str; 2] = ["kubernetes", "compose"];

/// The keys of the shared vocabulary: of the workload, and of its main container.
pub fn vocabulary() -> [&'static [&'static str]; 2] {
    static KEYS: LazyLock<&[&str]> = LazyLock::new(keys_of::<Workload>);
    [&KEYS, container_keys()]
}

/// The keys of services, components and jobs, without those of a component's kind.
pub fn workload_vocabulary() -> impl Iterator<Item = &'static str> {
    vocabulary().into_iter().chain([component_keys(), job_keys()]).flatten().copied()
}

/// The keys of every container.
pub fn container_keys() -> &'static [&'static str] {
    static KEYS: LazyLock<&[&str]> = LazyLock::new(keys_of::<Container>);
    &KEYS
}

/// Types the shared vocabulary out of a workload's table.
pub fn typed_workload(table: &Node<'_>, path: &FieldPath, report: &mut Report) -> Workload {
    let [workload, container] = vocabulary();
    let container = typed_part(table, container, path, report);
    Workload { container, ..typed_part(table, workload, path, report) }
}

/// The keys of every component.
pub fn component_keys() -> &'static [&'static str] {
    static KEYS: LazyLock<&[&str]> = LazyLock::new(keys_of::<ComponentKeys>);
    &KEYS
}

/// The keys of every job.
pub fn job_keys() -> &'static [&'static str] {
    static KEYS: LazyLock<&[&str]> = LazyLock::new(keys_of::<JobKeys>);
    &KEYS
}

/// The one key of a profile that is no workload's.
pub const MEMBERS: &str = "members";

/// Which keys a workload's table may hold beside the shared vocabulary.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Family<'k> {
    Service,
    Job,
    /// Of this kind.
    Component(&'k str),
}

impl Family<'_> {
    pub(super) fn default_name(&self) -> &str {
        match self {
            Family::Service => "service",
            Family::Job => "job",
            Family::Component(kind) => kind,
        }
    }
}

impl<'s> General<'s> {
    /// The complete table of one workload.
    pub fn resolve(
        &self,
        own: &Node<'s>,
        path: &FieldPath,
        family: Family<'_>,
        sources: &'s Sources,
        report: &mut Report,
    ) -> Node<'s> {
        let own = overlaid(own, self.target, path, family, report);
        let fragments = match family {
            Family::Component(kind) => kinds::fragments(kind, &own, sources),
            Family::Service | Family::Job => Vec::new(),
        };
        let mut steps: Vec<Cow<'_, Node<'s>>> = Vec::new();
        steps.extend(fragments.iter().map(|part| overlaid(part, self.target, path, family, report)));
        steps.extend(self.defaults.get(family.default_name()).map(Cow::Borrowed));
        let named = own.get("profiles").or_else(|| steps.last().and_then(|defaults| defaults.get("profiles"))).cloned();
        steps.extend(self.named_profiles(named.as_ref(), report).into_iter().map(Cow::Borrowed));
        steps.extend(self.joined_profiles(named.as_ref(), path).map(Cow::Borrowed));
        let mut at: Vec<&str> = path.keys().iter().map(String::as_str).collect();
        let first = steps.first().map(|first| first.clone().into_owned());
        let mut resolved = first.unwrap_or_else(|| Node::empty_table(own.place));
        for step in steps.iter().skip(1) {
            Merge { rules: &RULES, report }.over(&mut resolved, step, &mut at);
        }
        drop_unset(&mut resolved, &own, report);
        Merge { rules: &RULES, report }.over(&mut resolved, &own, &mut at);
        self.resolve_containers(&mut resolved, path, report);
        resolved
    }

    /// Containers beside the main one: each starts from the workload's `security` and from profiles of its own.
    fn resolve_containers(&self, workload: &mut Node<'s>, path: &FieldPath, report: &mut Report) {
        let beside = ["init", "sidecars"];
        let Some(table) = workload.table().filter(|table| beside.iter().any(|group| table.get(group).is_some())) else {
            return;
        };
        let security = table.entries.get("security").cloned();
        for group in beside {
            let containers = workload.table_mut().and_then(|table| table.entries.get_mut(group));
            let Some(containers) = containers.and_then(|entry| entry.node.table_mut()) else { continue };
            for (name, entry) in containers.entries.iter_mut().filter(|(_, entry)| entry.node.table().is_some()) {
                let own = entry.node.clone();
                let mut resolved = Node::empty_table(own.place);
                if let (Some(table), Some(security)) = (resolved.table_mut(), &security) {
                    table.entries.insert("security".into(), security.clone());
                }
                let at = path.join(&[group, name.as_ref()]);
                let mut at: Vec<&str> = at.keys().iter().map(String::as_str).collect();
                let mut steps: Vec<Node<'s>> =
                    self.named_profiles(own.get("profiles"), report).into_iter().cloned().collect();
                for profile in steps.iter_mut().filter_map(Node::table_mut) {
                    profile.entries.retain(|key, _| container_keys().contains(&key.as_ref()) && key != "profiles");
                }
                for step in steps.iter().chain([&own]) {
                    Merge { rules: &RULES, report }.over(&mut resolved, step, &mut at);
                }
                entry.node = resolved;
            }
        }
    }

    /// The profiles that name the workload, and that it does not name itself.
    fn joined_profiles<'g>(
        &'g self,
        named: Option<&'g Node<'s>>,
        path: &'g FieldPath,
    ) -> impl Iterator<Item = &'g Node<'s>> {
        let named = named.map_or(&[][..], Node::items);
        let id = path.keys().last().map_or("", String::as_str);
        let joined = self.joined_by(id).filter(|profile| !named.iter().any(|item| item.string() == Some(profile)));
        joined.filter_map(|profile| self.profiles.get(profile))
    }

    fn named_profiles(&self, named: Option<&Node<'s>>, report: &mut Report) -> Vec<&Node<'s>> {
        let Some(Value::List(names)) = named.map(|node| &node.value) else { return Vec::new() };
        let mut tables = Vec::new();
        for item in names {
            match item.string().map(|name| (name, self.profiles.get(name))) {
                Some((_, Some(table))) => tables.push(table),
                Some((name, None)) => {
                    let fault =
                        Diagnostic::error("unknown-profile", item.place, format!("there is no profile `{name}`"))
                            .label(suggestion(name, self.profiles.keys().map(String::as_str)));
                    let removed = self.tree.removed_at(&["profiles".to_owned(), name.to_owned()]);
                    report.push(removed.into_iter().fold(fault, |fault, place| fault.also(place, "removed here")));
                }
                None => {}
            }
        }
        tables
    }
}

/// Types a table of some family for its faults alone.
pub(super) fn check_types(table: &Node<'_>, path: &FieldPath, family: Family<'_>, report: &mut Report) {
    refuse_unknown_keys(table, path, family, report);
    drop(typed_workload(table, path, report));
    match family {
        Family::Service => {}
        Family::Job => drop(typed_part::<JobKeys>(table, job_keys(), path, report)),
        Family::Component(kind) => {
            drop(typed_part::<ComponentKeys>(table, component_keys(), path, report));
            drop(Kind::typed(kind, table, path, report));
        }
    }
}

/// The node with the target's overlay laid over it, and both overlays taken off.
pub(super) fn overlaid<'n, 's>(
    node: &'n Node<'s>,
    target: Target,
    path: &FieldPath,
    family: Family<'_>,
    report: &mut Report,
) -> Cow<'n, Node<'s>> {
    if OVERLAYS.into_iter().chain(["extra"]).all(|key| node.get(key).is_none()) {
        return Cow::Borrowed(node);
    }
    let mut plain = node.clone();
    let Some(table) = plain.table_mut() else { return Cow::Owned(plain) };
    if let Some(extra) = table.entries.shift_remove("extra") {
        let field = path.then("extra");
        let message = format!("`{field}` is a fragment of one target's object, and stands in no target's overlay");
        let fault = Diagnostic::error("no-overlay", extra.key, message);
        report.push_at(field, fault.label("move it into the overlay `kubernetes` or `compose`"));
    }
    let overlays = OVERLAYS.map(|name| (name, table.entries.shift_remove(name)));
    for (name, overlay) in overlays {
        let Some(Entry { node: overlay, .. }) = overlay else { continue };
        if overlay.table().is_none() {
            refuse_no_table(&overlay, &path.then(name), report);
        } else if name == target.as_str() {
            let mut at: Vec<&str> = path.keys().iter().map(String::as_str).collect();
            Merge { rules: &RULES, report }.over(&mut plain, &overlay, &mut at);
        } else {
            check_types(&overlay, &path.then(name), family, report);
        }
    }
    Cow::Owned(plain)
}

/// Removes what the workload's own `unset` names from what defaults and profiles gave.
fn drop_unset(resolved: &mut Node<'_>, own: &Node<'_>, report: &mut Report) {
    let Some(Value::List(paths)) = own.get("unset").map(|node| &node.value) else { return };
    for item in paths {
        let path = match item.string().map(|text| (text, FieldPath::parse(text))) {
            Some((_, Ok(path))) => path,
            Some((text, Err((_, why)))) => {
                let message = format!("`{text}` is no path of keys");
                report.push(Diagnostic::error("bad-path", item.place, message).label(why));
                continue;
            }
            // Typing says so.
            None => continue,
        };
        if crate::load::unset(resolved, path.keys(), item.place) == 0 {
            report.push(
                Diagnostic::error("unset-nothing", item.place, format!("no default and no profile sets `{path}`"))
                    .label("there is nothing to unset"),
            );
        }
    }
}

/// Reports a value where a table is wanted.
pub fn refuse_no_table(node: &Node<'_>, path: &FieldPath, report: &mut Report) {
    let message = format!("`{path}` must be a table, not {}", node.type_name());
    report.push_at(path.clone(), Diagnostic::error("wrong-type", node.place, message).label("a table belongs here"));
}

/// Reports keys that belong to nobody, once, with the nearest of all; and a table that is none.
pub fn refuse_unknown_keys(table: &Node<'_>, path: &FieldPath, family: Family<'_>, report: &mut Report) {
    let Some(table) = table.table() else {
        report.push_at(
            path.clone(),
            Diagnostic::error(
                "wrong-type",
                table.place,
                format!("`{path}` must be a table, not {}", table.type_name()),
            )
            .label("a table belongs here"),
        );
        return;
    };
    let (own, kind): (&[&str], &[&str]) = match family {
        Family::Service => (&[], &[]),
        Family::Job => (job_keys(), &[]),
        Family::Component(kind) => (component_keys(), kinds::keys(kind)),
    };
    let [workload, container] = vocabulary();
    let lists = [workload, container, own, kind];
    for (key, entry) in &table.entries {
        if lists.iter().any(|list| list.contains(&key.as_ref())) {
            continue;
        }
        let field = path.then(key.as_ref());
        let known = lists.into_iter().flatten().copied().chain(OVERLAYS);
        let label = match path.keys().first().is_some_and(|root| root == "profiles") {
            // The profile's own one was taken off: this is one of an overlay.
            true if key == MEMBERS => {
                "a profile has the same members in all targets: say it beside the overlay".to_owned()
            }
            true => suggestion(key, known.chain([MEMBERS])),
            false => suggestion(key, known),
        };
        report.push_at(
            field.clone(),
            Diagnostic::error("unknown-key", entry.key, format!("`{field}` is no key that platgen knows")).label(label),
        );
    }
}

/// The entries of a table, in written order.
pub fn entries<'t, 's>(node: Option<&'t Node<'s>>) -> impl Iterator<Item = (&'t str, &'t Entry<'s>)> {
    node.and_then(Node::table)
        .into_iter()
        .flat_map(|table| table.entries.iter())
        .map(|(key, entry)| (key.as_ref(), entry))
}
