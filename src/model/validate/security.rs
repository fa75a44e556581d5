//! What a container may do: keys that Kubernetes refuses beside each other, and words that mean nothing to Linux.

use crate::diagnostic::{Diagnostic, FieldPath, suggestion};
use crate::model::scalar::Count;
use crate::model::security::{Seccomp, Security, SecurityPreset};

use super::Check;
use super::containers::{Contained, Part};

impl Check<'_, '_> {
    pub(super) fn security(&mut self, contained: &Contained<'_>) {
        let security = &contained.container.security;
        if !security.enabled {
            return;
        }
        let at = contained.path.then("security");
        if contained.part != Part::Main && security.fs_group.is_some() {
            let message = "the group of files is that of the whole pod";
            self.unused(&at.then("fs-group"), message, "say it in the `security` of the workload");
        }
        self.seccomp(&at, security);
        self.identity(&at, security);
        let drop = security.drop.as_deref().unwrap_or_default();
        for (key, capabilities) in [("add", security.add.as_slice()), ("drop", drop)] {
            for (index, word) in capabilities.iter().enumerate() {
                self.capability(&at.then(key).then(index.to_string()), word);
            }
        }
    }

    fn seccomp(&mut self, at: &FieldPath, security: &Security) {
        let profile = at.then("seccomp-profile");
        match (security.seccomp, &security.seccomp_profile) {
            (Some(Seccomp::Localhost), None) => {
                self.require(false, at, "seccomp-profile", "the profile's path on the node");
            }
            (None, Some(_)) => {
                let message = "only `seccomp = \"localhost\"` reads a profile of the node";
                self.key_fault(&profile, "unused-key", message, "add `seccomp = \"localhost\"`, or remove it");
            }
            (Some(Seccomp::Localhost), Some(path)) => self.inside_volume(&profile, path),
            (Some(Seccomp::RuntimeDefault | Seccomp::Unconfined | Seccomp::None), _) | (None, None) => {}
        }
    }

    fn identity(&mut self, at: &FieldPath, security: &Security) {
        let restricted = security.preset == SecurityPreset::Restricted;
        if security.user == Some(Count(0)) && security.non_root.unwrap_or(restricted) {
            let label = "another user, or `non-root = false` beside it";
            let message = "user 0 is root, and `non-root` refuses to start it";
            self.contradiction(&at.then("user"), message, label, &at.then("non-root"), security.non_root.is_some());
        }
        if security.privileged == Some(true) && !security.escalation.unwrap_or(!restricted) {
            let label = "add `escalation = true` beside it, or remove it";
            let message = "what is privileged can always gain more rights";
            let other = at.then("escalation");
            self.contradiction(&at.then("privileged"), message, label, &other, security.escalation.is_some());
        }
    }

    /// Two keys that Kubernetes refuses together; the other one may be that of the preset.
    fn contradiction(&mut self, at: &FieldPath, message: &str, label: &str, other: &FieldPath, is_written: bool) {
        let fault = Diagnostic::error("bad-security", self.place(at), message);
        let fault = match is_written {
            true => fault.label(label).also(self.place(other), "the other one"),
            false => {
                let key = other.keys().last().map_or("", String::as_str);
                fault.label(format!("{label} (the preset `restricted` sets `{key}`)"))
            }
        };
        self.tell(at, fault);
    }

    fn capability(&mut self, at: &FieldPath, word: &str) {
        if !CAPABILITIES.contains(&word) {
            let upper = word.to_ascii_uppercase();
            let plain = upper.strip_prefix("CAP_").unwrap_or(&upper);
            let message = format!("`{word}` is no capability of Linux");
            self.fault(at, "unknown-word", message, suggestion(plain, CAPABILITIES));
        }
    }
}

/// As Kubernetes writes them.
const CAPABILITIES: [&str; 42] = [
    "ALL",
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];
