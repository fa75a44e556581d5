//! Model, plan and what was emitted → findings: what will not work, or not well, though it can be rendered. A file a
//! rule, in families. Changes nothing, and reads no TOML.

mod finding;
pub mod flows;
mod host_ports;
mod layer;
mod level;
mod lints;
mod object;
mod objects;
mod page;
mod pod;
pub mod pod_security;
pub mod reach;
mod references;
mod rule;
mod rules;

pub use finding::{At, Finding, Found};
pub use host_ports::{HostPort, Taken, shared_ports};
pub use layer::is_own;
pub use level::Levels;
pub use lints::{Allowance, Judged, judged, refuse_unknown_lints};
pub use object::Item;
pub use objects::Objects;
pub use page::{contents, page};
pub use pod::template as pod_template;
pub use pod::{Container, Group, Pod};
pub use references::{Fault, Known, compose_faults, faults};
pub use rule::Rule;
pub use rules::{FAMILIES, Family, rule, rules, taken};

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use promql_parser::parser::Expr;
use serde_json::Value as Json;

use crate::model::{Environment, Provenance};
use crate::plan::Plan;

use flows::Proof;

/// What rules read: an environment for one target, and what was emitted for it.
pub struct Checked<'c> {
    pub environment: &'c Environment,
    pub provenance: &'c Provenance<'c>,
    pub plan: &'c Plan<'c>,
    /// Of the target `kubernetes`; there are none in others.
    pub objects: &'c Objects<'c>,
    /// The Compose file, in that target.
    pub compose: Option<&'c Json>,
    /// The references of these that lead nowhere.
    pub references: Vec<Fault<'c>>,
    /// Worked out once, for all rules that ask.
    pub proof: OnceCell<Proof>,
    /// PromQL that has been read, by its text.
    pub expressions: RefCell<BTreeMap<String, Expression>>,
}

/// What a text of PromQL says, or why it cannot be read.
pub type Expression = Result<Rc<Expr>, String>;

impl Checked<'_> {
    /// Who can reach whom, and who should.
    pub fn proof(&self) -> &Proof {
        self.proof.get_or_init(|| Proof::of(self))
    }
}

/// Everything that any rule finds, whatever `[lints]` say of it.
pub fn findings(checked: &Checked<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in rules() {
        let mut found = Found::of(checked, rule);
        (rule.find)(checked, &mut found);
        findings.append(&mut found.findings);
    }
    findings
}
