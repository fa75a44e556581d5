//! Variables that a container is given twice.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "duplicate-variable",
    finds: "a variable that a container is given twice",
    why: "The last one wins, and which is last is easily overlooked. A server-side apply refuses the object: the names
of variables are keys there. The language has each name once, so it comes from a patch or a raw object.",
    instead: "Keep one of them.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        for container in pod.containers() {
            let mut seen = BTreeSet::new();
            for (index, variable) in container.get(&["env"]).as_array().into_iter().flatten().enumerate() {
                let Some(name) = variable.get("name").and_then(Json::as_str) else { continue };
                if !seen.insert(name) {
                    let at = At::container(&container, &["env", &index.to_string(), "name"]).from(&["env", name]);
                    let message = format!("`{}` is given `{name}` twice", pod.item.words);
                    found.push(at, message, "keep one of them");
                }
            }
        }
    }
}
