//! The keys of services, components and jobs beside those of their containers.

use crate::load::Value;
use crate::plan::workload::Controller;

use super::key::{Fate, Key, Says, Site, emulated, foreign, ignored, kept};

pub static KEYS: [Key; 56] = [
    Key::new("enabled", SAME, SAME),
    Key::new("targets", SAME, SAME),
    Key::new("name", kept("names of objects"), kept("the service's name")),
    Key::new("namespace", kept("`namespace`"), foreign("all services of a Compose project are in one place")),
    Key::new("unset", SAME, SAME),
    Key::new("labels", kept("`labels`"), kept("`labels`")),
    Key::new("labels.app", kept("`labels`, and what selects"), foreign("it is what Kubernetes selects by")),
    Key::new("annotations", kept("`annotations`"), kept("`labels`")),
    Key::new(
        "pod-annotations",
        kept("`annotations` of the pod"),
        foreign("there are no pods; `annotations` become labels"),
    ),
    Key::new(
        "version",
        kept("a label; of a component, the image's tag"),
        kept("of a component, the image's tag").but(Fate::Foreign, "it is a label of Kubernetes' own", is_service),
    ),
    Key::new("group", kept("one Service over its members"), emulated("each member answers to the group's name")),
    Key::new(
        "controller",
        kept("the kind of object"),
        kept("a service")
            .but(Fate::Emulated, "instances have no lasting names and start in no order", is_stateful)
            .but(Fate::Emulated, "it runs once: there is one machine", is_on_every_node),
    ),
    Key::new(
        "replicas",
        kept("`replicas`").but(Fate::Ignored, "`autoscale` decides how many run", is_scaled),
        kept("`deploy.replicas`").but(Fate::Ignored, "`autoscale` decides how many run", is_scaled).but(
            Fate::Emulated,
            "it runs once: others of it would want the same port, name or volume",
            runs_once,
        ),
    ),
    Key::new("pull-secrets", kept("`imagePullSecrets`"), ignored("`docker login` lends the credentials")),
    Key::new("build", foreign("a cluster pulls images; Compose builds them"), kept("`build`")),
    Key::new(
        "after",
        ignored("a cluster starts all at once, and what is not ready is tried again"),
        kept("`depends_on`"),
    ),
    Key::new("variables", SAME, SAME),
    Key::new("outputs", SAME, SAME),
    Key::new(
        "config-keys",
        kept("keys of `platform.shared-config`").but(
            Fate::Ignored,
            "`platform.shared-config` names no ConfigMap",
            has_no_shared_config,
        ),
        foreign("there is no shared ConfigMap: values stand in place"),
    ),
    Key::new(
        "secret",
        kept("the Secret's name"),
        foreign("there are no Secrets: values stand in place, or come from the shell"),
    ),
    Key::new(
        "secret-keys",
        kept("keys of the Secret"),
        foreign("there are no Secrets: values stand in place, or come from the shell"),
    ),
    Key::new("account", kept("`serviceAccountName`"), NO_SERVER),
    Key::new("token", kept("`automountServiceAccountToken`"), NO_SERVER),
    Key::new("permissions", kept("Role and RoleBinding"), NO_SERVER),
    Key::new("account-annotations", kept("`annotations` of the ServiceAccount"), NO_SERVER),
    Key::new("grace", kept("`terminationGracePeriodSeconds`"), kept("`stop_grace_period`")),
    Key::new(
        "restart",
        kept("`restartPolicy`").but(
            Fate::Emulated,
            "a cluster restarts always, unless it is told to stop",
            is_unless_stopped,
        ),
        kept("`restart`"),
    ),
    Key::new(
        "rollout",
        kept("`strategy`, `updateStrategy`, or a Rollout"),
        foreign("`docker compose up` puts the new container in the old one's place"),
    ),
    Key::new("revision-history", kept("`revisionHistoryLimit`"), foreign("Compose remembers no former state")),
    Key::new("parallel-start", kept("`podManagementPolicy`"), foreign("instances start together")),
    Key::new("autoscale", kept("HorizontalPodAutoscaler"), emulated("as few run as there may be")),
    Key::new("disruption", kept("PodDisruptionBudget"), foreign("there is one machine, and nobody drains it")),
    Key::new("spread", kept("`topologySpreadConstraints`, `podAntiAffinity`"), ONE_MACHINE),
    Key::new("zone", kept("`nodeAffinity`"), ONE_MACHINE),
    Key::new("node-selector", kept("`nodeSelector`"), ONE_MACHINE),
    Key::new("tolerations", kept("`tolerations`"), ONE_MACHINE),
    Key::new("priority-class", kept("`priorityClassName`"), ONE_MACHINE),
    Key::new("service-links", kept("`enableServiceLinks`"), foreign("Compose makes no such variables")),
    Key::new("host-network", kept("`hostNetwork`"), ignored("`publish` opens ports of the host")),
    Key::new("host-pid", kept("`hostPID`"), ignored("`pid = \"host\"` says it for Compose")),
    Key::new("dns-policy", kept("`dnsPolicy`"), foreign("Docker resolves names itself")),
    Key::new(
        "metrics",
        kept("ServiceMonitor or annotations").but(
            Fate::Ignored,
            "nobody reads them: `observability.stack` or `.scrape` is not set",
            is_not_scraped,
        ),
        foreign("nobody reads them here"),
    ),
    Key::new(
        "service",
        kept("Service"),
        emulated("others reach the container itself, under the workload's name and at its own ports"),
    ),
    Key::new(
        "extra-services",
        kept("Services"),
        emulated("their names lead to the container itself, at its own ports"),
    ),
    Key::new("publish", foreign("a cluster opens ports by `service.type` and `expose`"), kept("`ports`")),
    Key::new("expose", kept("Ingress"), foreign("`publish` opens ports of the host")),
    Key::new("routes", kept("data for templates; a need each"), kept("data for templates; a need each")),
    Key::new("networks", COMPOSE_ALONE, kept("`networks`")),
    Key::new("hostname", COMPOSE_ALONE, kept("`hostname`")),
    Key::new("compose-profiles", COMPOSE_ALONE, kept("`profiles`")),
    Key::new("ulimits", COMPOSE_ALONE, kept("`ulimits`")),
    Key::new("logging", COMPOSE_ALONE, kept("`logging`")),
    Key::new("pid", foreign("`host-pid` says it for a cluster"), kept("`pid`")),
    Key::new(
        "init",
        kept("`initContainers`"),
        emulated("a service each, for which the next one waits until it is done"),
    ),
    Key::new(
        "sidecars",
        kept("`initContainers` that restart, or `containers` below 1.29"),
        emulated("a service each, in the network of the main one"),
    ),
    Key::new(
        "extra",
        kept("laid over the object, in the overlay `kubernetes`"),
        kept("laid over the service, in the overlay `compose`"),
    ),
];

const SAME: Says = kept("resolved");
const NO_SERVER: Says = foreign("there is no API server to speak to");
const ONE_MACHINE: Says = foreign("Compose runs everything on one machine");
const COMPOSE_ALONE: Says = foreign("it is Compose's own");

fn is_service(site: &Site<'_>) -> bool {
    site.workload.kind == "service"
}

fn is_stateful(site: &Site<'_>) -> bool {
    matches!(site.workload.controller, Controller::StatefulSet { .. })
}

fn is_on_every_node(site: &Site<'_>) -> bool {
    matches!(site.workload.controller, Controller::DaemonSet(_))
}

fn runs_once(site: &Site<'_>) -> bool {
    let asks_for_more = matches!(site.node.value, Value::Integer(count) if count > 1);
    asks_for_more && site.workload.compose.replicas.is_none()
}

fn is_unless_stopped(site: &Site<'_>) -> bool {
    site.node.string() == Some("unless-stopped")
}

fn is_not_scraped(site: &Site<'_>) -> bool {
    let annotated = site.workload.pod_annotations.contains_key("prometheus.io/scrape");
    site.workload.monitor.is_none() && !annotated
}

fn is_scaled(site: &Site<'_>) -> bool {
    site.workload.autoscale.is_some()
}

fn has_no_shared_config(site: &Site<'_>) -> bool {
    site.plan.environment.platform.shared_config.is_none()
}
