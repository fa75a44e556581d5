//! Patches of a finished object: a leaf that knows JSON values only, and neither files nor the language.
//!
//! Each kind of patch is one function `apply`. It leaves the document as it was if the patch is wrong, and says
//! whether the patch changed anything.

pub mod json_patch;
pub mod merge_patch;
pub mod strategic;

mod fault;
mod list;
mod merge_keys;
mod pointer;
mod schema;

pub use fault::Fault;
