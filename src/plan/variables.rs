//! The variables of a workload: what its needs bring, then what its table sets. Secrets come as references; a text
//! with a secret in it is put together by the target, never by us.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{FieldPath, Report};
use crate::load::Map;
use crate::model::Provenance;
use crate::model::compose::ComposeSecrets;
use crate::model::scalar::Variable as VariableName;
use crate::model::workload::Target;

use super::catalog::Catalog;
use super::entry::{Contained, Entry};
use super::env_from;
use super::expansion::{self, references};
use super::fault::Fault;
use super::outputs::{Viewpoint, output};
use super::shell;
use super::text::{Piece, Scope, SecretPiece, Touch};
use super::workload::{EnvFrom, Part, Value, Variable};

/// What a workload takes in from others.
#[derive(Clone, Debug)]
pub struct Taken {
    /// By container, in the order of `Entry::containers`.
    pub environments: Vec<Environment>,
    /// Ports of others that its texts name.
    pub touches: Vec<Touch>,
    /// Plain outputs in use, by their key in the shared ConfigMap.
    pub shared: BTreeMap<String, String>,
}

/// The variables of one container.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    pub variables: Vec<Variable>,
    pub from: Vec<EnvFrom>,
}

/// Needs by ID: variable → output.
type Needs = Map<String, Map<VariableName, String>>;

/// The IDs of everything a workload needs, whichever of its containers says so, and whether it asks for outputs of it.
/// Itself is left out.
pub fn needs<'c>(entry: &Entry<'c>) -> Map<&'c str, bool> {
    let mut needs: Map<&'c str, bool> = Map::default();
    let beside = entry.containers().filter(|contained| contained.part != Part::Main);
    for contained in [entry.main()].into_iter().chain(beside) {
        for (id, asked) in &contained.model.needs {
            *needs.entry(id).or_default() |= !asked.is_empty();
        }
        if contained.part == Part::Main {
            for (name, route) in &entry.workload.routes {
                needs.entry(route.to.as_ref().unwrap_or(name)).or_default();
            }
            needs.extend(need_of_kind(entry).map(|(id, ..)| (id, true)));
        }
    }
    needs.shift_remove(entry.id);
    needs
}

fn need_of_kind<'c>(entry: &Entry<'c>) -> Option<(&'c str, &'static str, &'static str)> {
    entry.kind().filter(|_| !entry.is_elsewhere()).and_then(|kind| kind.needs())
}

/// What one container needs: its own `needs`; the main one also what its routes lead to and what its kind needs.
fn own_needs(contained: Contained<'_, '_>) -> Needs {
    let entry = contained.entry;
    let mut needs = contained.model.needs.clone();
    if contained.part == Part::Main {
        for (name, route) in &entry.workload.routes {
            needs.entry(route.to.clone().unwrap_or_else(|| name.clone())).or_default();
        }
        if let Some((id, variable, output)) = need_of_kind(entry) {
            needs.entry(id.to_owned()).or_default().insert(VariableName::known(variable), output.to_owned());
        }
    }
    needs.shift_remove(entry.id);
    needs
}

/// The variables of one workload, in order, and what they touch.
pub fn variables(entry: &Entry<'_>, catalog: &Catalog<'_>, provenance: &Provenance<'_>, report: &mut Report) -> Taken {
    let ids: BTreeSet<&str> = needs(entry).into_keys().collect();
    let scope = Scope::of(entry, ids, catalog, provenance, report);
    let shared_config = catalog.environment.platform.shared_config.as_ref();
    let at = entry.main();
    let mut reader = Reader { scope, at, shared: BTreeMap::new(), shared_name: None, helpers: Map::default() };
    if let Some(name) = shared_config.filter(|_| catalog.target == Target::Kubernetes) {
        let mut platform = Scope::platform(catalog, provenance, reader.scope.report);
        reader.shared_name = Some(platform.name(name, &FieldPath::new(["platform", "shared-config"])));
    }
    for (index, id) in entry.workload.after.iter().enumerate() {
        if catalog.get(id).is_none() {
            let path = entry.path().then("after").then(index.to_string());
            let removed = provenance.workload_removed_at(id);
            let message = format!("there is no `{id}` to wait for");
            let fault = Fault::new("unknown-need", message, catalog.suggestion(id));
            reader.scope.tell(&path, fault.removed(removed));
        }
    }
    let mut environments = Vec::new();
    for contained in entry.containers() {
        reader.at = contained;
        environments.push(reader.environment());
    }
    let Reader { scope, shared, .. } = reader;
    Taken { environments, touches: scope.touches, shared }
}

struct Reader<'a, 'c, 'p> {
    scope: Scope<'a, 'c, 'p>,
    /// The container whose variables are read.
    at: Contained<'a, 'c>,
    shared: BTreeMap<String, String>,
    shared_name: Option<String>,
    /// Variables that carry the secrets of the text just read.
    helpers: Map<String, Value>,
}

impl Reader<'_, '_, '_> {
    fn environment(&mut self) -> Environment {
        let mut variables: Map<String, Value> = Map::default();
        let mut whole: Map<String, Value> = Map::default();
        let from = env_from::env_from(&mut self.scope, self.at, &mut whole);
        for (id, asked) in &own_needs(self.at) {
            self.need(id, asked, &mut variables);
        }
        for (name, text) in &self.at.model.env {
            let path = self.at.path().join(&["env", name.as_str()]);
            let pieces = self.scope.pieces(&text.0, &path);
            let value = self.value(pieces, &path, None);
            self.put_helpers(&mut variables);
            variables.insert(name.as_str().to_owned(), value);
        }
        let variables = in_order(variables, &self.at.path(), &mut self.scope);
        if self.scope.catalog.target != Target::Compose {
            return Environment { variables, from };
        }
        // As in Kubernetes, what comes from there names no variables, and is named by none in `env`.
        let own = expanded(variables);
        whole.retain(|name, _| !own.iter().any(|variable| variable.name == *name));
        let whole = whole.into_iter().map(|(name, value)| Variable { name, value });
        Environment { variables: whole.chain(own).collect(), from }
    }

    /// The variables that one need brings.
    fn need(&mut self, id: &str, asked: &Map<VariableName, String>, variables: &mut Map<String, Value>) {
        let entry = self.at.entry;
        let route = entry.workload.routes.iter().find(|(name, route)| route.to.as_ref().unwrap_or(name) == id);
        let path = match route {
            Some((name, _)) if !self.at.model.needs.contains_key(id) => entry.path().join(&["routes", name]),
            Some(_) | None => self.at.path().join(&["needs", id]),
        };
        let catalog = self.scope.catalog;
        let Some(target) = catalog.get(id) else {
            let removed = self.scope.provenance.workload_removed_at(id);
            let message = format!("there is no `{id}` to need");
            let fault = Fault::new("unknown-need", message, catalog.suggestion(id));
            self.scope.tell(&path, fault.removed(removed));
            return;
        };
        if !catalog.is_reachable(target) {
            let fault = if target.workload.enabled {
                let message = format!("`{id}` is not rendered for {}", catalog.target.as_str());
                Fault::new("disabled-need", message, "move the need into the overlay of the target that has it")
            } else {
                let switch = self.scope.provenance.place(&target.path().then("enabled"));
                Fault::new("disabled-need", format!("`{id}` is disabled"), "enable it, or drop the need")
                    .also(switch, "switched off here")
            };
            self.scope.tell(&path, fault);
            return;
        }
        let proposed = target.workload.variables.iter();
        let all_dropped = asked.iter().any(|(name, output)| name.as_str() == "*" && output.is_empty());
        let wanted = proposed.filter(|(name, _)| !all_dropped && !asked.contains_key(name.as_str()));
        let wanted = wanted.chain(asked.iter().filter(|(_, output)| !output.is_empty()));
        for (name, name_of_output) in wanted {
            let at = path.then(name.as_str());
            let namespace = entry.namespace;
            match output(&mut self.scope, target, name_of_output, Viewpoint::Other { namespace }) {
                Ok(pieces) => {
                    let value = self.value(pieces, &at, Some((target, name_of_output)));
                    self.put_helpers(variables);
                    variables.insert(name.as_str().to_owned(), value);
                }
                Err(fault) => {
                    let at = if asked.contains_key(name.as_str()) {
                        at
                    } else {
                        target.path().join(&["variables", name.as_str()])
                    };
                    self.scope.tell(&at, fault);
                }
            }
        }
    }

    fn put_helpers(&mut self, variables: &mut Map<String, Value>) {
        for (name, value) in std::mem::take(&mut self.helpers) {
            variables.entry(name).or_insert(value);
        }
    }

    /// A value as the target takes it.
    fn value(&mut self, mut pieces: Vec<Piece>, path: &FieldPath, shared: Option<(&Entry<'_>, &str)>) -> Value {
        if pieces.len() <= 1 {
            return match pieces.pop() {
                None => Value::Plain(String::new()),
                Some(Piece::Plain(text)) => self.plain(text, shared),
                Some(Piece::Config { config, key, value }) => match self.scope.catalog.target {
                    Target::Kubernetes => Value::Config { config, key, value },
                    Target::Compose | Target::Files => Value::Plain(value),
                },
                Some(Piece::Secret(secret)) => self.secret(secret),
                Some(Piece::Field(field)) => Value::Field(field),
                Some(Piece::Resource(field)) => Value::Resource(field),
                Some(Piece::Shell(variable)) => Value::Plain(shell::variable(&variable)),
            };
        }
        let composed = |piece: &Piece| matches!(piece, Piece::Secret(SecretPiece { plain: None, .. }));
        if !pieces.iter().any(composed) {
            let text = self.scope.joined(pieces, path);
            return self.plain(text, shared);
        }
        match self.scope.catalog.target {
            Target::Kubernetes => self.composed_by_kubernetes(pieces, path),
            Target::Compose | Target::Files => self.composed_for_compose(pieces, path),
        }
    }

    /// A plain value: in place, or in the shared ConfigMap if it is another's output.
    fn plain(&mut self, text: String, shared: Option<(&Entry<'_>, &str)>) -> Value {
        match (&self.shared_name, shared) {
            (Some(config), Some((target, output))) => {
                let key = target.workload.config_keys.get(output).cloned();
                let key = key.unwrap_or_else(|| format!("{}-{output}", target.id));
                self.shared.insert(key.clone(), text.clone());
                Value::Config { config: config.clone(), key, value: text }
            }
            _ => Value::Plain(text),
        }
    }

    fn secret(&self, piece: SecretPiece) -> Value {
        secret_value(&self.scope, piece)
    }

    /// Helper variables before it, and `$(HELPER)` in the text.
    fn composed_by_kubernetes(&mut self, pieces: Vec<Piece>, path: &FieldPath) -> Value {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Secret(secret) => {
                    text.push_str(&format!("$({})", secret.helper));
                    let helper = secret.helper.clone();
                    let value = self.secret(secret);
                    self.helpers.insert(helper, value);
                }
                Piece::Plain(_) | Piece::Config { .. } | Piece::Field(_) | Piece::Resource(_) | Piece::Shell(_) => {
                    text.push_str(&self.scope.joined(vec![piece], path));
                }
            }
        }
        Value::Plain(text)
    }

    /// Its secrets put in: as they are, or as variables of the shell.
    fn composed_for_compose(&mut self, pieces: Vec<Piece>, path: &FieldPath) -> Value {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Secret(SecretPiece { plain: Some(plain), .. }) => text.push_str(&plain),
                Piece::Secret(piece) => match self.secret(piece) {
                    Value::Secret { literal: Some(literal), .. } => text.push_str(&expansion::literally(&literal)),
                    Value::Plain(variable) => text.push_str(&variable),
                    // It has been refused.
                    Value::Secret { .. } | Value::Config { .. } | Value::Field(_) | Value::Resource(_) => {}
                },
                Piece::Plain(_) | Piece::Config { .. } | Piece::Field(_) | Piece::Resource(_) | Piece::Shell(_) => {
                    text.push_str(&self.scope.joined(vec![piece], path));
                }
            }
        }
        Value::Plain(text)
    }
}

/// A secret as the target takes it. Compose has its literal, or else a variable of the shell that is named after the
/// secret and so is the same for all its users.
pub fn secret_value(scope: &Scope<'_, '_, '_>, piece: SecretPiece) -> Value {
    let SecretPiece { secret, key, literal, helper, plain } = piece;
    match scope.catalog.target {
        Target::Kubernetes => Value::Secret { secret, key, literal },
        Target::Compose | Target::Files => match literal.filter(|_| literal_secrets(scope)) {
            Some(literal) => Value::Secret { secret, key, literal: Some(literal) },
            None => Value::Plain(plain.unwrap_or_else(|| shell::variable(&helper))),
        },
    }
}

/// Whether Compose gets secrets as they were written down.
pub fn literal_secrets(scope: &Scope<'_, '_, '_>) -> bool {
    let environment = scope.catalog.environment;
    let by_tier = if environment.tier.is_disposable() { ComposeSecrets::Literal } else { ComposeSecrets::Shell };
    environment.compose.secrets.unwrap_or(by_tier) == ComposeSecrets::Literal
}

/// A variable that names another comes after it.
fn in_order(variables: Map<String, Value>, container: &FieldPath, scope: &mut Scope<'_, '_, '_>) -> Vec<Variable> {
    let mut waiting: Vec<(String, Value)> = variables.into_iter().collect();
    let names_others = |(_, value): &(String, Value)| matches!(value, Value::Plain(text) if text.contains("$("));
    if !waiting.iter().any(names_others) {
        return waiting.into_iter().map(|(name, value)| Variable { name, value }).collect();
    }
    let mut ordered: Vec<Variable> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|(_, value)| {
            let Value::Plain(text) = value else { return true };
            references(text).all(|name| !waiting.iter().any(|(other, _)| other == name))
        });
        let ready = ready.unwrap_or_else(|| {
            let name = &waiting[0].0;
            let message = format!("`{name}` names itself through `$(...)`");
            scope.fault(&container.join(&["env", name]), "variable-cycle", message, "this closes a circle");
            0
        });
        let (name, value) = waiting.remove(ready);
        ordered.push(Variable { name, value });
    }
    ordered
}

/// Compose knows no `$(X)`: own variables are put in here.
fn expanded(variables: Vec<Variable>) -> Vec<Variable> {
    let mut known: Vec<Variable> = Vec::with_capacity(variables.len());
    for Variable { name, value } in variables {
        let value = match value {
            Value::Plain(text) => Value::Plain(expanded_text(&text, &known)),
            Value::Config { .. } | Value::Secret { .. } | Value::Field(_) | Value::Resource(_) => value,
        };
        known.push(Variable { name, value });
    }
    known
}

/// A text with every `$(X)` of a known variable put in.
pub fn expanded_text(text: &str, variables: &[Variable]) -> String {
    expansion::expanded(text, |name| {
        let variable = variables.iter().rev().find(|variable| variable.name == name)?;
        match &variable.value {
            Value::Plain(text) | Value::Config { value: text, .. } => Some(text),
            Value::Secret { literal, .. } => literal.as_deref(),
            Value::Field(_) | Value::Resource(_) => None,
        }
    })
}
