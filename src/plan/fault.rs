//! What is wrong with a reference, before it is known where the reference stands.

use crate::diagnostic::{Diagnostic, Place};

#[derive(Clone, Debug)]
pub struct Fault {
    pub rule: &'static str,
    pub message: String,
    pub label: String,
    /// Places that belong to it, such as what took away that which is missing.
    also: Vec<(Place, &'static str)>,
}

impl Fault {
    pub fn new(rule: &'static str, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { rule, message: message.into(), label: label.into(), also: Vec::new() }
    }

    /// Names what took away that which is missing, if something did.
    #[must_use]
    pub fn removed(self, at: Option<Place>) -> Self {
        match at {
            Some(place) => self.also(place, "removed here"),
            None => self,
        }
    }

    #[must_use]
    pub fn also(mut self, place: Place, label: &'static str) -> Self {
        self.also.push((place, label));
        self
    }

    pub fn at(self, place: Place) -> Diagnostic {
        let fault = Diagnostic::error(self.rule, place, self.message).label(self.label);
        self.also.into_iter().fold(fault, |fault, (place, label)| fault.also(place, label))
    }
}
