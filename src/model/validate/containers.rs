//! The containers of a pod: what holds for each of them, and what they have to share.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, FieldPath};
use crate::model::container::Container;
use crate::model::workload::Workload;

use super::Check;

/// Which part a container plays in its pod.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Main,
    Init,
    Sidecar,
}

/// One container of a workload, and where it is set.
pub(super) struct Contained<'e> {
    pub path: FieldPath,
    pub part: Part,
    /// Its key in `init` or `sidecars`; empty: the main one.
    pub key: &'e str,
    pub container: &'e Container,
}

/// All containers of a workload, the main one first.
pub(super) fn containers<'e>(path: &FieldPath, workload: &'e Workload) -> Vec<Contained<'e>> {
    let main = Contained { path: path.clone(), part: Part::Main, key: "", container: &workload.container };
    let mut all = vec![main];
    for (group, part, containers) in
        [("init", Part::Init, &workload.init), ("sidecars", Part::Sidecar, &workload.sidecars)]
    {
        all.extend(containers.iter().map(|(key, container)| {
            let path = path.join(&[group, key]);
            Contained { path, part, key, container }
        }));
    }
    all
}

impl Check<'_, '_> {
    pub(super) fn containers(&mut self, path: &FieldPath, workload: &Workload) {
        let containers = containers(path, workload);
        for contained in &containers {
            if contained.part != Part::Main {
                self.named_key(&contained.path, contained.key);
                let image = contained.container.image.is_some();
                self.require(image, &contained.path, "image", "such as `image = \"busybox:1.36\"`");
            }
            self.container(contained, workload);
        }
        self.container_names(path, workload, &containers);
        self.pod_ports(&containers);
    }

    fn container(&mut self, contained: &Contained<'_>, workload: &Workload) {
        let Contained { path, container, .. } = contained;
        if let Some(size) = &container.size {
            let known = self.environment.sizes.keys().map(String::as_str);
            self.known(&path.then("size"), "size", size, known, &[FieldPath::new(["sizes"])]);
        }
        self.ports(contained);
        self.probes(contained);
        self.files(contained);
        self.mounts(contained, workload);
        self.security(contained);
    }

    /// Two containers of a pod cannot have one name. What placeholders make of a name is not known yet.
    fn container_names(&mut self, path: &FieldPath, workload: &Workload, containers: &[Contained<'_>]) {
        let id = path.keys().last().map_or("", String::as_str);
        let main = workload.name.as_ref().map_or(id, |name| name.raw());
        let mut names: BTreeMap<&str, FieldPath> = BTreeMap::new();
        for contained in containers {
            let written = contained.container.container_name.as_ref().map(|name| name.raw());
            let by_default = if contained.part == Part::Main { main } else { contained.key };
            let name = written.unwrap_or(by_default);
            let at = if written.is_some() { contained.path.then("container-name") } else { contained.path.clone() };
            match names.get(name) {
                None => drop(names.insert(name, at)),
                Some(first) => {
                    let place = |path| match written.is_some() {
                        true => self.place(path),
                        false => self.provenance.key_place(path),
                    };
                    let message = format!("two containers of one pod would be named `{name}`");
                    let fault =
                        Diagnostic::error("duplicate-name", place(&at), message).label("another name is wanted");
                    let fault = fault.also(self.place(first), "the first one");
                    self.tell(&at, fault);
                }
            }
        }
    }
}
