//! Apache Kafka, in Confluent's image: with ZooKeeper, or without (KRaft).
//! Its listeners are worked out once, here, for both targets.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::load::Map;
use crate::model::component::Component;
use crate::model::job::{Job, Run};
use crate::model::scalar::{Count, Duration, Port, Variable};
use crate::model::text::Text;
use crate::model::workload::{Container, Restart, Target, Workload};

use super::text;

pub const FRAGMENT: &str = r#"
image         = "confluentinc/cp-kafka"
version       = "7.4.0"
controller    = "stateful-set"
service-links = false
grace         = "60s"
ports         = { kafka = 9092 }
security      = { user = 1000, group = 1000, fs-group = 1000, read-only = false }

[env]
KAFKA_LISTENERS                                = "{self.listeners}"
KAFKA_ADVERTISED_LISTENERS                     = "{self.advertised-listeners}"
KAFKA_LISTENER_SECURITY_PROTOCOL_MAP           = "{self.protocols}"
KAFKA_INTER_BROKER_LISTENER_NAME               = "PLAINTEXT"
KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR         = "{self.replication-factor}"
KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR = "{self.replication-factor}"
KAFKA_TRANSACTION_STATE_LOG_MIN_ISR            = "{self.min-isr}"
KAFKA_DEFAULT_REPLICATION_FACTOR               = "{self.replication-factor}"
KAFKA_MIN_INSYNC_REPLICAS                      = "{self.min-isr}"
KAFKA_BROKER_ID                                = 1

[readiness]
exec     = ["sh", "-c", "kafka-broker-api-versions --bootstrap-server localhost:{self.port.kafka} > /dev/null"]
delay    = "20s"
period   = "15s"
timeout  = "10s"
failures = 6

[kubernetes]
liveness = { tcp = true, port = "kafka", delay = "60s", period = "30s", timeout = "5s", failures = 6 }

[compose]
ports = { kafka = 29092 }

[volumes.data]
path = "/var/lib/kafka/data"

[outputs]
bootstrap-servers = "{self.host}:{self.port.kafka}"
"#;

/// From two replicas each broker advertises its own pod, and takes its number from the pod's name.
pub const REPLICATED: &str = r#"
[kubernetes]
env     = { POD_NAME = "{field.metadata.name}" }
command = ["sh", "-c", "export KAFKA_BROKER_ID=$((${HOSTNAME##*-} + 1)); export KAFKA_NODE_ID=$KAFKA_BROKER_ID; exec /etc/confluent/docker/run"]
"#;

/// With a port of the host, programs outside of Compose reach it too.
pub const HOST_PORT: &str = r#"
[compose]
ports   = { host = 9092 }
publish = { host = "{self.host-port}" }
"#;

/// Without ZooKeeper the brokers keep the metadata themselves.
pub const KRAFT: &str = r#"
ports = { controller = 9093 }

[env]
KAFKA_PROCESS_ROLES             = "broker,controller"
KAFKA_NODE_ID                   = 1
KAFKA_CONTROLLER_LISTENER_NAMES = "CONTROLLER"
KAFKA_CONTROLLER_QUORUM_VOTERS  = "{self.quorum-voters}"
CLUSTER_ID                      = "{self.cluster-id}"
"#;

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Kafka {
    /// The component that keeps its metadata; none: it does so itself (KRaft).
    pub zookeeper: Option<String>,
    /// Topics by name; a job `<ID>-topics` makes them.
    pub topics: Map<String, Topic>,
    /// Compose: the port of the host at which programs outside of Compose reach it.
    pub host_port: Option<Port>,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Topic {
    /// How many partitions it has; 1 if not set.
    pub partitions: Option<Count>,
    /// As many as the cluster allows, at most three, if not set.
    pub replicas: Option<Count>,
    /// How long messages are kept; left to the cluster if not set.
    pub retention: Option<Duration>,
    /// Whether the last message of each key is kept, in place of all for a time.
    pub compact: bool,
}

/// The port that a broker listens on for the host's programs, inside its container.
const HOST_LISTENER: u16 = 9092;

impl Kafka {
    pub(super) fn outputs(
        &self,
        workload: &Workload,
        target: Target,
        identity: &str,
        offset: i32,
    ) -> Map<String, Text> {
        let replicas = workload.replicas.0;
        let copies = replicas.clamp(1, 3);
        let mut outputs: Map<String, Text> = Map::default();
        let mut set = |name: &str, template: &str| {
            outputs.insert(name.to_owned(), text(template));
        };
        set("replication-factor", &copies.to_string());
        set("min-isr", &(copies - 1).max(1).to_string());
        let mut listeners = vec!["PLAINTEXT://0.0.0.0:{self.port.kafka}".to_owned()];
        let mut advertised = vec![match target {
            Target::Kubernetes if replicas > 1 => {
                "PLAINTEXT://$(POD_NAME).{self.headless}:{self.port.kafka}".to_owned()
            }
            Target::Kubernetes | Target::Compose | Target::Files => {
                "PLAINTEXT://{self.host}:{self.port.kafka}".to_owned()
            }
        }];
        let mut protocols = vec!["PLAINTEXT:PLAINTEXT"];
        if let Some(Port(port)) = self.host_port {
            set("host-port", &port.to_string());
        }
        if let (Target::Compose, Some(Port(port))) = (target, self.host_port) {
            listeners.push(format!("PLAINTEXT_HOST://0.0.0.0:{HOST_LISTENER}"));
            advertised.push(format!("PLAINTEXT_HOST://localhost:{}", i32::from(port) + offset));
            protocols.push("PLAINTEXT_HOST:PLAINTEXT");
        }
        if self.zookeeper.is_none() {
            listeners.push("CONTROLLER://0.0.0.0:{self.port.controller}".to_owned());
            protocols.push("CONTROLLER:PLAINTEXT");
            set("quorum-voters", &quorum_voters(replicas, target));
            set("cluster-id", &cluster_id(identity));
        }
        set("listeners", &listeners.join(","));
        set("advertised-listeners", &advertised.join(","));
        set("protocols", &protocols.join(","));
        for topic in self.topics.keys() {
            set(&format!("topic.{topic}"), topic);
        }
        outputs
    }

    pub(super) fn topics_job(&self, id: &str, component: &Component) -> Option<Job> {
        if self.topics.is_empty() {
            return None;
        }
        let copies = component.workload.replicas.0.clamp(1, 3);
        let create = |(name, topic): (&String, &Topic)| {
            let mut line = format!(
                "kafka-topics --bootstrap-server \"$BOOTSTRAP_SERVERS\" --create --if-not-exists --topic {name}"
            );
            let replicas = topic.replicas.map_or(copies, |Count(count)| count);
            line.push_str(&format!(
                " --partitions {} --replication-factor {replicas}",
                topic.partitions.map_or(1, |Count(count)| count)
            ));
            if let Some(retention) = &topic.retention {
                line.push_str(&format!(" --config retention.ms={}", retention.seconds() * 1_000));
            }
            if topic.compact {
                line.push_str(" --config cleanup.policy=compact");
            }
            line
        };
        let script: Vec<String> = self.topics.iter().map(create).collect();
        let variable = Variable::known("BOOTSTRAP_SERVERS");
        let broker = &component.workload;
        let container = Container {
            image: broker.container.image.clone(),
            tag: broker.container.tag.clone(),
            security: broker.container.security.clone(),
            size: broker.container.size.clone(),
            resources: broker.container.resources.clone(),
            command: ["sh", "-ec", &script.join("\n")].map(Text::literal).to_vec(),
            needs: Map::from_iter([(id.to_owned(), Map::from_iter([(variable, "bootstrap-servers".to_owned())]))]),
            ..Container::default()
        };
        let workload = Workload {
            container,
            version: broker.version.clone(),
            namespace: broker.namespace.clone(),
            service_links: Some(false),
            restart: Some(Restart::OnFailure),
            ..Workload::default()
        };
        Some(Job { workload, run: Run::After, retries: Some(Count(6)), ..Job::default() })
    }
}

/// A cluster's ID is a UUID in URL-safe base64; ours is the same at every render.
fn cluster_id(identity: &str) -> String {
    let digest = Sha256::digest(identity.as_bytes());
    URL_SAFE_NO_PAD.encode(&digest[..16])
}

fn quorum_voters(replicas: i32, target: Target) -> String {
    match target {
        Target::Kubernetes if replicas > 1 => {
            let voter = |ordinal: i32| {
                format!("{}@{{self.name}}-{ordinal}.{{self.headless}}:{{self.port.controller}}", ordinal + 1)
            };
            (0..replicas).map(voter).collect::<Vec<_>>().join(",")
        }
        Target::Kubernetes | Target::Compose | Target::Files => "1@localhost:{self.port.controller}".to_owned(),
    }
}
