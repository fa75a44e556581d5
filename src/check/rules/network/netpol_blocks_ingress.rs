//! Requests from outside that policies do not let in.

use crate::check::flows::Why;
use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::words::push_blocked;

pub const RULE: Rule = Rule {
    name: "netpol-blocks-ingress",
    finds: "a workload that is exposed, and whose policies do not let in who brings the requests",
    why: "The ingress controller, a load balancer or a node hands requests on to the pods. Where their policies do not admit it, each
request ends with a 504 after a minute, though the pods are ready and the Ingress looks right.",
    instead: "Name the controller's namespace with `ingress.namespace` or `network.ingress-from`, and let it in where a policy is written by hand.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let proof = checked.proof();
    for (line, blocked) in proof.blocked(&[Why::Expose, Why::Service, Why::HostPort, Why::Certificate]) {
        push_blocked(checked, found, proof, line, &blocked);
    }
}
