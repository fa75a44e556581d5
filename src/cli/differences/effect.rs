//! Classes of changes in words.

use std::collections::BTreeSet;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::diff::Class;

impl Class {
    /// What a change of the class does.
    pub fn words(self) -> &'static str {
        match self {
            Class::NoEffect => "no effect on pods",
            Class::Capacity => "changes capacity",
            Class::Restart => "restarts pods",
            Class::Replace => "makes objects anew",
            Class::OpensNetwork => "opens network",
            Class::ClosesNetwork => "closes network",
            Class::Privilege => "changes privilege",
            Class::Refused => "refused by the API server",
            Class::LosesData => "loses data",
        }
    }

    /// Whether somebody should look at it before it is applied.
    pub fn is_dangerous(self) -> bool {
        match self {
            Class::NoEffect | Class::Capacity | Class::Restart => false,
            Class::Replace
            | Class::OpensNetwork
            | Class::ClosesNetwork
            | Class::Privilege
            | Class::Refused
            | Class::LosesData => true,
        }
    }
}

impl ValueEnum for Class {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()).help(self.about()))
    }
}

/// The gravest first. That a change has no effect is said only where it has no other.
pub fn shown(classes: &BTreeSet<Class>) -> impl Iterator<Item = Class> {
    let is_alone = classes.len() == 1;
    classes.iter().rev().copied().filter(move |class| is_alone || *class != Class::NoEffect)
}

/// `loses data, restarts pods`
pub fn words(classes: &BTreeSet<Class>) -> String {
    let words: Vec<&str> = shown(classes).map(Class::words).collect();
    words.join(", ")
}
