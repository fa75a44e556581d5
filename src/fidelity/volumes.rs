//! The keys of volumes.

use crate::load::Node;
use crate::plan::workload::{Controller, VolumeSource};

use super::key::{Fate, Key, Says, Site, emulated, foreign, ignored, kept, refused};

pub static KEYS: [Key; 20] = [
    Key::new("volumes", kept("`volumes`"), kept("`volumes`, `tmpfs`")),
    Key::new(
        "volumes.*.read-only",
        kept("`readOnly`"),
        kept("`:ro`")
            .but(
                Fate::Ignored,
                "nothing would ever stand in a volume of its own that nobody may write to",
                is_anonymous,
            )
            .but(Fate::Ignored, "the files are laid in as copies", is_projected),
    ),
    Key::new(
        "volumes.*.sub-path",
        kept("`subPath`"),
        kept("a part of a host's folder").but(
            Fate::Emulated,
            "a volume of its own: Docker makes no folders within one",
            is_within_a_volume,
        ),
    ),
    Key::new(
        "volumes.*.claim",
        kept("PersistentVolumeClaim").but(
            Fate::Emulated,
            "an empty folder, as `storage.ephemeral` says",
            is_empty_folder,
        ),
        emulated("a named volume, of no certain size"),
    ),
    Key::new(
        "volumes.*.ephemeral",
        kept("`ephemeral`").but(Fate::Emulated, "an empty folder, as `storage.ephemeral` says", is_empty_folder),
        emulated("an anonymous volume, of no certain size"),
    ),
    Key::new("volumes.*.existing", kept("`persistentVolumeClaim`"), emulated("a named volume of that name")),
    Key::new(
        "volumes.*.empty",
        kept("`emptyDir`"),
        kept("an anonymous volume, `tmpfs`, or a named volume where containers share it").but(
            Fate::Ignored,
            "a volume has no limit",
            has_limit,
        ),
    ),
    Key::new(
        "volumes.*.memory",
        kept("`emptyDir` of medium `Memory`"),
        kept("`tmpfs`").but(
            Fate::Emulated,
            "containers share it, which takes a volume on disk, without a limit",
            is_shared,
        ),
    ),
    Key::new("volumes.*.host", kept("`hostPath`"), kept("a bind mount")),
    Key::new(
        "volumes.*.host.{relative}",
        refused("no node of a cluster has the platform's folder"),
        kept("a bind mount"),
    ),
    Key::new("volumes.*.use", kept("`persistentVolumeClaim`"), kept("the other's named volume")),
    Key::new("volumes.*.projected", kept("`projected`"), emulated("each file is laid in by itself")),
    Key::new("volumes.*.projected.*.token", kept("`serviceAccountToken`"), NO_SERVER),
    Key::new("volumes.*.projected.*.path", SAME, NO_SERVER),
    Key::new("volumes.*.projected.*.lifetime", SAME, NO_SERVER),
    Key::new("volumes.*.projected.*.fields", kept("`downwardAPI`"), ignored("there is no pod to tell of")),
    Key::new(
        "volumes.*.class",
        kept("`storageClassName`").but(
            Fate::Ignored,
            "there is no claim, as `storage.ephemeral` says",
            is_empty_folder,
        ),
        ignored("Docker keeps volumes by itself; `compose.volumes` names a driver"),
    ),
    Key::new(
        "volumes.*.access",
        kept("`accessModes`").but(Fate::Ignored, "there is no claim, as `storage.ephemeral` says", is_empty_folder),
        ignored("who mounts a volume may write to it, unless it is `read-only`"),
    ),
    Key::new(
        "volumes.*.claim-name",
        kept("the claim's name")
            .but(Fate::Ignored, "there is no claim, as `storage.ephemeral` says", is_empty_folder)
            .but(Fate::Ignored, "a template of claims names them after volume and pod", is_template),
        kept("the volume's name"),
    ),
    Key::new("volumes.*.options", COMPOSE_ALONE, kept("mount options")),
];

const SAME: Says = kept("resolved");
const NO_SERVER: Says = foreign("there is no API server to speak to");
const COMPOSE_ALONE: Says = foreign("it is Compose's own");

/// The volume of the pod that a key under `volumes` speaks of.
fn source<'s>(site: &Site<'s>) -> Option<&'s VolumeSource> {
    let volume = site.workload.pod.volumes.iter().find(|volume| volume.name == site.entry)?;
    Some(&volume.source)
}

fn is_empty_folder(site: &Site<'_>) -> bool {
    matches!(source(site), Some(VolumeSource::Empty { .. }))
}

/// A StatefulSet's claims come from its templates, and so stand in no volume of the pod.
fn is_template(site: &Site<'_>) -> bool {
    matches!(site.workload.controller, Controller::StatefulSet { .. }) && source(site).is_none()
}

fn is_within_a_volume(site: &Site<'_>) -> bool {
    !matches!(source(site), Some(VolumeSource::Host { .. }))
}

fn has_limit(site: &Site<'_>) -> bool {
    let is_limited = |node: &Node<'_>| node.string().is_some_and(|limit| !limit.is_empty());
    let in_memory = site.container.security.read_only == Some(true)
        || site.container.security.identity.non_root == Some(true)
        || site.container.security.identity.user.is_some_and(|user| user != 0);
    is_limited(site.node) && (is_shared(site) || !in_memory)
}

fn is_shared(site: &Site<'_>) -> bool {
    let containers = site.workload.pod.containers();
    containers.filter(|one| one.mounts.iter().any(|mount| mount.volume == site.entry)).count() > 1
}

fn is_anonymous(site: &Site<'_>) -> bool {
    let own = matches!(
        source(site),
        Some(VolumeSource::Empty { .. } | VolumeSource::Memory { .. } | VolumeSource::Ephemeral { .. })
    );
    own && !is_shared(site)
}

fn is_projected(site: &Site<'_>) -> bool {
    matches!(source(site), Some(VolumeSource::Projected { .. }))
}
