//! PostgreSQL.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;
use crate::model::text::Text;

use super::text;

pub const FRAGMENT: &str = r#"
image      = "postgres"
version    = "17"
controller = "stateful-set"
grace      = "60s"
ports      = { postgres = 5432 }
security   = { user = 999, group = 999, fs-group = 999, writable = ["/tmp", "/var/run/postgresql"] }

[env]
POSTGRES_DB       = "{self.database}"
POSTGRES_USER     = "{self.username}"
POSTGRES_PASSWORD = "{self.password}"
PGDATA            = "/var/lib/postgresql/data/pgdata"

[readiness]
exec     = ["sh", "-c", 'pg_isready -U "$POSTGRES_USER" -d "$POSTGRES_DB"']
delay    = "5s"
period   = "10s"
timeout  = "5s"
failures = 6

[liveness]
exec     = ["sh", "-c", 'pg_isready -U "$POSTGRES_USER" -d "$POSTGRES_DB"']
delay    = "30s"
period   = "30s"
timeout  = "5s"
failures = 6

[volumes.data]
path = "/var/lib/postgresql/data"

[outputs]
jdbc-url  = "jdbc:postgresql://{self.host}:{self.port}/{self.database}"
r2dbc-url = "r2dbc:postgresql://{self.host}:{self.port}/{self.database}"
url       = "postgresql://{self.username}:{self.password}@{self.host}:{self.port}/{self.database}"
"#;

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Postgres {
    /// The database that is made at the first start; that of the image (`postgres`) if not set.
    pub database: Option<Text>,
}

impl Postgres {
    pub(super) fn outputs(&self) -> Map<String, Text> {
        let database = self.database.clone().unwrap_or_else(|| text("postgres"));
        Map::from_iter([("database".to_owned(), database)])
    }
}
