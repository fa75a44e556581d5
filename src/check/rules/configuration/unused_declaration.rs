//! Tables that nobody names.

use std::collections::BTreeSet;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::diagnostic::FieldPath;
use crate::load::{Node, Value};
use crate::model::lint::Level;
use crate::model::workload::Target;

use super::{layer, strings};

pub const RULE: Rule = Rule {
    name: "unused-declaration",
    finds: "a table of `[config]`, `[secrets]`, `[sizes]`, `[profiles]` or `[analysis]` that nothing names",
    why: "Often the name was meant to stand somewhere, and was forgotten or spelled otherwise. A ConfigMap or Secret
that nobody reads is kept, filled and rotated for nothing. Of `[sizes]`, `[profiles]` and `[analysis]` only those of the
environment's own layer are found: lower ones may be there for other environments. A `[config]` table with labels is for
whoever collects by them.",
    instead: "Name it where it was meant to be used, or remove it: `unset` takes it out of one environment.",
    levels: Levels::always(Level::Warn),
    find,
};

/// The tables that are rendered, and those that are only taken from.
const RENDERED: [&str; 2] = ["config", "secrets"];
const TAKEN: [&str; 3] = ["sizes", "profiles", "analysis"];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let tree = checked.provenance.tree;
    let mut named = Named::default();
    for (key, entry) in tree.table().into_iter().flat_map(|table| &table.entries) {
        named.below(key, &entry.node);
    }
    let mut push = |root: &str, id: &str| {
        let message = format!("nothing names `{root}.{id}`");
        found.push(At::model(FieldPath::new([root, id])), message, "use it, or remove it");
    };
    for root in TAKEN {
        for (id, entry) in tree.get(root).and_then(Node::table).into_iter().flat_map(|table| &table.entries) {
            let is_joined = entry.node.get("members").is_some();
            let is_own = checked.environment.name != "base" && layer::is_own(checked, entry.key);
            if is_own && !is_joined && !named.0.contains(id.as_ref()) {
                push(root, id);
            }
        }
    }
    if checked.plan.target == Target::Kubernetes {
        for (root, id) in unread(checked, &named) {
            push(root, id);
        }
    }
}

/// ConfigMaps and Secrets that neither a table nor an object names.
fn unread<'c>(checked: &'c Checked<'_>, named: &Named) -> Vec<(&'static str, &'c str)> {
    let environment = checked.environment;
    let configs = environment.config.iter().filter(|(_, config)| config.labels.is_empty());
    let configs = configs.map(|(id, _)| (RENDERED[0], id.as_str()));
    let secrets = environment.secrets.iter().filter(|(_, secret)| secret.create);
    let all = configs.chain(secrets.map(|(id, _)| (RENDERED[1], id.as_str())));
    let unnamed: Vec<_> = all.filter(|(_, id)| !named.0.contains(*id)).collect();
    if unnamed.is_empty() {
        return unnamed;
    }
    // Raw objects and patches call them by their names.
    let mut in_objects = BTreeSet::new();
    for item in checked.objects.iter().filter(|item| !matches!(item.kind(), "ConfigMap" | "Secret" | "ExternalSecret"))
    {
        strings::each(&item.json, &mut |_, text| {
            in_objects.insert(text);
        });
    }
    let is_read = |(root, id): &(&str, &str)| {
        let declared = match *root {
            "config" => environment.config.get(*id).and_then(|config| config.name.as_ref()),
            _ => environment.secrets.get(*id).and_then(|secret| secret.name.as_ref()),
        };
        // A name that is worked out may be any of them.
        declared
            .map_or_else(|| in_objects.contains(id), |name| name.raw().contains('{') || in_objects.contains(name.raw()))
    };
    unnamed.into_iter().filter(|unnamed| !is_read(unnamed)).collect()
}

/// Every word that may be a name: strings, what placeholders name, and keys below workloads.
#[derive(Default)]
struct Named(BTreeSet<String>);

impl Named {
    fn below(&mut self, root: &str, node: &Node<'_>) {
        match &node.value {
            Value::Table(table) => {
                for (key, entry) in &table.entries {
                    // A table does not use itself: its own key is no use.
                    if !RENDERED.contains(&root) && !TAKEN.contains(&root) {
                        self.0.insert(key.to_string());
                    }
                    self.below("", &entry.node);
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.below("", item)),
            Value::String(text) => self.text(text),
            Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Date => {}
        }
    }

    fn text(&mut self, text: &str) {
        for start in ["{config.", "{secret."] {
            for rest in text.split(start).skip(1) {
                let id: String = rest.chars().take_while(|letter| !matches!(letter, '.' | '}')).collect();
                self.0.insert(id);
            }
        }
        self.0.insert(text.to_owned());
    }
}
