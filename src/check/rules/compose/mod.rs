//! What only a Compose file can get wrong.

mod compose_docker_socket;
mod compose_no_healthcheck;
mod kafka_listener_unreachable;
mod no_restart_policy;
mod published_to_all;
mod quorum_in_compose;
mod services;
mod shared_host_port;

use crate::check::Rule;

pub use shared_host_port::{RULE as SHARED_HOST_PORT, taken};

pub const RULES: &[&Rule] = &[
    &kafka_listener_unreachable::RULE,
    &quorum_in_compose::RULE,
    &compose_no_healthcheck::RULE,
    &no_restart_policy::RULE,
    &published_to_all::RULE,
    &compose_docker_socket::RULE,
    &SHARED_HOST_PORT,
];
