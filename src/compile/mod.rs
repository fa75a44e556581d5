//! Layers → plan → artifacts: the one way in which verbs get at an environment. Runs the pipeline, and adds nothing to it.

mod affected;
mod builds;
mod earlier;
mod emitted;
mod environments;
mod merged;
mod paths;
mod read;
mod request;
mod touch;

pub use affected::{Affected, Broken, Image, between, of_files};
pub use earlier::Earlier;
pub use environments::{environments, words};
pub use merged::{Attempt, Merged};
pub use paths::relative;
pub use request::Request;
pub use touch::may_touch;
