//! `[patches]` and `extra` on services of the Compose file. Only what a fragment is for goes through JSON, and is then
//! judged by the Compose specification.

use serde_json::Value;

use crate::diagnostic::{Report, suggestion};
use crate::emit::patch::{At, Wrong, apply, origin, refuse, refuse_fault, refuse_no_change, refuse_unmatched};
use crate::load::Map;
use crate::model::Provenance;
use crate::plan::{Fragment, Plan};

use super::document::{Entry, Service};
use super::remove_nulls;
use super::specification::{Fault, What, faults};

/// All services, with what is for them laid over them: the `extra` of each, then the patches as written.
pub fn patched<'p>(
    plan: &Plan<'_>,
    services: Map<String, Service<'p>>,
    provenance: &Provenance<'_>,
    report: &mut Report,
) -> Map<String, Entry<'p>> {
    let extras: Map<&str, &Fragment> =
        plan.workloads.iter().filter_map(|workload| Some((workload.name(), workload.extra.as_ref()?))).collect();
    let names: Vec<String> = services.keys().cloned().collect();
    let mut changed = vec![Vec::new(); plan.patches.len()];
    let mut entries = Map::default();
    for (name, service) in services {
        let extra = extras.get(name.as_str()).copied();
        let patches = plan.patches.iter().enumerate().filter(|(_, patch)| patch.target.names(&name));
        let patches: Vec<(usize, &Fragment)> = patches.map(|(index, patch)| (index, &patch.fragment)).collect();
        if extra.is_none() && patches.is_empty() {
            entries.insert(name, Entry::Typed(Box::new(service)));
            continue;
        }
        let mut value = serde_json::to_value(&service).expect("a service with strings for keys has a JSON form");
        remove_nulls(&mut value);
        let words = format!("compose/{name}");
        let mut told = faults(&value);
        let mut lay = |fragment: &Fragment, report: &mut Report| {
            let changed = match apply(fragment, &mut value) {
                Ok(changed) => changed,
                // It has been told, so it does not also change nothing.
                Err(fault) => {
                    refuse_fault(fragment, fault, &words, provenance, report);
                    return true;
                }
            };
            for fault in faults(&value) {
                if !told.contains(&fault) {
                    refuse_field(fragment, &value, &fault, &words, provenance, report);
                    told.push(fault);
                }
            }
            changed
        };
        if let Some(extra) = extra
            && !lay(extra, report)
        {
            refuse_no_change(extra, &words, provenance, report);
        }
        for (index, fragment) in patches {
            changed[index].push((lay(fragment, report), words.clone()));
        }
        entries.insert(name, Entry::Patched(value));
    }
    for (patch, changed) in plan.patches.iter().zip(changed) {
        match changed.first() {
            Some((_, words)) if !changed.iter().any(|(changed, _)| *changed) => {
                refuse_no_change(&patch.fragment, words, provenance, report);
            }
            None if !patch.optional => {
                let name = &patch.target.name;
                let message = format!("the Compose file has no service `{name}`");
                let label = suggestion(name, names.iter().map(String::as_str));
                refuse_unmatched(patch, message, label, provenance, report);
            }
            Some(_) | None => {}
        }
    }
    entries
}

fn refuse_field(
    fragment: &Fragment,
    value: &Value,
    fault: &Fault,
    words: &str,
    provenance: &Provenance<'_>,
    report: &mut Report,
) {
    let path = fault.keys.join(".");
    let key = fault.keys.last().map_or("", String::as_str);
    let (at, rule, message, label) = match &fault.what {
        What::Unknown(known) => {
            let label = suggestion(key, known.iter().copied());
            (At::Key, "unknown-field", format!("`{words}` has no key `{path}`"), label)
        }
        What::Missing => (At::Key, "missing-field", format!("`{words}` lacks `{path}`"), "add it".to_owned()),
        What::Wrong(wanted) if fault.keys.is_empty() => {
            (At::Value, "wrong-type", format!("`{words}` cannot be this"), format!("{wanted} belongs here"))
        }
        What::Wrong(wanted) => {
            (At::Value, "wrong-type", format!("`{words}`: `{path}` cannot be this"), format!("{wanted} belongs here"))
        }
    };
    let keys = origin(fragment, value, &fault.keys);
    refuse(fragment, &keys, at, Wrong { rule, message, label }, provenance, report);
}
