//! What is looked at while leaves are altered: all of an environment, or the objects of one kind that one workload has,
//! which is far quicker.

use std::collections::BTreeSet;

use crate::compile::Attempt;
use crate::diagnostic::{FieldPath, Report};
use crate::diff::{Id, Path, Step};
use crate::model::workload::Target;
use crate::output::Rendered;
use crate::plan::{Aim, Only};

use super::alteration::Alteration;
use super::base::Base;
use super::leaf::{Candidate, Leaf, names_group};
use super::tracer::{Altered, Tracer};

/// All that shows of a target, or a part of it.
pub struct Sight<'t, 'm, 'p> {
    pub tracer: &'t Tracer<'m, 'p>,
    part: Option<Part<'t>>,
    /// The keys, down to the first list, of the one field that matters; none where all do.
    field: Vec<&'t str>,
}

struct Part<'t> {
    only: Only<'t>,
    /// How it looks with the layers as they are.
    base: Base,
    /// The workloads whose tables may decide anything of it, if not all may.
    read: Option<BTreeSet<String>>,
}

impl<'t, 'm, 'p> Sight<'t, 'm, 'p> {
    pub fn of(tracer: &'t Tracer<'m, 'p>, only: Option<Only<'t>>, field: Option<&'t Path>) -> Self {
        // No other target has objects.
        let part = only.filter(|_| tracer.target() == Target::Kubernetes).map(|only| {
            let base = tracer.attempt(tracer.merged(), Some(only), None, &mut Report::default());
            Part { only, base: Base::new(base.rendered), read: base.read }
        });
        let key = |step: &'t Step| if let Step::Key(key) = step { Some(key.as_str()) } else { None };
        let field = field.into_iter().flat_map(|path| path.0.iter().map_while(key)).collect();
        Self { tracer, part, field }
    }

    /// Whether a leaf may decide anything of it. Whoever names a group changes what is behind that.
    pub fn may_show(&self, leaf: &Leaf) -> bool {
        match (&self.part, leaf.workload()) {
            (Some(part), Some(id)) => {
                part.read.as_ref().is_none_or(|read| read.contains(id)) || names_group(&leaf.path)
            }
            (None, _) | (_, None) => true,
        }
    }

    /// What differs with these leaves altered, of one field that alone matters perhaps more. Of a part, not everything shows that is wrong with that.
    pub fn altered(&self, alterations: &[(&FieldPath, &Alteration)]) -> Altered {
        let (after, is_valid) = self.rendered(alterations);
        Altered { effects: self.base().effects(&after, self.only(), &self.field), is_valid }
    }

    /// Whether this document is another with these leaves altered.
    pub fn differs(&self, id: &Id, alterations: &[(&FieldPath, &Alteration)]) -> bool {
        self.base().differs(&self.rendered(alterations).0, id)
    }

    fn only(&self) -> Option<Only<'t>> {
        self.part.as_ref().map(|part| part.only)
    }

    fn base(&self) -> &Base {
        self.part.as_ref().map_or(self.tracer.base(), |part| &part.base)
    }

    /// What comes of these alterations, and whether nothing wrong shows with it.
    fn rendered(&self, alterations: &[(&FieldPath, &Alteration)]) -> (Rendered, bool) {
        let other = self.tracer.with(alterations);
        let attempt = |only, among| {
            let mut report = Report::default();
            let Attempt { rendered, read } = self.tracer.attempt(&other, only, among, &mut report);
            (rendered, read, !report.has_errors())
        };
        let is_of_group = alterations.iter().any(|(path, _)| names_group(path));
        if let Some(part) = &self.part
            && let Some(among) = part.read.as_ref().filter(|_| !is_of_group)
            && let (rendered, Some(_), is_valid) = attempt(Some(part.only), Some(among))
        {
            return (rendered, is_valid);
        }
        // Whatever it asks for now.
        let (rendered, _, is_valid) = attempt(self.only(), None);
        (rendered, is_valid)
    }

    /// Whether nothing at all is wrong with an alteration that shows nothing wrong so far, in files either if those may be.
    pub fn is_valid(&self, candidate: &Candidate, way: &Alteration, contents: bool) -> bool {
        let Some(part) = &self.part else { return true };
        let aim = Aim::Faults(candidate.leaf.workload());
        let contents = contents && !part.only.contents;
        let only = (!candidate.is_needed()).then_some(Only { aim, contents, ..part.only });
        let mut report = Report::default();
        self.tracer.attempt(&self.tracer.with(&[(&candidate.leaf.path, way)]), only, None, &mut report);
        !report.has_errors()
    }
}
