//! What keeps running when something fails, is drained or is rolled out.

use crate::check::Rule;

pub const RULES: &[&Rule] = &[];
