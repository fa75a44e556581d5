//! What pods may do on the machines they run on.

use crate::check::Rule;

pub const RULES: &[&Rule] = &[];
