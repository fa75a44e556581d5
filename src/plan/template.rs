//! Text that is no object: templates, with the platform as they see it. Undefined names are errors with the
//! template's own line.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, merge_maps};
use minijinja::{Environment as Engine, ErrorKind, UndefinedBehavior};
use serde_json::Value as Json;

use crate::load::Contents;

/// Templates that platgen brings along. A platform's own file of the same name wins.
const BUILT_IN: [(&str, &str); 6] = [
    ("scripts/dev-setup.sh", include_str!("../../templates/scripts/dev-setup.sh")),
    ("scripts/dev-setup.bat", include_str!("../../templates/scripts/dev-setup.bat")),
    ("scripts/k8s-deploy.sh", include_str!("../../templates/scripts/k8s-deploy.sh")),
    ("scripts/rollback.sh", include_str!("../../templates/scripts/rollback.sh")),
    ("scripts/smoke-test.sh", include_str!("../../templates/scripts/smoke-test.sh")),
    ("spring-gateway.yml", include_str!("../../templates/spring-gateway.yml")),
];

/// How much a template may do before it counts as endless.
const FUEL: u64 = 5_000_000;

pub struct Templates<'t> {
    engine: Engine<'t>,
    contents: &'t Contents,
    /// Converted once: every template sees the same platform.
    view: Value,
}

impl<'t> Templates<'t> {
    pub fn new(contents: &'t Contents, view: &Json) -> Self {
        let mut engine = Engine::new();
        let syntax = SyntaxConfig::builder()
            .block_delimiters("<%", "%>")
            .variable_delimiters("<%=", "%>")
            .comment_delimiters("<%#", "%>")
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()
            .expect("the delimiters differ");
        engine.set_syntax(syntax);
        engine.set_undefined_behavior(UndefinedBehavior::Strict);
        engine.set_fuel(Some(FUEL));
        engine.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        Self { engine, contents, view: Value::from(Serde(view)) }
    }

    /// The names of all built-in templates, for suggestions.
    pub fn built_in() -> impl Iterator<Item = &'static str> + Clone {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The rendered text, or what is wrong and in which line of the template.
    pub fn render(&self, name: &str, owner: Option<&Json>, data: &Json) -> Result<String, Fault> {
        let own = self.contents.get(&format!("templates/{name}"));
        let built_in = || BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
        let Some(source) = own.or_else(built_in) else {
            return Err(Fault { is_missing: true, message: format!("there is no template `{name}`") });
        };
        let template = self.engine.template_from_named_str(name, source).map_err(|error| Fault::from(&error, name))?;
        let own = Value::from(BTreeMap::from([
            ("data", Value::from(Serde(data))),
            ("self", Value::from(Serde(owner.unwrap_or(&Json::Null)))),
        ]));
        let context = merge_maps([own, self.view.clone()]);
        template.render(context).map_err(|error| Fault::from(&error, name))
    }
}

/// What a template did wrong.
pub struct Fault {
    /// Whether there is no such template.
    pub is_missing: bool,
    pub message: String,
}

impl Fault {
    fn from(error: &minijinja::Error, name: &str) -> Self {
        let line = error.line().map_or_else(String::new, |line| format!(":{line}"));
        let detail = match (error.detail(), error.kind()) {
            (Some(detail), ErrorKind::UndefinedError) => detail.to_owned(),
            (Some(detail), kind) => format!("{kind}: {detail}"),
            (None, kind) => kind.to_string(),
        };
        Self { is_missing: false, message: format!("`templates/{}{line}`: {detail}", error.name().unwrap_or(name)) }
    }
}
