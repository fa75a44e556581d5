//! platgen compiles one typed model of a platform, kept in layered TOML, into everything that runs it.
//!
//! ```text
//! load → model → plan → emit → diff, check → output → compile → trace            cli
//! ```
//!
//! `load` reads files into a merged tree with places. `model` types it: the language. `plan` works out what
//! follows: workloads, addresses, flows. `fidelity` says what a target cannot express of it. `emit` turns the plan into
//! artifacts, `diff` compares such, `check` finds what is wrong with them, `output` writes them. `compile` runs all this, `trace`
//! knows which line decides what, and `cli` holds a file a verb. A stage imports
//! earlier stages only; `model`, `plan`, `fidelity`, `emit`, `diff` and `check` are pure.

pub mod check;
pub mod cli;
pub mod compile;
pub mod diagnostic;
pub mod diff;
pub mod emit;
pub mod fidelity;
pub mod load;
pub mod model;
pub mod output;
pub mod patch;
pub mod plan;
pub mod trace;
pub mod yaml;
