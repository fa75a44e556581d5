//! Which lines of the layers decide what stands in the output, told for people and for programs.

mod annotated;
mod effects;
mod map;
mod object;

pub use effects::{effects, effects_json};
pub use map::map;
pub use object::{Found, found, looks_like_object};
