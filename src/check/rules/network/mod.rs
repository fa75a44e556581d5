//! Who can reach whom.

mod netpol_blocks_apiserver;
mod netpol_blocks_ingress;
mod netpol_blocks_scrape;
mod netpol_egress_no_dns;
mod netpol_needs_drift;
mod no_network_policies;
mod open_egress;
mod policy_allows_everything;
mod undeclared_connection;
mod unprotected_pod;
mod words;

use crate::check::Rule;

pub const RULES: &[&Rule] = &[
    &netpol_needs_drift::RULE,
    &netpol_egress_no_dns::RULE,
    &netpol_blocks_ingress::RULE,
    &netpol_blocks_scrape::RULE,
    &netpol_blocks_apiserver::RULE,
    &undeclared_connection::RULE,
    &policy_allows_everything::RULE,
    &unprotected_pod::RULE,
    &no_network_policies::RULE,
    &open_egress::RULE,
];
