//! What is asked of a platform: one environment, and where each part of the question stands.

use crate::diagnostic::Place;
use crate::load::Setting;
use crate::model::workload::Target;

pub struct Request {
    /// Name of the environment.
    pub environment: String,
    pub environment_at: Place,
    /// None: the first that has a stream, or the first at all.
    pub target: Option<Target>,
    pub target_at: Place,
    /// What `--set` lays over all layers.
    pub settings: Vec<Setting>,
}

impl Request {
    /// An environment as its layers say it. `asked_at` is where it was asked for, by name or along with others.
    pub fn of(environment: &str, asked_at: Place) -> Self {
        Self {
            environment: environment.to_owned(),
            environment_at: asked_at,
            target: None,
            target_at: asked_at,
            settings: Vec::new(),
        }
    }
}
