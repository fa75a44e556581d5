//! What an environment says: typed, complete, plain. Knows no target's objects. Defaults stand here, once.

pub mod access;
pub mod component;
pub mod compose;
pub mod container;
pub mod content;
pub mod cron;
pub mod environment;
pub mod job;
pub mod kinds;
pub mod network;
pub mod observability;
pub mod platform;
pub mod probe;
mod references;
mod resolve;
pub mod rollout;
mod rules;
pub mod scalar;
pub mod scaling;
mod schema;
pub mod secrets;
pub mod security;
pub mod service;
pub mod text;
mod top;
pub mod tree_value;
mod validate;
pub mod volume;
pub mod workload;

pub use environment::{Environment, Provenance, environment, targets, tier};
pub use references::{FileReference, references};
pub use rules::RULES;
pub use schema::{keys, schema};
