//! What is looked at while leaves are altered: all of an environment, or the objects of one kind that one workload has,
//! which is far quicker.

use std::collections::BTreeSet;

use crate::compile::Attempt;
use crate::diagnostic::{FieldPath, Report};
use crate::plan::Only;

use super::alteration::Alteration;
use super::base::Base;
use super::leaf::{Candidate, Leaf};
use super::tracer::{Altered, Tracer};

pub struct Sight<'t, 'm, 'p> {
    pub tracer: &'t Tracer<'m, 'p>,
    part: Option<Part<'t>>,
}

struct Part<'t> {
    only: Only<'t>,
    /// How it looks with the layers as they are.
    base: Base,
    /// The workloads whose tables may decide anything of it, if not all may.
    read: Option<BTreeSet<String>>,
}

impl<'t, 'm, 'p> Sight<'t, 'm, 'p> {
    pub fn of(tracer: &'t Tracer<'m, 'p>, only: Option<Only<'t>>) -> Self {
        let part = only.map(|only| {
            let base = tracer.attempt(tracer.merged(), Some(only), None, &mut Report::default());
            Part { only, base: Base::new(base.rendered), read: base.read }
        });
        Self { tracer, part }
    }

    /// Whether a leaf may decide anything of it. Whoever names a group changes what is behind that.
    pub fn may_show(&self, leaf: &Leaf) -> bool {
        match (&self.part, leaf.workload()) {
            (Some(part), Some(id)) => {
                part.read.as_ref().is_none_or(|read| read.contains(id))
                    || leaf.path.keys().last().is_some_and(|key| key == "group")
            }
            (None, _) | (_, None) => true,
        }
    }

    /// What differs with these leaves altered. Of a part, not everything shows that is wrong with that.
    pub fn altered(&self, alterations: &[(&FieldPath, &Alteration)]) -> Altered {
        let other = self.tracer.with(alterations);
        let Some(part) = &self.part else { return self.tracer.altered(&other) };
        let is_of_group = alterations.iter().any(|(path, _)| path.keys().iter().any(|key| key == "group"));
        if let Some(among) = part.read.as_ref().filter(|_| !is_of_group) {
            let mut report = Report::default();
            let after = self.tracer.attempt(&other, Some(part.only), Some(among), &mut report);
            // Else it asks for others now.
            if after.read.is_some() {
                return part.altered(&after, &report);
            }
        }
        let mut report = Report::default();
        let only = Only { faults: part.only.contents && alterations.len() == 1, ..part.only };
        let after = self.tracer.attempt(&other, Some(only), None, &mut report);
        part.altered(&after, &report)
    }

    /// Whether nothing at all is wrong with an alteration that shows nothing wrong so far, in files either if those may be.
    pub fn is_valid(&self, candidate: &Candidate, way: &Alteration, contents: bool) -> bool {
        let Some(part) = &self.part else { return true };
        let only = (!candidate.is_needed()).then_some(Only { faults: true, contents, ..part.only });
        if only.is_some() && part.only.contents {
            return true;
        }
        let mut report = Report::default();
        self.tracer.attempt(&self.tracer.with(&[(&candidate.leaf.path, way)]), only, None, &mut report);
        !report.has_errors()
    }
}

impl Part<'_> {
    fn altered(&self, after: &Attempt, report: &Report) -> Altered {
        Altered { effects: self.base.effects(&after.rendered, Some(self.only)), is_valid: !report.has_errors() }
    }
}
