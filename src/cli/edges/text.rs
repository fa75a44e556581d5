//! As a table.

use crate::cli::columns::aligned;

use super::Edges;
use super::nodes::{ports, words};

pub fn text(edges: &Edges<'_>) -> String {
    let mut rows = vec![["FROM", "TO", "PORTS", "WHY"].map(str::to_owned)];
    rows.extend(
        edges
            .lines
            .iter()
            .map(|(line, _)| [words(&line.from), words(&line.to), ports(&line.doors), line.why.as_str().to_owned()]),
    );
    aligned(&rows)
}
