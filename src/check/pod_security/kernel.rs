//! What of the kernel a pod may see and set.

use super::standard::{Broken, Revision};
use super::subject::{Subject, items, text};

/// `procMount`: `/proc` stays masked.
pub fn proc_mount(subject: &Subject<'_>, broken: &mut Broken) {
    for container in subject.containers() {
        let mount = container.context(&["procMount"]);
        if mount.as_str().is_some_and(|mount| mount != "Default") {
            let does = format!("mounts `/proc` as {mount}").replace('"', "`");
            broken.push(&container, &["securityContext", "procMount"], &does);
        }
    }
}

/// Whose root is nobody on the node may see all of it.
pub fn proc_mount_of_node_users(subject: &Subject<'_>, broken: &mut Broken) {
    if !subject.has_own_users() {
        proc_mount(subject, broken);
    }
}

/// `sysctls`: those that hold for the pod alone. The later minor versions know more of them.
pub const SYSCTLS: &[Revision] = &[
    Revision::since(0, |subject, broken| sysctls(subject, broken, 5)),
    Revision::since(27, |subject, broken| sysctls(subject, broken, 6)),
    Revision::since(29, |subject, broken| sysctls(subject, broken, 10)),
    Revision::since(32, |subject, broken| sysctls(subject, broken, 12)),
    Revision::since(37, |subject, broken| sysctls(subject, broken, SAFE.len())),
];

/// In the order in which they came to be allowed.
const SAFE: [&str; 14] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
    "net.ipv4.tcp_slow_start_after_idle",
    "net.ipv4.tcp_notsent_lowat",
];

fn sysctls(subject: &Subject<'_>, broken: &mut Broken, known: usize) {
    let pod = subject.pod();
    for (index, sysctl) in items(pod.get(&["securityContext"]), "sysctls").enumerate() {
        let name = text(sysctl, &["name"]);
        if !SAFE[..known].contains(&name) {
            let field = ["securityContext", "sysctls", &index.to_string(), "name"];
            broken.push(&pod, &field, &format!("sets the kernel's `{name}`"));
        }
    }
}
