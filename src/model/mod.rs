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
pub mod manifest;
pub mod network;
pub mod observability;
pub mod patch;
pub mod platform;
pub mod probe;
mod provenance;
mod references;
mod resolve;
pub mod rollout;
mod rules;
pub mod scalar;
pub mod scaling;
pub mod secrets;
pub mod security;
pub mod service;
pub mod text;
pub mod tree_value;
mod validate;
pub mod volume;
pub mod workload;

pub use environment::tables;
pub use environment::{Environment, environment, targets, tier};
pub use provenance::Provenance;
pub use references::{FileReference, references};
pub use resolve::workload_vocabulary;
pub use rules::RULES;
