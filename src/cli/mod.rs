//! The command line: a file a verb, and what verbs share. Reads arguments, prints text and diagnostics.

mod affected;
mod against;
mod asked;
mod because;
mod check;
mod columns;
mod command;
mod completions;
mod diff;
mod differences;
mod edges;
mod explain;
mod fidelity;
mod fields;
mod findings;
mod graph;
mod list;
mod origins;
mod render;
mod report;
mod schema;
mod select;
mod session;
mod sides;
mod stream;
mod traced;
mod unset;

pub use command::main;
pub use report::drawn;
