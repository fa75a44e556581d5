//! Plan → artifacts, for each target. Pure: no file, no clock. Reads no TOML.

pub mod compose;
pub mod files;
pub mod kubernetes;
mod patch;
pub use crate::yaml;
pub use patch::made;

use std::borrow::Cow;

/// How typed objects are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Yaml,
    Json,
}

/// A Kubernetes object, written down.
#[derive(Clone, Debug)]
pub struct Object {
    /// As the API spells it: `apps/v1`, `Deployment`.
    pub api_version: Cow<'static, str>,
    pub kind: Cow<'static, str>,
    pub name: String,
    pub namespace: Option<String>,
    /// ID of the workload it belongs to; none: the platform itself.
    pub owner: Option<String>,
    /// Kept out of the stream: somebody applies it by hand.
    pub manual: bool,
    /// One YAML document without `---`, or one JSON value.
    pub text: String,
}

/// One file to write: path below the output's root, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    pub path: String,
    pub text: String,
    /// Permission bits.
    pub mode: u32,
}
