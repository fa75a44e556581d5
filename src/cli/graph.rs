//! `platgen graph`: who talks to whom.

use clap::ValueEnum;

use super::asked::Asked;
use super::compile::Merged;
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
        let at = self.asked.places(&mut session);
        session.on_platform(|platform, report| {
            let merged = Merged::read(platform, &self.asked, &at, report)?;
            let target = merged.target(&self.asked, &at, report)?;
            let lines = merged.flows(target, &at, report)?;
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
