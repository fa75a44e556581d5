//! Kubernetes' Pod Security Standards, by version: what the levels `baseline` and `restricted` have against a pod, as
//! the server's own admission judges it. Reads a pod's JSON alone; knows no rule of ours.

mod capabilities;
mod host;
mod kernel;
mod labels;
mod privilege;
mod profiles;
mod seccomp;
mod standard;
mod subject;
mod user;
mod version;
mod volumes;

pub use labels::{Mode, Policy, Standard, level, policy};
pub use standard::{Violation, level_of, violations, violations_of};
pub use subject::Subject;
pub use version::Version;

use standard::{Check, Revision};

use crate::model::platform::PodSecurityLevel::{Baseline, Restricted};

/// Every check there is, by level and name, which is the order in which the server tells of them. Each revision holds
/// until the next one's minor version.
const CHECKS: [&Check; 19] = [
    &Check { id: "appArmorProfile", level: Baseline, revisions: &[Revision::since(0, profiles::app_armor)] },
    &Check {
        id: "capabilities_baseline",
        level: Baseline,
        revisions: &[Revision::since(0, capabilities::beyond_default)],
    },
    &Check { id: "hostNamespaces", level: Baseline, revisions: &[Revision::since(0, host::namespaces)] },
    &Check { id: "hostPathVolumes", level: Baseline, revisions: &[Revision::since(0, host::paths)] },
    &Check { id: "hostPorts", level: Baseline, revisions: &[Revision::since(0, host::ports)] },
    &Check { id: "hostProbesAndHostLifecycle", level: Baseline, revisions: &[Revision::since(34, host::probed_hosts)] },
    &Check { id: "privileged", level: Baseline, revisions: &[Revision::since(0, privilege::privileged)] },
    &Check {
        id: "procMount",
        level: Baseline,
        revisions: &[Revision::since(0, kernel::proc_mount), Revision::since(35, kernel::proc_mount_of_node_users)],
    },
    &Check { id: "seLinuxOptions", level: Baseline, revisions: profiles::SE_LINUX },
    &Check {
        id: "seccompProfile_baseline",
        level: Baseline,
        revisions: &[Revision::since(0, seccomp::annotations), Revision::since(19, seccomp::unconfined)],
    },
    &Check { id: "sysctls", level: Baseline, revisions: kernel::SYSCTLS },
    &Check { id: "windowsHostProcess", level: Baseline, revisions: &[Revision::since(0, privilege::host_process)] },
    &Check {
        id: "allowPrivilegeEscalation",
        level: Restricted,
        revisions: &[
            Revision::since(8, privilege::escalation),
            Revision::since(25, privilege::escalation).except_on_windows(),
        ],
    },
    &Check {
        id: "capabilities_restricted",
        level: Restricted,
        revisions: &[
            Revision::since(22, capabilities::kept).in_place_of("capabilities_baseline"),
            Revision::since(25, capabilities::kept).in_place_of("capabilities_baseline").except_on_windows(),
        ],
    },
    &Check {
        id: "procMount_restricted",
        level: Restricted,
        revisions: &[Revision::since(35, kernel::proc_mount).in_place_of("procMount")],
    },
    &Check {
        id: "restrictedVolumes",
        level: Restricted,
        revisions: &[Revision::since(0, volumes::restricted).in_place_of("hostPathVolumes")],
    },
    &Check {
        id: "runAsNonRoot",
        level: Restricted,
        revisions: &[Revision::since(0, user::may_be_root), Revision::since(35, user::may_be_root_of_node)],
    },
    &Check {
        id: "runAsUser",
        level: Restricted,
        revisions: &[Revision::since(23, user::is_root), Revision::since(35, user::is_root_of_node)],
    },
    &Check {
        id: "seccompProfile_restricted",
        level: Restricted,
        revisions: &[
            Revision::since(19, seccomp::unset).in_place_of("seccompProfile_baseline"),
            Revision::since(25, seccomp::unset).in_place_of("seccompProfile_baseline").except_on_windows(),
        ],
    },
];
