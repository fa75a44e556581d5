//! The keys of a container: of the main one, and of those in `init` and `sidecars`.

use crate::load::Value;
use crate::plan::object::Content;
use crate::plan::workload::{Handler, Hook, Probe};

use super::key::{Fate, Key, Says, Site, emulated, foreign, ignored, kept, refused};

pub static KEYS: [Key; 46] = [
    Key::new("profiles", SAME, SAME),
    Key::new("image", kept("`image`"), kept("`image`")),
    Key::new("tag", kept("`image`"), kept("`image`")),
    Key::new("digest", kept("`image`"), kept("`image`")),
    Key::new("pull", kept("`imagePullPolicy`"), kept("`pull_policy`")),
    Key::new(
        "container-name",
        kept("`name` of the container"),
        kept("`container_name`, in the overlay `compose` or not"),
    ),
    Key::new("command", kept("`command`"), kept("`entrypoint`, with own variables put in")),
    Key::new("args", kept("`args`"), kept("`command`, with own variables put in")),
    Key::new("work-dir", kept("`workingDir`"), kept("`working_dir`")),
    Key::new("stdin", kept("`stdin`"), kept("`stdin_open`")),
    Key::new("ports", kept("`ports`"), kept("what outputs and `publish` name; within a network every port is open")),
    Key::new("udp", kept("`protocol`"), kept("`/udp` at published ports")),
    Key::new("private", kept("in no Service and in no policy"), ignored("within a network every port is open")),
    Key::new("host-ports", kept("`hostPort`"), ignored("`publish` opens ports of the host")),
    Key::new("needs", kept("`env`, policies"), kept("`environment`, `depends_on`")),
    Key::new("env", kept("`env`"), kept("`environment`, with own variables put in")),
    Key::new(
        "env-from",
        kept("`envFrom`"),
        emulated("each key becomes a variable of its own; keys that are no names of variables are left out"),
    ),
    Key::new(
        "files",
        kept("ConfigMaps and mounts"),
        kept("inline `configs`, `secrets`; bytes that are no text are mounted from the platform's folder").but(
            Fate::Emulated,
            "Compose copies files into the root, which therefore stays writable",
            is_written_to,
        ),
    ),
    Key::new(
        "files.*.mode",
        kept("`mode`"),
        kept("`mode`").but(
            Fate::Ignored,
            "a file that is mounted from the platform's folder keeps its own mode",
            is_binary,
        ),
    ),
    Key::new("mounts", kept("`volumeMounts`"), kept("`volumes`")),
    Key::new(
        "liveness",
        kept("`livenessProbe`"),
        CHECK.but(Fate::Ignored, "Compose has one health check: another probe is it", is_second),
    ),
    Key::new("readiness", kept("`readinessProbe`"), CHECK),
    Key::new(
        "startup",
        kept("`startupProbe`"),
        CHECK.but(Fate::Ignored, "Compose has one health check: readiness is it", is_second),
    ),
    Key::new("*.successes", kept("`successThreshold`"), ignored("one success is enough for Compose")),
    Key::new("probe-tool", foreign("the kubelet itself asks"), kept("how `healthcheck` asks")),
    Key::new(
        "pre-stop",
        kept("`lifecycle.preStop`"),
        HOOK.but(Fate::Foreign, "no Service has to forget a container here", is_sleep),
    ),
    Key::new(
        "post-start",
        kept("`lifecycle.postStart`"),
        HOOK.but(Fate::Ignored, "a hook that only waits changes nothing", is_sleep),
    ),
    Key::new("size", kept("`resources`"), AMOUNTS),
    Key::new("resources", kept("`resources`"), AMOUNTS),
    Key::new(
        "security",
        kept("`securityContext`"),
        kept("`user`, `read_only`, `cap_add`, `cap_drop`, `privileged`, `security_opt`"),
    ),
    Key::new("security.enabled", SAME, SAME),
    Key::new("security.preset", SAME, SAME),
    Key::new("security.user", kept("`runAsUser`"), kept("`user`")),
    Key::new(
        "security.group",
        kept("`runAsGroup`"),
        kept("`user`").but(Fate::Ignored, "Docker has no word for a group without a user", has_no_user),
    ),
    Key::new("security.fs-group", kept("`fsGroup`"), ignored("Docker changes no owner of a volume's files")),
    Key::new(
        "security.non-root",
        kept("`runAsNonRoot`"),
        ignored("Docker does not look who an image runs as; `security.user` says it"),
    ),
    Key::new("security.read-only", kept("`readOnlyRootFilesystem`"), kept("`read_only`, unless `files` are laid in")),
    Key::new("security.privileged", kept("`privileged`"), kept("`privileged`")),
    Key::new("security.escalation", kept("`allowPrivilegeEscalation`"), kept("`security_opt: no-new-privileges`")),
    Key::new("security.add", kept("`capabilities`"), kept("`cap_add`")),
    Key::new("security.drop", kept("`capabilities`"), kept("`cap_drop`")),
    Key::new(
        "security.seccomp",
        kept("`seccompProfile`"),
        kept("`security_opt`; Docker's own profile is its default").but(
            Fate::Ignored,
            "Docker reads no profiles of a node by name",
            is_localhost,
        ),
    ),
    Key::new(
        "security.seccomp-profile",
        kept("`seccompProfile`"),
        ignored("Docker reads no profiles of a node by name"),
    ),
    Key::new("security.writable", kept("`emptyDir`"), kept("`tmpfs`")),
    Key::new(
        "env.{field}",
        kept("`fieldRef`, `resourceFieldRef`"),
        refused("`{field…}` and `{resource…}`: the variable belongs into the overlay `kubernetes`"),
    ),
    Key::new(
        "env.{shell}",
        refused("`{shell…}`: the variable belongs into the overlay `compose`"),
        kept("`${VARIABLE}`"),
    ),
];

/// Read before any target comes into it.
const SAME: Says = kept("resolved");

const CHECK: Says = kept("`healthcheck`: of readiness, else startup, else liveness")
    .but(Fate::Ignored, "Compose cannot ask for gRPC: use `exec`, or `compose.readiness`", is_grpc_alone)
    .but(Fate::Ignored, "an http or tcp probe needs `probe-tool`: what the image has to ask with", has_no_tool);

const HOOK: Says = kept("`exec` as `pre_stop`, `post_start`").but(
    Fate::Ignored,
    "Compose knows commands alone, no http hooks",
    is_http,
);

const AMOUNTS: Says =
    kept("`deploy.resources`").but(Fate::Ignored, "Compose has a word for cpu and memory alone", has_other_resources);

fn probes<'s>(site: &Site<'s>) -> impl Iterator<Item = &'s Probe> {
    let container = site.container;
    [&container.readiness, &container.startup, &container.liveness].into_iter().flatten()
}

fn keyed<'s>(site: &Site<'s>) -> Option<&'s Probe> {
    let container = site.container;
    let keys = ["readiness", "startup", "liveness"];
    let probes = [&container.readiness, &container.startup, &container.liveness];
    let (_, probe) = keys.into_iter().zip(probes).find(|(key, _)| *key == site.key)?;
    probe.as_ref()
}

/// Whether Compose's one check is made of another probe.
fn is_second(site: &Site<'_>) -> bool {
    matches!((keyed(site), probes(site).next()), (Some(own), Some(first)) if !std::ptr::eq(own, first))
}

fn is_first(site: &Site<'_>) -> bool {
    keyed(site).is_some() && !is_second(site)
}

fn is_grpc_alone(site: &Site<'_>) -> bool {
    is_first(site) && keyed(site).is_some_and(|probe| matches!(probe.handler, Handler::Grpc { .. }))
}

fn has_no_tool(site: &Site<'_>) -> bool {
    let asks = |probe: &Probe| matches!(probe.handler, Handler::Http { .. } | Handler::Tcp { .. });
    is_first(site) && site.container.health.is_none() && keyed(site).is_some_and(asks)
}

fn hook<'s>(site: &Site<'s>) -> Option<&'s Hook> {
    let hook = if site.key == "pre-stop" { &site.container.pre_stop } else { &site.container.post_start };
    hook.as_ref()
}

fn is_http(site: &Site<'_>) -> bool {
    matches!(hook(site), Some(Hook::Http { .. }))
}

fn is_sleep(site: &Site<'_>) -> bool {
    matches!(hook(site), Some(Hook::Sleep(_)))
}

fn has_other_resources(site: &Site<'_>) -> bool {
    let mut amounts = site.container.limits.keys().chain(site.container.requests.keys());
    amounts.any(|name| name != "cpu" && name != "memory")
}

fn has_no_user(site: &Site<'_>) -> bool {
    site.container.security.identity.user.is_none()
}

fn is_localhost(site: &Site<'_>) -> bool {
    matches!(&site.node.value, Value::String(word) if word == "localhost")
}

/// Whether files are copied into a root that was meant to be read-only.
fn is_written_to(site: &Site<'_>) -> bool {
    site.container.security.read_only == Some(true) && site.file_volumes().next().is_some()
}

fn is_binary(site: &Site<'_>) -> bool {
    let configs = site.plan.configs.iter().filter(|config| config.meta.owner.as_ref() == Some(&site.workload.id));
    configs.flat_map(|config| config.entries.values()).any(|content| matches!(content, Content::Binary { .. }))
}
