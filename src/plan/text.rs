//! Texts evaluated: placeholders become plain text or references. Secrets stay references, always.

use std::collections::BTreeSet;

use crate::diagnostic::{FieldPath, Report, suggestion};
use crate::model::Provenance;
use crate::model::scalar::Name;
use crate::model::text::{Part, Placeholder, Text, WORDS};
use crate::model::workload::Target;

use super::catalog::Catalog;
use super::entry::Entry;
use super::fault::Fault;
use super::outputs::{self, Viewpoint};
use super::shell;

/// A part of an evaluated text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Plain(String),
    /// A key of a Secret.
    Secret(SecretPiece),
    /// A key of a `[config]` table, and what stands there.
    Config {
        config: String,
        key: String,
        value: String,
    },
    Field(String),
    Resource(String),
    Shell(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretPiece {
    pub secret: String,
    pub key: String,
    /// Known in `local` and `test` only.
    pub literal: Option<String>,
    /// What may stand in texts although it is kept in the Secret: a user's name.
    pub plain: Option<String>,
    /// Name of the variable that carries it where a text is put together.
    pub helper: String,
}

/// A port of another workload that was named while texts were evaluated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touch {
    pub id: String,
    /// None: its host alone was named.
    pub port: Option<String>,
}

/// Where a text stands: whose it is, what it may name, and where faults are reported.
pub struct Scope<'a, 'c, 'p> {
    pub catalog: &'a Catalog<'c>,
    pub provenance: &'a Provenance<'p>,
    pub report: &'a mut Report,
    /// The workload whose text it is; none: the platform's.
    pub viewer: Option<&'a Entry<'c>>,
    /// `{self.id}` where there is no workload yet.
    pub own_id: Option<&'a str>,
    /// IDs that the text may name; none: any.
    pub needs: Option<BTreeSet<&'c str>>,
    /// Values for `{self.X}` that only this text knows.
    pub extra: Vec<(&'static str, String)>,
    pub touches: Vec<Touch>,
    /// Outputs being evaluated, against cycles.
    pub(super) stack: Vec<(String, String)>,
}

impl<'a, 'c, 'p> Scope<'a, 'c, 'p> {
    /// The scope of texts that belong to no workload.
    pub fn platform(catalog: &'a Catalog<'c>, provenance: &'a Provenance<'p>, report: &'a mut Report) -> Self {
        Self {
            catalog,
            provenance,
            report,
            viewer: None,
            own_id: None,
            needs: None,
            extra: Vec::new(),
            touches: Vec::new(),
            stack: Vec::new(),
        }
    }

    /// The scope of a workload's own texts: it names what it needs.
    pub fn of(
        entry: &'a Entry<'c>,
        needs: BTreeSet<&'c str>,
        catalog: &'a Catalog<'c>,
        provenance: &'a Provenance<'p>,
        report: &'a mut Report,
    ) -> Self {
        Self { viewer: Some(entry), needs: Some(needs), ..Self::platform(catalog, provenance, report) }
    }

    pub fn fault(
        &mut self,
        path: &FieldPath,
        rule: &'static str,
        message: impl Into<String>,
        label: impl Into<String>,
    ) {
        self.tell(path, Fault::new(rule, message, label));
    }

    pub fn tell(&mut self, path: &FieldPath, fault: Fault) {
        if !self.report.has_fault_at(path) {
            let place = self.provenance.place(path);
            self.report.push_at(path.clone(), fault.at(place));
        }
    }

    /// A text that must come out as plain text.
    pub fn plain(&mut self, text: &Text, path: &FieldPath) -> String {
        if let Some(literal) = text.as_literal() {
            return literal.to_owned();
        }
        let pieces = self.pieces(text, path);
        self.joined(pieces, path)
    }

    /// A text that becomes the name of an object.
    pub fn name(&mut self, text: &Text, path: &FieldPath) -> String {
        let name = self.written(text, path);
        if let Err(refusal) = Name::parse(&name) {
            self.fault(path, refusal.rule, refusal.message, refusal.label);
        }
        name
    }

    /// A text that has to be known now: what Compose puts in from the shell is a fault here.
    pub fn written(&mut self, text: &Text, path: &FieldPath) -> String {
        let plain = self.plain(text, path);
        if !shell::has_variable(&plain) {
            return plain;
        }
        let message = "a variable of the shell cannot stand here";
        self.fault(path, "reference-in-text", message, "Compose puts in no variables here: write it out");
        shell::shown(&plain, |name| format!("${{{name}}}"))
    }

    /// Plain pieces as one string. What is no plain text is a fault here.
    pub fn joined(&mut self, pieces: Vec<Piece>, path: &FieldPath) -> String {
        let mut joined = String::new();
        for piece in pieces {
            match piece {
                Piece::Plain(text) | Piece::Config { value: text, .. } => joined.push_str(&text),
                Piece::Secret(SecretPiece { plain: Some(text), .. }) => joined.push_str(&text),
                Piece::Secret(secret) => {
                    let message = format!("the secret `{}` of `{}` cannot stand here", secret.key, secret.secret);
                    self.fault(
                        path,
                        "secret-in-text",
                        message,
                        "put it into `env`, and name the variable as `$(VARIABLE)`",
                    );
                }
                Piece::Shell(variable) => joined.push_str(&shell::variable(&variable)),
                Piece::Field(_) | Piece::Resource(_) => {
                    self.fault(
                        path,
                        "reference-in-text",
                        "this placeholder is a reference, and works alone in `env` only",
                        "make it a variable, and name that as `$(VARIABLE)`",
                    );
                }
            }
        }
        joined
    }

    /// A text, part by part.
    pub fn pieces(&mut self, text: &Text, path: &FieldPath) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(text.parts().len());
        for part in text.parts() {
            match part {
                Part::Literal(literal) => pieces.push(Piece::Plain(literal.clone())),
                Part::Placeholder(placeholder) => pieces.extend(self.placeholder(placeholder, text, path)),
            }
        }
        merged(pieces)
    }

    fn placeholder(&mut self, placeholder: &Placeholder, text: &Text, path: &FieldPath) -> Vec<Piece> {
        let outcome = match (placeholder.root.as_str(), placeholder.path.as_str()) {
            (word, "") => self.word(word),
            ("self", output) => self.own(output),
            ("secret", name) => self.secret(name),
            ("config", name) => self.config(name),
            ("feature", name) => Err(Fault::new(
                "unknown-placeholder",
                format!("`{{feature.{name}}}` names a flag, and there are no flags yet"),
                "write the value itself",
            )),
            ("field", field) => {
                self.target_reference(Target::Kubernetes, placeholder, Piece::Field(downward_field(field)))
            }
            ("resource", field) => {
                self.target_reference(Target::Kubernetes, placeholder, Piece::Resource(field.to_owned()))
            }
            ("shell", variable) => {
                self.target_reference(Target::Compose, placeholder, Piece::Shell(variable.to_owned()))
            }
            (root, output) => self.output_of(root, output),
        };
        outcome.unwrap_or_else(|fault| {
            self.placeholder_fault(placeholder, text, path, fault);
            Vec::new()
        })
    }

    /// Reports at the placeholder itself, not at the text as a whole.
    fn placeholder_fault(&mut self, placeholder: &Placeholder, text: &Text, path: &FieldPath, fault: Fault) {
        if self.report.has_fault_at(path) {
            return;
        }
        let place = self.provenance.place(path);
        let place = self.provenance.sources.inside(place, text.raw(), placeholder.at.clone());
        self.report.push_at(path.clone(), fault.at(place));
    }

    fn word(&mut self, word: &str) -> Outcome {
        let environment = self.catalog.environment;
        let value = match word {
            "environment" => environment.name.clone(),
            "platform" => environment.platform.name.as_ref().map(ToString::to_string).unwrap_or_default(),
            "tier" => environment.tier.as_str().to_owned(),
            "namespace" => self
                .catalog
                .namespace(self.viewer.map_or("main", |entry| entry.namespace))
                .unwrap_or("default")
                .to_owned(),
            "region" => match &environment.platform.region {
                Some(region) => region.clone(),
                None => {
                    let removed = self.provenance.removed_at(&FieldPath::new(["platform", "region"]));
                    let message = "this environment names no region";
                    return Err(Fault::new("unset-placeholder", message, "set `platform.region`").removed(removed));
                }
            },
            other => unreachable!("`{other}` is none of {WORDS:?}"),
        };
        Ok(vec![Piece::Plain(value)])
    }

    fn own(&mut self, output: &str) -> Outcome {
        if let Some((_, value)) = self.extra.iter().find(|(name, _)| *name == output) {
            return Ok(vec![Piece::Plain(value.clone())]);
        }
        match (self.viewer, self.own_id, output) {
            (Some(entry), _, _) => outputs::output(self, entry, output, Viewpoint::Own),
            (None, Some(id), "id") => Ok(vec![Piece::Plain(id.to_owned())]),
            (None, Some(_), _) => Err(Fault::new(
                "unknown-placeholder",
                format!("`{{self.{output}}}` is not known yet here"),
                "only `{self.id}` is",
            )),
            (None, None, _) => Err(Fault::new(
                "unknown-placeholder",
                "there is no workload here that `self` could mean",
                "name the workload by its ID",
            )),
        }
    }

    fn output_of(&mut self, id: &str, output: &str) -> Outcome {
        let catalog = self.catalog;
        let Some(entry) = catalog.get(id) else {
            let known = catalog.ids().chain(crate::model::text::ROOTS).chain(WORDS);
            let message = format!("there is no `{id}` that could offer `{output}`");
            let removed = self.provenance.workload_removed_at(id);
            return Err(Fault::new("unknown-placeholder", message, suggestion(id, known)).removed(removed));
        };
        if self.needs.as_ref().is_some_and(|needs| !needs.contains(id)) {
            let removed = self.viewer.and_then(|entry| self.provenance.removed_at(&entry.path().join(&["needs", id])));
            let message = format!("`{id}` is used here, but not needed");
            return Err(Fault::new("not-needed", message, format!("add `needs.{id} = {{}}`")).removed(removed));
        }
        let namespace = self.viewer.map_or("main", |viewer| viewer.namespace);
        outputs::output(self, entry, output, Viewpoint::Other { namespace })
    }

    pub fn secret(&mut self, name: &str) -> Outcome {
        let (id, key) = name.split_once('.').unwrap_or((name, ""));
        let environment = self.catalog.environment;
        let Some(secret) = environment.secrets.get(id) else {
            let known = environment.secrets.keys().map(String::as_str);
            let removed = self.provenance.removed_at(&FieldPath::new(["secrets", id]));
            let message = format!("there is no secret `{id}`");
            return Err(Fault::new("unknown-secret", message, suggestion(id, known)).removed(removed));
        };
        let Some(declared) = secret.keys.get(key) else {
            let known = secret.keys.keys().map(String::as_str);
            let removed = self.provenance.removed_at(&FieldPath::new(["secrets", id, "keys", key]));
            let message = format!("`{id}` has no key `{key}`");
            return Err(Fault::new("unknown-secret", message, suggestion(key, known)).removed(removed));
        };
        let literal = declared.value.as_ref().map(|value| value.reveal().to_owned());
        let literal = literal.or_else(|| environment.tier.stand_in(id));
        let object = declared_name(self, "secrets", id, secret.name.as_ref());
        let helper = variable_name(&[id, key]);
        Ok(vec![Piece::Secret(SecretPiece { secret: object, key: key.to_owned(), literal, plain: None, helper })])
    }

    fn config(&mut self, name: &str) -> Outcome {
        let (id, key) = name.split_once('.').unwrap_or((name, ""));
        let environment = self.catalog.environment;
        let Some(config) = environment.config.get(id) else {
            let known = environment.config.keys().map(String::as_str);
            let removed = self.provenance.removed_at(&FieldPath::new(["config", id]));
            let message = format!("there is no config `{id}`");
            return Err(Fault::new("unknown-config", message, suggestion(id, known)).removed(removed));
        };
        let Some(value) = config.values.get(key) else {
            let known = config.values.keys().map(String::as_str);
            let removed = self.provenance.removed_at(&FieldPath::new(["config", id, "values", key]));
            let message = format!("`{id}` has no value `{key}`");
            return Err(Fault::new("unknown-config", message, suggestion(key, known)).removed(removed));
        };
        let value = self.plain(&value.0, &FieldPath::new(["config", id, "values", key]));
        let object = declared_name(self, "config", id, config.name.as_ref());
        Ok(vec![Piece::Config { config: object, key: key.to_owned(), value }])
    }

    /// Pieces of a text for the downward API, which a volume may hold in any target: others leave it out.
    pub fn downward(&mut self, text: &Text, path: &FieldPath) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for part in text.parts() {
            match part {
                Part::Placeholder(placeholder) if placeholder.root == "field" => {
                    pieces.push(Piece::Field(downward_field(&placeholder.path)));
                }
                Part::Placeholder(placeholder) if placeholder.root == "resource" => {
                    pieces.push(Piece::Resource(placeholder.path.clone()));
                }
                Part::Placeholder(placeholder) => pieces.extend(self.placeholder(placeholder, text, path)),
                Part::Literal(literal) => pieces.push(Piece::Plain(literal.clone())),
            }
        }
        pieces
    }

    /// A reference that one target alone can express.
    fn target_reference(&self, target: Target, placeholder: &Placeholder, piece: Piece) -> Outcome {
        if self.catalog.target == target {
            return Ok(vec![piece]);
        }
        let here = self.catalog.target.as_str();
        Err(Fault::new(
            "other-target",
            format!("`{{{}.{}}}` means nothing to {here}", placeholder.root, placeholder.path),
            format!("move the variable into the overlay `{}`", target.as_str()),
        ))
    }
}

/// The object's name of a `[config]` or `[secrets]` table.
pub fn declared_name(scope: &mut Scope<'_, '_, '_>, root: &str, id: &str, name: Option<&Text>) -> String {
    match name {
        Some(text) => scope.plain(text, &FieldPath::new([root, id, "name"])),
        None => id.to_owned(),
    }
}

/// Pieces, or what is wrong.
pub type Outcome = Result<Vec<Piece>, Fault>;

/// Neighbouring plain pieces as one.
fn merged(pieces: Vec<Piece>) -> Vec<Piece> {
    if pieces.len() < 2 {
        return pieces;
    }
    let mut merged: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match (merged.last_mut(), piece) {
            (Some(Piece::Plain(text)), Piece::Plain(more)) => text.push_str(&more),
            (_, piece) => merged.push(piece),
        }
    }
    merged
}

/// `metadata.labels.KEY` → `metadata.labels['KEY']`, as the downward API writes it.
fn downward_field(field: &str) -> String {
    for map in ["metadata.labels.", "metadata.annotations."] {
        if let Some(key) = field.strip_prefix(map) {
            return format!("{}['{key}']", map.trim_end_matches('.'));
        }
    }
    field.to_owned()
}

/// `orders-db`, `password` → `ORDERS_DB_PASSWORD`.
pub fn variable_name(parts: &[&str]) -> String {
    let upper = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' };
    parts.join("_").chars().map(upper).collect()
}
