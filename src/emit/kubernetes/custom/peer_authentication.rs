//! PeerAuthentications of Istio: only mutual TLS.

use serde::Serialize;

use crate::emit::kubernetes::object::custom;
use crate::emit::{Form, Object};
use crate::plan::Plan;

#[derive(Serialize)]
struct Spec {
    mtls: MutualTls,
}

#[derive(Serialize)]
struct MutualTls {
    mode: &'static str,
}

pub fn peer_authentications(plan: &Plan<'_>, form: Form) -> Vec<Object> {
    plan.peer_authentications
        .iter()
        .map(|authentication| {
            let spec = Spec { mtls: MutualTls { mode: "STRICT" } };
            custom(&authentication.meta, form, "security.istio.io/v1".into(), "PeerAuthentication", spec)
        })
        .collect()
}
