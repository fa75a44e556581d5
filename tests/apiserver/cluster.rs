//! What is asked of the server for a stream, what is counted of its answers, and that nothing of it stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;

use fs_err as fs;
use platgen::diff;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::http::Answer;
use crate::server::Server;
use crate::stream::{Object, objects};

const APPLY: &str = "application/apply-patch+yaml";
const MANAGER: &str = "fieldManager=platgen&fieldValidation=Strict";

/// What came of streams.
#[derive(Default)]
pub struct Tally {
    environments: usize,
    /// Taken by the server.
    pub objects: usize,
    pub rejected: usize,
    pub warnings: usize,
    /// Objects that the second apply changes in anything.
    pub changed: usize,
    /// Streams of which `kubectl diff --server-side` shows a difference.
    differences: usize,
    pub admitted: usize,
    pub refused: usize,
    /// What is wrong, an entry a fault.
    pub faults: Vec<String>,
}

impl Tally {
    pub fn join(&mut self, other: Self) {
        self.environments += other.environments;
        self.objects += other.objects;
        self.rejected += other.rejected;
        self.warnings += other.warnings;
        self.changed += other.changed;
        self.differences += other.differences;
        self.admitted += other.admitted;
        self.refused += other.refused;
        self.faults.extend(other.faults);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self { environments, objects, rejected, warnings, changed, differences, admitted, refused, .. } = self;
        write!(
            formatter,
            "{environments} environments, {objects} objects applied, {rejected} rejected, {warnings} warnings, \
             {changed} changed by a second apply, {differences} with a `kubectl diff`, {admitted} pods admitted, {refused} refused"
        )
    }
}

/// How a kind is called in a path.
#[derive(Clone)]
struct Resource {
    plural: String,
    is_namespaced: bool,
}

pub struct Cluster<'a> {
    server: &'a Server,
    /// By API version and kind.
    resources: BTreeMap<(String, String), Resource>,
}

impl<'a> Cluster<'a> {
    pub fn new(server: &'a Server) -> Self {
        Self { server, resources: BTreeMap::new() }
    }

    /// Applies a stream twice, has its pods admitted, and deletes it all.
    pub fn judge(&mut self, name: &str, stream: &str, tally: &mut Tally) -> io::Result<()> {
        self.judge_again(name, stream, stream, tally)
    }

    /// As `judge`, with another stream at the second time.
    pub fn judge_again(&mut self, name: &str, first: &str, second: &str, tally: &mut Tally) -> io::Result<()> {
        let from = tally.faults.len();
        tally.environments += 1;
        let wanted = objects(first)?;
        let provided = self.provide(&wanted)?;
        let taken = self.apply(&wanted, tally)?;
        if taken.len() == wanted.len() {
            read_back(first, &taken, tally)?;
            self.diff(second, tally)?; // else it says again what has been said
        }
        let mut again = objects(second)?;
        again.retain(|object| taken.contains_key(&object.label()));
        for (label, after) in self.apply_again(&again, tally)? {
            if taken.get(&label) != Some(&after) {
                tally.changed += 1;
                tally.faults.push(format!("{label}: a second apply changes it"));
            }
        }
        self.admit(&wanted, tally)?;
        self.clear(&wanted, &provided)?;
        for fault in &mut tally.faults[from..] {
            fault.insert_str(0, &format!("{name}: "));
        }
        Ok(())
    }

    /// What a cluster has before and the stream takes for granted: namespaces, and what `provided.yaml` lists.
    pub fn provide(&mut self, wanted: &[Object]) -> io::Result<Vec<Object>> {
        let used: BTreeSet<&str> = wanted.iter().filter_map(|object| object.namespace.as_deref()).collect();
        let namespaces = used
            .into_iter()
            .map(|name| json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name } }));
        let mut provided = objects(include_str!("provided.yaml"))?;
        for namespace in namespaces {
            provided.extend(objects(&namespace.to_string())?);
        }
        let made: BTreeSet<String> = wanted.iter().map(Object::label).collect();
        provided.retain(|object| !made.contains(&object.label()));
        for object in &provided {
            expect(&self.send(object, "fieldManager=cluster")?, &object.label())?;
        }
        Ok(provided)
    }

    /// The objects as the server has them, by label.
    fn apply(&mut self, wanted: &[Object], tally: &mut Tally) -> io::Result<BTreeMap<String, Value>> {
        let mut taken = BTreeMap::new();
        for object in wanted {
            let answer = self.send(object, MANAGER)?;
            let label = object.label();
            tally.warnings += answer.warnings.len();
            tally.faults.extend(answer.warnings.iter().map(|warning| format!("{label}: warning: {warning}")));
            if answer.is_success() {
                tally.objects += 1;
                taken.insert(label, without_version(answer.body));
            } else {
                tally.rejected += 1;
                tally.faults.push(format!("{label}: rejected with {}", answer.message()));
            }
        }
        Ok(taken)
    }

    /// As `apply`, of what has been counted already.
    fn apply_again(&mut self, wanted: &[Object], tally: &mut Tally) -> io::Result<BTreeMap<String, Value>> {
        let mut other = Tally::default();
        let taken = self.apply(wanted, &mut other)?;
        tally.rejected += other.rejected;
        if other.rejected > 0 {
            tally.faults.extend(other.faults.into_iter().map(|fault| format!("{fault} (the second time)")));
        }
        Ok(taken)
    }

    fn diff(&self, stream: &str, tally: &mut Tally) -> io::Result<()> {
        let folder = TempDir::new()?;
        let file = folder.path().join("stream.yaml");
        fs::write(&file, stream)?;
        let file = file.display().to_string();
        let output = self.server.kubectl(&["diff", "--server-side", "--field-manager=platgen", "--filename", &file])?;
        if !output.status.success() {
            tally.differences += 1;
            let said = [output.stdout, output.stderr].concat();
            tally.faults.push(format!("kubectl diff: {}", String::from_utf8_lossy(&said)));
        }
        Ok(())
    }

    /// The pods of all workloads, as their controllers would make them.
    fn admit(&mut self, wanted: &[Object], tally: &mut Tally) -> io::Result<()> {
        for pod in wanted.iter().filter_map(Object::pod) {
            let namespace = pod.namespace.as_deref().unwrap_or("default");
            let path = format!("/api/v1/namespaces/{namespace}/pods?dryRun=All&fieldValidation=Strict");
            self.make_account(namespace)?;
            let answer = self.server.ask("POST", &path, Some(("application/json", &pod.value.to_string())))?;
            tally.warnings += answer.warnings.len();
            tally.faults.extend(answer.warnings.iter().map(|warning| format!("pod of {}: warning: {warning}", pod.of)));
            if answer.is_success() {
                tally.admitted += 1;
            } else {
                tally.refused += 1;
                tally.faults.push(format!("pod of {}: refused with {}", pod.of, answer.message()));
            }
        }
        Ok(())
    }

    /// The account that a controller makes in every namespace; it may be there.
    pub fn make_account(&self, namespace: &str) -> io::Result<()> {
        let path = format!("/api/v1/namespaces/{namespace}/serviceaccounts");
        let account = json!({ "metadata": { "name": "default" } }).to_string();
        let answer = self.server.ask("POST", &path, Some(("application/json", &account)))?;
        if answer.status == 409 { Ok(()) } else { expect(&answer, "account `default`") }
    }

    /// Deletes what was applied, the last first, so that the next stream finds the cluster as this one did.
    pub fn clear(&mut self, wanted: &[Object], provided: &[Object]) -> io::Result<()> {
        let all = provided.iter().chain(wanted);
        let (namespaces, others): (Vec<&Object>, Vec<&Object>) = all.partition(|object| object.kind == "Namespace");
        for object in others.into_iter().rev() {
            if let Some(path) = self.path(object)? {
                self.delete(&path)?;
            }
        }
        for namespace in namespaces.into_iter().map(|namespace| &namespace.name) {
            let path = format!("/api/v1/namespaces/{namespace}");
            self.delete(&format!("{path}/serviceaccounts/default"))?;
            if matches!(namespace.as_str(), "default" | "kube-system" | "kube-public" | "kube-node-lease") {
                continue; // they belong to the server
            }
            self.delete(&path)?;
            // A controller would do this when the namespace is empty, as it is now.
            let emptied = json!({ "kind": "Namespace", "apiVersion": "v1", "metadata": { "name": namespace } });
            let body = emptied.to_string();
            let answer = self.server.ask("PUT", &format!("{path}/finalize"), Some(("application/json", &body)))?;
            expect(&answer, &format!("namespace {namespace}"))?;
        }
        Ok(())
    }

    /// At once: nobody is there who would do what a finalizer waits for.
    fn delete(&self, path: &str) -> io::Result<()> {
        let answer = self.server.ask("DELETE", &format!("{path}?propagationPolicy=Background"), None)?;
        let waits = answer.body.pointer("/metadata/finalizers").is_some();
        if waits {
            let none = ("application/merge-patch+json", r#"{"metadata":{"finalizers":null}}"#);
            expect(&self.server.ask("PATCH", path, Some(none))?, path)?;
        }
        if answer.status == 404 { Ok(()) } else { expect(&answer, path) }
    }

    pub fn send(&mut self, object: &Object, query: &str) -> io::Result<Answer> {
        match self.path(object)? {
            Some(path) => self.server.ask("PATCH", &format!("{path}?{query}"), Some((APPLY, &object.text))),
            None => {
                let message = format!("the server knows no {} of {}", object.kind, object.api_version);
                Ok(Answer { status: 404, warnings: Vec::new(), body: json!({ "message": message }) })
            }
        }
    }

    /// What a controller would note of a claim that has its volume, without which no claim may grow.
    pub fn bind(&mut self, claim: &Object) -> io::Result<()> {
        let Some(path) = self.path(claim)? else { return Ok(()) };
        let bound = ("application/merge-patch+json", r#"{"status":{"phase":"Bound","capacity":{"storage":"2Gi"}}}"#);
        expect(&self.server.ask("PATCH", &format!("{path}/status"), Some(bound))?, &claim.label())
    }

    /// None: the server does not know the kind.
    fn path(&mut self, object: &Object) -> io::Result<Option<String>> {
        let group = if object.api_version.contains('/') { "apis" } else { "api" };
        let group = format!("/{group}/{}", object.api_version);
        let key = (object.api_version.clone(), object.kind.clone());
        if !self.resources.contains_key(&key) {
            let listed = self.server.ask("GET", &group, None)?.body;
            for resource in listed.get("resources").and_then(Value::as_array).into_iter().flatten() {
                let text = |key: &str| resource.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
                let plural = text("name");
                if !plural.contains('/') {
                    let is_namespaced = resource.get("namespaced") == Some(&Value::Bool(true));
                    let key = (object.api_version.clone(), text("kind"));
                    self.resources.insert(key, Resource { plural, is_namespaced });
                }
            }
        }
        let Some(Resource { plural, is_namespaced }) = self.resources.get(&key) else { return Ok(None) };
        let namespace = if *is_namespaced {
            format!("/namespaces/{}", object.namespace.as_deref().unwrap_or("default"))
        } else {
            String::new()
        };
        Ok(Some(format!("{group}{namespace}/{plural}/{}", object.name)))
    }
}

/// What the server made of a stream is that stream to `diff`: all it added is noise.
fn read_back(stream: &str, taken: &BTreeMap<String, Value>, tally: &mut Tally) -> io::Result<()> {
    let read = |text: &str| diff::read(text, 0).map_err(|fault| io::Error::other(fault.message));
    let printed = json!({ "apiVersion": "v1", "kind": "List", "items": taken.values().collect::<Vec<_>>() });
    let (mut before, after) = (read(&printed.to_string())?, read(stream)?);
    diff::without_noise(&mut before, &after);
    for change in diff::compare(&before, &after).into_iter().filter(|change| change.before.is_some()) {
        let name = change.after.map(|document| document.id.to_string()).unwrap_or_default();
        for field in change.fields {
            let side = |side: Option<&Value>| side.map_or_else(|| "nothing".to_owned(), Value::to_string);
            let (server, ours) = (side(field.before), side(field.after));
            tally.faults.push(format!("{name}: `diff` shows {} as {server}, and not as {ours}", field.path));
        }
    }
    Ok(())
}

/// An object with all that the server joins: defaults, its generation, who set which field and when. The resource version
/// alone tells nothing: for a PersistentVolumeClaim it goes up once with nothing changed.
fn without_version(mut object: Value) -> Value {
    if let Some(metadata) = object.pointer_mut("/metadata").and_then(Value::as_object_mut) {
        metadata.remove("resourceVersion");
    }
    object
}

pub fn expect(answer: &Answer, what: &str) -> io::Result<()> {
    if answer.is_success() { Ok(()) } else { Err(io::Error::other(format!("{what}: {}", answer.message()))) }
}
