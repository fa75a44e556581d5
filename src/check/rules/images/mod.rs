//! What images are called and how they are pulled.

mod floating_tag;
mod image_eol;
mod pull_policy;
mod reference;

use crate::check::Rule;

pub const RULES: &[&Rule] = &[&floating_tag::RULE, &pull_policy::RULE, &image_eol::RULE];
