//! What an object that came or went is about, in a few words.

use serde_json::Value as Json;

use crate::diff::Document;

/// `image nginx:1.27`, `port 80`, `3 keys`. Empty where its name says as much as there is to say.
pub fn gist(document: &Document) -> String {
    let json = &document.json;
    match &*document.id.kind {
        "Service" => listed("port", each(&json["spec"]["ports"], |port| &port["port"])),
        "ConfigMap" | "Secret" => match json["data"].as_object().map_or(0, serde_json::Map::len) {
            1 => "1 key".to_owned(),
            keys => format!("{keys} keys"),
        },
        "PersistentVolumeClaim" => {
            listed("size", plain(&json["spec"]["resources"]["requests"]["storage"]).into_iter().collect())
        }
        crate::diff::COMPOSE => listed("image", plain(&json["image"]).into_iter().collect()),
        _ => {
            let spec = if document.id.kind == "CronJob" { &json["spec"]["jobTemplate"]["spec"] } else { &json["spec"] };
            listed("image", each(&spec["template"]["spec"]["containers"], |container| &container["image"]))
        }
    }
}

fn each<'j>(list: &'j Json, field: impl Fn(&'j Json) -> &'j Json) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|element| plain(field(element))).collect()
}

fn plain(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

fn listed(what: &str, values: Vec<String>) -> String {
    match values.len() {
        0 => String::new(),
        1 => format!("{what} {}", values[0]),
        _ => format!("{what}s {}", values.join(", ")),
    }
}
