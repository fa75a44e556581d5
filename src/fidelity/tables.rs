//! The tables of a layer that are no workloads.

use crate::model::compose::ComposeSecrets;
use crate::plan::Plan;
use crate::plan::object::SecretOrigin;

use super::key::{Fate, Key, Says, everywhere, foreign, kept};

pub static KEYS: [Key; 40] = [
    Key::new("tier", SAME, SAME),
    Key::new("targets", SAME, SAME),
    Key::new("platform", kept("names, labels, images"), kept("names, images")),
    Key::new("platform.namespace", kept("Namespace"), foreign("all services of a Compose project are in one place")),
    Key::new("platform.kubernetes", kept("chooses fields and versions"), foreign("it is the cluster's version")),
    Key::new(
        "platform.region",
        kept("`nodeAffinity`, `{region}`"),
        kept("`{region}`").in_some(Fate::Foreign, "nodes of a region are a cluster's", everywhere),
    ),
    Key::new("platform.legacy-labels", kept("`labels`"), foreign("labels that group are Kubernetes' own")),
    Key::new(
        "platform.shared-config",
        kept("ConfigMap"),
        foreign("there is no shared ConfigMap: values stand in place"),
    ),
    Key::new("defaults", SAME, SAME),
    Key::new("profiles", SAME, SAME),
    Key::new("sizes", SAME, SAME),
    Key::new(
        "namespaces",
        kept("Namespaces, quotas, limits"),
        foreign("all services of a Compose project are in one place"),
    ),
    Key::new("services", SAME, SAME),
    Key::new("components", SAME, SAME),
    Key::new("jobs", SAME, SAME),
    Key::new("config", kept("ConfigMaps"), kept("values in place, files as inline `configs`")),
    Key::new("config.*.name", kept("the ConfigMap's name"), foreign("values stand in place")),
    Key::new("config.*.labels", kept("`labels`"), foreign("Compose's configs have no labels")),
    Key::new("secrets.*.name", kept("the Secret's name"), FROM_SHELL),
    Key::new("secrets.*.create", kept("whether there is a Secret"), FROM_SHELL),
    Key::new(
        "secrets.*.keys.*.value",
        kept("a Secret, in `local` and `test`"),
        kept("in place").in_some(Fate::Foreign, "`compose.secrets` leaves it to the shell", is_from_shell),
    ),
    Key::new("secrets", kept("Secrets, ExternalSecrets"), kept("values in place, or from the shell")),
    Key::new(
        "secrets.*.type",
        kept("`type`"),
        foreign("there are no Secrets: values stand in place, or come from the shell"),
    ),
    Key::new("secrets.*.remote", STORED, FROM_SHELL),
    Key::new("secrets.*.keys.*.remote", STORED, FROM_SHELL),
    Key::new("secrets.*.keys.*.property", STORED, FROM_SHELL),
    Key::new("secret-store", kept("ExternalSecrets, SecretStore"), FROM_SHELL),
    Key::new("storage", kept("claims"), foreign("Docker keeps volumes by itself; `compose.volumes` names a driver")),
    Key::new(
        "network",
        kept("NetworkPolicies"),
        foreign("Compose has no policies: who shares a network reaches every port"),
    ),
    Key::new("ingress", kept("Ingress"), foreign("`publish` opens ports of the host")),
    Key::new("access", kept("ServiceAccounts, Roles"), foreign("there is no API server to speak to")),
    Key::new("security", kept("labels of namespaces"), foreign("Docker admits every container")),
    Key::new(
        "analysis",
        kept("AnalysisTemplates"),
        foreign("`docker compose up` puts the new container in the old one's place"),
    ),
    Key::new("observability", kept("monitors, rules, dashboards"), foreign("nobody watches here; a component can")),
    Key::new("artifacts", kept("the target `files`"), kept("the target `files`")),
    Key::new("patches", kept("patched objects"), kept("patched services")),
    Key::new(
        PATCH,
        kept("laid over the object that `target` names").but(
            Fate::Foreign,
            "they name services of a Compose file",
            |_| true,
        ),
        kept("laid over the service that `target` names")
            .but(Fate::Foreign, "they name objects of a cluster", |_| true),
    ),
    Key::new("lints", kept("read by `check`"), kept("read by `check`")),
    Key::new("manifests", kept("objects as they are"), foreign("they are objects of a cluster")),
    Key::new("compose", foreign("it is Compose's own"), kept("the Compose file")),
];

/// One of `[patches]`, which is for one target and left out of the other.
pub const PATCH: &str = "patches.*";

const SAME: Says = kept("resolved");
const STORED: Says =
    kept("ExternalSecret").in_some(Fate::Ignored, "`secret-store` reads no store in this environment", has_no_store);
const FROM_SHELL: Says = foreign("values stand in place, or come from the shell");

pub fn is_from_shell(plan: &Plan<'_>) -> bool {
    plan.environment.compose.secrets == Some(ComposeSecrets::Shell)
}

fn has_no_store(plan: &Plan<'_>) -> bool {
    !plan.secrets.iter().any(|secret| matches!(secret.source, SecretOrigin::External { .. }))
}
