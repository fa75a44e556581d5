//! What only a Compose file can get wrong.

use crate::check::Rule;

pub const RULES: &[&Rule] = &[];
