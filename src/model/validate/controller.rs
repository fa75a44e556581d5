//! What runs a workload's pods, and what of its other keys that leaves without meaning.

use crate::diagnostic::{Diagnostic, FieldPath};
use crate::model::rollout::{Rollout, SEVERAL_AT_ONCE, Strategy};
use crate::model::scalar::Amount;
use crate::model::workload::{Controller, Workload};

use super::Check;

/// What a job has not: it is not replaced, not scaled, and nobody connects to it.
const NOT_OF_JOBS: [&str; 11] = [
    "controller",
    "replicas",
    "rollout",
    "revision-history",
    "parallel-start",
    "autoscale",
    "disruption",
    "service",
    "extra-services",
    "expose",
    "group",
];

/// How a controller is called, and the strategies that it knows.
fn strategies(controller: Controller) -> (&'static str, &'static [Strategy], &'static str) {
    match controller {
        Controller::Deployment => (
            "Deployment",
            &[Strategy::Rolling, Strategy::Recreate, Strategy::Canary, Strategy::BlueGreen],
            "rolling, recreate, canary or blue-green",
        ),
        Controller::StatefulSet => (
            "StatefulSet",
            &[Strategy::Rolling, Strategy::Partitioned, Strategy::OnDelete],
            "rolling, partitioned or on-delete",
        ),
        Controller::DaemonSet => ("DaemonSet", &[Strategy::Rolling, Strategy::OnDelete], "rolling or on-delete"),
    }
}

impl Check<'_, '_> {
    /// Keys of a job's own table that no job has.
    pub(super) fn job_keys(&mut self, path: &FieldPath) {
        for key in NOT_OF_JOBS {
            self.unused(&path.then(key), format!("`{path}` is a job, which has no `{key}`"), "remove it");
        }
    }

    pub(super) fn controller(&mut self, path: &FieldPath, workload: &Workload) {
        let controller = workload.controller.unwrap_or(Controller::Deployment);
        let at = path.then("rollout");
        let (name, known, words) = strategies(controller);
        if !known.contains(&workload.rollout.strategy) {
            let strategy = at.then("strategy");
            let message = format!("a {name} cannot roll out like this");
            let fault = Diagnostic::error("bad-strategy", self.place(&strategy), message);
            let fault = fault.label(format!("{words} is wanted"));
            let chosen = workload.controller.map(|_| self.place(&path.then("controller")));
            self.tell(&strategy, chosen.into_iter().fold(fault, |fault, place| fault.also(place, "the controller")));
        }
        match controller {
            Controller::Deployment => self.deployment(&at, &workload.rollout),
            Controller::StatefulSet => self.stateful_set(&at, &workload.rollout),
            Controller::DaemonSet => self.daemon_set(&at, &workload.rollout),
        }
        if workload.parallel_start && controller != Controller::StatefulSet {
            let message = format!("the pods of a {name} never wait for each other");
            let label = "set `controller = \"stateful-set\"`, or remove it";
            self.unused(&path.then("parallel-start"), message, label);
        }
        if workload.group.is_some() {
            self.group(path, workload, controller);
        }
    }

    fn deployment(&mut self, at: &FieldPath, rollout: &Rollout) {
        if rollout.max_surge.is_some_and(Amount::is_none) && rollout.max_unavailable.is_some_and(Amount::is_none) {
            let message = "with neither a pod more nor a pod less nothing can be replaced";
            self.fault(&at.then("max-unavailable"), "out-of-range", message, "1 or more, or a higher `max-surge`");
        }
    }

    fn stateful_set(&mut self, at: &FieldPath, rollout: &Rollout) {
        if rollout.strategy == Strategy::Partitioned {
            self.require(rollout.partition.is_some(), at, "partition", "the first pod that gets the new version");
        }
        if rollout.max_surge.is_some() {
            let message = "a StatefulSet starts no pod beside the one that it replaces";
            self.unused(&at.then("max-surge"), message, "remove it");
        }
        let unavailable = at.then("max-unavailable");
        if rollout.max_unavailable.is_none() || !self.is_own(&unavailable) {
            return;
        }
        if rollout.max_unavailable.is_some_and(Amount::is_none) {
            let message = "a StatefulSet replaces a pod only after it is gone";
            self.fault(&unavailable, "out-of-range", message, "1 or more");
        }
        let oldest = self.environment.platform.kubernetes;
        if oldest < SEVERAL_AT_ONCE {
            let version = format!("{}.{}", SEVERAL_AT_ONCE.major, SEVERAL_AT_ONCE.minor);
            let message =
                format!("Kubernetes {}.{} replaces the pods of a StatefulSet singly", oldest.major, oldest.minor);
            let fault = Diagnostic::error("needs-newer-cluster", self.provenance.key_place(&unavailable), message);
            let fault = fault.label(format!("remove it, or set `platform.kubernetes` to {version} or later"));
            let set = FieldPath::new(["platform", "kubernetes"]);
            let place = self.provenance.node(&set).map(|node| node.place);
            self.tell(
                &unavailable,
                place.into_iter().fold(fault, |fault, place| fault.also(place, "the oldest cluster")),
            );
        }
    }

    fn daemon_set(&mut self, at: &FieldPath, rollout: &Rollout) {
        let surge = at.then("max-surge");
        if rollout.surges_and_removes() && self.is_own(&surge) {
            let message = "a DaemonSet starts a pod beside the old one, or takes the old one away first, but not both";
            self.fault(&surge, "out-of-range", message, "add `max-unavailable = 0`, or remove it");
        }
    }

    /// The members of a group own no Service: they are behind that of the group.
    fn group(&mut self, path: &FieldPath, workload: &Workload, controller: Controller) {
        let at = path.then("group");
        if controller == Controller::StatefulSet {
            let fault = Diagnostic::error(
                "bad-group",
                self.place(&at),
                "a StatefulSet has a Service of its own, and members of a group have none",
            );
            let place = self.place(&path.then("controller"));
            self.tell(&at, fault.label("remove it, or choose another controller").also(place, "the controller"));
        }
        self.require(
            !workload.container.ports.is_empty(),
            path,
            "ports",
            "what is behind one Service listens on a port",
        );
        let service = path.then("service");
        let own = self.provenance.own(&service, self.environment.target);
        let keys = own.and_then(|node| node.table()).map(|table| table.entries.keys());
        let keys: Vec<String> = keys.into_iter().flatten().map(|key| key.clone().into_owned()).collect();
        for key in keys.iter().filter(|key| !["ports", "enabled"].contains(&key.as_str())) {
            let message = format!("`{path}` is behind the Service of its group, and has none of its own");
            let label = "say it in a profile that all members take, or remove it";
            self.unused(&service.then(key), message, label);
        }
    }
}
