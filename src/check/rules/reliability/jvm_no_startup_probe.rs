//! Java virtual machines that are killed while they start.

use serde_json::Value as Json;

use crate::check::rules::resources::is_jvm;
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "jvm-no-startup-probe",
    finds: "a Java program that its liveness probe kills unless it is up within two minutes",
    why: "With half a core a program of some size takes a minute and more to start, and longer on a busy node or after
a scale-up of many. The liveness probe kills it before it is up, it starts again, and never comes up.",
    instead:
        "Add `startup = { http = \"/live\", period = \"5s\", failures = 60 }`: liveness waits for it, and can be strict
afterwards.",
    levels: Levels::always(Level::Warn),
    find,
};

/// Seconds.
const ENOUGH: i64 = 120;

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        for container in pod.containers() {
            let liveness = container.get(&["livenessProbe"]);
            if !liveness.is_object() || container.get(&["startupProbe"]).is_object() || !is_jvm(&container) {
                continue;
            }
            let number = |key: &str, default| liveness.get(key).and_then(Json::as_i64).unwrap_or(default);
            let tries = number("periodSeconds", 10).saturating_mul(number("failureThreshold", 3));
            let budget = number("initialDelaySeconds", 0).saturating_add(tries);
            if budget < ENOUGH {
                let message =
                    format!("`{}` is killed {budget} seconds after its start if it is not up", pod.item.words);
                let at = At::container(&container, &["livenessProbe"]).from(&["liveness"]);
                found.push(at, message, "add `startup`");
            }
        }
    }
}
