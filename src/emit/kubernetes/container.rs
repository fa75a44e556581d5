//! The containers of a pod.

use k8s_openapi::api::core::v1::{Capabilities, Container, ContainerPort, ResourceRequirements, SecurityContext};

use crate::model::workload::Pull;
use crate::plan::workload::{self as plan, ContainerSecurity, Identity, PodSecurity};

use super::pod::seccomp_profile;
use super::probe::{command_line, lifecycle, probe};
use super::value::{given, protocol, quantities};
use super::variable::{env_from, variable};
use super::volume::mount;

/// `pod`: what already holds for all containers, and is not said again.
pub fn container(container: &plan::Container, pod: &PodSecurity) -> Container {
    Container {
        args: given(command_line(&container.args)),
        command: given(command_line(&container.command)),
        env: given(container.env.iter().map(variable).collect()),
        env_from: given(container.env_from.iter().map(env_from).collect()),
        image: Some(container.image.clone()),
        image_pull_policy: container.pull.map(|pull| pull_policy(pull).to_owned()),
        lifecycle: lifecycle(container),
        liveness_probe: container.liveness.as_ref().map(probe),
        name: container.name.clone(),
        ports: given(container.ports.iter().map(port).collect()),
        readiness_probe: container.readiness.as_ref().map(probe),
        resources: given(ResourceRequirements {
            claims: None,
            limits: quantities(&container.limits),
            requests: quantities(&container.requests),
        }),
        security_context: security_context(&container.security, &pod.identity),
        startup_probe: container.startup.as_ref().map(probe),
        stdin: container.stdin.then_some(true),
        volume_mounts: given(container.mounts.iter().map(mount).collect()),
        working_dir: container.work_dir.clone(),
        ..Container::default()
    }
}

fn pull_policy(pull: Pull) -> &'static str {
    match pull {
        Pull::Always => "Always",
        Pull::IfNotPresent => "IfNotPresent",
        Pull::Never => "Never",
    }
}

fn port(port: &plan::ContainerPort) -> ContainerPort {
    ContainerPort {
        container_port: i32::from(port.port),
        host_port: port.host.map(i32::from),
        name: Some(port.name.clone()),
        protocol: protocol(port.protocol),
        ..ContainerPort::default()
    }
}

fn security_context(security: &ContainerSecurity, pod: &Identity) -> Option<SecurityContext> {
    let own = &security.identity;
    given(SecurityContext {
        allow_privilege_escalation: security.escalation,
        capabilities: given(Capabilities { add: given(security.add.clone()), drop: given(security.drop.clone()) }),
        privileged: security.privileged,
        read_only_root_filesystem: security.read_only,
        run_as_group: own.group.filter(|_| own.group != pod.group),
        run_as_non_root: own.non_root.filter(|_| own.non_root != pod.non_root),
        run_as_user: own.user.filter(|_| own.user != pod.user),
        seccomp_profile: own.seccomp.as_ref().filter(|_| own.seccomp != pod.seccomp).map(seccomp_profile),
        ..SecurityContext::default()
    })
}
