//! The container of a pod.

use k8s_openapi::api::core::v1::{Capabilities, Container, ContainerPort, ResourceRequirements, SecurityContext};

use crate::model::workload::Pull;
use crate::plan::workload::{self as plan, ContainerSecurity};

use super::probe::{command_line, lifecycle, probe};
use super::value::{given, quantities};
use super::variable::variable;
use super::volume::mount;

pub fn container(container: &plan::Container) -> Container {
    Container {
        args: given(command_line(&container.args)),
        command: given(command_line(&container.command)),
        env: given(container.env.iter().map(variable).collect()),
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
        security_context: security_context(&container.security),
        startup_probe: container.startup.as_ref().map(probe),
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
    ContainerPort { container_port: i32::from(port.port), name: Some(port.name.clone()), ..ContainerPort::default() }
}

fn security_context(security: &ContainerSecurity) -> Option<SecurityContext> {
    given(SecurityContext {
        allow_privilege_escalation: security.escalation,
        capabilities: given(Capabilities { add: given(security.add.clone()), drop: given(security.drop.clone()) }),
        privileged: security.privileged,
        read_only_root_filesystem: security.read_only,
        ..SecurityContext::default()
    })
}
