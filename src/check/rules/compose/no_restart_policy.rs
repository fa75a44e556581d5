//! Services that stay down.

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;
use crate::plan::workload::{Controller, Part};

pub const RULE: Rule = Rule {
    name: "no-restart-policy",
    finds: "a Compose service that is not started again when it ends or the machine does",
    why: "Docker's default is `no`: after a crash, or a restart of the machine, the service stays down until somebody
sees it. Kubernetes starts pods again by itself; Compose has to be told.",
    instead: "Say `restart = \"unless-stopped\"`, in `[defaults.service]` for all.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for workload in &checked.plan.workloads {
        let ends = matches!(workload.controller, Controller::Job(_) | Controller::CronJob(_));
        for container in workload.pod.containers().filter(|container| !ends && container.part != Part::Init) {
            let name = workload.service_of(container);
            let service = checked.compose.and_then(|compose| compose.get("services")?.get(&name));
            let Some(service) = service else { continue };
            let by_deploy = service.get("deploy").is_some_and(|deploy| deploy.get("restart_policy").is_some());
            if !by_deploy && matches!(service.get("restart").and_then(Json::as_str), None | Some("no")) {
                let at = At::compose(&name, &["restart"]).from(&["restart"]);
                found.push(at, format!("`compose/{name}` is not started again when it ends"), "set `restart`");
            }
        }
    }
}
