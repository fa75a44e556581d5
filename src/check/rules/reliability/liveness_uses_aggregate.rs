//! Pods that are killed for what others have done.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "liveness-uses-aggregate",
    finds: "a liveness probe that asks about everything the program leans on",
    why:
        "An aggregate such as `/actuator/health` says `DOWN` when a database or a broker cannot be reached. All pods of
all services are then killed at once and start again, which helps nobody and slows the recovery. Spring Boot's
documentation warns of it, and has a group for each probe.",
    instead: "Ask about the process alone: `liveness = { http = \"/actuator/health/liveness\" }`. The rest is for
`readiness`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

/// Paths that answer for more than the process: Spring Boot's, and what is made for readiness.
const AGGREGATES: [&str; 8] = [
    "/actuator/health",
    "/actuator/health/readiness",
    "/health/ready",
    "/healthz/ready",
    "/q/health",
    "/q/health/ready",
    "/ready",
    "/readyz",
];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        for container in pod.containers() {
            let field = ["livenessProbe", "httpGet", "path"];
            let Some(path) = container.get(&field).as_str() else { continue };
            let asked = path.split('?').next().unwrap_or(path).trim_end_matches('/');
            if !AGGREGATES.contains(&asked) {
                continue;
            }
            let message = format!("`{}` is killed when `{path}` fails, which asks for more than it", pod.item.words);
            let at = At::container(&container, &field).from(&["liveness", "http"]);
            found.push(at, message, "ask about the process alone");
        }
    }
}
