//! What was asked, and what was wrong.

use std::collections::BTreeSet;
use std::fmt;

#[derive(Default)]
pub struct Tally {
    pub leaves: usize,
    /// Alterations that compile.
    pub valid: usize,
    /// Leaves without any.
    pub rigid: usize,
    /// Fields that were compared, each of each leaf.
    pub fields: usize,
    pub documents: usize,
    pub wrong: BTreeSet<String>,
    pub missed: BTreeSet<String>,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.leaves += other.leaves;
        self.valid += other.valid;
        self.rigid += other.rigid;
        self.fields += other.fields;
        self.documents += other.documents;
        self.wrong.extend(other.wrong);
        self.missed.extend(other.missed);
    }

    pub fn is_right(&self) -> bool {
        self.wrong.is_empty() && self.missed.is_empty()
    }

    pub fn faults(&self) -> String {
        let lines = |kind: &str, faults: &BTreeSet<String>| -> String {
            faults.iter().map(|fault| format!("{kind}: {fault}\n")).collect()
        };
        lines("wrong", &self.wrong) + &lines("missed", &self.missed)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { leaves, valid, rigid, fields, documents, wrong, missed } = self;
        let (wrong, missed) = (wrong.len(), missed.len());
        write!(
            formatter,
            "{leaves} asked about, {valid} alterations that compile ({rigid} leaves have none), {fields} fields and \
             {documents} documents compared, {wrong} wrong, {missed} missed"
        )
    }
}
