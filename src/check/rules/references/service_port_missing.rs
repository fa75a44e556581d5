//! Routes to ports that a Service does not have.

use crate::check::{Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "service-port-missing",
    finds: "an Ingress, a route or a webhook that sends to a port which its Service does not have",
    why: "The controller drops the route, and its users get a 503 or a 404.",
    instead: "Name a port that the Service has.",
    levels: Levels::always(Level::Deny),
    find: |_, found| found.references(),
};
