//! Connections as edges of a graph: as a table, as JSON, and for the programs that draw.

mod dot;
mod json;
mod mermaid;
mod nodes;
mod text;

use crate::check::flows::Stated;
use crate::diagnostic::Place;
use crate::model::workload::Target;

pub use dot::dot;
pub use json::json;
pub use mermaid::mermaid;
pub use text::text;

/// Of one environment, for one target, each with the line that states it, if one does.
pub struct Edges<'e> {
    pub environment: &'e str,
    pub target: Target,
    pub lines: Vec<(Stated, Option<Place>)>,
}
