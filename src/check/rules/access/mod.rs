//! What accounts may ask of the API server.

use crate::check::Rule;

pub const RULES: &[&Rule] = &[];
