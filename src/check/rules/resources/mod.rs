//! Processors, memory and storage: what is asked for, and what there is.

use crate::check::Rule;

pub const RULES: &[&Rule] = &[];
