//! What is measured, and what raises an alert.

use crate::check::Rule;

pub const RULES: &[&Rule] = &[];
