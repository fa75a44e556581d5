//! Apache ZooKeeper, in Confluent's image.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;
use crate::model::text::Text;
use crate::model::workload::Workload;

use super::text;

pub const FRAGMENT: &str = r#"
image         = "confluentinc/cp-zookeeper"
version       = "7.4.0"
controller    = "stateful-set"
service-links = false
ports         = { client = 2181 }
security      = { user = 1000, group = 1000, fs-group = 1000, read-only = false }

[env]
ZOOKEEPER_CLIENT_PORT = "{self.port.client}"
KAFKA_OPTS            = "-Dzookeeper.4lw.commands.whitelist=ruok"

[readiness]
exec     = ["sh", "-c", "echo ruok | nc localhost {self.port.client} | grep -q imok"]
delay    = "10s"
period   = "10s"
timeout  = "5s"
failures = 6

[liveness]
exec     = ["sh", "-c", "echo ruok | nc localhost {self.port.client} | grep -q imok"]
delay    = "30s"
period   = "30s"
timeout  = "5s"
failures = 6

[volumes.data]
path = "/var/lib/zookeeper/data"
[volumes.log]
path  = "/var/lib/zookeeper/log"
empty = ""
"#;

/// From two replicas they form an ensemble: each learns its number from its pod's name.
pub const REPLICATED: &str = r#"
ports = { peer = 2888, election = 3888 }

[kubernetes]
command = ["sh", "-c", "export ZOOKEEPER_SERVER_ID=$((${HOSTNAME##*-} + 1)); exec /etc/confluent/docker/run"]
env     = { ZOOKEEPER_SERVERS = "{self.servers}" }
"#;

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Zookeeper {}

impl Zookeeper {
    #[expect(clippy::unused_self, reason = "every kind's outputs are asked for alike")]
    pub(super) fn outputs(&self, workload: &Workload) -> Map<String, Text> {
        let member = |ordinal: i32| format!("{{self.name}}-{ordinal}.{{self.headless}}:2888:3888");
        let servers: Vec<String> = (0..workload.replicas.0).map(member).collect();
        if servers.len() < 2 {
            return Map::default();
        }
        Map::from_iter([("servers".to_owned(), text(&servers.join(";")))])
    }
}
