//! Files in memory that do not fit.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::granted::Ranges;
use super::quantity::{Thousandths, quantity, shown};

pub const RULE: Rule = Rule {
    name: "memory-volume-above-limit",
    finds: "volumes in memory that are larger than the container that fills them may be",
    why:
        "Files of such a volume are memory of the container that writes them. Before the volume is full, the kernel ends
the process, and the files stay: it starts, and is ended again.",
    instead: "A smaller `memory` volume, or a larger limit: files and program together.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let ranges = Ranges::of(checked);
    for pod in checked.objects.pods() {
        let sizes: BTreeMap<&str, Thousandths> = in_memory(pod.spec(&["volumes"]))
            .filter_map(|(_, name, volume)| Some((name, quantity(volume.get("sizeLimit")?)?)))
            .collect();
        if sizes.is_empty() {
            continue;
        }
        for container in pod.containers() {
            let Some(limit) = ranges.limit(&container, "memory") else { continue };
            let mounts = container.get(&["volumeMounts"]).as_array().into_iter().flatten();
            let writable = mounts.filter(|mount| mount.get("readOnly") != Some(&Json::Bool(true)));
            let names = writable.filter_map(|mount| mount.get("name")?.as_str());
            let mounted: BTreeMap<&str, Thousandths> =
                names.filter_map(|name| Some((name, *sizes.get(name)?))).collect();
            let sum = mounted.values().fold(0_i128, |sum, size| sum.saturating_add(*size));
            let Some(largest) = mounted.iter().max_by_key(|(_, size)| **size).filter(|_| sum >= limit) else {
                continue;
            };
            let (name, words) = (container.name, &pod.item.words);
            let (sum, limit) = (shown("memory", sum), shown("memory", limit));
            let message = format!("`{name}` in `{words}` may hold {sum} of files in memory, and take {limit} in all");
            let at = At::container(&container, &["volumeMounts"]).from(&["volumes", largest.0]);
            found.push(at, message, "smaller files, or more memory");
        }
    }
}

/// Place in the list, name, and what is said of it.
pub fn in_memory(volumes: &Json) -> impl Iterator<Item = (usize, &str, &Json)> {
    volumes.as_array().into_iter().flatten().enumerate().filter_map(|(index, volume)| {
        let empty = volume.get("emptyDir")?;
        let is_in_memory = empty.get("medium").and_then(Json::as_str) == Some("Memory");
        is_in_memory.then(|| Some((index, volume.get("name")?.as_str()?, empty)))?
    })
}
