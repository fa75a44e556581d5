//! An environment without a fault, for rendering it again with other values: what those leave as it was is taken over.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::diagnostic::{Place, Report};
use crate::emit;
use crate::emit::Form;
use crate::emit::kubernetes::KnownObjects;
use crate::load::Shared;
use crate::model::workload::Target;
use crate::model::{Before, Environment, Provenance};
use crate::output::Rendered;
use crate::plan::{Again, Kept};

use super::merged::{Merged, Typed};

/// An environment, typed, and what others take over from it.
pub struct Earlier<'m, 'p> {
    pub merged: &'m Merged<'p>,
    pub target: Target,
    /// Where the environment was asked for.
    pub at: Place,
    typed: (Environment, Provenance<'m>),
    again: OnceLock<Option<(Shared<Kept>, KnownObjects)>>,
}

impl<'m, 'p> Earlier<'m, 'p> {
    /// Along with what is emitted of it as JSON. None where anything is wrong with it.
    pub fn of(merged: &'m Merged<'p>, target: Target, at: Place, report: &mut Report) -> Option<(Self, Rendered)> {
        let mut rendered = Rendered::default();
        let typed = merged.typed(merged.typed_for(target), report);
        merged.plan_of(&typed, target == Target::Files, at, report, |plan, provenance, report| {
            super::merged::emit(plan, provenance, target, Form::Json, &mut rendered, report);
        });
        (!report.has_errors()).then(|| (Self { merged, target, at, typed, again: OnceLock::new() }, rendered))
    }

    pub fn provenance(&self) -> &Provenance<'m> {
        &self.typed.1
    }

    /// For typing; of the workloads, those `among` which matter.
    pub(super) fn before<'b>(&'b self, among: Option<&'b BTreeSet<String>>) -> Before<'b> {
        Before { environment: &self.typed.0, provenance: &self.typed.1, only: among }
    }

    /// What was planned and emitted, worked out once it is asked for.
    pub(super) fn again(&self) -> Option<&(Shared<Kept>, KnownObjects)> {
        self.again.get_or_init(|| self.planned()).as_ref()
    }

    /// The same if it was asked for before.
    pub(super) fn known(&self) -> Option<&(Shared<Kept>, KnownObjects)> {
        self.again.get().and_then(Option::as_ref)
    }

    fn planned(&self) -> Option<(Shared<Kept>, KnownObjects)> {
        let (environment, provenance) = &self.typed;
        let with_artifacts = self.target == Target::Files;
        let typed = Typed { environment, provenance, with_artifacts, only: None, again: Again::Later };
        let mut again = None;
        self.merged.planned(&typed, self.at, &mut Report::default(), |plan, report| {
            let objects = match self.target {
                Target::Kubernetes => emit::kubernetes::emit(plan, provenance, Form::Json, report),
                Target::Compose | Target::Files => Vec::new(),
            };
            again = plan.kept.clone().map(|kept| (kept, KnownObjects::new(&objects, plan, provenance)));
        });
        again
    }
}
