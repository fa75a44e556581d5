//! Something that lives elsewhere and is reached by its host name: a managed database, a partner's API.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;
use crate::model::scalar::Name;
use crate::model::text::Text;

use super::text;

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct External {
    /// The scheme of its output `url`; port 80 for `http` and 443 for `https`, where `port` is not set.
    pub protocol: Protocol,
    /// Keys of its Secret; each is an output.
    pub keys: Vec<String>,
    /// Name of an ExternalName Service in front of it.
    pub alias: Option<Name>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    Http,
    #[default]
    Https,
    Tcp,
}

impl Protocol {
    pub fn default_port(self) -> Option<u16> {
        match self {
            Protocol::Http => Some(80),
            Protocol::Https => Some(443),
            Protocol::Tcp => None,
        }
    }
}

impl External {
    pub(super) fn outputs(&self) -> Map<String, Text> {
        let url = match self.protocol {
            Protocol::Http => "http://{self.address}",
            Protocol::Https => "https://{self.address}",
            Protocol::Tcp => "tcp://{self.address}",
        };
        Map::from_iter([("url".to_owned(), text(url))])
    }
}
