//! Pods that are killed as soon as they are busy.

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "same-probes",
    finds: "a liveness probe that asks what the readiness probe asks, and is as impatient",
    why: "Readiness takes a pod out of its Service for a while, liveness kills it. Where both give up at once, a pod
that is only overloaded is killed, its share goes to the others, and these follow. kube-score finds the same.",
    instead: "Let liveness ask less, or bear more: a higher `failures` or `period` than that of `readiness`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

const HANDLERS: [&str; 4] = ["httpGet", "tcpSocket", "exec", "grpc"];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        for container in pod.containers() {
            let (liveness, readiness) = (container.get(&["livenessProbe"]), container.get(&["readinessProbe"]));
            let asks = |probe: &Json| HANDLERS.map(|handler| probe.get(handler).cloned());
            if !liveness.is_object() || asks(liveness) != asks(readiness) || patience(liveness) > patience(readiness) {
                continue;
            }
            let message = format!("`{}` is killed as soon as it is not ready", pod.item.words);
            let at = At::container(&container, &["livenessProbe"]).from(&["liveness"]);
            found.push(at, message, "give `liveness` more `failures`, or another question");
        }
    }
}

/// Seconds that all may go wrong.
fn patience(probe: &Json) -> i64 {
    let number = |key: &str, default| probe.get(key).and_then(Json::as_i64).unwrap_or(default);
    number("periodSeconds", 10).saturating_mul(number("failureThreshold", 3))
}
