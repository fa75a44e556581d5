//! The kinds of components. A kind is one file: its settings, its built-in defaults as a TOML fragment (the lowest
//! step of specificity), its credentials, and the outputs that follow from its settings.

mod external;
mod kafka;
mod postgres;
mod redis;
mod zookeeper;

use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::diagnostic::{FieldPath, Report, SourceKind, Sources};
use crate::load::{Map, Node, keys_of, typed_part};

use super::component::Component;
use super::job::Job;
use super::text::Text;
use super::workload::{Target, Workload};

pub use external::{External, Protocol};
pub use kafka::{Kafka, Topic};
pub use postgres::Postgres;
pub use redis::Redis;
pub use zookeeper::Zookeeper;

/// What a component is, with the settings of that kind.
#[derive(Clone, Debug)]
pub enum Kind {
    Postgres(Postgres),
    Redis(Redis),
    Kafka(Kafka),
    Zookeeper(Zookeeper),
    External(External),
    Container,
}

pub const WORDS: [&str; 6] = ["postgres", "redis", "kafka", "zookeeper", "external", "container"];

/// A built-in fragment: the kind it belongs to, its name, its text.
struct Fragment {
    name: &'static str,
    text: &'static str,
}

const FRAGMENTS: [Fragment; 8] = [
    Fragment { name: "postgres", text: postgres::FRAGMENT },
    Fragment { name: "redis", text: redis::FRAGMENT },
    Fragment { name: "kafka", text: kafka::FRAGMENT },
    Fragment { name: "kafka, replicated", text: kafka::REPLICATED },
    Fragment { name: "kafka, with a host port", text: kafka::HOST_PORT },
    Fragment { name: "kafka, without zookeeper", text: kafka::KRAFT },
    Fragment { name: "zookeeper", text: zookeeper::FRAGMENT },
    Fragment { name: "zookeeper, replicated", text: zookeeper::REPLICATED },
];

/// Adds the texts of all fragments, so that their fields have places too.
pub fn add_sources(sources: &mut Sources) {
    for fragment in FRAGMENTS {
        sources.add(SourceKind::BuiltIn, format!("<built-in {}>", fragment.name), fragment.text);
    }
}

/// The fragments that a component table of this kind starts from, lowest first.
pub(super) fn fragments(word: &str, own: &Node<'_>, sources: &Sources) -> Vec<Node<'static>> {
    static PARSED: LazyLock<Vec<Node<'static>>> =
        LazyLock::new(|| FRAGMENTS.iter().map(|fragment| crate::load::parse_built_in(fragment.text)).collect());
    let replicated =
        own.get("replicas").is_some_and(|node| matches!(node.value, crate::load::Value::Integer(count) if count > 1));
    let mut names = vec![word.to_owned()];
    if word == "kafka" && own.get("zookeeper").is_none() {
        names.push("kafka, without zookeeper".to_owned());
    }
    if word == "kafka" && own.get("host-port").is_some() {
        names.push("kafka, with a host port".to_owned());
    }
    if replicated {
        names.push(format!("{word}, replicated"));
    }
    let named = |name: &String| {
        let parsed = FRAGMENTS.iter().position(|fragment| fragment.name == *name)?;
        let wanted = format!("<built-in {name}>");
        let mut built_in = sources.iter().filter(|(_, source)| source.kind == SourceKind::BuiltIn);
        let (source, _) = built_in.find(|(_, source)| source.name == wanted)?;
        Some(PARSED[parsed].clone().in_source(source))
    };
    names.iter().filter_map(named).collect()
}

/// The keys of a kind's own settings.
pub fn keys(word: &str) -> &'static [&'static str] {
    match word {
        "postgres" => keys_of::<Postgres>(),
        "redis" => keys_of::<Redis>(),
        "kafka" => keys_of::<Kafka>(),
        "zookeeper" => keys_of::<Zookeeper>(),
        "external" => keys_of::<External>(),
        _ => &[],
    }
}

/// A kind's own settings as a schema.
pub fn schema(word: &str, generator: &mut SchemaGenerator) -> Schema {
    match word {
        "postgres" => Postgres::json_schema(generator),
        "redis" => Redis::json_schema(generator),
        "kafka" => Kafka::json_schema(generator),
        "zookeeper" => Zookeeper::json_schema(generator),
        "external" => External::json_schema(generator),
        _ => Schema::default(),
    }
}

impl Kind {
    /// Types the settings of a kind out of a component's table.
    pub(super) fn typed(word: &str, table: &Node<'_>, path: &FieldPath, report: &mut Report) -> Self {
        let keys = keys(word);
        match word {
            "postgres" => Kind::Postgres(typed_part(table, keys, path, report)),
            "redis" => Kind::Redis(typed_part(table, keys, path, report)),
            "kafka" => Kind::Kafka(typed_part(table, keys, path, report)),
            "zookeeper" => Kind::Zookeeper(typed_part(table, keys, path, report)),
            "external" => Kind::External(typed_part(table, keys, path, report)),
            _ => Kind::Container,
        }
    }

    pub fn word(&self) -> &'static str {
        match self {
            Kind::Postgres(_) => "postgres",
            Kind::Redis(_) => "redis",
            Kind::Kafka(_) => "kafka",
            Kind::Zookeeper(_) => "zookeeper",
            Kind::External(_) => "external",
            Kind::Container => "container",
        }
    }

    /// The outputs that are kept in the component's Secret. `username` may stand in texts, the others may not.
    pub fn credentials(&self) -> Vec<&str> {
        match self {
            Kind::Postgres(_) => vec!["username", "password"],
            Kind::Redis(_) => vec!["password"],
            Kind::External(external) => external.keys.iter().map(String::as_str).collect(),
            Kind::Kafka(_) | Kind::Zookeeper(_) | Kind::Container => Vec::new(),
        }
    }

    /// The port where such a thing listens that names none.
    pub fn usual_port(&self) -> Option<u16> {
        match self {
            Kind::External(external) => external.protocol.default_port(),
            Kind::Postgres(_) | Kind::Redis(_) | Kind::Kafka(_) | Kind::Zookeeper(_) | Kind::Container => None,
        }
    }

    /// The user that the image makes where none is named.
    pub fn usual_username(&self) -> Option<&'static str> {
        match self {
            Kind::Postgres(_) => Some("postgres"),
            Kind::Redis(_) | Kind::Kafka(_) | Kind::Zookeeper(_) | Kind::External(_) | Kind::Container => None,
        }
    }

    /// Outputs that follow from the settings. `identity` tells this component from all others, in every environment;
    /// `offset` is added to what Compose publishes.
    pub fn outputs(&self, workload: &Workload, target: Target, identity: &str, offset: i32) -> Map<String, Text> {
        match self {
            Kind::Postgres(postgres) => postgres.outputs(),
            Kind::Redis(redis) => redis.outputs(),
            Kind::Kafka(kafka) => kafka.outputs(workload, target, identity, offset),
            Kind::Zookeeper(zookeeper) => zookeeper.outputs(workload),
            Kind::External(external) => external.outputs(),
            Kind::Container => Map::default(),
        }
    }

    /// What the kind itself needs: ID, variable, output.
    pub fn needs(&self) -> Option<(&str, &'static str, &'static str)> {
        match self {
            Kind::Kafka(kafka) => kafka.zookeeper.as_deref().map(|id| (id, "KAFKA_ZOOKEEPER_CONNECT", "address")),
            Kind::Postgres(_) | Kind::Redis(_) | Kind::Zookeeper(_) | Kind::External(_) | Kind::Container => None,
        }
    }

    /// A job that prepares the component for its users, and the end of the job's ID.
    pub fn setup(&self, id: &str, component: &Component) -> Option<(&'static str, Job)> {
        match self {
            Kind::Kafka(kafka) => kafka.topics_job(id, component).map(|job| ("topics", job)),
            Kind::Postgres(_) | Kind::Redis(_) | Kind::Zookeeper(_) | Kind::External(_) | Kind::Container => None,
        }
    }

    /// Whether several replicas talk to each other.
    pub fn is_quorum(&self) -> bool {
        match self {
            Kind::Kafka(_) | Kind::Zookeeper(_) => true,
            Kind::Postgres(_) | Kind::Redis(_) | Kind::External(_) | Kind::Container => false,
        }
    }
}

/// A text that is known to read as one.
fn text(template: &str) -> Text {
    Text::parse(template).unwrap_or_else(|_| Text::literal(template))
}
