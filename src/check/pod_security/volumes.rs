//! Which kinds of volumes a pod may bring along.

use super::standard::Broken;
use super::subject::Subject;

const ALLOWED: [&str; 9] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

/// `restrictedVolumes`: what reaches a node or another machine is claimed, not named by a pod. A volume that names no
/// source is an empty folder: the server writes that in before it looks.
pub fn restricted(subject: &Subject<'_>, broken: &mut Broken) {
    for (path, name, volume) in subject.volumes() {
        let fields = volume.as_object().into_iter().flatten();
        let mut sources = fields.filter(|(key, source)| *key != "name" && !source.is_null()).map(|(key, _)| key);
        let first = sources.next();
        let mut all = first.into_iter().chain(sources);
        if let (Some(first), false) = (first, all.any(|source| ALLOWED.contains(&source.as_str()))) {
            broken.pod(path.then(first), format!("the volume `{name}` is of the kind `{first}`"));
        }
    }
}
