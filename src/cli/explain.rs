//! `platgen explain`: where the fields of an environment come from.

use clap::ValueEnum;

use crate::compile::Merged;
use crate::diagnostic::FieldPath;
use crate::model::{Lookup, Unset};

use super::asked::Asked;
use super::fields::{dropped_at, fields, node, parsed};
use super::origins::{as_default, as_default_json, as_field, as_json, as_table};
use super::session::{Outcome, Session};
use super::unset::{lookup, not_set};

/// Tells who set a field: every layer that did, the winner last; of what nobody set, the built-in default
#[derive(clap::Args)]
pub struct Explain {
    #[command(flatten)]
    asked: Asked,
    /// A field or a table, such as `services.web.replicas`; if not given, everything
    path: Option<String>,
    /// How to tell it
    #[arg(short = 'o', value_name = "FORM", value_enum, default_value = "text")]
    form: Form,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Text,
    Json,
}

impl Explain {
    pub fn run(&self, mut session: Session) -> Outcome {
        let asked = self.asked.request(&mut session);
        let path = self.path.as_deref().map(|path| (path, session.value("PATH", path)));
        session.on_platform(|platform, report| {
            let merged = Merged::read(platform, &asked, report)?;
            let target = merged.target(&asked, report)?;
            let environment_at = asked.environment_at;
            let (_, provenance) = merged.typed(target, report);
            if report.has_errors() {
                return None;
            }
            let asked = match path {
                Some((path, place)) => parsed(path, place, report)?,
                None => FieldPath::default(),
            };
            let Some(node) = node(&provenance, &asked) else {
                let looked_up = lookup(&provenance, &asked);
                if let Lookup::Known(Unset { default: Some(default), .. }) = looked_up {
                    let dropped = dropped_at(&provenance, &asked);
                    return Some(match self.form {
                        Form::Json => as_default_json(&asked, &default, &dropped, &platform.sources),
                        Form::Text => as_default(&default, &dropped, &platform.sources),
                    });
                }
                let place = path.map_or(environment_at, |(_, place)| place);
                report.push(not_set(&provenance, &asked, &looked_up, place));
                return None;
            };
            let fields = fields(&provenance, &asked, node);
            let is_table = node.table().is_some();
            Some(match self.form {
                Form::Json => as_json(&asked, &fields, is_table, &platform.sources),
                Form::Text if is_table => as_table(&fields, &platform.sources),
                Form::Text => as_field(&fields, &platform.sources),
            })
        })
    }
}
