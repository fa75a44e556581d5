//! Layers → plan → artifacts: the one way in which verbs get at an environment. Runs the pipeline, and adds nothing to it.

mod environments;
mod merged;
mod request;

pub use environments::{environments, words};
pub use merged::Merged;
pub use request::Request;
