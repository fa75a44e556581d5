//! Volumes of a workload, and the sources that are projected into one.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, FieldPath};
use crate::load::Node;
use crate::model::Environment;
use crate::model::scalar::Duration;
use crate::model::text::{Part, Text};
use crate::model::workload::{Projection, Target, Volume, Workload};

use super::Check;
use super::workload::is_written;

/// The shortest time for which Kubernetes gives out a token.
const SHORTEST_TOKEN: u64 = 600;

impl Check<'_, '_> {
    pub(super) fn volumes(&mut self, path: &FieldPath, workload: &Workload) {
        for (name, volume) in &workload.volumes {
            let at = path.join(&["volumes", name]);
            self.named_key(&at, name);
            let sources = volume.sources();
            let is_built_in = name == "data" && at.keys()[0] == "components";
            if !is_built_in {
                self.one_of(&at, &sources.map(|(_, is_set)| is_set), &sources.map(|(key, _)| key));
            }
            self.volume(&at, volume);
            self.mounted_by_somebody(path, &at, name, workload);
        }
    }

    fn volume(&mut self, at: &FieldPath, volume: &Volume) {
        if let Some(mount) = &volume.path {
            self.mount_path(&at.then("path"), mount);
        }
        if let Some(sub_path) = &volume.sub_path {
            self.inside_volume(&at.then("sub-path"), sub_path);
        }
        if let Some(host) = &volume.host {
            self.host_path(&at.then("host"), host);
        }
        if volume.existing.is_some() {
            let label = "the name of a claim that somebody else makes";
            self.filled(&at.then("existing"), is_written(volume.existing.as_ref()), label);
        }
        if let Some(name) = &volume.claim_name
            && let Err(refusal) = crate::model::scalar::Name::parse(name)
        {
            self.fault(&at.then("claim-name"), refusal.rule, refusal.message, refusal.label);
        }
        if let Some(sources) = &volume.projected {
            if sources.is_empty() {
                let message = format!("`{}` says nothing", at.then("projected"));
                self.fault(&at.then("projected"), "missing-key", message, "such as `app = { config = \"app\" }`");
            }
            let mut laid: BTreeMap<String, FieldPath> = BTreeMap::new();
            for (name, source) in sources {
                let at = at.join(&["projected", name]);
                self.named_key(&at, name);
                self.projection(&at, source);
                self.laid_twice(&at, source, &mut laid);
            }
        }
    }

    /// A value that must not be empty.
    pub(super) fn filled(&mut self, at: &FieldPath, is_filled: bool, label: &str) {
        if !is_filled {
            self.fault(at, "bad-name", "an empty string names nothing", label);
        }
    }

    /// A path of the node, or one of the platform's folder. What a placeholder begins is known later.
    fn host_path(&mut self, at: &FieldPath, host: &Text) {
        if matches!(host.parts().first(), Some(Part::Placeholder(_))) {
            return;
        }
        let host = host.raw();
        if host.starts_with('/') {
            if host.split('/').any(|part| part == "..") {
                self.fault(at, "bad-path", format!("`{host}` leads back up"), "a path without `..`");
            }
        } else {
            self.inside_platform(at, host.strip_prefix("./").unwrap_or(host));
        }
    }

    fn projection(&mut self, at: &FieldPath, source: &Projection) {
        let Projection { config, secret, items, token, path, lifetime, fields } = source;
        let present = [config.is_some(), secret.is_some(), token.is_some(), fields.is_some()];
        self.one_of(at, &present, &["config", "secret", "token", "fields"]);
        for (what, id) in [("config", config), ("secret", secret)] {
            let Some(id) = id.as_deref() else { continue };
            let is_known = self.shared_table(&at.then(what), (what, id), false);
            for key in items.keys().filter(|_| is_known) {
                self.shared_key(&at.join(&["items", key]), (what, id), key, true);
            }
        }
        for (key, item) in items {
            self.inside_volume(&at.join(&["items", key]), item);
        }
        for field in fields.iter().flat_map(|fields| fields.keys()) {
            self.inside_volume(&at.join(&["fields", field]), field);
        }
        if let Some(path) = path {
            self.inside_volume(&at.then("path"), path);
        }
        self.lifetime(&at.then("lifetime"), lifetime.as_ref());
    }

    fn lifetime(&mut self, at: &FieldPath, lifetime: Option<&Duration>) {
        let too_short = |time: &&Duration| !(SHORTEST_TOKEN..=1 << 32).contains(&time.seconds());
        if let Some(time) = lifetime.filter(too_short) {
            let message = format!("no token is given out for `{}`", time.as_str());
            self.fault(at, "out-of-range", message, "ten minutes or more");
        }
    }

    /// Two sources that lay a file at one path.
    fn laid_twice(&mut self, at: &FieldPath, source: &Projection, laid: &mut BTreeMap<String, FieldPath>) {
        let mut files: Vec<(&str, FieldPath)> =
            source.items.iter().map(|(key, path)| (path.as_str(), at.join(&["items", key]))).collect();
        files.extend(
            source
                .fields
                .iter()
                .flat_map(|fields| fields.keys())
                .map(|path| (path.as_str(), at.join(&["fields", path]))),
        );
        if source.token.is_some() {
            files.push((source.path.as_deref().unwrap_or("token"), at.then("path")));
        }
        if source.items.is_empty() {
            files.extend(all_keys(self.environment, source).into_iter().map(|key| (key, at.clone())));
        }
        for (file, at) in files {
            if let Some(first) = laid.insert(file.to_owned(), at.clone()) {
                let message = format!("two sources lay a file at `{file}`");
                let fault =
                    Diagnostic::error("duplicate-mount", self.place(&at), message).label("another path is wanted");
                let place = self.place(&first);
                self.tell(&at, fault.also(place, "the first one"));
            }
        }
    }

    /// A volume of the workload's own table that no container mounts, and no other workload uses.
    fn mounted_by_somebody(&mut self, path: &FieldPath, at: &FieldPath, name: &str, workload: &Workload) {
        let containers = workload.init.values().chain(workload.sidecars.values()).chain([&workload.container]);
        let is_mounted = workload.volumes[name].path.is_some()
            || containers.into_iter().any(|container| container.mounts.contains_key(name));
        let id = path.keys().last().map_or("", String::as_str);
        let mounted_elsewhere = self.is_used(&format!("{id}.{name}")) || self.is_of_another_target(path, name);
        if is_mounted || mounted_elsewhere || !self.is_own(at) {
            return;
        }
        let message = format!("no container of `{id}` mounts `{name}`");
        self.key_fault(at, "unused-volume", message, "add a `path`, or name it in the `mounts` of a container");
    }

    /// Whether the overlay of another target says more of the volume.
    fn is_of_another_target(&self, path: &FieldPath, name: &str) -> bool {
        let own = self.provenance.tree.find(path.keys());
        let others =
            [Target::Kubernetes, Target::Compose].into_iter().filter(|target| *target != self.environment.target);
        others.filter_map(|target| own?.get(target.as_str())).any(|overlay| mentions(overlay, name))
    }

    /// Whether another workload uses the volume, as `workload.volume`.
    fn is_used(&self, volume: &str) -> bool {
        let mut volumes = self.environment.workloads().flat_map(|(_, _, user)| user.volumes.values());
        volumes.any(|other| other.shared.as_deref() == Some(volume))
    }
}

/// Whether a table, or one in it, has a volume or a mount of this name.
fn mentions(node: &Node<'_>, name: &str) -> bool {
    let entries = node.table().into_iter().flat_map(|table| &table.entries);
    let named = |key: &str, node: &Node<'_>| matches!(key, "volumes" | "mounts") && node.get(name).is_some();
    entries.into_iter().any(|(key, entry)| named(key, &entry.node) || mentions(&entry.node, name))
}

/// Every key of the table that a source takes from.
fn all_keys<'e>(environment: &'e Environment, source: &Projection) -> Vec<&'e str> {
    let config = source.config.as_ref().and_then(|id| environment.config.get(id));
    let secret = source.secret.as_ref().and_then(|id| environment.secrets.get(id));
    let of_config = config.into_iter().flat_map(|table| table.files.keys().chain(table.values.keys()));
    let of_secret = secret.into_iter().flat_map(|table| table.keys.keys());
    of_config.chain(of_secret).map(String::as_str).collect()
}
