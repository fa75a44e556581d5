//! `platgen schema`: what a layer may hold, for editors.

use super::session::{Outcome, Session};
use crate::model;

/// Prints a JSON Schema of the layers, `environments/*.toml`, for editors
#[derive(clap::Args)]
pub struct Schema {}

impl Schema {
    #[expect(clippy::unused_self, reason = "every verb is run alike")]
    pub fn run(&self, session: Session) -> Outcome {
        let schema = serde_json::to_string_pretty(&model::schema()).expect("a schema has a JSON form");
        session.text(schema + "\n")
    }
}
