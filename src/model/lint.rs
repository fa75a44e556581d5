//! `[lints.RULE]`: how seriously an environment takes what a rule of `check` finds, where, and why.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::diagnostic::FieldPath;
use crate::load::Refusal;

use super::patch::PatchTarget;
use super::scalar::string_form;

/// How seriously a finding is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// It is fine here, for the reason given.
    Allow,
    /// It is told.
    Warn,
    /// It is told, and `check` ends with 1.
    Deny,
}

impl Level {
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Lint {
    /// `allow`, `warn` or `deny`; required.
    pub level: Option<Level>,
    /// What it is about: fields (`services.web`) and objects (`Deployment/web`); everything if not set.
    pub on: Vec<Subject>,
    /// Why, for whoever reads the layer; `allow` requires it.
    pub reason: Option<String>,
}

/// What a lint is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A field of the model, with all that stands in it.
    Field(FieldPath),
    /// An object: `Kind/name`, or `compose/NAME`; `*` stands for any letters of a name.
    Object(PatchTarget),
}

impl Subject {
    fn parse(text: &str) -> Result<Self, Refusal> {
        if text.contains('/') && !text.contains('"') {
            return PatchTarget::parse(text).map(Self::Object);
        }
        FieldPath::parse(text).map(Self::Field).map_err(|(_, why)| Refusal {
            rule: "bad-target",
            message: format!("`{text}` is no path: {why}"),
            label: "such as `\"services.web\"`, or an object: `\"Deployment/web\"`".into(),
            at: None,
        })
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string_form(deserializer, "a path such as `\"services.web\"`, or an object: `\"Deployment/web\"`", Self::parse)
    }
}
