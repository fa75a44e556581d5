//! What a change touches: environments, objects, workloads and images.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value as Json;

use crate::diagnostic::{Diagnostic, Place, Report};
use crate::diff::{Change, Document, Id, compare, documents};
use crate::emit::Form;
use crate::load::Platform;

use super::builds::{Build, builds};
use super::environments::environments;
use super::merged::Merged;
use super::request::Request;
use super::touch::may_touch;

/// What is touched. Its JSON form is for programs: `docs/affected.md` tells what they may rely on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Affected {
    pub environments: BTreeSet<String>,
    /// By environment: `deployment.apps/web`, as `kubectl -o name` has it; `compose/web`, `file/scripts/run.sh`.
    pub objects: BTreeMap<String, BTreeSet<String>>,
    /// By environment, the IDs of those that own any of the objects.
    pub workloads: BTreeMap<String, BTreeSet<String>>,
    pub images: Vec<Image>,
}

/// An image that is to be built or fetched anew.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Image {
    pub image: String,
    /// The ID of the workload that runs it.
    pub service: String,
    pub environments: BTreeSet<String>,
}

/// What an environment, or with none the platform, had wrong with it: there is nothing to compare with.
pub struct Broken {
    pub environment: Option<String>,
    pub faults: Vec<Diagnostic>,
}

/// An environment as it renders, and what of it is built here.
struct Rendering {
    documents: Vec<Document>,
    builds: Vec<Build>,
}

/// What differs between a platform as it was and as it is. `changed` are files, relative to the platform's folder.
///
/// An environment that only one side has is touched as a whole, and so is one that did not compile then: what was wrong
/// with it is handed back. What does not compile now is an error.
pub fn between(
    before: Option<(&Platform, Place)>,
    after: (&Platform, Place),
    changed: &[String],
    report: &mut Report,
) -> Option<(Affected, Vec<Broken>)> {
    let (now, at) = after;
    let mut old = BTreeMap::new();
    let mut broken = Vec::new();
    if let Some((before, at)) = before {
        let mut found = Report::default();
        let names: Vec<String> =
            environments(before, at, &mut found).into_iter().map(|environment| environment.name).collect();
        if found.has_errors() {
            broken.push(Broken { environment: None, faults: found.sorted() });
        }
        for name in names {
            let mut found = Report::default();
            old.insert(name.clone(), rendering(before, &name, at, &mut found));
            if found.has_errors() {
                broken.push(Broken { environment: Some(name), faults: found.sorted() });
            }
        }
    }
    let mut touched = Touched::default();
    for environment in environments(now, at, report) {
        let was = old.remove(&environment.name).flatten();
        let mut found = Report::default();
        if let Some(is) = rendering(now, &environment.name, at, &mut found) {
            let was = was.map(|was| was.documents);
            if was.is_none() {
                touched.environment(&environment.name);
            }
            for change in compare(was.as_deref().unwrap_or_default(), &is.documents) {
                touched.change(&environment.name, &change);
            }
            touched.built(&environment.name, &is, changed);
        }
        report.absorb(found);
    }
    for (name, was) in old {
        touched.environment(&name);
        was.iter().flat_map(|was| &was.documents).for_each(|document| touched.document(&name, document));
    }
    (!report.has_errors()).then(|| (touched.affected(), broken))
}

/// What a change of these files may touch. They are relative to the platform's folder, and need not exist.
pub fn of_files(platform: &Platform, files: &[String], at: Place, report: &mut Report) -> Option<Affected> {
    let mut touched = Touched::default();
    for environment in environments(platform, at, report) {
        let name = &environment.name;
        let mut found = Report::default();
        let merged = Merged::read(platform, &Request::of(name, at), &mut found);
        let rendered = merged.and_then(|merged| {
            let touches = files.iter().any(|file| may_touch(platform, &merged, file));
            Some((touches, of_merged(&merged, at, &mut found)?))
        });
        report.absorb(found);
        let Some((touches, rendering)) = rendered else { continue };
        if touches {
            touched.environment(name);
            rendering.documents.iter().for_each(|document| touched.document(name, document));
        }
        touched.built(name, &rendering, files);
    }
    (!report.has_errors()).then(|| touched.affected())
}

fn rendering(platform: &Platform, name: &str, at: Place, report: &mut Report) -> Option<Rendering> {
    let merged = Merged::read(platform, &Request::of(name, at), report)?;
    of_merged(&merged, at, report)
}

fn of_merged(merged: &Merged<'_>, at: Place, report: &mut Report) -> Option<Rendering> {
    let rendered = merged.render(&merged.targets, Form::Json, at, report)?;
    let documents = documents(&rendered.objects, rendered.compose.as_ref(), &rendered.files);
    Some(Rendering { documents, builds: builds(merged) })
}

/// What is touched so far.
#[derive(Default)]
struct Touched {
    affected: Affected,
    /// By image and workload.
    images: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Touched {
    fn environment(&mut self, name: &str) {
        self.affected.environments.insert(name.to_owned());
    }

    fn document(&mut self, environment: &str, document: &Document) {
        self.environment(environment);
        self.affected.objects.entry(environment.to_owned()).or_default().insert(name(&document.id));
        let workloads = document.owner.iter().cloned();
        self.affected.workloads.entry(environment.to_owned()).or_default().extend(workloads);
    }

    fn change(&mut self, environment: &str, change: &Change<'_>) {
        for document in change.before.into_iter().chain(change.after) {
            self.document(environment, document);
        }
        let Some(after) = change.after else { return };
        let known = change.before.map(|before| images(&before.json)).unwrap_or_default();
        for image in images(&after.json).difference(&known) {
            self.image(environment, image, after.owner.as_deref().unwrap_or_default());
        }
    }

    /// The images that are built of what changed.
    fn built(&mut self, environment: &str, rendering: &Rendering, changed: &[String]) {
        for build in rendering.builds.iter().filter(|build| changed.iter().any(|file| build.reads(file))) {
            let own = rendering.documents.iter().filter(|document| document.owner.as_ref() == Some(&build.workload));
            for image in own.filter_map(|document| main_image(&document.json, &build.workload)) {
                self.image(environment, image, &build.workload);
            }
        }
    }

    fn image(&mut self, environment: &str, image: &str, service: &str) {
        let key = (image.to_owned(), service.to_owned());
        self.images.entry(key).or_default().insert(environment.to_owned());
    }

    fn affected(self) -> Affected {
        let image = |((image, service), environments)| Image { image, service, environments };
        Affected { images: self.images.into_iter().map(image).collect(), ..self.affected }
    }
}

/// As `output::name` has it.
fn name(id: &Id) -> String {
    let kind = id.kind.to_lowercase();
    let dot = if id.group.is_empty() { "" } else { "." };
    format!("{kind}{dot}{}/{}", id.group, id.name)
}

/// The images of all containers of an object, or of a service of Compose.
fn images(json: &Json) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    // A service of Compose has no kind.
    if json.get("kind").is_none() {
        found.extend(json.get("image").and_then(Json::as_str));
    }
    found.extend(containers(json).filter_map(|container| container.get("image")?.as_str()));
    found
}

/// The image of the container that is called like its workload.
fn main_image<'j>(json: &'j Json, workload: &str) -> Option<&'j str> {
    if json.get("kind").is_none() {
        return json.get("image")?.as_str();
    }
    let named = |container: &&Json| container.get("name").and_then(Json::as_str) == Some(workload);
    containers(json).find(named)?.get("image")?.as_str()
}

/// Every container of a pod or of a template of one, wherever in the object that stands.
fn containers(json: &Json) -> Box<dyn Iterator<Item = &Json> + '_> {
    match json {
        Json::Object(fields) => Box::new(fields.iter().flat_map(|(key, value)| {
            let list = value.as_array().filter(|_| key == "containers" || key == "initContainers");
            match list {
                Some(list) => Box::new(list.iter()) as Box<dyn Iterator<Item = &Json>>,
                None => containers(value),
            }
        })),
        Json::Array(list) => Box::new(list.iter().flat_map(containers)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Box::new(std::iter::empty()),
    }
}
