//! What a workload offers to others: host, port, URL, credentials, and what its kind and its table add.

use crate::diagnostic::{FieldPath, suggestion};
use crate::model::kinds::Kind;
use crate::model::text::Text;
use crate::model::workload::Target;

use super::compose;
use super::entry::Entry;
use super::fault::Fault;
use super::text::{Outcome, Piece, Scope, SecretPiece, Touch, variable_name};
use super::workload::{HostPort, Role};
use super::{services, shell};

/// From where an output is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewpoint<'v> {
    /// By the workload itself: its ports are those of its container.
    Own,
    /// By another, in the namespace of this ID.
    Other { namespace: &'v str },
}

/// One output of `entry`.
pub fn output(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, name: &str, view: Viewpoint<'_>) -> Outcome {
    let key = (entry.id.to_owned(), name.to_owned());
    if let Some(first) = scope.stack.iter().position(|known| *known == key) {
        cycle(scope, first);
        return Ok(Vec::new());
    }
    scope.stack.push(key);
    let outcome = declared(scope, entry, name, view).unwrap_or_else(|| built_in(scope, entry, name, view));
    scope.stack.pop();
    outcome
}

/// Reports a circle of outputs once, where the first of them stands.
fn cycle(scope: &mut Scope<'_, '_, '_>, first: usize) {
    let circle = scope.stack[first..].to_vec();
    let path = |(id, name): &(String, String)| {
        scope.catalog.get(id).expect("its output was asked for").path().join(&["outputs", name])
    };
    let paths: Vec<FieldPath> = circle.iter().map(path).collect();
    let (id, name) = &circle[0];
    let through: Vec<String> = circle[1..].iter().map(|(id, name)| format!("`{id}.{name}`")).collect();
    let through = if through.is_empty() { String::new() } else { format!(" through {}", through.join(", ")) };
    let message = format!("the output `{id}.{name}` names itself{through}");
    if !paths.iter().any(|path| scope.report.has_fault_at(path)) {
        scope.fault(&paths[0], "output-cycle", message, "an output may name others, but not in a circle");
        paths.into_iter().for_each(|path| scope.report.mark(path));
    }
}

/// An output that the workload's table, its kind's fragment or its kind's settings spell out.
fn declared(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, name: &str, view: Viewpoint<'_>) -> Option<Outcome> {
    if let Some(text) = entry.workload.outputs.get(name) {
        return Some(Ok(template(scope, entry, text, &entry.path().join(&["outputs", name]), view)));
    }
    let text = entry.kind_outputs.get(name)?;
    Some(Ok(template(scope, entry, text, &entry.path().join(&[name]), view)))
}

/// A text of the offering workload, whose `self` is that workload, whoever looks.
fn template(
    scope: &mut Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    text: &Text,
    path: &FieldPath,
    view: Viewpoint<'_>,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for part in text.parts() {
        match part {
            crate::model::text::Part::Literal(literal) => pieces.push(Piece::Plain(literal.clone())),
            crate::model::text::Part::Placeholder(placeholder) if placeholder.root == "self" => {
                match output(scope, entry, &placeholder.path, view) {
                    Ok(inner) => pieces.extend(inner),
                    Err(fault) => scope.tell(path, fault),
                }
            }
            crate::model::text::Part::Placeholder(placeholder) => {
                let alone = Text::parse(&text.raw()[placeholder.at.clone()]).unwrap_or_default();
                pieces.extend(scope.pieces(&alone, path));
            }
        }
    }
    pieces
}

fn built_in(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, name: &str, view: Viewpoint<'_>) -> Outcome {
    let (word, port) = name.split_once('.').map_or((name, None), |(word, port)| (word, Some(port)));
    match (word, port) {
        ("id", None) => plain(entry.id),
        ("name", None) => plain(&entry.name),
        ("image", None) => plain(&entry.image),
        ("tag", None) => plain(entry.tag.as_deref().unwrap_or_default()),
        ("replicas", None) => plain(&entry.workload.replicas.0.to_string()),
        ("headless", None) if entry.headless().is_some() => plain(&entry.headless().unwrap_or_default()),
        _ if entry.role == Role::Job => Err(unknown(scope, entry, name)),
        ("host", None) => {
            scope.touches.push(Touch { id: entry.id.to_owned(), port: None });
            host(scope, entry, view, None)
        }
        ("port", port) => port_number(scope, entry, port, view).map(|number| vec![Piece::Plain(number)]),
        ("address", port) => address(scope, entry, port, view),
        ("url", port) if speaks_http(entry) => {
            let mut pieces = vec![Piece::Plain("http://".to_owned())];
            pieces.extend(address(scope, entry, port, view)?);
            Ok(pieces)
        }
        ("public-url", None) => public_url(scope, entry),
        (credential, None) if entry.credentials().contains(&credential) => {
            credential_piece(scope, entry, credential, view)
        }
        _ => Err(unknown(scope, entry, name)),
    }
}

fn plain(text: &str) -> Outcome {
    Ok(vec![Piece::Plain(text.to_owned())])
}

fn speaks_http(entry: &Entry<'_>) -> bool {
    match entry.kind() {
        None | Some(Kind::Container) => true,
        Some(Kind::Postgres(_) | Kind::Redis(_) | Kind::Kafka(_) | Kind::Zookeeper(_) | Kind::External(_)) => false,
    }
}

/// The names of all outputs, for diagnostics.
pub fn names(entry: &Entry<'_>) -> Vec<String> {
    let mut names: Vec<String> = entry.workload.outputs.keys().cloned().collect();
    names.extend(entry.kind_outputs.keys().filter(|name| !entry.workload.outputs.contains_key(*name)).cloned());
    names.extend(entry.credentials().into_iter().map(str::to_owned));
    let base: &[&str] = match (entry.role, speaks_http(entry)) {
        (Role::Job, _) => &["name", "id", "image", "tag"],
        (_, true) => &["url", "host", "port", "address", "public-url", "name", "id", "image", "tag", "replicas"],
        (_, false) => &["host", "port", "address", "name", "id"],
    };
    names.extend(base.iter().map(|name| (*name).to_owned()));
    names
}

fn unknown(scope: &Scope<'_, '_, '_>, entry: &Entry<'_>, name: &str) -> Fault {
    let names = names(entry);
    let word = entry.kind_word();
    let label = match crate::diagnostic::nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`? a {word} offers {}", names.join(", ")),
        None => format!("a {word} offers {}", names.join(", ")),
    };
    let removed = scope.provenance.removed_at(&entry.path().join(&["outputs", name]));
    Fault::new("unknown-output", format!("`{}` offers no `{name}`", entry.id), label).removed(removed)
}

/// The host name under which it is reached, or one port of it.
fn host(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, view: Viewpoint<'_>, port: Option<&str>) -> Outcome {
    if let Some(host) = entry.component.and_then(|component| component.keys.host.as_ref()) {
        return Ok(template(scope, entry, host, &entry.path().then("host"), view));
    }
    if scope.catalog.target != Target::Kubernetes {
        return plain(&entry.name);
    }
    let Some(service) = services::reached(scope, entry, port) else {
        return Err(no_service(scope, entry));
    };
    match view {
        Viewpoint::Other { namespace } if namespace != entry.namespace => {
            match scope.catalog.namespace(entry.namespace) {
                Some(name) => plain(&format!("{service}.{name}.svc.cluster.local")),
                None => plain(&service),
            }
        }
        Viewpoint::Own | Viewpoint::Other { .. } => plain(&service),
    }
}

fn port_number(
    scope: &mut Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    port: Option<&str>,
    view: Viewpoint<'_>,
) -> Result<String, Fault> {
    let elsewhere = entry.component.filter(|component| component.is_elsewhere());
    if let (Some(component), None) = (elsewhere, port) {
        scope.touches.push(Touch { id: entry.id.to_owned(), port: None });
        let number =
            component.port_elsewhere().or_else(|| entry.main_port().and_then(|main| entry.container_port(main)));
        return number.map(|number| number.to_string()).ok_or_else(|| no_port(scope, entry));
    }
    if let (Some(component), Some(name)) = (elsewhere, port)
        && Some(name) == entry.main_port()
        && component.keys.port.is_some()
    {
        return port_number(scope, entry, None, view);
    }
    let name = port.or_else(|| entry.main_port()).ok_or_else(|| no_port(scope, entry))?;
    scope.touches.push(Touch { id: entry.id.to_owned(), port: Some(name.to_owned()) });
    let Some(port) = entry.container_port(name) else {
        let known = entry.workload.container.ports.keys().map(String::as_str);
        let removed = scope.provenance.removed_at(&entry.path().join(&["ports", name]));
        let fault = Fault::new("unknown-port", format!("`{}` has no port `{name}`", entry.id), suggestion(name, known));
        return Err(fault.removed(removed));
    };
    match view {
        Viewpoint::Own => Ok(port.to_string()),
        Viewpoint::Other { .. } if elsewhere.is_some() => Ok(port.to_string()),
        Viewpoint::Other { .. } => match services::service_port(entry, name) {
            Some(number) if scope.catalog.target == Target::Kubernetes => Ok(number.to_string()),
            Some(_) => Ok(port.to_string()),
            None if !entry.workload.service.enabled && entry.workload.extra_services.is_empty() => {
                Err(no_service(scope, entry))
            }
            None => {
                let message = format!("`{}` shows its port `{name}` in no Service", entry.id);
                Err(Fault::new("hidden-port", message, "add it to the `only` of a Service, or drop it from `private`"))
            }
        },
    }
}

fn no_port(scope: &Scope<'_, '_, '_>, entry: &Entry<'_>) -> Fault {
    let removed = scope.provenance.removed_at(&entry.path().then("ports"));
    Fault::new("no-service", format!("`{}` listens on no port", entry.id), "give it `ports`").removed(removed)
}

/// Why others cannot reach it: it has no ports, or its Service was switched off.
fn no_service(scope: &Scope<'_, '_, '_>, entry: &Entry<'_>) -> Fault {
    let message = format!("`{}` has no Service, and so no address", entry.id);
    if entry.workload.service.enabled {
        let removed = scope.provenance.removed_at(&entry.path().then("ports"));
        return Fault::new("no-service", message, "give it `ports`").removed(removed);
    }
    let switch = scope.provenance.place(&entry.path().join(&["service", "enabled"]));
    Fault::new("no-service", message, "switch the Service on, or drop the need").also(switch, "switched off here")
}

fn address(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>, port: Option<&str>, view: Viewpoint<'_>) -> Outcome {
    let number = port_number(scope, entry, port, view)?;
    let mut pieces = host(scope, entry, view, port.or_else(|| entry.main_port()))?;
    pieces.push(Piece::Plain(format!(":{number}")));
    Ok(pieces)
}

fn public_url(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) -> Outcome {
    let nothing = || {
        Fault::new(
            "no-public-url",
            format!("`{}` is not open to the outside", entry.id),
            "`expose` it (Compose: `publish`)",
        )
    };
    if scope.catalog.target == Target::Compose {
        let published = compose::published(scope, entry).into_iter().find_map(|publish| publish.host);
        return plain(&match published.ok_or_else(nothing)? {
            HostPort::Number(port) => format!("http://localhost:{port}"),
            HostPort::Shell(port) => format!("http://localhost:{port}"),
        });
    }
    let (address, _) = entry.workload.expose.first().ok_or_else(nothing)?;
    let scheme = if scope.catalog.environment.ingress.issuer.is_some() { "https" } else { "http" };
    plain(&format!("{scheme}://{}", address.trim_end_matches('/')))
}

/// A credential: a key of the component's Secret, with its value where the tier allows one to be known.
fn credential_piece(
    scope: &mut Scope<'_, '_, '_>,
    entry: &Entry<'_>,
    credential: &str,
    view: Viewpoint<'_>,
) -> Outcome {
    let Some(component) = entry.component else { return Err(unknown(scope, entry, credential)) };
    let secret = secret_name(scope, entry);
    let key = entry.workload.secret_keys.get(credential).map_or(credential, String::as_str).to_owned();
    let disposable = scope.catalog.environment.tier.is_disposable();
    let username = match (&component.keys.username, credential) {
        (Some(text), "username") => Some(joined(template(scope, entry, text, &entry.path().then("username"), view))),
        (None, "username") if disposable => component.kind.usual_username().map(str::to_owned),
        _ => None,
    };
    let literal = match (credential, &component.keys.password) {
        ("username", _) => username.clone(),
        ("password", Some(password)) => Some(password.reveal().to_owned()),
        _ => scope.catalog.environment.tier.stand_in(entry.id),
    };
    let helper = variable_name(&[entry.id, credential]);
    let literal = literal.filter(|_| disposable);
    Ok(vec![Piece::Secret(SecretPiece { secret, key, literal, plain: username, helper })])
}

/// The Secret that holds a component's credentials.
pub fn secret_name(scope: &mut Scope<'_, '_, '_>, entry: &Entry<'_>) -> String {
    match &entry.workload.secret {
        Some(text) => {
            let pieces = template(scope, entry, text, &entry.path().then("secret"), Viewpoint::Own);
            joined(pieces)
        }
        None => format!("{}-credentials", entry.name),
    }
}

fn joined(pieces: Vec<Piece>) -> String {
    pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(text) | Piece::Config { value: text, .. } => text,
            Piece::Shell(variable) => shell::variable(&variable),
            Piece::Secret(_) | Piece::Field(_) | Piece::Resource(_) => String::new(),
        })
        .collect()
}
