//! Scripts, Dockerfiles and other texts.

use crate::check::Rule;

pub const RULES: &[&Rule] = &[];
