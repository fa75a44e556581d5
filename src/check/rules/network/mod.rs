//! Who can reach whom.

use crate::check::Rule;

pub const RULES: &[&Rule] = &[];
