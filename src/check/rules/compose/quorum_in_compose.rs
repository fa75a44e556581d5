//! Clusters of brokers of which Compose runs too few, or too many alike.

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::services::{services, variable};

pub const RULE: Rule = Rule {
    name: "quorum-in-compose",
    finds: "a Kafka or ZooKeeper in Compose that counts on more brokers than run there, or runs several with one number",
    why: "Compose runs instances of a service with the same variables. Brokers with one number push each other out, and
a topic that wants three copies cannot be made on one broker: the first consumer waits for ever.",
    instead: "Run one in Compose: `compose.replicas = 1`. Several need a component each.",
    levels: Levels::always(Level::Deny),
    find,
};

const NUMBERS: [&str; 4] = ["KAFKA_BROKER_ID", "KAFKA_NODE_ID", "ZOOKEEPER_SERVER_ID", "ZOO_MY_ID"];
const COPIES: [&str; 3] = [
    "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR",
    "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR",
    "KAFKA_DEFAULT_REPLICATION_FACTOR",
];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    // Brokers that are services of their own make up one cluster.
    let brokers =
        services(checked).filter(|(_, service)| NUMBERS[..2].iter().any(|name| variable(service, name).is_some()));
    let running: u64 = brokers.map(|(_, service)| instances(service)).sum();
    for (name, service) in services(checked) {
        let instances = instances(service);
        if let Some(number) = NUMBERS.iter().find(|number| instances > 1 && variable(service, number).is_some()) {
            let at = At::compose(name, &["deploy", "replicas"]).from(&["replicas"]);
            found.push(
                at,
                format!("`compose/{name}` runs {instances} times, each with the same `{number}`"),
                "run it once in Compose",
            );
        }
        for copies in COPIES {
            let wanted = variable(service, copies).and_then(|count| count.parse::<u64>().ok()).unwrap_or_default();
            if wanted > running {
                let at = At::compose(name, &["environment", copies]).from(&["replicas"]);
                let message = format!("`{copies}` of `compose/{name}` is {wanted}, and so many brokers run: {running}");
                found.push(at, message, "ask for as many as run in Compose");
            }
        }
        for list in ["entrypoint", "command"] {
            let words = service.get(list).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
            let wanted = words.flat_map(copies_asked_for).max().unwrap_or_default();
            if running > 0 && wanted > running {
                let at = At::compose(name, &[list]).from(&["topics"]);
                let message =
                    format!("`compose/{name}` makes a topic of {wanted} copies, and so many brokers run: {running}");
                found.push(at, message, "ask for as many as run in Compose");
            }
        }
    }
}

/// Of the topics that a script makes.
fn copies_asked_for(script: &str) -> impl Iterator<Item = u64> {
    let after = script.split("--replication-factor").skip(1);
    after.filter_map(|rest| rest.trim_start_matches([' ', '=']).split_whitespace().next()?.parse().ok())
}

fn instances(service: &Json) -> u64 {
    service.get("deploy").and_then(|deploy| deploy.get("replicas")?.as_u64()).unwrap_or(1)
}
