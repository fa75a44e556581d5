//! `explain ENV KIND/NAME [FIELD]`: the object that is meant, and what decides it.

use serde_json::{Value as Json, json};

use crate::diagnostic::{Diagnostic, Place, Report, Sources, suggestion};
use crate::diff::{COMPOSE, Document, FILE, Path};
use crate::model::workload::Target;
use crate::trace::{Cause, Chain, Question, Tracer, causes, chain};

use super::super::columns::aligned;
use super::super::fields::Field;
use super::super::origins::{field_json, rows};
use super::annotated::annotated;

/// Whether a word is the name of an object, and no path of the model. `None`: it is a path.
pub fn looks_like_object(word: &str) -> Option<Target> {
    let (kind, name) = word.split_once('/')?;
    let is_kind = !kind.is_empty() && kind.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.');
    // `profiles.web.files./etc/web.conf` is a path, `deployment.apps/web` is none.
    let is_object = is_kind && !kind.ends_with('.') && !name.is_empty();
    is_object.then_some(match kind {
        COMPOSE => Target::Compose,
        FILE => Target::Files,
        _ => Target::Kubernetes,
    })
}

/// What is asked about.
pub struct Found<'t, 'm, 'p> {
    pub tracer: &'t Tracer<'m, 'p>,
    pub document: Document,
    pub path: Option<Path>,
}

/// The object of this name, and the field in it. What names none, or several, is a fault.
pub fn found<'t, 'm, 'p>(
    tracer: &'t Tracer<'m, 'p>,
    (word, place): (&str, Place),
    namespace: Option<&str>,
    field: Option<(&str, Place)>,
    report: &mut Report,
) -> Option<Found<'t, 'm, 'p>> {
    let name = word.split_once('/').map_or(word, |(_, name)| name);
    let documents = tracer.documents_called(name);
    let is_meant = |document: &&Document| {
        let is_named =
            names(document).contains(&word.to_lowercase()) || names(document).iter().any(|name| name == word);
        is_named && namespace.is_none_or(|namespace| document.id.namespace.as_deref() == Some(namespace))
    };
    let meant: Vec<&Document> = documents.iter().filter(is_meant).collect();
    let document = match meta_first(&meant, tracer)[..] {
        [] => {
            let known: Vec<String> = tracer.documents().iter().map(|document| document.id.to_string()).collect();
            let label = suggestion(&word.to_lowercase(), known.iter().map(String::as_str));
            report.push(Diagnostic::error("no-match", place, format!("nothing is named `{word}`")).label(label));
            return None;
        }
        [one] => one.clone(),
        [one, other, ..] => {
            let of = |document: &Document| document.id.namespace.clone().unwrap_or_default();
            let fault = Diagnostic::error("ambiguous-name", place, format!("several objects are named `{word}`"));
            report.push(fault.label(format!("add `-n {}` or `-n {}`", of(one), of(other))));
            return None;
        }
    };
    let path = match field {
        Some((text, place)) => match Path::parse(text, &document.json) {
            Ok(path) => Some(path),
            Err((at, why)) => {
                let place = Place { start: place.start + at as u32, ..place };
                report.push(Diagnostic::error("bad-path", place, format!("`{text}` is no path of keys")).label(why));
                return None;
            }
        },
        None => None,
    };
    Some(Found { tracer, document, path })
}

/// Of several of one name, those in the environment's own namespace.
fn meta_first<'d>(meant: &[&'d Document], tracer: &Tracer<'_, '_>) -> Vec<&'d Document> {
    let own: Vec<&Document> =
        meant.iter().copied().filter(|document| document.id.namespace.as_deref() == tracer.namespace()).collect();
    if own.is_empty() { meant.to_vec() } else { own }
}

/// `deployment/web` and `deployment.apps/web`; a file by its path, with the folder that files stand in or without.
fn names(document: &Document) -> [String; 2] {
    let id = &document.id;
    if id.kind == FILE {
        let inside = id.name.strip_prefix("files/").unwrap_or(&id.name);
        return [format!("{FILE}/{}", id.name), format!("{FILE}/{inside}")];
    }
    let kind = id.kind.to_lowercase();
    let group = if id.group.is_empty() { String::new() } else { format!(".{}", id.group) };
    [format!("{kind}/{}", id.name), format!("{kind}{group}/{}", id.name)]
}

impl Found<'_, '_, '_> {
    fn value(&self) -> Option<&Json> {
        self.path.as_ref().map_or(Some(&self.document.json), |path| path.find(&self.document.json))
    }

    fn is_secret(&self) -> bool {
        let keys = self.path.as_ref().map(Path::keys).unwrap_or_default();
        self.document.id.kind == "Secret" && keys.first().is_some_and(|key| matches!(*key, "data" | "stringData"))
    }

    /// Whether all of an object is asked about: of a text file nothing can be told line by line.
    pub fn is_whole_object(&self) -> bool {
        self.path.is_none() && !self.document.json.is_string()
    }

    /// What decides it, and if that matters, what it is there for, or a sum within it; the workload's own fields first.
    fn causes(&self, existence: bool, sums: bool) -> Vec<(Cause, Chain)> {
        let tables = self.value().is_none();
        let question = Question { existence, sums, tables, ..Question::of(&self.document, self.path.as_ref()) };
        let (found, owner) = (causes(self.tracer, &question), &self.document.owner);
        let with_chain = |cause: Cause| {
            let chain = chain(&cause.leaf, owner.as_deref(), self.tracer.provenance());
            (cause, chain)
        };
        let mut found: Vec<(Cause, Chain)> = found.into_iter().map(with_chain).collect();
        found.sort_by_key(|(_, chain)| chain.path.keys().get(1).map(String::as_str) != owner.as_deref());
        found
    }

    /// Of one field: its value, then a line for each place that set it, the winner last. A field that is not there, and
    /// that nothing would bring about, is a fault.
    pub fn text(&self, asked_at: Place, sources: &Sources, report: &mut Report) -> Option<String> {
        let deciding = self.causes(false, true).into_iter().filter(|(cause, _)| !cause.fields.is_empty());
        let fields: Vec<Field> = deciding.map(|(_, chain)| Field::of_chain(chain)).collect();
        if fields.is_empty() && self.value().is_none() {
            report.push(self.no_field(asked_at));
            return None;
        }
        let mut text = self.head();
        if fields.is_empty() {
            text += "no field of the layers decides it: platgen writes it so\n";
        }
        Some(text + &aligned(&rows(&fields, sources)))
    }

    fn no_field(&self, asked_at: Place) -> Diagnostic {
        let path = self.path.clone().unwrap_or_default();
        let message = format!("`{}` has no field `{path}`", self.document.id);
        let mut above = path.clone();
        let mut key = String::new();
        while let Some(step) = above.0.pop() {
            key = step.to_string();
            if let Some(Json::Object(fields)) = above.find(&self.document.json) {
                let label = suggestion(&key, fields.keys().map(String::as_str));
                return Diagnostic::error("no-field", asked_at, message).label(label);
            }
        }
        Diagnostic::error("no-field", asked_at, message).label(format!("there is no `{key}`"))
    }

    fn head(&self) -> String {
        let id = &self.document.id;
        let path = self.path.as_ref().map(|path| format!(" {path}")).unwrap_or_default();
        match self.value() {
            Some(Json::String(_)) if self.path.is_none() => format!("{id}\n"),
            Some(_) if self.is_secret() => format!("{id}{path} = <secret>\n"),
            Some(value) => format!("{id}{path} = {}\n", short(value)),
            None => format!("{id}{path} is not set\n"),
        }
    }

    /// The whole object, or one of its tables, with what decides each line beside it.
    pub fn all(&self, sources: &Sources) -> String {
        annotated(&self.document, self.path.as_ref(), &self.causes(true, false), sources)
    }

    pub fn json(&self, sources: &Sources) -> String {
        let causes: Vec<Json> = self
            .causes(true, true)
            .into_iter()
            .map(|(cause, chain)| {
                let mut told = field_json(&Field::of_chain(chain), sources);
                told["decides"] = cause.fields.iter().map(ToString::to_string).collect();
                told["existence"] = cause.existence.into();
                told
            })
            .collect();
        let id = &self.document.id;
        let mut told = json!({ "object": id.to_string(), "namespace": id.namespace });
        if let Some(path) = &self.path {
            told["field"] = path.to_string().into();
        }
        told["value"] = if self.is_secret() { "<secret>".into() } else { self.value().cloned().unwrap_or_default() };
        told["causes"] = causes.into();
        format!("{told:#}\n")
    }
}

/// So many characters of a value are shown.
const SHOWN: usize = 80;

fn short(value: &Json) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    }
}
