//! Why something differs: the lines of the layers that a change comes from, old and new.

use std::collections::BTreeMap;

use crate::compile::Merged;
use crate::diagnostic::{FieldPath, Place, Report, Sources};
use crate::diff::{Change, Document, Field, Id};
use crate::model::workload::Target;
use crate::trace::{Cause as Decides, Question, Reason, Reasons, Said, Tracer, causes, chain, dependents_of, reasons};

use super::differences::{Cause, CauseLine};
use super::fields::is_secret;

/// What is known of why documents differ.
#[derive(Default)]
pub enum Because {
    /// Nothing: one side alone is a platform's, or nothing differs.
    #[default]
    Unknown,
    /// Both sides come from layers: what these have not in common.
    Between(BTreeMap<Reason, Cause>, Reasons),
    /// The side after alone does: what decides it there.
    Now(BTreeMap<Id, Vec<(Decides, Cause)>>),
}

impl Because {
    pub fn between<'p>(
        before: &Merged<'p>,
        after: &Merged<'p>,
        targets: &[Target],
        at: Place,
        sources: &Sources,
    ) -> Self {
        let reasons = reasons(before, after, targets, at);
        let told = reasons
            .all()
            .into_iter()
            .map(|reason| (reason.clone(), of_reason(reason, (before.name(), after.name()), sources)));
        Self::Between(told.collect(), reasons)
    }

    /// What decides these documents.
    pub fn now(merged: &Merged<'_>, targets: &[Target], at: Place, changed: &[&Document]) -> Self {
        let mut known: BTreeMap<Id, Vec<(Decides, Cause)>> = BTreeMap::new();
        for target in targets {
            // It was rendered to be compared.
            let Some(tracer) = Tracer::new(merged, *target, at, &mut Report::default()) else { continue };
            for (document, decides) in deciding(&tracer, changed) {
                let provenance = tracer.provenance();
                let tell = |decides: Decides| {
                    let chain = chain(&decides.leaf, document.owner.as_deref(), provenance);
                    let place = chain.places.last().copied().unwrap_or(decides.leaf.place);
                    let after = line(&chain.path, Said { place, is_table: false }, provenance.sources);
                    (decides, Cause { path: chain.path, before: None, after: Some(after) })
                };
                known.entry(document.id.clone()).or_default().extend(decides.into_iter().map(tell));
            }
        }
        Self::Now(known)
    }

    /// The causes of a change as a whole, or of one field of it.
    pub fn of(&self, change: &Change<'_>, field: Option<&Field<'_>>) -> Vec<Cause> {
        let mut found: Vec<Cause> = match self {
            Self::Unknown => Vec::new(),
            Self::Between(told, reasons) => {
                reasons.of(change, field).into_iter().filter_map(|reason| told.get(reason)).cloned().collect()
            }
            Self::Now(known) => {
                let Some(document) = change.after else { return Vec::new() };
                let known = known.get(&document.id).into_iter().flatten();
                let decides = |decides: &Decides| match field {
                    Some(field) => decides.fields.iter().any(|path| path.overlaps(&field.path)),
                    None => change.before.is_none() && decides.existence,
                };
                known.filter(|(one, _)| decides(one)).map(|(_, cause)| cause.clone()).collect()
            }
        };
        found.sort();
        found.dedup();
        found
    }
}

/// Of so many documents each is asked about alone; of more, what depends on every leaf.
const FEW: usize = 4;

fn deciding<'d>(tracer: &Tracer<'_, '_>, changed: &[&'d Document]) -> Vec<(&'d Document, Vec<Decides>)> {
    let there = tracer.documents();
    let mut changed: Vec<&Document> = changed.to_vec();
    changed.retain(|document| there.iter().any(|one| one.id == document.id));
    if changed.len() <= FEW {
        let ask = |document: &'d Document| (document, causes(tracer, &Question::of(document, None)));
        return changed.into_iter().map(ask).collect();
    }
    let candidates = tracer.candidates();
    let all = dependents_of(tracer, &candidates);
    let of = |document: &'d Document| {
        let decides = all.iter().filter_map(|(leaf, dependents)| {
            let dependent = dependents.get(&document.id)?;
            let fields = dependent.fields.clone();
            Some(Decides { leaf: (*leaf).clone(), fields, existence: dependent.existence })
        });
        (document, decides.collect())
    };
    changed.into_iter().map(of).collect()
}

fn of_reason(reason: &Reason, (before, after): (&str, &str), sources: &Sources) -> Cause {
    match reason {
        Reason::Field { path, before, after } => {
            let line = |said: &Option<Said>| said.map(|said| line(path, said, sources));
            Cause { path: path.clone(), before: line(before), after: line(after) }
        }
        Reason::Name { before: before_at, after: after_at } => {
            let line = |name: &str, at: Place| Some(CauseLine { address: sources.address(at), text: name.to_owned() });
            Cause {
                path: FieldPath::new(["environment"]),
                before: line(before, *before_at),
                after: line(after, *after_at),
            }
        }
        Reason::Files => {
            let line = CauseLine { address: "templates, manifests".to_owned(), text: "changed".to_owned() };
            Cause { path: FieldPath::new(["files"]), before: None, after: Some(line) }
        }
    }
}

fn line(path: &FieldPath, said: Said, sources: &Sources) -> CauseLine {
    let text = match said.is_table {
        true => "{ … }",
        false if is_secret(path) => "<secret>",
        false => sources.text(said.place),
    };
    CauseLine { address: sources.address(said.place), text: text.to_owned() }
}
