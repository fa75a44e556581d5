//! `platgen check`: what the rules find in one environment, in several, or in all.

use std::collections::BTreeMap;

use clap::ValueEnum;

use crate::check::{self, Allowance, Finding, Judged, Taken};
use crate::compile::{Merged, Request, environments};
use crate::diagnostic::{Diagnostic, Place, Report, Sources, suggestion};
use crate::load::Platform;
use crate::model::lint::Level;
use crate::model::workload::Target;

use super::asked::Asked;
use super::findings::{Findings, Told, github, json, junit, sarif, text};
use super::session::{Answer, Outcome, Session};

/// Finds what will not work, or not well, in what an environment renders to
#[derive(clap::Args)]
pub struct Check {
    /// Names of environments
    #[arg(value_name = "ENV", required_unless_present_any = ["all", "explain"])]
    environments: Vec<String>,
    /// Checks every environment of the platform
    #[arg(long, conflicts_with = "environments")]
    all: bool,
    /// One of the environment's targets; if not given, all of them
    #[arg(long, value_enum)]
    target: Option<Target>,
    /// Sets one field over all layers: a TOML value, or else a string
    #[arg(long = "set", value_name = "PATH=VALUE")]
    settings: Vec<String>,
    /// Takes warnings for errors
    #[arg(long, value_name = "LEVEL", value_enum)]
    deny: Option<Denied>,
    /// How findings are printed; if not given, for people
    #[arg(short = 'o', value_name = "FORM", value_enum)]
    form: Option<Form>,
    /// Prints what a rule is about, and checks nothing
    #[arg(long, value_name = "RULE", conflicts_with_all = ["environments", "all", "target", "settings", "deny"])]
    explain: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    /// For programs of one's own
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// JUnit XML, for what shows the results of tests
    Junit,
}

#[derive(Clone, Copy, ValueEnum)]
enum Denied {
    Warnings,
}

/// What was checked, and what came of it.
#[derive(Default)]
struct Run {
    names: Vec<String>,
    findings: Findings,
    objects: usize,
    allowed: usize,
    allowances: BTreeMap<Place, Standing>,
    taken: Vec<Taken>,
}

/// An allowance, and what became of it in the environments that have it.
#[derive(Default)]
struct Standing {
    is_used: bool,
    /// Whether it stands in a layer of one of the environments alone.
    is_own: bool,
    unused: Vec<(String, Level, Finding)>,
}

impl Run {
    fn add(&mut self, environment: &str, judged: Judged, sources: &Sources) {
        self.names.push(environment.to_owned());
        self.objects += judged.objects;
        self.allowed += judged.allowed;
        self.findings.extend(environment, judged.findings);
        let taken = |(level, port, finding)| Taken { environment: environment.to_owned(), level, port, finding };
        self.taken.extend(judged.taken.into_iter().map(taken));
        for Allowance { place, unused } in judged.allowances {
            let standing = self.allowances.entry(place).or_default();
            standing.is_own |= check::is_own(sources, environment, place);
            match unused {
                Some((level, finding)) => standing.unused.push((environment.to_owned(), level, finding)),
                None => standing.is_used = true,
            }
        }
    }

    /// Reports what environments take from each other.
    fn compare(&mut self) {
        for Taken { environment, level, finding, .. } in check::shared_ports(std::mem::take(&mut self.taken)) {
            self.findings.extend(&environment, vec![(level, finding)]);
        }
    }

    /// Reports what is allowed for nothing. Whether that is so of a layer that environments share shows only when all
    /// of them were checked.
    fn judge_allowances(&mut self, all: bool) {
        for standing in std::mem::take(&mut self.allowances).into_values() {
            if !standing.is_used && (all || standing.is_own) {
                for (environment, level, finding) in standing.unused {
                    self.findings.extend(&environment, vec![(level, finding)]);
                }
            }
        }
    }
}

impl Check {
    pub fn run(&self, mut session: Session) -> Outcome {
        if let Some(name) = &self.explain {
            return explained(name, session);
        }
        let asked_at = session.word("check");
        let named: Vec<Request> = self.environments.iter().map(|name| self.asked(name).request(&mut session)).collect();
        let mut of_all = self.asked("").request(&mut session);
        session.on_platform(|platform, report| {
            let mut run = Run::default();
            for asked in &named {
                check_one(platform, asked, &mut run, report);
            }
            if self.all {
                for environment in environments(platform, asked_at, report) {
                    of_all.environment = environment.name;
                    check_one(platform, &of_all, &mut run, report);
                }
            }
            run.compare();
            run.judge_allowances(self.all);
            (!report.has_errors()).then(|| self.answer(run, &platform.sources))
        })
    }

    fn asked(&self, environment: &str) -> Asked {
        Asked { environment: environment.to_owned(), target: self.target, settings: self.settings.clone() }
    }

    fn answer(&self, run: Run, sources: &Sources) -> Answer {
        let told = run.findings.sorted();
        let is_error = |told: &Told| told.level == Level::Deny || self.deny.is_some();
        let errors = told.iter().filter(|told| told.level == Level::Deny).count();
        let mut notes = format!(
            "{}: {} objects, {} rules, {}, {}",
            run.names.join(", "),
            run.objects,
            check::rules().count(),
            counted(errors, "error"),
            counted(told.len() - errors, "warning"),
        );
        if run.allowed > 0 {
            notes += &format!(", {} allowed", run.allowed);
        }
        notes.push('\n');
        let mut answer = Answer { notes, found: told.iter().any(is_error), ..Answer::default() };
        match self.form {
            None => answer.drawn = text(&told, &run.names, sources),
            Some(Form::Json) => answer.text = json(&told, &run.names, sources),
            Some(Form::Sarif) => answer.text = sarif(&told, sources),
            Some(Form::Github) => answer.text = github(&told, sources),
            Some(Form::Junit) => answer.text = junit(&told, &run.names, self.deny.is_some(), sources),
        }
        answer
    }
}

fn check_one(platform: &Platform, asked: &Request, run: &mut Run, report: &mut Report) {
    let Some(merged) = Merged::read(platform, asked, report) else { return };
    let targets = match asked.target {
        Some(_) => match merged.target(asked, report) {
            Some(target) => vec![target],
            None => return,
        },
        None => merged.targets.clone(),
    };
    if let Some(judged) = merged.check(&targets, asked.environment_at, report) {
        run.add(&asked.environment, judged, &platform.sources);
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn explained(name: &str, mut session: Session) -> Outcome {
    match check::rule(name) {
        Some(rule) => session.text(check::page(rule)),
        None => {
            let place = session.value("--explain", name);
            let label = suggestion(name, check::rules().map(|rule| rule.name));
            session.refusal(Diagnostic::error("unknown-rule", place, format!("there is no rule `{name}`")).label(label))
        }
    }
}
