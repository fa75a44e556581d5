//! `[lints]` laid over what was found: what is fine here goes, and what is said to be fine but no longer occurs is found.

use crate::diagnostic::{Diagnostic, FieldPath, Place, Report, suggestion};
use crate::load::Map;
use crate::model::lint::{Level, Lint, Subject};
use crate::model::{Environment, Provenance};

use super::HostPort;
use super::finding::Finding;
use super::rules::{SHARED_HOST_PORT, UNUSED_ALLOWANCE, rule, rules};

/// What is left of the findings of one environment, each with its level.
#[derive(Default)]
pub struct Judged {
    /// So many objects were read.
    pub objects: usize,
    pub findings: Vec<(Level, Finding)>,
    /// So many findings are allowed by a lint.
    pub allowed: usize,
    /// Every allowance that the environment has, if nothing was left out of it.
    pub allowances: Vec<Allowance>,
    /// What it takes of the machine that runs its Compose file, where another environment may take the same.
    pub taken: Vec<(Level, HostPort, Finding)>,
}

/// One path of a lint that allows, or the whole where it names none.
pub struct Allowance {
    pub place: Place,
    /// Said where nothing needs it: other environments that have it may do.
    pub unused: Option<(Level, Finding)>,
}

/// Reports lints that no rule bears the name of.
pub fn refuse_unknown_lints(environment: &Environment, provenance: &Provenance<'_>, report: &mut Report) {
    for name in environment.lints.keys().filter(|name| rule(name).is_none()) {
        let path = FieldPath::new(["lints", name]);
        let message = format!("there is no rule `{name}`");
        let label = suggestion(name, rules().map(|rule| rule.name));
        report.push(Diagnostic::error("unknown-rule", provenance.key_place(&path), message).label(label));
    }
}

/// Takes the findings of all targets of an environment. `complete`: no target was left out, so that what did not
/// occur does not occur.
pub fn judged(
    findings: Vec<Finding>,
    taken: Vec<(HostPort, Finding)>,
    environment: &Environment,
    provenance: &Provenance<'_>,
    complete: bool,
) -> Judged {
    let leveled = |(port, finding)| (level(&finding, environment), port, finding);
    let taken = taken.into_iter().map(leveled).filter(|(level, ..)| *level != Level::Allow).collect();
    let mut judged = Judged { taken, ..Judged::default() };
    if complete {
        let mut used = Used::default();
        findings.iter().for_each(|finding| used.note(finding, &environment.lints));
        judged.allowances = allowances(&used, environment, provenance);
    }
    for finding in findings {
        match level(&finding, environment) {
            Level::Allow => judged.allowed += usize::from(lint(&finding, environment).is_some()),
            level @ (Level::Warn | Level::Deny) => judged.findings.push((level, finding)),
        }
    }
    judged
}

fn lint<'e>(finding: &Finding, environment: &'e Environment) -> Option<&'e Lint> {
    environment.lints.get(finding.rule).filter(|lint| is_about(lint, finding))
}

fn level(finding: &Finding, environment: &Environment) -> Level {
    let by_lint = lint(finding, environment).and_then(|lint| lint.level);
    by_lint.unwrap_or_else(|| rule(finding.rule).expect("a finding is of a rule").levels.of(environment.tier))
}

fn is_about(lint: &Lint, finding: &Finding) -> bool {
    lint.on.is_empty() || lint.on.iter().any(|subject| names(subject, finding))
}

fn names(subject: &Subject, finding: &Finding) -> bool {
    match subject {
        Subject::Field(field) => finding.path.as_ref().is_some_and(|path| path.starts_with(field)),
        Subject::Object(target) => {
            let object = finding.object.as_deref().and_then(|object| object.split_once('/'));
            object.is_some_and(|(kind, name)| target.kind.as_deref().unwrap_or("compose") == kind && target.names(name))
        }
    }
}

/// For each lint, which of its subjects something was found about; `None` is a lint about everything.
#[derive(Default)]
struct Used(Map<String, Vec<Option<usize>>>);

impl Used {
    fn note(&mut self, finding: &Finding, lints: &Map<String, Lint>) {
        let Some(lint) = lints.get(finding.rule) else { return };
        let subjects = self.0.entry(finding.rule.to_owned()).or_default();
        if lint.on.is_empty() {
            subjects.push(None);
        }
        let named = lint.on.iter().enumerate().filter(|(_, subject)| names(subject, finding));
        subjects.extend(named.map(|(index, _)| Some(index)));
    }

    fn holds(&self, rule: &str, subject: Option<usize>) -> bool {
        self.0.get(rule).is_some_and(|subjects| subjects.contains(&subject))
    }
}

/// All allowances, and which of them allow what does not occur. One about itself would be in its own way.
fn allowances(used: &Used, environment: &Environment, provenance: &Provenance<'_>) -> Vec<Allowance> {
    // What two environments share shows in neither.
    let own = [UNUSED_ALLOWANCE.name, SHARED_HOST_PORT.name];
    let lints = environment.lints.iter().filter(|(name, lint)| {
        lint.level == Some(Level::Allow) && !own.contains(&name.as_str()) && rule(name).is_some()
    });
    let mut allowances = Vec::new();
    for (name, lint) in lints {
        let path = FieldPath::new(["lints", name]);
        let mut note = |place, is_used: bool, message: String| {
            let finding = || Finding {
                rule: UNUSED_ALLOWANCE.name,
                message,
                label: "remove it".to_owned(),
                place,
                help: None,
                path: Some(path.clone()),
                object: None,
                namespace: None,
                field: FieldPath::default(),
            };
            let unused = (!is_used).then(finding).map(|finding| (level(&finding, environment), finding));
            let unused = unused.filter(|(level, _)| *level != Level::Allow);
            allowances.push(Allowance { place, unused });
        };
        if lint.on.is_empty() {
            let message = format!("`{name}` is allowed, but nothing is found");
            note(provenance.key_place(&path), used.holds(name, None), message);
        }
        for index in 0..lint.on.len() {
            let place = provenance.place(&path.then("on").then(index.to_string()));
            let message = format!("`{name}` is allowed here, but nothing is found");
            note(place, used.holds(name, Some(index)), message);
        }
    }
    allowances
}
