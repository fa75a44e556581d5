//! The arguments of every verb that is about one environment.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::compile::Request;
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

impl Asked {
    /// The same with the place of each argument.
    pub fn request(&self, session: &mut Session) -> Request {
        let environment_at = session.word(&self.environment);
        Request {
            environment: self.environment.clone(),
            environment_at,
            target: self.target,
            target_at: self.target.map_or(environment_at, |target| session.value("--target", target.as_str())),
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
