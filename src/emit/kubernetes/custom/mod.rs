//! Custom resources: kinds that operators bring along, with small types of our own.

pub mod analysis_template;
pub mod external_secret;
pub mod peer_authentication;
pub mod prometheus_rule;
pub mod rollout;
pub mod secret_store;
pub mod service_monitor;
