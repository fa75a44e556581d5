//! API versions and fields that the cluster has to know.

use crate::check::Rule;

pub const RULES: &[&Rule] = &[];
