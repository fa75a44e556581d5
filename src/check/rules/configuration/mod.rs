//! Variables, files and secrets, and how layers say them.

use crate::check::Rule;

pub const RULES: &[&Rule] = &[];
