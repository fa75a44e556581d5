//! Names of what is not there.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "dangling-reference",
    finds: "a name that something refers to and nothing bears: of a Secret, a ConfigMap, an account, a claim, a volume, a Service, a role, a port of a container",
    why: "What is named so does not exist when the object is applied. Pods wait for it in `CreateContainerConfigError` or are never
made, routes answer 503, autoscalers do nothing, and all of that is told by events only.",
    instead: "Name what is rendered, render what is named, or declare it: `[secrets.N]` with `source = \"manual\"` for a Secret that
somebody makes by hand.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
