//! Why an output folder was not written.

use std::io;

use crate::diagnostic::{Diagnostic, Place};

pub struct Fault {
    rule: &'static str,
    message: String,
    help: Option<String>,
}

impl Fault {
    pub fn new(rule: &'static str, message: String) -> Self {
        Self { rule, message, help: None }
    }

    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub fn diagnostic(&self, place: Place) -> Diagnostic {
        Diagnostic { help: self.help.clone(), ..Diagnostic::error(self.rule, place, self.message.clone()) }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::new("unwritable", error.to_string())
    }
}
