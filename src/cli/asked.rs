//! The arguments of every verb that is about one environment.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::diagnostic::Place;
use crate::load::Setting;
use crate::model::workload::Target;

use super::session::Session;

#[derive(clap::Args)]
pub struct Asked {
    /// Name of the environment
    #[arg(value_name = "ENV")]
    pub environment: String,
    /// One of the environment's targets; if not given, its first of kubernetes, compose
    #[arg(long, value_enum)]
    pub target: Option<Target>,
    /// Sets one field over all layers: a TOML value, or else a string
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub settings: Vec<String>,
}

/// Where each argument stands.
pub struct AskedAt {
    pub environment: Place,
    pub target: Place,
    pub settings: Vec<Setting>,
}

impl Asked {
    pub fn places(&self, session: &mut Session) -> AskedAt {
        let environment = session.word(&self.environment);
        AskedAt {
            environment,
            target: self.target.map_or(environment, |target| session.value("--target", target.as_str())),
            settings: session.settings(&self.settings),
        }
    }
}

impl ValueEnum for Target {
    fn value_variants<'a>() -> &'a [Self] {
        &[Target::Kubernetes, Target::Compose, Target::Files]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}
