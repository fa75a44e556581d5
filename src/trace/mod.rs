//! Which leaf of the layers decides which field of the output: known by rendering again with the leaf altered. What
//! none of the values shows that are tried is missed.

mod alteration;
mod base;
mod causes;
mod chain;
mod difference;
mod effect;
mod effects;
mod hints;
mod leaf;
mod sight;
mod tracer;

pub use alteration::Alteration;
pub use causes::{Cause, Question, causes, config_sum};
pub use chain::{Chain, chain};
pub use difference::{Reason, Reasons, Said, reasons};
pub use effect::{Effect, On};
pub use effects::{Dependent, Dependents, dependents, dependents_of};
pub use leaf::{Candidate, Leaf, at};
pub use tracer::Tracer;
