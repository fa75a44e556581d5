//! As JSON, with the line that states each.

use serde_json::{Map, Value, json};

use crate::check::flows::{End, Stated};
use crate::diagnostic::{Place, Sources};

use super::Edges;

pub fn json(edges: &Edges<'_>, sources: &Sources) -> String {
    let flows: Vec<Value> = edges.lines.iter().map(|(line, place)| flow(line, *place, sources)).collect();
    let graph = json!({ "environment": edges.environment, "target": edges.target.as_str(), "flows": flows });
    format!("{graph:#}\n")
}

/// What is not known is left out.
fn flow(line: &Stated, place: Option<Place>, sources: &Sources) -> Value {
    let port = |door: &crate::check::reach::Door| json!({ "port": door.number, "protocol": door.protocol.as_str() });
    let mut flow = Map::new();
    flow.insert("from".to_owned(), end(&line.from));
    flow.insert("to".to_owned(), end(&line.to));
    if !line.doors.is_empty() {
        flow.insert("ports".to_owned(), line.doors.iter().map(port).collect());
    }
    flow.insert("why".to_owned(), json!(line.why.as_str()));
    flow.insert("path".to_owned(), json!(line.field.to_string()));
    if let Some(place) = place {
        let position = sources.position(place);
        let at = [("file", json!(position.file)), ("line", json!(position.line)), ("column", json!(position.column))];
        flow.extend(at.map(|(key, value)| (key.to_owned(), value)));
    }
    Value::Object(flow)
}

fn end(end: &End) -> Value {
    let mut fields = Map::new();
    let mut field = |key: &str, value: Value| drop(fields.insert(key.to_owned(), value));
    match end {
        End::Workload(id) => field("workload", json!(id)),
        End::Workloads => field("workload", json!("*")),
        End::Service { name, namespace, .. } => {
            field("service", json!(name));
            namespace.iter().for_each(|namespace| field("namespace", json!(namespace)));
        }
        End::Elsewhere { id, host, namespace, cidrs } => {
            field("component", json!(id));
            field("host", json!(host));
            namespace.iter().for_each(|namespace| field("namespace", json!(namespace)));
            if !cidrs.is_empty() {
                field("cidrs", json!(cidrs));
            }
        }
        End::Pods { namespace, labels } => {
            field("namespace", json!(namespace));
            if !labels.is_empty() {
                field("labels", json!(labels));
            }
        }
        End::Addresses(cidrs) => field("cidrs", json!(cidrs)),
        End::ApiServer(cidrs) => {
            field("api-server", json!(true));
            field("cidrs", json!(cidrs));
        }
        End::Anyone => field("anyone", json!(true)),
        End::Host(address) => field("host-port", json!(address)),
    }
    Value::Object(fields)
}
