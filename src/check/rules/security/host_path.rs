//! Files of the node in a pod's hands.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::admission::is_enforced;
use super::host_volumes::{host_volumes, is_runtime_socket};

pub const RULE: Rule = Rule {
    name: "host-path",
    finds: "a pod that may write to a path of its node, or read one with the node's secrets",
    why: "Who can write to a node's files can change what it starts, and who can read all of `/etc` or of the kubelet's
folder has the credentials of every pod there. Besides, such data stays on one node when the pod moves. kube-linter calls
it `sensitive-host-mounts` and `writable-host-mount`.",
    instead: "Take a claim (`size`) for data that is to stay, and mount a node's logs with `read-only = true`.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

/// Folders of a node that hold what makes it a node. The root is one by itself.
const SENSITIVE: [&str; 10] = [
    "/etc",
    "/root",
    "/home",
    "/boot",
    "/dev",
    "/var/lib/kubelet",
    "/var/lib/docker",
    "/var/lib/containerd",
    "/var/lib/etcd",
    "/lib/modules",
];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        for volume in host_volumes(&pod).iter().filter(|volume| !is_runtime_socket(volume.path)) {
            let (does, advice) = match (volume.written, is_sensitive(volume.path)) {
                (true, _) => ("may write to", "mount it read-only, or claim storage"),
                (false, true) => ("reads", "mount the one file that it needs"),
                (false, false) => continue,
            };
            if is_enforced(checked, &pod, "hostPathVolumes") {
                continue;
            }
            let message = format!("`{}` {does} `{}` of its node", pod.item.words, volume.path);
            let field = pod.field(&["spec", "volumes", &volume.index, "hostPath", "path"]);
            let at = At::object(pod.item, &field).from(&["volumes", volume.name]).from(&["volumes"]);
            found.push(at, message, advice);
        }
    }
}

fn is_sensitive(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let below = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    path.is_empty() || SENSITIVE.iter().any(|folder| below(folder))
}
