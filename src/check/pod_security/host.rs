//! What a pod shares with its node: namespaces, paths, ports, and who is probed from there.

use super::standard::Broken;
use super::subject::{Subject, items, text};

const NAMESPACES: [(&str, &str); 3] = [
    ("hostNetwork", "shares the node's network"),
    ("hostPID", "sees the node's processes"),
    ("hostIPC", "shares the node's memory and queues"),
];

pub fn namespaces(subject: &Subject<'_>, broken: &mut Broken) {
    let pod = subject.pod();
    for (key, does) in NAMESPACES {
        if pod.get(&[key]).as_bool() == Some(true) {
            broken.push(&pod, &[key], does);
        }
    }
}

pub fn paths(subject: &Subject<'_>, broken: &mut Broken) {
    for (path, name, volume) in subject.volumes() {
        if volume.get("hostPath").is_some_and(|source| !source.is_null()) {
            broken.pod(path.then("hostPath"), format!("the volume `{name}` is a path of the node"));
        }
    }
}

pub fn ports(subject: &Subject<'_>, broken: &mut Broken) {
    for container in subject.containers() {
        for (index, port) in items(container.json, "ports").enumerate() {
            let of_node = port.get("hostPort").filter(|port| port.as_f64().is_some_and(|port| port != 0.0));
            if let Some(of_node) = of_node {
                let field = ["ports", &index.to_string(), "hostPort"];
                broken.push(&container, &field, &format!("takes the port {of_node} of the node"));
            }
        }
    }
}

/// Where a container says whom the node is to ask.
const ASKED: [&[&str]; 5] = [
    &["livenessProbe"],
    &["readinessProbe"],
    &["startupProbe"],
    &["lifecycle", "postStart"],
    &["lifecycle", "preStop"],
];

/// `hostProbesAndHostLifecycle`: probes may ask the pod alone, for the node asks from where the pod could not.
pub fn probed_hosts(subject: &Subject<'_>, broken: &mut Broken) {
    for container in subject.containers() {
        for asked in ASKED {
            for way in ["httpGet", "tcpSocket"] {
                let host = text(container.get(asked), &[way, "host"]);
                if !host.is_empty() {
                    let field = [asked, &[way, "host"]].concat();
                    broken.push(&container, &field, &format!("has the node ask the host `{host}`"));
                }
            }
        }
    }
}
