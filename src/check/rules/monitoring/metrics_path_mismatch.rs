//! Monitors that ask where no metrics are.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::targets::{endpoints, targets};

pub const RULE: Rule = Rule {
    name: "metrics-path-mismatch",
    finds: "a monitor that asks a workload for metrics at another path than the workload's `metrics` says",
    why: "The target is down, or the page that comes back is no metrics: Spring serves them at `/actuator/prometheus`, and
Prometheus asks `/metrics` unless it is told. Alerts on what is not measured never fire.",
    instead: "Give the endpoint the `path` of the workload, or drop the monitor: platgen writes one for each workload with
`metrics`.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for target in targets(checked) {
        let Some(workload) = target.pod.workload else { continue };
        let own = workload.monitor.as_ref().map(|monitor| (monitor.path.as_str(), monitor.port.as_str()));
        let Some((path, port)) = own.filter(|(path, _)| *path != target.path) else { continue };
        let containers = workload.pod.containers();
        let is_of_metrics = containers
            .into_iter()
            .flat_map(|container| &container.ports)
            .any(|known| known.name == port && u64::from(known.port) == target.port);
        if is_of_metrics {
            let (monitor, pod) = (&target.monitor.words, &target.pod.words);
            let message = format!("`{monitor}` asks `{pod}` for `{}`, but its metrics are at `{path}`", target.path);
            let endpoint = target.endpoint.to_string();
            let at = At::object(target.monitor, &["spec", endpoints(target.monitor), &endpoint, "path"]);
            found.push(at.from(&["metrics", "path"]), message, format!("write `path: {path}`"));
        }
    }
}
