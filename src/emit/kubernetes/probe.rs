//! Probes and lifecycle hooks of a container.

use k8s_openapi::api::core::v1::{
    ExecAction, GRPCAction, HTTPGetAction, HTTPHeader, Lifecycle, LifecycleHandler, Probe, SleepAction, TCPSocketAction,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::plan::expansion::for_kubernetes;
use crate::plan::workload::{self as plan, Container, ContainerPort, Handler, Hook};

use super::value::{given, seconds};

pub fn probe(probe: &plan::Probe) -> Probe {
    Probe {
        failure_threshold: probe.failures,
        initial_delay_seconds: probe.delay,
        period_seconds: probe.period,
        success_threshold: probe.successes,
        timeout_seconds: probe.timeout,
        ..asking(&probe.handler)
    }
}

pub fn lifecycle(container: &Container) -> Option<Lifecycle> {
    given(Lifecycle {
        post_start: container.post_start.as_ref().map(hook),
        pre_stop: container.pre_stop.as_ref().map(hook),
        stop_signal: None,
    })
}

fn asking(handler: &Handler) -> Probe {
    match handler {
        Handler::Http { path, port, host, https, headers } => Probe {
            http_get: Some(HTTPGetAction {
                host: host.clone(),
                http_headers: given(headers.iter().map(header).collect()),
                scheme: https.then(|| "HTTPS".to_owned()),
                ..http_get(path, port)
            }),
            ..Probe::default()
        },
        Handler::Tcp { port, host } => {
            Probe { tcp_socket: Some(TCPSocketAction { host: host.clone(), port: by_name(port) }), ..Probe::default() }
        }
        Handler::Grpc { service, port } => Probe {
            grpc: Some(GRPCAction {
                port: i32::from(port.port),
                service: given(service.clone()),
                ..GRPCAction::default()
            }),
            ..Probe::default()
        },
        Handler::Exec(command) => Probe { exec: Some(exec(command_line(command))), ..Probe::default() },
    }
}

fn hook(hook: &Hook) -> LifecycleHandler {
    match hook {
        Hook::Exec(command) => LifecycleHandler { exec: Some(exec(command.clone())), ..LifecycleHandler::default() },
        Hook::Http { path, port } => {
            LifecycleHandler { http_get: Some(http_get(path, port)), ..LifecycleHandler::default() }
        }
        Hook::Sleep(time) => {
            LifecycleHandler { sleep: Some(SleepAction { seconds: seconds(*time) }), ..LifecycleHandler::default() }
        }
    }
}

/// A line in which Kubernetes looks for `$(X)`. In hooks it does not.
pub fn command_line(words: &[String]) -> Vec<String> {
    words.iter().map(|word| for_kubernetes(word)).collect()
}

fn exec(command: Vec<String>) -> ExecAction {
    ExecAction { command: Some(command) }
}

fn http_get(path: &str, port: &ContainerPort) -> HTTPGetAction {
    HTTPGetAction { path: Some(path.to_owned()), port: by_name(port), ..HTTPGetAction::default() }
}

fn header((name, value): &(String, String)) -> HTTPHeader {
    HTTPHeader { name: name.clone(), value: value.clone() }
}

fn by_name(port: &ContainerPort) -> IntOrString {
    IntOrString::String(port.name.clone())
}
