//! `[patches]` and `extra` on objects: which object each is for, and whether the kind still knows the object afterwards.
//! Only what a fragment is for goes through JSON; all other objects stay as their types wrote them.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::diagnostic::{Report, suggestion};
use crate::emit::patch::{At, Wrong, apply, origin, refuse, refuse_fault, refuse_no_change};
use crate::emit::{Form, Object};
use crate::load::{in_our_words, yaml_value};
use crate::model::Provenance;
use crate::plan::workload::Controller;
use crate::plan::{Fragment, Patch, Plan};

use super::job;
use super::known::{Fault, FieldFault, Lookup, look_up};
use super::manifest::holds_plaintext;
use super::object::text;

/// What tells an object from all others. No patch changes it.
const IDENTITY: [&[&str]; 4] = [&["apiVersion"], &["kind"], &["metadata", "name"], &["metadata", "namespace"]];

/// What became of a patch so far.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Unmatched,
    /// It matched something and changed nothing of it.
    Idle,
    Done,
}

pub struct Patches<'p> {
    plan: &'p Plan<'p>,
    provenance: &'p Provenance<'p>,
    fates: Vec<(Fate, String)>,
    /// The `extra` of each controller object, by the ID of its workload.
    controllers: BTreeMap<&'p str, (&'static str, &'p Fragment)>,
    /// The `extra` of each Service, by its namespace and name.
    services: BTreeMap<(Option<&'p str>, &'p str), &'p Fragment>,
    /// The names of workloads whose Jobs have longer ones.
    jobs: BTreeMap<&'p str, &'p str>,
    /// Kind, name and namespace of each object, for near misses.
    seen: Vec<(String, String, Option<String>)>,
}

impl<'p> Patches<'p> {
    pub fn of(plan: &'p Plan<'p>, provenance: &'p Provenance<'p>) -> Self {
        let workloads = plan.workloads.iter();
        let controllers = workloads.clone().filter_map(|workload| {
            Some((workload.id.as_str(), (workload.controller.reference().1, workload.extra.as_ref()?)))
        });
        let services = workloads.clone().flat_map(|workload| &workload.services).chain(&plan.groups);
        let services = services.filter_map(|service| {
            Some(((service.meta.namespace.as_deref(), service.meta.name.as_str()), service.extra.as_ref()?))
        });
        let jobs = workloads.filter(|workload| matches!(&workload.controller, Controller::Job(run) if !run.manual));
        Self {
            plan,
            provenance,
            fates: vec![(Fate::Unmatched, String::new()); plan.patches.len()],
            controllers: controllers.collect(),
            services: services.collect(),
            jobs: jobs.map(|workload| (workload.id.as_str(), workload.name())).collect(),
            seen: Vec::new(),
        }
    }

    /// Whether anything is laid over an object.
    pub fn touch(&self, object: &Object) -> bool {
        self.extra(object).is_some() || self.plan.patches.iter().any(|patch| self.is_for(patch, object))
    }

    /// The same of an object that is done: the name of a Job is another by then.
    pub fn may_touch(&self, object: &Object) -> bool {
        let is_for_jobs = |patch: &Patch| patch.target.kind.as_deref() == Some("Job");
        self.touch(object) || self.own_name(object).is_some() && self.plan.patches.iter().any(is_for_jobs)
    }

    /// The object with all that is for it laid over it, in the order in which it is written; `json` is the object itself.
    pub fn lay_over(
        &mut self,
        object: Object,
        json: impl FnOnce(&Object) -> Json,
        form: Form,
        report: &mut Report,
    ) -> Object {
        if !self.plan.patches.is_empty() {
            let name = self.own_name(&object).unwrap_or(&object.name).to_owned();
            self.seen.push((object.kind.to_string(), name, object.namespace.clone()));
        }
        if !self.touch(&object) {
            return object;
        }
        let unpatched = json(&object);
        let mut value = unpatched.clone();
        let mut told = faults(&object, &value);
        let words = format!("{}/{}", object.kind, self.own_name(&object).unwrap_or(&object.name));
        let plan = self.plan;
        if let Some(extra) = self.extra(&object)
            && self.laid(extra, &mut value, &object, &words, &mut told, report) == Some(false)
        {
            refuse_no_change(extra, &words, self.provenance, report);
        }
        for (index, patch) in plan.patches.iter().enumerate() {
            if self.is_for(patch, &object) {
                let changed = self.laid(&patch.fragment, &mut value, &object, &words, &mut told, report);
                // What is wrong with it has been told.
                let fate = if changed == Some(false) { Fate::Idle } else { Fate::Done };
                if fate > self.fates[index].0 {
                    self.fates[index] = (fate, words.clone());
                }
            }
        }
        if value == unpatched { object } else { self.written(object, value, form) }
    }

    fn written(&self, object: Object, mut value: Json, form: Form) -> Object {
        let name = match self.own_name(&object) {
            Some(workload) => job::renamed(workload, &mut value),
            None => object.name,
        };
        Object { name, text: text(&value, form), ..object }
    }

    /// Lays one fragment over an object. None: it could not be done, or the object is no longer what it was.
    fn laid(
        &self,
        fragment: &Fragment,
        value: &mut Json,
        object: &Object,
        words: &str,
        told: &mut Vec<FieldFault>,
        report: &mut Report,
    ) -> Option<bool> {
        let before = value.clone();
        let changed = match apply(fragment, value) {
            Ok(changed) => changed,
            Err(fault) => {
                refuse_fault(fragment, fault, words, self.provenance, report);
                return None;
            }
        };
        let get = |value: &Json, keys: &[&str]| keys.iter().try_fold(value, |at, key| at.get(key)).cloned();
        let other = IDENTITY.into_iter().find(|keys| get(value, keys) != get(&before, keys));
        if let Some(keys) = other {
            let path: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            let message = format!("`{words}`: a patch cannot change `{}`", keys.join("."));
            let label = "it tells which object this is: rename what the object is made from".to_owned();
            let at = origin(fragment, value, &path);
            let wrong = Wrong { rule: "patch-identity", message, label };
            refuse(fragment, &at, At::Value, wrong, self.provenance, report);
            *value = before;
            return None;
        }
        self.refuse_plaintext(fragment, value, &before, words, report);
        for fault in faults(object, value) {
            if !told.contains(&fault) {
                self.refuse_field(fragment, value, &fault, words, report);
                told.push(fault);
            }
        }
        Some(changed)
    }

    fn refuse_field(&self, fragment: &Fragment, value: &Json, fault: &FieldFault, words: &str, report: &mut Report) {
        let keys = origin(fragment, value, fault.path.keys());
        let (at, wrong) = told(fault, words);
        refuse(fragment, &keys, at, wrong, self.provenance, report);
    }

    /// No secret leaves a tier that keeps them: also none that a patch writes down.
    fn refuse_plaintext(&self, fragment: &Fragment, value: &Json, before: &Json, words: &str, report: &mut Report) {
        let tier = self.plan.environment.tier;
        if let Some(key) = holds_plaintext(value).filter(|_| !tier.is_disposable() && holds_plaintext(before).is_none())
        {
            let message = format!("a patch writes `{words}` down, but the tier is `{}`", tier.as_str());
            let label =
                "only tiers local and test take secrets from files; `[secret-store]` says where others come from";
            let keys = origin(fragment, value, &[key.to_owned()]);
            let wrong = Wrong { rule: "plaintext-secret", message, label: label.to_owned() };
            refuse(fragment, &keys, At::Key, wrong, self.provenance, report);
        }
    }

    fn is_for(&self, patch: &Patch, object: &Object) -> bool {
        patch.target.kind.as_deref() == Some(object.kind.as_ref())
            && patch.namespace.as_ref().is_none_or(|namespace| object.namespace.as_ref() == Some(namespace))
            && (patch.target.names(&object.name) || self.own_name(object).is_some_and(|name| patch.target.names(name)))
    }

    /// The name of a Job without what its content adds to it.
    pub fn own_name(&self, object: &Object) -> Option<&'p str> {
        let owner = object.owner.as_ref().filter(|_| object.kind == "Job" && object.api_version == "batch/v1")?;
        self.jobs.get(owner.as_str()).copied()
    }

    /// All that is laid over an object, in that order.
    pub fn fragments(&self, object: &Object) -> Vec<&'p Fragment> {
        let plan = self.plan;
        let patches = plan.patches.iter().filter(|patch| self.is_for(patch, object));
        self.extra(object).into_iter().chain(patches.map(|patch| &patch.fragment)).collect()
    }

    fn extra(&self, object: &Object) -> Option<&'p Fragment> {
        if object.owner.is_none() && object.kind != "Service" {
            return None;
        }
        let controller = object.owner.as_ref().and_then(|owner| self.controllers.get(owner.as_str()));
        if let Some((_, fragment)) = controller.filter(|(kind, _)| object.kind == *kind) {
            return Some(fragment);
        }
        let is_service = object.kind == "Service" && object.api_version == "v1";
        let key = (object.namespace.as_deref(), object.name.as_str());
        if is_service { self.services.get(&key).copied() } else { None }
    }

    /// Reports the patches that were for nothing.
    pub fn finish(self, report: &mut Report) {
        for (patch, (fate, words)) in self.plan.patches.iter().zip(&self.fates) {
            match fate {
                Fate::Done => {}
                Fate::Idle => refuse_no_change(&patch.fragment, words, self.provenance, report),
                Fate::Unmatched if patch.optional => {}
                Fate::Unmatched => self.refuse_unmatched(patch, report),
            }
        }
    }

    fn refuse_unmatched(&self, patch: &Patch, report: &mut Report) {
        let kind = patch.target.kind.as_deref().unwrap_or_default();
        let name = &patch.target.name;
        let of_kind = || self.seen.iter().filter(|(known, ..)| known == kind);
        let named = of_kind().filter(|(_, known, _)| patch.target.names(known));
        let places: Vec<&str> = named.filter_map(|(.., namespace)| namespace.as_deref()).collect();
        let (message, label) = match (of_kind().next(), &patch.namespace) {
            (None, _) => {
                let mut kinds: Vec<&str> = self.seen.iter().map(|(kind, ..)| kind.as_str()).collect();
                kinds.sort_unstable();
                kinds.dedup();
                (format!("there is no object of kind `{kind}`"), suggestion(kind, kinds))
            }
            (Some(_), Some(namespace)) if !places.is_empty() => (
                format!("there is no `{kind}/{name}` in `{namespace}`"),
                format!("there is one in {}", places.join(", ")),
            ),
            (Some(_), _) => {
                let names = of_kind().map(|(_, name, _)| name.as_str());
                (format!("there is no `{kind}/{name}`"), suggestion(name, names))
            }
        };
        crate::emit::patch::refuse_unmatched(patch, message, label, self.provenance, report);
    }
}

/// The objects of one kind of ours; `as_json` writes the same down as JSON.
pub fn of_kind(
    objects: Vec<Object>,
    as_json: impl FnOnce() -> Vec<Object>,
    patches: &mut Patches<'_>,
    form: Form,
    report: &mut Report,
) -> Vec<Object> {
    let again = form == Form::Yaml && objects.iter().any(|object| patches.touch(object));
    let mut values = if again { as_json() } else { Vec::new() }.into_iter();
    let read = |text: &str| serde_json::from_str(text).expect("what was written as JSON can be read");
    let value = |object: Option<Object>, as_written: &Object| match form {
        Form::Json => read(&as_written.text),
        Form::Yaml => {
            let value = read(&object.expect("a kind has as many objects in either form").text);
            in_order_of(value, &yaml_value(&as_written.text, 0).unwrap_or_default())
        }
    };
    objects
        .into_iter()
        .map(|object| {
            let json = values.next();
            patches.lay_over(object, |as_written| value(json, as_written), form, report)
        })
        .collect()
}

/// A value with its keys in the order of another one: types write some fields of theirs first, which JSON forgets.
fn in_order_of(value: Json, other: &Json) -> Json {
    match (value, other) {
        (Json::Object(mut fields), Json::Object(others)) => {
            let mut ordered = Map::new();
            for (key, other) in others {
                if let Some(field) = fields.shift_remove(key) {
                    ordered.insert(key.clone(), in_order_of(field, other));
                }
            }
            ordered.extend(fields);
            Json::Object(ordered)
        }
        (Json::Array(items), Json::Array(others)) => {
            let nothing = Json::Null;
            let others = others.iter().chain(std::iter::repeat(&nothing));
            Json::Array(items.into_iter().zip(others).map(|(item, other)| in_order_of(item, other)).collect())
        }
        (value, _) => value,
    }
}

/// What the kind of an object finds wrong with it.
fn faults(object: &Object, value: &Json) -> Vec<FieldFault> {
    match look_up(&object.api_version, &object.kind) {
        Lookup::Known(kind) => kind.faults(value),
        Lookup::Misspelt(_) | Lookup::Custom => Vec::new(),
    }
}

/// A fault of a field in words. A field that is unknown is told at its key.
pub fn told(fault: &FieldFault, object: &str) -> (At, Wrong) {
    let path = &fault.path;
    match &fault.what {
        Fault::Unknown => {
            let message = format!("`{object}` has no field `{path}`");
            let label = "the API server would drop it: correct or remove it".to_owned();
            (At::Key, Wrong { rule: "unknown-field", message, label })
        }
        Fault::Missing => {
            let message = format!("`{object}` lacks `{path}`");
            (
                At::Key,
                Wrong { rule: "missing-field", message, label: "its kind does not do without: add it".to_owned() },
            )
        }
        Fault::Mistyped(why) => {
            let message = format!("`{object}`: `{path}` cannot hold this");
            let label = match why.split_once(", expected ") {
                Some((_, wanted)) => format!("{} belongs here", plain(wanted)),
                None => why.clone(),
            };
            (At::Value, Wrong { rule: "wrong-type", message, label })
        }
    }
}

/// What a type of the API wants, in words of TOML.
fn plain(wanted: &str) -> String {
    match wanted {
        "IntOrString" => "an integer or a string".to_owned(),
        "Quantity" => "a quantity such as `\"100m\"`".to_owned(),
        kind if kind.starts_with(|letter: char| letter.is_ascii_uppercase()) => "a table".to_owned(),
        other => in_our_words(other),
    }
}
