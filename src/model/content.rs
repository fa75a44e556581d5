//! Contents: files that are mounted, held by a ConfigMap, or written as artifacts.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::Map;

use super::scalar::Mode;
use super::text::Text;
use super::tree_value::TreeValue;
use super::workload::Scalars;

/// A file in a container: exactly one of `text`, `from`, `template`, `yaml`, `json`, `config`, `secret`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct File {
    /// The content itself, as it is: no placeholders.
    pub text: Option<String>,
    /// A file or a folder of the platform, byte for byte.
    pub from: Option<String>,
    /// A template of `templates/`, or a built-in one.
    pub template: Option<String>,
    /// A tree that is written as YAML.
    pub yaml: Option<TreeValue>,
    /// A tree that is written as JSON.
    pub json: Option<TreeValue>,
    /// All of a `[config]` table as a folder, or one `key` of it.
    pub config: Option<String>,
    /// All of a `[secrets]` table as a folder, or one `key` of it.
    pub secret: Option<String>,
    /// Of `config` or `secret`: the one key that becomes this file.
    pub key: Option<String>,
    /// Mode of the file in octal digits; left to the target if not set.
    pub mode: Option<Mode>,
}

/// A file of a ConfigMap: exactly one of `text`, `from`, `template`, `yaml`, `json`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ConfigFile {
    /// The content itself, as it is: no placeholders.
    pub text: Option<String>,
    /// A file of the platform, byte for byte.
    pub from: Option<String>,
    /// A template of `templates/`, or a built-in one.
    pub template: Option<String>,
    /// A tree that is written as YAML.
    pub yaml: Option<TreeValue>,
    /// A tree that is written as JSON.
    pub json: Option<TreeValue>,
}

/// `[config.N]`: a shared ConfigMap.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// The table's key if not set.
    pub name: Option<Text>,
    /// Keys and their values.
    pub values: Scalars,
    /// Files by name, each a key of the ConfigMap.
    pub files: Map<String, ConfigFile>,
    /// Further labels of the ConfigMap.
    pub labels: Scalars,
}

/// `[artifacts."PATH"]`: a text file of the `files` target.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Artifact {
    /// False: it is not written.
    pub enabled: bool,
    /// The content itself, as it is: no placeholders.
    pub text: Option<String>,
    /// A file of the platform, byte for byte.
    pub from: Option<String>,
    /// A template of `templates/`, or a built-in one.
    pub template: Option<String>,
    /// A tree that is written as YAML.
    pub yaml: Option<TreeValue>,
    /// A tree that is written as JSON.
    pub json: Option<TreeValue>,
    /// `0755` for `*.sh`, else `0644`, if not set.
    pub mode: Option<Mode>,
    /// How its lines end.
    pub newline: Newline,
    /// Handed to the template as `data`.
    pub data: Option<TreeValue>,
}

impl Default for Artifact {
    fn default() -> Self {
        Self {
            enabled: true,
            text: None,
            from: None,
            template: None,
            yaml: None,
            json: None,
            mode: None,
            newline: Newline::Lf,
            data: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Newline {
    /// A line feed, as Unix has it.
    Lf,
    /// A carriage return and a line feed, as Windows has it.
    Crlf,
}
