//! The resolver, held to find what breaks: single edits of rendered objects, each of which makes a reference lead
//! nowhere, drawn by a fixed seed. What is edited is found by walking the JSON: by what is said twice, not by what the
//! resolver knows of kinds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use platgen::check::{Known, Objects, faults};
use platgen::diagnostic::{Place, Report, SourceKind, Sources};
use platgen::emit::{self, Form, Object};
use platgen::load::{Platform, Wanted};
use platgen::model::workload::Target;
use platgen::model::{self, RULES, kinds};
use platgen::plan;
use serde_json::Value;

const EDITS: usize = 200;
const FOUND_AT_LEAST: usize = 199;
const ENVIRONMENTS: [(&str, &str); 9] = [
    (".", "prod"),
    (".", "staging"),
    (".", "local"),
    ("examples/tour", "prod"),
    ("examples/tour", "staging"),
    ("examples/tour", "local"),
    ("tests/platforms/ferries", "prod"),
    ("tests/platforms/ferries", "staging"),
    ("tests/platforms/ferries", "local"),
];

/// Keys and positions from an object's root.
type Keys = Vec<String>;

/// What an edit does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edit {
    /// Puts another text or number in.
    Set(usize, Keys, Scalar),
    /// Calls a key of a mapping otherwise.
    Rename(usize, Keys, String),
    /// Takes an entry out.
    Remove(usize, Keys),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scalar {
    Text(String),
    Number(u64),
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Scalar::Text(text)
    }
}

impl From<u64> for Scalar {
    fn from(number: u64) -> Self {
        Scalar::Number(number)
    }
}

impl Scalar {
    fn json(&self) -> Value {
        match self {
            Scalar::Text(text) => text.as_str().into(),
            Scalar::Number(number) => (*number).into(),
        }
    }
}

struct Rendered {
    name: String,
    objects: Vec<Object>,
    values: Vec<Value>,
    known: Known,
}

fn rendered(folder: &str, name: &str) -> Rendered {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut report = Report::default();
    let mut sources = Sources::default();
    sources.whole(SourceKind::Argument, "asked");
    kinds::add_sources(&mut sources);
    plan::add_template_sources(&mut sources);
    let Ok(platform) = Platform::open(&root, Path::new(""), sources) else { panic!("{folder}") };
    let place = Place { source: 0, start: 0, end: 0 };
    let layered = platform.layered(name, place, &[], &RULES, &mut report).expect("the environment is there");
    let (environment, provenance) =
        model::environment(&layered, Target::Kubernetes, &platform.sources, None, &mut report);
    let wanted = model::references(&environment).into_iter().map(|file| Wanted {
        place: provenance.place(&file.field),
        path: file.path,
        form: file.form,
    });
    let contents = platform.contents(&wanted.collect::<Vec<_>>(), &mut report);
    let manifests = platform.manifests(&layered.chain, &mut report);
    let inputs = plan::Inputs {
        environment: &environment,
        provenance: &provenance,
        contents: &contents,
        manifests: &manifests,
        engine: &plan::Engine::default(),
        environments: &[],
        with_artifacts: false,
        only: None,
        again: plan::Again::Never,
    };
    let plan = plan::plan(&inputs, &mut report);
    let objects = emit::kubernetes::emit(&plan, &provenance, Form::Json, &mut report);
    assert!(!report.has_errors(), "{folder} {name}: {:?}", report.diagnostics);
    let known = Known::of(&Objects::of(&objects, &plan, &provenance), &plan);
    let values = objects.iter().map(|object| serde_json::from_str(&object.text).expect("it is JSON")).collect();
    Rendered { name: format!("{folder} {name}"), objects, values, known }
}

fn told(objects: &[Object], known: &Known) -> BTreeSet<String> {
    let objects = Objects::alone(objects);
    let told = faults(&objects, known).into_iter().map(|fault| format!("{}: {}", fault.rule, fault.message));
    told.collect()
}

#[test]
fn what_is_rendered_leads_somewhere() {
    // A host that the environment takes from elsewhere, and the like, is told by `check`; nothing here is denied there.
    for (folder, name) in ENVIRONMENTS {
        let rendered = rendered(folder, name);
        for fault in told(&rendered.objects, &rendered.known) {
            println!("{}: {fault}", rendered.name);
        }
    }
}

#[test]
fn what_breaks_a_reference_is_found() {
    let all: Vec<Rendered> = ENVIRONMENTS.iter().map(|(folder, name)| rendered(folder, name)).collect();
    let before: Vec<BTreeSet<String>> = all.iter().map(|rendered| told(&rendered.objects, &rendered.known)).collect();
    let mut by_nature: BTreeMap<&str, Vec<(usize, Edit)>> = BTreeMap::new();
    for (number, rendered) in all.iter().enumerate() {
        for (nature, edit) in Mutator::of(&rendered.values).edits() {
            by_nature.entry(nature).or_default().push((number, edit));
        }
    }
    for edits in by_nature.values_mut() {
        edits.sort();
        edits.dedup();
    }
    let mut seed = Seed(20_261_121);
    let natures: Vec<&str> = by_nature.keys().copied().collect();
    let mut drawn: BTreeSet<(usize, Edit)> = BTreeSet::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut missed = Vec::new();
    while drawn.len() < EDITS {
        let nature = natures[seed.below(natures.len())];
        let edits = &by_nature[nature];
        let (number, edit) = edits[seed.below(edits.len())].clone();
        if !drawn.insert((number, edit.clone())) {
            continue;
        }
        *counts.entry(nature).or_default() += 1;
        let rendered = &all[number];
        let after = told(&edited(rendered, &edit), &rendered.known);
        if after.difference(&before[number]).next().is_none() {
            let (Edit::Set(object, ..) | Edit::Rename(object, ..) | Edit::Remove(object, _)) = &edit;
            let object = &rendered.objects[*object];
            missed.push(format!("{}: {nature}: {}/{}: {edit:?}", rendered.name, object.kind, object.name));
        }
    }
    let found = drawn.len() - missed.len();
    let missed = missed.join("\n");
    println!("{found} of {} edits were found; drawn: {counts:?}\nmissed:\n{missed}", drawn.len());
    assert!(found >= FOUND_AT_LEAST, "{found} of {} edits were found; missed:\n{missed}", drawn.len());
}

/// The objects with one edit made.
fn edited(rendered: &Rendered, edit: &Edit) -> Vec<Object> {
    let mut objects = rendered.objects.clone();
    let (Edit::Set(number, path, _) | Edit::Rename(number, path, _) | Edit::Remove(number, path)) = edit;
    let mut value = rendered.values[*number].clone();
    let (last, above) = path.split_last().expect("an edit is of a field");
    let parent = above.iter().fold(&mut value, |at, key| match at.is_array() {
        true => &mut at[key.parse::<usize>().expect("a position")],
        false => &mut at[key.as_str()],
    });
    match (edit, parent) {
        (Edit::Set(_, _, new), Value::Array(all)) => all[last.parse::<usize>().expect("a position")] = new.json(),
        (Edit::Set(_, _, new), other) => other[last.as_str()] = new.json(),
        (Edit::Rename(_, _, new), Value::Object(all)) => {
            let old = all.remove(last).expect("it is there");
            all.insert(new.clone(), old);
        }
        (Edit::Remove(..), Value::Object(all)) => drop(all.remove(last).expect("it is there")),
        (Edit::Remove(..), Value::Array(all)) => drop(all.remove(last.parse::<usize>().expect("a position"))),
        (edit, parent) => panic!("{edit:?} of {parent}"),
    }
    let object = &mut objects[*number];
    object.name = value["metadata"]["name"].as_str().expect("a name").to_owned();
    object.namespace = value["metadata"]["namespace"].as_str().map(str::to_owned);
    object.text = value.to_string();
    objects
}

/// Numbers that look drawn and are the same each time.
struct Seed(u64);

impl Seed {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end as u64).expect("it is below")
    }
}

/// A scalar somewhere in an object.
struct Leaf<'v> {
    object: usize,
    path: Keys,
    value: &'v Value,
}

/// Finds what can be broken.
struct Mutator<'v> {
    values: &'v [Value],
    leaves: Vec<Leaf<'v>>,
}

fn namespace(value: &Value) -> Option<&str> {
    value["metadata"]["namespace"].as_str()
}

fn name(value: &Value) -> &str {
    value["metadata"]["name"].as_str().expect("a name")
}

fn leaves<'v>(object: usize, value: &'v Value, path: &mut Keys, all: &mut Vec<Leaf<'v>>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                path.push(key.clone());
                leaves(object, value, path, all);
                path.pop();
            }
        }
        Value::Array(entries) => {
            for (position, value) in entries.iter().enumerate() {
                path.push(position.to_string());
                leaves(object, value, path, all);
                path.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            all.push(Leaf { object, path: path.clone(), value });
        }
    }
}

/// A value by its keys.
fn at<'v>(value: &'v Value, path: &[String]) -> &'v Value {
    path.iter().fold(value, |at, key| match at.is_array() {
        true => &at[key.parse::<usize>().expect("a position")],
        false => &at[key.as_str()],
    })
}

/// What references call an object of a kind, and the name that they use.
fn called(value: &Value) -> Option<(&'static str, &str, Keys)> {
    let own = || vec!["metadata".to_owned(), "name".to_owned()];
    Some(match value["kind"].as_str()? {
        "ConfigMap" => ("configmap", name(value), own()),
        "Secret" => ("secret", name(value), own()),
        "ExternalSecret" => (
            "secret",
            value["spec"]["target"]["name"].as_str()?,
            ["spec", "target", "name"].map(str::to_owned).to_vec(),
        ),
        "Service" => ("service", name(value), own()),
        "ServiceAccount" => ("serviceaccount", name(value), own()),
        "PersistentVolumeClaim" => ("claim", name(value), own()),
        "AnalysisTemplate" => ("template", name(value), own()),
        "PriorityClass" => ("priorityclass", name(value), own()),
        "SecretStore" | "ClusterSecretStore" => ("secretstore", name(value), own()),
        _ => return None,
    })
}

const WORDS: [&str; 8] =
    ["configmap", "secretstore", "secret", "serviceaccount", "service", "claim", "template", "priorityclass"];

/// Which word of a kind the keys of a path speak of, if they do.
fn word(path: &[String]) -> Option<&'static str> {
    let keys = path.iter().rev().take(3).map(|key| key.to_ascii_lowercase());
    let words =
        keys.filter_map(|key| WORDS.into_iter().filter(|word| key.contains(word)).max_by_key(|word| word.len()));
    let mut words = words;
    words.next()
}

impl<'v> Mutator<'v> {
    fn of(values: &'v [Value]) -> Self {
        let mut all = Vec::new();
        for (object, value) in values.iter().enumerate() {
            leaves(object, value, &mut Vec::new(), &mut all);
        }
        Self { values, leaves: all }
    }

    fn edits(&self) -> Vec<(&'static str, Edit)> {
        let mut edits = Vec::new();
        self.names(&mut edits);
        self.kinds(&mut edits);
        self.keys(&mut edits);
        self.hosts(&mut edits);
        self.ports(&mut edits);
        self.selectors(&mut edits);
        self.inside(&mut edits);
        edits
    }

    /// Texts that name an object by a key that speaks of its kind: the name is changed here, or there.
    fn names(&self, edits: &mut Vec<(&'static str, Edit)>) {
        for (target, value) in self.values.iter().enumerate() {
            let Some((kind, name, at_name)) = called(value) else { continue };
            let mut is_named = false;
            for leaf in &self.leaves {
                let from = &self.values[leaf.object];
                let last = leaf.path.last().map(String::as_str).unwrap_or_default();
                let names = last == "name" || last.to_ascii_lowercase().contains(kind) || last == "templateName";
                let is_here = leaf.object != target
                    && leaf.value == name
                    && names
                    && word(&leaf.path) == Some(kind)
                    && !leaf.path[0].contains("metadata")
                    && at(from, &leaf.path[..leaf.path.len() - 1])["optional"] != true
                    && (namespace(value).is_none() || namespace(from) == namespace(value));
                // What makes a Secret names it, too.
                if is_here && (from["kind"] != "ExternalSecret" || kind == "secretstore") {
                    is_named = true;
                    edits.push(("reference", Edit::Set(leaf.object, leaf.path.clone(), format!("{name}-gone").into())));
                }
            }
            if is_named {
                edits.push(("renamed object", Edit::Set(target, at_name, format!("{name}-moved").into())));
            }
        }
    }

    /// References that say the kind beside the name.
    fn kinds(&self, edits: &mut Vec<(&'static str, Edit)>) {
        for leaf in self.leaves.iter().filter(|leaf| leaf.path.last().is_some_and(|key| key == "name")) {
            let above = at(&self.values[leaf.object], &leaf.path[..leaf.path.len() - 1]);
            let (Some(kind), Some(named)) = (above["kind"].as_str(), leaf.value.as_str()) else { continue };
            let place = above["namespace"].as_str().or(namespace(&self.values[leaf.object]));
            let target = self.values.iter().position(|value| {
                value["kind"] == kind
                    && name(value) == named
                    && (namespace(value).is_none() || namespace(value) == place)
            });
            let Some(target) = target.filter(|target| *target != leaf.object) else { continue };
            edits
                .push(("reference by kind", Edit::Set(leaf.object, leaf.path.clone(), format!("{named}-gone").into())));
            let path = vec!["metadata".to_owned(), "name".to_owned()];
            edits.push(("renamed by kind", Edit::Set(target, path, format!("{named}-moved").into())));
        }
    }

    /// Keys of ConfigMaps and Secrets that a `key` beside the object's name mentions.
    fn keys(&self, edits: &mut Vec<(&'static str, Edit)>) {
        for leaf in self.leaves.iter().filter(|leaf| leaf.path.last().is_some_and(|key| key == "key")) {
            let from = &self.values[leaf.object];
            let Some(key) = leaf.value.as_str() else { continue };
            // `name` beside the key, or above the list of items.
            let above = &leaf.path[..leaf.path.len() - 1];
            let holder = match above.iter().rposition(|key| key == "items") {
                Some(items) => at(from, &above[..items]),
                None => at(from, above),
            };
            let Some(of) = holder["name"].as_str().or(holder["secretName"].as_str()) else { continue };
            if holder["optional"] == true {
                continue;
            }
            let Some(kind) = word(above) else { continue };
            for (target, value) in self.values.iter().enumerate() {
                let is_meant = called(value).is_some_and(|(word, name, _)| word == kind && name == of);
                if !is_meant || namespace(value) != namespace(from) {
                    continue;
                }
                for list in ["data", "stringData", "binaryData"] {
                    if value[list].get(key).is_some() {
                        let path = vec![list.to_owned(), key.to_owned()];
                        edits.push(("dropped key", Edit::Remove(target, path.clone())));
                        edits.push(("renamed key", Edit::Rename(target, path, format!("{key}-moved"))));
                        edits.push(("key", Edit::Set(leaf.object, leaf.path.clone(), format!("{key}-gone").into())));
                    }
                }
                for (position, entry) in value["spec"]["data"].as_array().into_iter().flatten().enumerate() {
                    if entry["secretKey"] == key {
                        let path = ["spec", "data", &position.to_string()].map(str::to_owned).to_vec();
                        edits.push(("dropped key", Edit::Remove(target, path)));
                        edits.push(("key", Edit::Set(leaf.object, leaf.path.clone(), format!("{key}-gone").into())));
                    }
                }
            }
        }
    }

    /// Texts with the name of a Service as a host, followed by one of its ports.
    fn hosts(&self, edits: &mut Vec<(&'static str, Edit)>) {
        let services = self.values.iter().enumerate().filter(|(_, value)| value["kind"] == "Service");
        let is_text = |leaf: &&Leaf<'_>| leaf.path.iter().any(|key| key == "env" || key == "args" || key == "data");
        // A default in a text stands for nothing where the variable is set.
        let plain = |text: &str| text.contains(':') && !text.contains("${");
        let texts = self.leaves.iter().filter(|leaf| leaf.value.as_str().is_some_and(plain)).filter(is_text);
        let texts: Vec<&Leaf<'_>> = texts.collect();
        for (target, service) in services {
            let ports = service["spec"]["ports"].as_array().into_iter().flatten().enumerate();
            for (position, port) in ports.filter_map(|(position, port)| Some((position, port["port"].as_u64()?))) {
                let host = format!("{}:{port}", name(service));
                for leaf in &texts {
                    let from = &self.values[leaf.object];
                    let (Some(text), true) = (leaf.value.as_str(), namespace(from) == namespace(service)) else {
                        continue;
                    };
                    let before = text.find(&host).map(|start| text[..start].chars().next_back());
                    let after = text.split(&host).nth(1).and_then(|rest| rest.chars().next());
                    let stands_alone = before.is_some_and(|before| before.is_none_or(|letter| "/@, ".contains(letter)));
                    if !stands_alone || after.is_some_and(|letter| letter.is_ascii_digit()) {
                        continue;
                    }
                    let set =
                        |new: String| Edit::Set(leaf.object, leaf.path.clone(), text.replacen(&host, &new, 1).into());
                    edits.push(("host", set(format!("{}-gone:{port}", name(service)))));
                    edits.push(("port in a text", set(format!("{}:{}", name(service), 40_000 + port % 10_000))));
                    // Behind a headless name the pods themselves answer, whatever the Service says.
                    if service["spec"]["clusterIP"] != "None" {
                        let path = ["spec", "ports", &position.to_string(), "port"].map(str::to_owned).to_vec();
                        edits.push(("port of a host", Edit::Set(target, path, (40_000 + port % 10_000).into())));
                    }
                    let path = vec!["metadata".to_owned(), "name".to_owned()];
                    edits.push(("renamed host", Edit::Set(target, path, format!("{}-moved", name(service)).into())));
                }
            }
        }
    }

    /// Ports by name and number: what is opened by one and asked for by another.
    fn ports(&self, edits: &mut Vec<(&'static str, Edit)>) {
        for leaf in &self.leaves {
            let value = &self.values[leaf.object];
            let last = leaf.path.last().map(String::as_str).unwrap_or_default();
            let elsewhere = |new: &str| match leaf.value.as_u64() {
                None => Scalar::from(format!("{}x", new.chars().take(10).collect::<String>())),
                Some(number) => Scalar::from(number % 10_000 + 40_000),
            };
            let edit = || Edit::Set(leaf.object, leaf.path.clone(), elsewhere(leaf.value.as_str().unwrap_or_default()));
            let in_probe = leaf.path.iter().any(|key| key.ends_with("Probe"));
            match (value["kind"].as_str(), last) {
                // A probe asks for a name, and the container has it.
                (_, "port") if in_probe && leaf.value.is_string() => edits.push(("port of a probe", edit())),
                (Some("Service"), "targetPort") if !self.behind(value).is_empty() => {
                    edits.push(("target port", edit()));
                }
                (Some("Ingress"), "name") if leaf.path.iter().any(|key| key == "port") => {
                    edits.push(("port of a backend", edit()));
                }
                // A number that a policy opens for pods that have it.
                (Some("NetworkPolicy"), "port")
                    if leaf.path.starts_with(&["spec".to_owned(), "ingress".to_owned()]) =>
                {
                    let has = |container: &Value| {
                        let mut ports = container["ports"].as_array().into_iter().flatten();
                        ports.any(|port| port["containerPort"] == *leaf.value)
                    };
                    let mut containers = self.selected(value, &value["spec"]["podSelector"]["matchLabels"]);
                    if containers
                        .any(|template| template["spec"]["containers"].as_array().into_iter().flatten().any(has))
                    {
                        edits.push(("port of a policy", edit()));
                    }
                }
                (Some("ServiceMonitor"), "port") => edits.push(("port of a monitor", edit())),
                (_, "name")
                    if leaf.path.iter().any(|key| key == "containers")
                        && leaf.path.iter().any(|key| key == "ports") =>
                {
                    let asks = |other: &Leaf<'_>| {
                        other.value == leaf.value
                            && other.path.last().is_some_and(|key| key == "port")
                            && other.path.iter().any(|key| key.ends_with("Probe"))
                            && other.path.starts_with(&leaf.path[..leaf.path.len() - 3])
                    };
                    if self.of_object(leaf.object).any(asks) {
                        edits.push(("name of a port", edit()));
                    }
                }
                _ => {}
            }
        }
    }

    /// The pods that a Service selects: their labels hold all of its selector.
    fn behind(&self, service: &Value) -> Vec<&'v Value> {
        self.selected(service, &service["spec"]["selector"]).collect()
    }

    fn selected(&self, from: &Value, selector: &Value) -> impl Iterator<Item = &'v Value> {
        let selector = selector.as_object().cloned().unwrap_or_default();
        let place = namespace(from).map(str::to_owned);
        let templates = self.values.iter().filter(move |value| namespace(value).map(str::to_owned) == place);
        templates.map(|value| &value["spec"]["template"]).filter(move |template| {
            let labels = &template["metadata"]["labels"];
            !selector.is_empty() && selector.iter().all(|(key, value)| labels.get(key) == Some(value))
        })
    }

    /// Values in selectors that some pod, or Service, of the same namespace has.
    fn selectors(&self, edits: &mut Vec<(&'static str, Edit)>) {
        for leaf in &self.leaves {
            let value = &self.values[leaf.object];
            let above = leaf.path.len().checked_sub(2).map(|above| leaf.path[above].as_str()).unwrap_or_default();
            if !matches!(above, "matchLabels" | "selector") || !leaf.value.is_string() {
                continue;
            }
            let selector = at(value, &leaf.path[..leaf.path.len() - 1]).as_object().expect("labels");
            let has = |labels: &Value| {
                labels.is_object() && selector.iter().all(|(key, value)| labels.get(key) == Some(value))
            };
            let of_services = value["kind"] == "ServiceMonitor";
            let is_meant =
                self.values.iter().filter(|other| namespace(other) == namespace(value)).any(
                    |other| match of_services {
                        true => other["kind"] == "Service" && has(&other["metadata"]["labels"]),
                        false => has(&other["spec"]["template"]["metadata"]["labels"]),
                    },
                );
            if is_meant && !leaf.path.iter().any(|key| key == "namespaceSelector") {
                let text = leaf.value.as_str().unwrap_or_default();
                edits.push(("selector", Edit::Set(leaf.object, leaf.path.clone(), format!("{text}-x").into())));
                let label = leaf.path.last().expect("a key");
                if leaf.path.len() == 4 && value["spec"]["template"]["metadata"]["labels"].get(label).is_some() {
                    let path = ["spec", "template", "metadata", "labels", label].map(str::to_owned).to_vec();
                    edits.push(("label", Edit::Set(leaf.object, path, format!("{text}-x").into())));
                }
            }
        }
    }

    /// The leaves of one object.
    fn of_object(&self, object: usize) -> impl Iterator<Item = &Leaf<'v>> {
        let start = self.leaves.partition_point(|leaf| leaf.object < object);
        self.leaves[start..].iter().take_while(move |leaf| leaf.object == object)
    }

    /// Within one pod: mounts of volumes, and variables that others use.
    fn inside(&self, edits: &mut Vec<(&'static str, Edit)>) {
        for leaf in &self.leaves {
            let path = &leaf.path;
            let Some(text) = leaf.value.as_str() else { continue };
            let is_name = path.last().is_some_and(|key| key == "name");
            let of = |list: &str| path.len() > 2 && path[path.len() - 3] == list;
            if is_name && of("volumeMounts") {
                edits.push(("mount", Edit::Set(leaf.object, path.clone(), format!("{text}-gone").into())));
            }
            let is_used = |used: &str, list: &str| {
                self.of_object(leaf.object).any(|other| {
                    other.path.iter().any(|key| key == list)
                        && other.value.as_str().is_some_and(|value| match list {
                            "volumeMounts" => value == used && other.path.last().is_some_and(|key| key == "name"),
                            _ => {
                                value.replace("$$", "").contains(used)
                                    && other.path.starts_with(&path[..path.len() - 3])
                            }
                        })
                })
            };
            if is_name && of("volumes") && is_used(text, "volumeMounts") {
                edits.push(("volume", Edit::Set(leaf.object, path.clone(), format!("{text}-moved").into())));
            }
            if is_name
                && of("env")
                && ["env", "args", "command"].iter().any(|list| is_used(&format!("$({text})"), list))
            {
                edits.push(("variable", Edit::Set(leaf.object, path.clone(), format!("{text}_MOVED").into())));
            }
        }
    }
}
