//! What rules read of what is emitted.

use std::cell::{OnceCell, RefCell};

use crate::check::{self, Checked, Known, Objects};
use crate::diagnostic::Report;
use crate::emit::{self, Form, Object};
use crate::model::Provenance;
use crate::model::workload::Target;
use crate::plan::Plan;

/// What rules read of a target.
#[derive(Default)]
pub struct Emitted {
    pub objects: Vec<Object>,
    pub compose: Option<serde_json::Value>,
}

pub fn emit_to_check(plan: &Plan<'_>, provenance: &Provenance<'_>, target: Target, report: &mut Report) -> Emitted {
    match target {
        Target::Kubernetes => {
            let objects = emit::kubernetes::emit(plan, provenance, Form::Json, report);
            Emitted { objects, compose: None }
        }
        Target::Compose => {
            let text = emit::compose::emit(plan, provenance, Form::Json, report);
            let compose = serde_json::from_str(&text).expect("what was written as JSON can be read");
            Emitted { objects: Vec::new(), compose: Some(compose) }
        }
        Target::Files => Emitted::default(),
    }
}

pub fn checked<'c>(
    emitted: &'c Emitted,
    objects: &'c Objects<'c>,
    known: &'c Known,
    plan: &'c Plan<'c>,
    provenance: &'c Provenance<'c>,
) -> Checked<'c> {
    let mut references = check::faults(objects, known);
    references.extend(emitted.compose.iter().flat_map(|compose| check::compose_faults(compose, plan)));
    let compose = emitted.compose.as_ref();
    let proof = OnceCell::new();
    Checked {
        environment: plan.environment,
        provenance,
        plan,
        objects,
        compose,
        references,
        proof,
        expressions: RefCell::default(),
    }
}
