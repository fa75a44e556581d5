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
    /// Searches for what decides a field, or a whole document.
    pub searches: usize,
    pub wrong: BTreeSet<String>,
    pub missed: BTreeSet<String>,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.leaves += other.leaves;
        self.valid += other.valid;
        self.rigid += other.rigid;
        self.fields += other.fields;
        self.searches += other.searches;
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
        let Self { leaves, valid, rigid, fields, searches, wrong, missed } = self;
        let (wrong, missed) = (wrong.len(), missed.len());
        write!(
            formatter,
            "{leaves} asked about, {valid} alterations that compile ({rigid} leaves have none), {fields} fields \
             compared, {searches} searches, {wrong} wrong, {missed} missed"
        )
    }
}
