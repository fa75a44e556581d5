//! What images are called and how they are pulled.

mod floating_tag;
mod reference;

use crate::check::Rule;

pub const RULES: &[&Rule] = &[&floating_tag::RULE];
