//! Redis, as one server.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;
use crate::model::scalar::Count;
use crate::model::text::Text;

use super::text;

pub const FRAGMENT: &str = r#"
image      = "redis"
version    = "7.4"
controller = "stateful-set"
ports      = { redis = 6379 }
security   = { user = 999, group = 999, fs-group = 999, writable = ["/tmp"] }
env        = { REDIS_PASSWORD = "{self.password}" }
args       = ["redis-server", "--requirepass", "$(REDIS_PASSWORD)", "--appendonly", "yes"]

[readiness]
exec     = ["sh", "-c", 'REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli ping | grep -q PONG']
delay    = "5s"
period   = "10s"
timeout  = "5s"
failures = 3

[liveness]
exec     = ["sh", "-c", 'REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli ping | grep -q PONG']
delay    = "30s"
period   = "30s"
timeout  = "5s"
failures = 3

[volumes.data]
path = "/data"

[outputs]
url = "redis://:{self.password}@{self.host}:{self.port}"
"#;

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Redis {
    /// Names for the numbered databases.
    pub databases: Map<String, Count>,
}

impl Redis {
    pub(super) fn outputs(&self) -> Map<String, Text> {
        let numbered = self.databases.iter().flat_map(|(name, Count(index))| {
            let url = format!("redis://:{{self.password}}@{{self.host}}:{{self.port}}/{index}");
            [(format!("database.{name}"), Text::literal(index.to_string())), (format!("url.{name}"), text(&url))]
        });
        numbered.collect()
    }
}
