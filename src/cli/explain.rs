//! `platgen explain`: where the fields of an environment come from.

use clap::ValueEnum;

use crate::compile::{Merged, Request};
use crate::diagnostic::{Diagnostic, FieldPath, Place, Report, Sources};
use crate::model::workload::Target;
use crate::model::{Lookup, Unset};
use crate::trace::{Tracer, at};

use super::asked::Asked;
use super::fields::{dropped_at, fields, node, parsed};
use super::origins::{as_default, as_default_json, as_field, as_json, as_table};
use super::session::{Outcome, Session};
use super::traced::{Found, effects, effects_json, found, looks_like_object};
use super::unset::{lookup, not_set};

/// Tells where things come from: who set a field, and which fields of the layers decide what stands in an object
///
/// `explain prod services.web.replicas` tells every layer that set the field, the winner last; of what nobody set, the
/// built-in default. `explain prod deployment/web spec.replicas` tells which lines decide that field of the output.
#[derive(clap::Args)]
pub struct Explain {
    #[command(flatten)]
    asked: Asked,
    /// A field or a table, such as `services.web.replicas`, or an object, such as `deployment/web`, `compose/web` or
    /// `file/scripts/deploy.sh`; if not given, every field
    #[arg(value_name = "PATH|KIND/NAME")]
    what: Option<String>,
    /// A field of the object, such as `spec.replicas` or `spec.template.spec.containers[web].image`
    #[arg(requires = "what")]
    field: Option<String>,
    /// Prints the whole object, or all of the field, and beside each line what decides it
    #[arg(long, requires = "what", conflicts_with_all = ["effects", "form"])]
    all: bool,
    /// Tells what of the output depends on the field, rather than who set it
    #[arg(long, requires = "what", conflicts_with = "field")]
    effects: bool,
    /// The object's namespace, where several have objects of this name
    #[arg(short = 'n', long, requires = "what")]
    namespace: Option<String>,
    /// How to tell it
    #[arg(short = 'o', value_name = "FORM", value_enum, default_value = "text")]
    form: Form,
    /// The same as `-o json`
    #[arg(long, conflicts_with_all = ["form", "all"])]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
}

/// An argument and its place.
type Word<'w> = (&'w str, Place);

impl Explain {
    pub fn run(&self, mut session: Session) -> Outcome {
        let mut asked = self.asked.request(&mut session);
        let what = self.what.as_deref().map(|what| (what, session.value("PATH", what)));
        let field = self.field.as_deref().map(|field| (field, session.value("FIELD", field)));
        let object = what.and_then(|what| Some((what, looks_like_object(what.0).filter(|_| !self.effects)?)));
        if let Some((_, target)) = object {
            asked.target = asked.target.or(Some(target));
        }
        session.on_platform(|platform, report| {
            let merged = Merged::read(platform, &asked, report)?;
            let target = merged.target(&asked, report)?;
            if let Some((what, _)) = object {
                let tracer = Tracer::new(&merged, target, asked.environment_at, report)?;
                let found = found(&tracer, what, self.namespace.as_deref(), field, report)?;
                let asked_at = field.map_or(what.1, |(_, place)| place);
                return self.object(&found, asked_at, &platform.sources, report);
            }
            if let Some((word, place)) = field {
                let fault = Diagnostic::error("no-object", place, format!("`{word}` is a field of no object"));
                report.push(fault.label("before it belongs an object, such as `deployment/web`"));
                return None;
            }
            match what {
                Some(what) if self.effects => self.effects(&merged, what, &asked, report),
                _ => self.layers(&merged, target, what, asked.environment_at, report),
            }
        })
    }

    fn is_json(&self) -> bool {
        self.json || self.form == Form::Json
    }

    fn object(
        &self,
        found: &Found<'_, '_, '_>,
        asked_at: Place,
        sources: &Sources,
        report: &mut Report,
    ) -> Option<String> {
        if self.is_json() {
            return Some(found.json(sources));
        }
        match self.all || found.is_whole_object() {
            true => Some(found.all(sources)),
            false => found.text(asked_at, sources, report),
        }
    }

    /// What depends on a field, in every target unless one was asked for.
    fn effects(
        &self,
        merged: &Merged<'_>,
        (word, place): Word<'_>,
        asked: &Request,
        report: &mut Report,
    ) -> Option<String> {
        let path = parsed(word, place, report)?;
        let targets = match asked.target {
            Some(target) => vec![target],
            None => merged.targets.clone(),
        };
        let mut tracers = Vec::new();
        for target in targets {
            tracers.push((target, Tracer::new(merged, target, asked.environment_at, report)?));
        }
        let provenance = tracers.first().map(|(_, tracer)| tracer.provenance())?;
        let leaves = at(&path, provenance);
        if leaves.is_empty() {
            report.push(not_set(provenance, &path, &lookup(provenance, &path), place));
            return None;
        }
        let sources = provenance.sources;
        Some(match self.is_json() {
            true => effects_json(&path, &tracers, &leaves, sources),
            false => effects(&path, &tracers, &leaves, sources),
        })
    }

    /// Who set a field.
    fn layers(
        &self,
        merged: &Merged<'_>,
        target: Target,
        what: Option<Word<'_>>,
        environment_at: Place,
        report: &mut Report,
    ) -> Option<String> {
        let (_, provenance) = merged.typed(target, report);
        if report.has_errors() {
            return None;
        }
        let sources = provenance.sources;
        let asked = match what {
            Some((path, place)) => parsed(path, place, report)?,
            None => FieldPath::default(),
        };
        let Some(node) = node(&provenance, &asked) else {
            let looked_up = lookup(&provenance, &asked);
            if let Lookup::Known(Unset { default: Some(default), .. }) = looked_up {
                let dropped = dropped_at(&provenance, &asked);
                return Some(match self.is_json() {
                    true => as_default_json(&asked, &default, &dropped, sources),
                    false => as_default(&default, &dropped, sources),
                });
            }
            let place = what.map_or(environment_at, |(_, place)| place);
            report.push(not_set(&provenance, &asked, &looked_up, place));
            return None;
        };
        let fields = fields(&provenance, &asked, node);
        let is_table = node.table().is_some();
        Some(match self.is_json() {
            true => as_json(&asked, &fields, is_table, sources),
            false if is_table => as_table(&fields, sources),
            false => as_field(&fields, sources),
        })
    }
}
