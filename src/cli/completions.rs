//! `platgen completions`: what a shell sources to complete platgen's arguments.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::command::Command;
use super::session::{Outcome, Session};

/// Prints the completions for a shell
#[derive(clap::Args)]
pub struct Completions {
    shell: Shell,
}

impl Completions {
    pub fn run(&self, session: Session) -> Outcome {
        let mut script = Vec::new();
        generate(self.shell, &mut Command::command(), "platgen", &mut script);
        session.text(String::from_utf8(script).expect("completions are text"))
    }
}
