//! `platgen graph`: who talks to whom.

use clap::ValueEnum;

use crate::compile::Merged;

use super::asked::Asked;
use super::edges::{Edges, dot, json, mermaid, text};
use super::session::{Outcome, Session};

/// Prints who connects to whom, on which port, and why
#[derive(clap::Args)]
pub struct Graph {
    #[command(flatten)]
    asked: Asked,
    /// How it is printed; if not given, as a table
    #[arg(short = 'o', value_name = "FORM", value_enum, default_value = "text")]
    form: Form,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Text,
    Mermaid,
    Dot,
    Json,
}

impl Graph {
    pub fn run(&self, mut session: Session) -> Outcome {
        let asked = self.asked.request(&mut session);
        session.on_platform(|platform, report| {
            let merged = Merged::read(platform, &asked, report)?;
            let target = merged.target(&asked, report)?;
            let lines = merged.flows(target, asked.environment_at, report)?;
            let edges = Edges { environment: &self.asked.environment, target, lines };
            Some(match self.form {
                Form::Text => text(&edges),
                Form::Mermaid => mermaid(&edges),
                Form::Dot => dot(&edges),
                Form::Json => json(&edges, &platform.sources),
            })
        })
    }
}
