//! The socket of the container runtime, handed to a container.

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::admission::is_enforced;
use super::host_volumes::{host_volumes, is_runtime_socket};

pub const RULE: Rule = Rule {
    name: "runtime-socket",
    finds: "a container that is given the socket of Docker, containerd or CRI-O",
    why: "Who may talk to that socket may start a privileged container, and with it has the machine: mounting it
read-only changes nothing, for a socket is not read but asked. kube-linter calls it `docker-sock`.",
    instead: "Read logs and metrics from where the node offers them, and build images without a daemon.",
    levels: Levels::staged(Level::Allow, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    const ADVICE: &str = "leave it out";
    for pod in checked.objects.pods() {
        for volume in host_volumes(&pod).iter().filter(|volume| is_runtime_socket(volume.path)) {
            if is_enforced(checked, &pod, "hostPathVolumes") {
                continue;
            }
            let message = format!("`{}` has the node's `{}`", pod.item.words, volume.path);
            let field = pod.field(&["spec", "volumes", &volume.index, "hostPath", "path"]);
            let at = At::object(pod.item, &field).from(&["volumes", volume.name]).from(&["volumes"]);
            found.push(at, message, ADVICE);
        }
    }
    let services = checked.compose.and_then(|compose| compose.get("services")?.as_object());
    for (name, service) in services.into_iter().flatten() {
        let volumes = service.get("volumes").and_then(Json::as_array).into_iter().flatten().enumerate();
        for (index, path) in volumes.filter_map(|(index, volume)| Some((index, source(volume)?))) {
            if is_runtime_socket(path) {
                let at = At::compose(name, &["volumes", &index.to_string()]).from(&["volumes"]);
                found.push(at, format!("`compose/{name}` has the machine's `{path}`"), ADVICE);
            }
        }
    }
}

/// What of the machine a Compose service mounts: `SOURCE:TARGET`, or a table.
fn source(volume: &Json) -> Option<&str> {
    volume.as_str().and_then(|short| short.split(':').next()).or_else(|| volume.get("source")?.as_str())
}
