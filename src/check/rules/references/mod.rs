//! Names, keys, ports and selectors that lead nowhere.

use crate::check::Rule;

pub const RULES: &[&Rule] = &[];
