//! `platgen list`: the environments of a platform.

use clap::ValueEnum;

use super::columns::aligned;
use super::session::{Outcome, Session};
use crate::compile::{environments, words};
use crate::model::platform::Tier;
use crate::plan::EnvironmentSummary;

/// Lists the environments
#[derive(clap::Args)]
pub struct List {
    /// How to print them; if not given, as a table
    #[arg(short = 'o', value_name = "FORM", value_enum)]
    form: Option<Form>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Name,
    Json,
}

impl List {
    pub fn run(&self, mut session: Session) -> Outcome {
        let asked_at = session.word("list");
        session.on_platform(|platform, report| {
            let environments = environments(platform, asked_at, report);
            Some(match self.form {
                None => table(&environments),
                Some(Form::Name) => environments.iter().map(|environment| format!("{}\n", environment.name)).collect(),
                Some(Form::Json) => {
                    serde_json::to_string_pretty(&environments).expect("strings and lists have a JSON form") + "\n"
                }
            })
        })
    }
}

fn table(environments: &[EnvironmentSummary]) -> String {
    let mut rows = vec![["NAME", "TIER", "TARGETS", "LAYERS"].map(str::to_owned)];
    rows.extend(environments.iter().map(|environment| {
        let tier = environment.tier.map_or("-", Tier::as_str);
        [environment.name.clone(), tier.to_owned(), words(&environment.targets), environment.layers.join(" < ")]
    }));
    aligned(&rows)
}
