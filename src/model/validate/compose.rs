//! What only Compose reads: of a workload, and of the volumes behind its claims.

use crate::diagnostic::FieldPath;
use crate::model::WORKLOADS;
use crate::model::scalar::Count;
use crate::model::workload::{Target, Ulimit, Workload};

use super::Check;

impl Check<'_, '_> {
    pub(super) fn compose_keys(&mut self, path: &FieldPath, workload: &Workload) {
        for (index, network) in workload.networks.iter().enumerate() {
            // The one of all that name none.
            let known = self.environment.compose.networks.keys().map(String::as_str).chain(["default"]);
            let at = path.then("networks").then(index.to_string());
            self.known(&at, "network", network, known, &[FieldPath::new(["compose", "networks"])]);
        }
        for (index, profile) in workload.compose_profiles.iter().enumerate().filter(|(_, profile)| !is_profile(profile))
        {
            let at = path.then("compose-profiles").then(index.to_string());
            let label = "letters, digits, `_`, `.` and `-`, a letter or digit first, two at least";
            self.fault(&at, "bad-name", format!("`{profile}` is no name of a profile of Compose"), label);
        }
        for (name, ulimit) in &workload.ulimits {
            self.ulimit(&path.join(&["ulimits", name]), name, *ulimit);
        }
        if let Some(logging) = &workload.logging {
            let driver = logging.driver.as_ref().is_some_and(|driver| !driver.is_empty());
            self.require(driver, &path.then("logging"), "driver", "such as `driver = \"json-file\"`");
        }
        if let Some(pid) = &workload.pid {
            self.filled(&path.then("pid"), !pid.is_empty(), "`host`, `service:NAME` or `container:NAME`");
        }
    }

    fn ulimit(&mut self, at: &FieldPath, name: &str, ulimit: Ulimit) {
        match (ulimit.soft, ulimit.hard) {
            (None, None) => self.one_of(at, &[], &["soft", "hard"]),
            (Some(Count(soft)), Some(Count(hard))) if soft > hard => {
                let message = format!("`{name}`: `soft = {soft}` is above `hard = {hard}`");
                self.fault(&at.then("soft"), "out-of-range", message, format!("at most {hard}, or a higher `hard`"));
            }
            (Some(_), _) | (None, Some(_)) => {}
        }
    }

    /// `[compose.volumes]`: what is said there is said of a volume that Compose has.
    pub(super) fn compose(&mut self) {
        if self.environment.target != Target::Compose {
            return;
        }
        for (key, volume) in &self.environment.compose.volumes {
            let at = FieldPath::new(["compose", "volumes", key]);
            self.compose_volume(&at, key);
            if volume.external && volume.driver.is_some() {
                let message = format!("somebody else makes `{key}`, and chooses its driver");
                self.key_fault(&at.then("driver"), "unused-key", message, "remove it, or `external`");
            }
        }
    }

    fn compose_volume(&mut self, at: &FieldPath, key: &str) {
        let environment = self.environment;
        let all: Vec<(&str, &String, &Workload)> = environment.workloads().collect();
        let Some((id, name)) = key.split_once('.') else {
            if !all.iter().any(|(_, _, workload)| is_existing(workload, key)) {
                let label = "`workload.volume` is wanted, or what an `existing` claim is called";
                self.key_fault(at, "bad-path", format!("`{key}` names no volume"), label);
            }
            return;
        };
        // The volumes of what lives elsewhere are out of force, and so is what is said of them.
        if environment.components.get(id).is_some_and(|component| component.is_elsewhere()) {
            return;
        }
        match all.iter().find(|(_, known, _)| *known == id) {
            None => {
                let ids: Vec<&str> = all.iter().map(|(_, id, _)| id.as_str()).collect();
                let declared = WORKLOADS.map(|root| FieldPath::new([root]));
                self.known_key(at, "workload", id, ids.iter().copied(), &declared);
            }
            Some((root, _, workload)) => {
                let declared = FieldPath::new([*root, id, "volumes"]);
                self.known_key(at, "volume", name, workload.volumes.keys().map(String::as_str), &[declared]);
            }
        }
    }
}

/// Whether a claim that somebody else makes may be called so. What placeholders become is not known yet.
fn is_existing(workload: &Workload, name: &str) -> bool {
    let mut existing = workload.volumes.values().filter_map(|volume| volume.existing.as_ref());
    existing.any(|claim| claim.raw() == name || claim.placeholders().next().is_some())
}

fn is_profile(word: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    word.len() >= 2 && word.starts_with(|first: char| first.is_ascii_alphanumeric()) && word.bytes().all(legal)
}
