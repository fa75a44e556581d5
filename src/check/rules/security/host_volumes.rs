//! Paths of nodes that pods mount, and whether they write there.

use serde_json::Value as Json;

use crate::check::Pod;
use crate::check::object::get;

/// A volume that is a path of the node.
pub struct HostVolume<'p> {
    /// Its place in the list of volumes.
    pub index: String,
    pub name: &'p str,
    pub path: &'p str,
    /// Whether some container mounts it other than read-only.
    pub written: bool,
}

pub fn host_volumes<'p>(pod: &Pod<'p>) -> Vec<HostVolume<'p>> {
    let volumes = pod.spec(&["volumes"]).as_array().into_iter().flatten().enumerate();
    let of_host = volumes.filter_map(|(index, volume)| {
        let path = get(volume, &["hostPath", "path"]).as_str()?;
        let name = get(volume, &["name"]).as_str().unwrap_or_default();
        Some(HostVolume { index: index.to_string(), name, path, written: false })
    });
    let mut volumes: Vec<_> = of_host.collect();
    if volumes.is_empty() {
        return volumes;
    }
    for container in pod.containers() {
        for mount in container.json.get("volumeMounts").and_then(Json::as_array).into_iter().flatten() {
            let name = get(mount, &["name"]).as_str().unwrap_or_default();
            let reads = get(mount, &["readOnly"]).as_bool() == Some(true);
            volumes.iter_mut().filter(|volume| volume.name == name).for_each(|volume| volume.written |= !reads);
        }
    }
    volumes
}

/// Whether a path is the socket of the program that runs all containers of a node.
pub fn is_runtime_socket(path: &str) -> bool {
    let known = ["docker.sock", "containerd.sock", "crio.sock", "podman.sock", "cri-dockerd.sock"];
    path.rsplit('/').next().is_some_and(|name| known.contains(&name))
}
