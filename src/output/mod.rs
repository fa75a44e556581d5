//! Artifacts → standard output or a folder. Knows no kind and changes no text.

mod disk;
mod drift;
mod environments;
mod fault;
mod found;
mod index;
mod layout;
mod stream;

pub use disk::write;
pub use drift::{Drift, State, drift};
pub use environments::{gone, write_all};
pub use fault::Fault;
pub use index::INDEX;
pub use layout::layout;
pub use stream::{json_list, name, names, yaml_stream};

use crate::emit::{Artifact, Object};
use crate::fidelity::Loss;

/// All that was emitted for an environment.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The namespace that file names need not tell.
    pub namespace: Option<String>,
    /// In the order in which they are applied.
    pub objects: Vec<Object>,
    pub compose: Option<Artifact>,
    pub files: Vec<Artifact>,
    /// What the targets do not express of what the layers say.
    pub losses: Vec<Loss>,
}
