//! Requirements as tests: the rows that cite the two Mambogo documents, in `tests/requirements/*.toml`, held against what
//! platgen renders. An entry holds assertions, or says which later issue brings it, or why it does not apply.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;
use walkdir::WalkDir;

/// The rows that have an entry, each in one file.
const ROWS: &str = "\
R008 R009 R010 R011 R021 R022 R023 R031 R032 R033 R034 R035 R036 R037 R038 R039 R040 R041 R050 R051 R052 R053 R055 \
R056 R057 R058 R059 R060 R061 R070 R072 R074 R085 R087 R088 R089 R090 R091 R092 R093 R104 R105 R114 R115 R121 R122 \
R135 R136 R137 R138 R139 R142 R144 R147 R149 R151 R152 R162 R165 R166 R167 R169 R182 R183 R184 R185 R187 R201 R210 \
R216 R217 R222 R227 R228 R229 R232 R233 R235 R236 R237 R242 R243 R244 R250 R254 R259 R261 R263 R269 R270 R271 R272 \
R277 R278 R282 R287 R290 R294 R298 R303 R311 R314 R323 R326 R327 R328 R329 R335 R336 R337 R342 R343 R344 R345 R350 \
R351 R352 R360 R363 R368 R371 R380 R381";

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Requirement {
    demand: String,
    #[serde(default, rename = "assert")]
    assertions: Vec<Assertion>,
    later: Option<String>,
    not_applicable: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Assertion {
    environment: String,
    /// Every target of the environment if it is not given.
    target: Option<String>,
    set: Vec<String>,
    /// What is looked at: an object as `KIND/NAME` or `KIND/NAME-*`, a file, or the rule that refuses to render.
    object: Option<String>,
    file: Option<String>,
    error: Option<String>,
    absent_object: Option<String>,
    /// Where in it: keys with dots between, `"a.b"` a key with a dot, `[0]` and `[name=http]` an item of a list. A text
    /// with more path behind it is read as YAML.
    path: String,
    equals: Option<Value>,
    /// A part of a text or an item of a list; or several.
    contains: Option<Value>,
    lacks: Option<Value>,
    count: Option<usize>,
    absent: bool,
    /// Several paths from there, and what each equals.
    values: BTreeMap<String, Value>,
}

struct Rendered {
    folder: TempDir,
    objects: BTreeMap<String, Value>,
}

/// What was rendered already, by the arguments: the folder or what standard error said.
#[derive(Default)]
struct Renders(BTreeMap<Vec<String>, Result<Rendered, String>>);

#[test]
fn every_requirement_holds_or_says_why_not() {
    let requirements = requirements(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/requirements"));
    let ids: BTreeSet<&str> = requirements.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ROWS.split_whitespace().collect(), "an entry a row");
    assert_eq!(ids.len(), requirements.len(), "an entry stands in one file only");

    let mut renders = Renders::default();
    let outcomes: Vec<_> = requirements.iter().map(|(id, each)| (each, each.unmet(id, &mut renders))).collect();
    let later = outcomes.iter().filter(|(each, _)| each.later.is_some()).count();
    let not_applicable = outcomes.iter().filter(|(each, _)| each.not_applicable.is_some()).count();
    let hold = outcomes.iter().filter(|(each, unmet)| !each.assertions.is_empty() && unmet.is_empty()).count();
    eprintln!("{hold} requirements hold, {later} wait for later issues, {not_applicable} do not apply");
    let unmet: Vec<String> = outcomes.into_iter().flat_map(|(_, unmet)| unmet).collect();
    assert!(unmet.is_empty(), "{} assertions do not hold:\n{}", unmet.len(), unmet.join("\n"));
}

#[test]
fn what_is_wrong_is_reported() {
    let assertions = r#"
        demand = "all of this is wrong"
        assert = [
            { environment = "demo", object = "Service/order-service", path = "spec.ports[name=http].port", equals = 1 },
            { environment = "demo", object = "Service/order-service", values = { "spec.type" = "NodePort", "spec.nowhere" = 1 } },
            { environment = "demo", object = "Service/order-service", path = "spec.ports", count = 2 },
            { environment = "demo", object = "Service/order-service", path = "spec.type", contains = ["ClusterIP", "Node"] },
            { environment = "demo", object = "Service/order-service", path = "spec.type", lacks = "Cluster", absent = true },
            { environment = "demo", object = "Service/order-service" },
            { environment = "demo", object = "Service/nowhere", path = "spec.type", equals = "ClusterIP" },
            { environment = "demo", absent-object = "Service/order-service" },
            { environment = "demo", file = "nowhere", contains = "a" },
            { environment = "demo", error = "unknown-need" },
            { environment = "nowhere", object = "Service/order-service", path = "spec.type", equals = "ClusterIP" },
            { environment = "nowhere", error = "unknown-need" },
        ]"#;
    let requirement: Requirement = toml::from_str(assertions).unwrap();
    let unmet = requirement.unmet("R000", &mut Renders::default());
    for line in [
        "Service/order-service: spec.ports[name=http].port: expected 1, got 8084",
        "spec.type: expected \"NodePort\", got \"ClusterIP\"",
        "spec.nowhere: expected 1, got nothing",
        "spec.ports: expected 2 items, got [{",
        "spec.type: expected nothing, got \"ClusterIP\"",
        "spec.type: expected \"Node\" in it, got \"ClusterIP\"",
        "spec.type: expected no \"Cluster\" in it, got \"ClusterIP\"",
        "Service/order-service: asserts nothing",
        "Service/nowhere: there is none",
        "Service/order-service: expected none",
        "nowhere: there is none",
        "error[unknown-need]: it renders",
        "Service/order-service: does not render: error[unknown-environment]",
        "error[unknown-need]: got error[unknown-environment]",
    ] {
        assert!(unmet.iter().any(|unmet| unmet.contains(line)), "{line}\nis not in\n{}", unmet.join("\n"));
    }
    assert_eq!(unmet.len(), 14, "{}", unmet.join("\n"));
}

fn requirements(folder: &Path) -> Vec<(String, Requirement)> {
    let files =
        fs_err::read_dir(folder).expect("the folder is there").map(|file| file.expect("it can be listed").path());
    let of_a_file = |file: PathBuf| -> BTreeMap<String, Requirement> {
        let text = fs_err::read_to_string(&file).expect("it is readable");
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    };
    files.filter(|file| file.extension().is_some_and(|extension| extension == "toml")).flat_map(of_a_file).collect()
}

impl Requirement {
    fn unmet(&self, id: &str, renders: &mut Renders) -> Vec<String> {
        let ways = [!self.assertions.is_empty(), self.later.is_some(), self.not_applicable.is_some()];
        if ways.iter().filter(|way| **way).count() != 1 {
            return vec![format!("{id}: wants one of `assert`, `later` and `not-applicable`")];
        }
        let unmet = self.assertions.iter().flat_map(|assertion| assertion.unmet(renders));
        unmet.map(|unmet| format!("{id} ({}): {unmet}", self.demand)).collect()
    }
}

impl Assertion {
    fn unmet(&self, renders: &mut Renders) -> Vec<String> {
        let rule = self.error.as_ref().map(|rule| format!("error[{rule}]"));
        let subjects = [&self.object, &self.file, &self.absent_object, &rule];
        let subject = subjects.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" and ");
        let unmet = match (renders.rendered(self), &rule) {
            (Err(stderr), Some(rule)) if stderr.contains(rule) => Vec::new(),
            (Err(stderr), Some(_)) => vec![format!("got {stderr}")],
            (Ok(_), Some(_)) => vec!["it renders".to_owned()],
            (Err(stderr), None) => vec![format!("does not render: {stderr}")],
            (Ok(rendered), None) => self.unmet_in(rendered),
        };
        let wherefrom = [std::slice::from_ref(&self.environment), &self.set].concat().join(" with ");
        unmet.into_iter().map(|unmet| format!("{wherefrom}: {subject}: {unmet}")).collect()
    }

    fn unmet_in(&self, rendered: &Rendered) -> Vec<String> {
        if let Some(name) = &self.absent_object {
            return rendered.object(name).map(|_| "expected none".to_owned()).into_iter().collect();
        }
        let object = self.object.as_ref().and_then(|name| rendered.object(name).cloned());
        let file = || fs_err::read_to_string(rendered.folder.path().join(self.file.as_ref()?)).ok().map(Value::String);
        object.or_else(file).map_or_else(|| vec!["there is none".to_owned()], |subject| self.unmet_of(&subject))
    }

    fn unmet_of(&self, subject: &Value) -> Vec<String> {
        let found = find(subject, &self.path);
        let (path, got) = (&self.path, found.as_ref());
        let mut facts = Vec::new();
        for (path, value) in &self.values {
            let got = got.and_then(|found| find(found, path));
            facts.push((path, got.as_ref() == Some(value), value.to_string(), got));
        }
        facts.extend(self.equals.iter().map(|value| (path, got == Some(value), value.to_string(), found.clone())));
        let part = |part| (path, has(got, part), format!("{part} in it"), found.clone());
        facts.extend(each(&self.contains).iter().map(part));
        let no_part = |part| (path, got.is_some() && !has(got, part), format!("no {part} in it"), found.clone());
        facts.extend(each(&self.lacks).iter().map(no_part));
        facts.extend(self.absent.then(|| (path, got.is_none(), "nothing".to_owned(), found.clone())));
        let length = got.and_then(Value::as_array).map(Vec::len);
        facts.extend(self.count.map(|count| (path, length == Some(count), format!("{count} items"), found.clone())));

        if facts.is_empty() {
            return vec!["asserts nothing".to_owned()];
        }
        facts.retain(|(_, holds, _, _)| !holds);
        let told = |(path, _, expected, got): (&String, bool, String, Option<Value>)| {
            let got = got.map_or("nothing".to_owned(), |got| got.to_string().chars().take(400).collect());
            format!("{path}: expected {expected}, got {got}")
        };
        facts.into_iter().map(told).collect()
    }
}

fn each(wanted: &Option<Value>) -> &[Value] {
    match wanted {
        Some(Value::Array(items)) => items,
        one => one.as_slice(),
    }
}

impl Rendered {
    /// The object of this name, or the first whose name begins like it.
    fn object(&self, name: &str) -> Option<&Value> {
        match name.strip_suffix('*') {
            Some(beginning) => {
                self.objects.iter().find(|(name, _)| name.starts_with(beginning)).map(|(_, object)| object)
            }
            None => self.objects.get(name),
        }
    }
}

/// Whether a text has this part, or a list this item.
fn has(found: Option<&Value>, item: &Value) -> bool {
    match (found, item) {
        (Some(Value::String(text)), Value::String(part)) => text.contains(part),
        (Some(Value::Array(items)), item) => items.contains(item),
        (_, _) => false,
    }
}

fn find(value: &Value, path: &str) -> Option<Value> {
    let path = path.strip_prefix('.').unwrap_or(path);
    if path.is_empty() {
        return Some(value.clone());
    }
    if let Some(text) = value.as_str() {
        return find(&serde_yaml::from_str(text).ok()?, path);
    }
    if let Some(inner) = path.strip_prefix('[') {
        let (selector, rest) = inner.split_at(closing(inner)?);
        return find(&item(value.as_array()?, selector)?, &rest[1..]);
    }
    let (key, rest) = match path.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => path.split_at(path.find(['.', '[']).unwrap_or(path.len())),
    };
    find(value.get(key)?, rest)
}

/// The first item that `0` or `path=value` names.
fn item(items: &[Value], selector: &str) -> Option<Value> {
    if let Ok(index) = selector.parse::<usize>() {
        return items.get(index).cloned();
    }
    let (path, wanted) = selector.rsplit_once('=')?;
    let text = |found: Value| found.as_str().map_or_else(|| found.to_string(), str::to_owned);
    items.iter().find(|item| find(item, path).map(text).as_deref() == Some(wanted)).cloned()
}

/// Where the bracket ends that was opened before this text.
fn closing(text: &str) -> Option<usize> {
    let mut open = 1;
    text.find(|letter| {
        open += i32::from(letter == '[') - i32::from(letter == ']');
        open == 0
    })
}

impl Renders {
    fn rendered(&mut self, assertion: &Assertion) -> Result<&Rendered, &String> {
        let target = assertion.target.iter().flat_map(|target| ["--target", target.as_str()]);
        let set = assertion.set.iter().flat_map(|set| ["--set", set.as_str()]);
        let arguments = ["render", &assertion.environment].into_iter().chain(target).chain(set);
        let arguments: Vec<String> = arguments.map(str::to_owned).collect();
        self.0.entry(arguments.clone()).or_insert_with(|| render(&arguments)).as_ref()
    }
}

fn render(arguments: &[String]) -> Result<Rendered, String> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut platgen = Command::new(env!("CARGO_BIN_EXE_platgen"));
    platgen
        .args(["-C", env!("CARGO_MANIFEST_DIR"), "--color", "never"])
        .args(arguments)
        .arg("--out")
        .arg(folder.path());
    let output = platgen.output().expect("platgen starts");
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let mut objects = BTreeMap::new();
    for file in ["kubernetes", "manual"].into_iter().flat_map(|part| WalkDir::new(folder.path().join(part))).flatten() {
        if file.file_type().is_file() {
            let text = fs_err::read_to_string(file.path()).expect("it was written just now");
            let object: Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error} in\n{text}"));
            let name = [&object["kind"], &object["metadata"]["name"]]
                .map(|part| part.as_str().expect("an object has both"))
                .join("/");
            assert!(objects.insert(name.clone(), object).is_none(), "{name} is there twice");
        }
    }
    Ok(Rendered { folder, objects })
}
