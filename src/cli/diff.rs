//! `platgen diff`: what changes between what stands there and what the layers say, or between two environments.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::compile::{Request, environments};
use crate::diagnostic::{Diagnostic, Place, Report};
use crate::diff::{Change, Class, compare};
use crate::load::Platform;
use crate::model::workload::Target;
use crate::output::State;

use super::against::{Against, Folder, shown};
use super::differences::{Difference, Local, json, markdown, names, summary, text, told};
use super::session::{Answer, Outcome, Session};
use super::sides::Sides;

/// Compares what is committed, or another environment, or an older revision, with what the layers say now
///
/// Exits with 0 where nothing differs, with 1 where something does, and with 2 where it cannot be told.
#[derive(clap::Args)]
pub struct Diff {
    /// Name of an environment, or of the one before and the one after
    #[arg(value_name = "ENV", num_args = 0..=2)]
    environments: Vec<String>,
    /// Compares every environment of the platform
    #[arg(long, conflicts_with = "environments")]
    all: bool,
    /// Before: a folder that `render --out` wrote, other YAML, or `-` for standard input; of `--all`, with a folder each
    #[arg(long, value_name = "DIR|FILE|-", conflicts_with = "base")]
    against: Option<PathBuf>,
    /// Before: the platform as it was at this revision of git
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// One of the environment's targets; if not given, all that both sides have
    #[arg(long, value_enum)]
    target: Option<Target>,
    /// Sets one field over all layers of the side after: a TOML value, or else a string
    #[arg(long = "set", value_name = "PATH=VALUE")]
    settings: Vec<String>,
    /// How it is printed
    #[arg(short = 'o', value_name = "FORM", value_enum, default_value = "text")]
    form: Form,
    /// The same as `-o json`
    #[arg(long, conflicts_with_all = ["form", "markdown"])]
    json: bool,
    /// The same as `-o markdown`
    #[arg(long, conflicts_with = "form")]
    markdown: bool,
    /// Exits with 1 only if a change of this class is there
    #[arg(long, value_name = "CLASS", value_enum, value_delimiter = ',')]
    fail_on: Vec<Class>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For programs
    Json,
    /// For a comment in a pull request
    Markdown,
    /// Names of objects alone
    Name,
}

/// What is compared with what, each argument with its place.
enum Question {
    /// Two environments of now.
    Two {
        before: Request,
        after: Request,
    },
    Against {
        asked: Request,
        against: Against,
    },
    /// With the platform of `--base`.
    Since {
        before: Request,
        after: Request,
        revision_at: Place,
    },
}

impl Diff {
    pub fn run(&self, mut session: Session) -> Outcome {
        let question = match self.question(&mut session) {
            Ok(question) => question,
            Err(fault) => return session.refusal(fault),
        };
        let revision = match (&self.base, &question) {
            (Some(base), Question::Since { revision_at, .. }) => Some((base.as_str(), *revision_at)),
            _ => None,
        };
        session.on_platforms(revision, |platform, base, report| {
            let sides = match question {
                Question::Two { before, after } => {
                    let name = format!("{} → {}", before.environment, after.environment);
                    Sides::between(name, Some((platform, &before)), Some((platform, &after)), report)
                        .into_iter()
                        .collect()
                }
                Question::Against { asked, against } => self.against(platform, asked, &against, report),
                Question::Since { before, after, .. } => {
                    let base = base.expect("a revision was named");
                    self.since(base, platform, (before, after), report)
                }
            };
            (!report.has_errors()).then(|| self.answer(&sides))
        })
    }

    fn question(&self, session: &mut Session) -> Result<Question, Diagnostic> {
        let verb = session.word("diff");
        let names: Vec<(&str, Place)> =
            self.environments.iter().map(|name| (name.as_str(), session.word(name))).collect();
        // Of all environments each name comes later.
        let (first, second) = match names[..] {
            [] if self.all => (("", verb), None),
            [] => {
                let fault = Diagnostic::error("nothing-to-compare", verb, "no environment is named");
                return Err(fault.label("`platgen diff ENV …`, or `--all`"));
            }
            [one] => (one, None),
            [one, other, ..] => (one, Some(other)),
        };
        let settings = session.settings(&self.settings);
        let target_at = self.target.map(|target| session.value("--target", target.as_str()));
        let request = |(name, place): (&str, Place)| Request {
            target: self.target,
            target_at: target_at.unwrap_or(place),
            ..Request::of(name, place)
        };
        match (second, &self.against, &self.base) {
            (Some(second), None, None) => {
                Ok(Question::Two { before: request(first), after: Request { settings, ..request(second) } })
            }
            (Some((_, place)), _, _) => {
                let fault = "two environments are compared with each other, and with nothing else";
                Err(Diagnostic::error("two-comparisons", place, fault).label("leave this away, or the option"))
            }
            (None, Some(given), _) => {
                let at = session.value("--against", &shown(given));
                let environment = (!self.all).then_some(first.0);
                let against = Against::read(given, environment, at, session)?;
                Ok(Question::Against { asked: Request { settings, ..request(first) }, against })
            }
            (None, None, Some(revision)) => Ok(Question::Since {
                before: request(first),
                after: Request { settings, ..request(first) },
                revision_at: session.value("--base", revision),
            }),
            (None, None, None) => {
                let fault = Diagnostic::error("nothing-to-compare", first.1, "there is nothing to compare it with")
                    .label("add `--against DIR|FILE|-`, or `--base REV`");
                Err(if self.all {
                    fault
                } else {
                    fault.help("or name two environments: the one before, the one after")
                })
            }
        }
    }

    fn against(&self, platform: &Platform, mut asked: Request, against: &Against, report: &mut Report) -> Vec<Sides> {
        let (root, folders) = match against {
            Against::Stream(source) => {
                return Sides::against_texts(platform, &asked, &[*source], report).into_iter().collect();
            }
            Against::Folder(folder) => {
                return Sides::against_folder(platform, &asked, folder, report).into_iter().collect();
            }
            Against::Folders { root, folders } => (root, folders),
        };
        let mut sides = Vec::new();
        let mut known = BTreeSet::new();
        for environment in environments(platform, asked.environment_at, report) {
            asked.environment.clone_from(&environment.name);
            sides.extend(match folders.get(&environment.name) {
                Some(folder) => Sides::against_folder(platform, &asked, folder, report),
                None => Sides::not_written(platform, &asked, shown(&root.join(&environment.name)), report),
            });
            known.insert(environment.name);
        }
        let is_rendered = |folder: &Folder| !folder.texts.is_empty();
        let others = folders.iter().filter(|(name, folder)| !known.contains(*name) && is_rendered(folder));
        sides.extend(others.map(|(name, folder)| Sides::left_over(name, shown(&folder.root))));
        sides
    }

    fn since(
        &self,
        base: &Platform,
        platform: &Platform,
        (mut before, mut after): (Request, Request),
        report: &mut Report,
    ) -> Vec<Sides> {
        let at = after.environment_at;
        let names = |platform: &Platform, report: &mut Report| -> BTreeSet<String> {
            environments(platform, at, report).into_iter().map(|environment| environment.name).collect()
        };
        let (old, new) = (names(base, report), names(platform, report));
        let asked: BTreeSet<String> = match self.all {
            true => old.union(&new).cloned().collect(),
            false => [after.environment.clone()].into(),
        };
        let mut sides = Vec::new();
        for name in asked {
            before.environment.clone_from(&name);
            after.environment.clone_from(&name);
            // What neither has is unknown to the platform of now, which says so.
            let is_new = !old.contains(&name);
            let is_gone = !new.contains(&name) && !is_new;
            let (before, after) = ((!is_new).then_some((base, &before)), (!is_gone).then_some((platform, &after)));
            sides.extend(Sides::between(name, before, after, report));
        }
        sides
    }

    fn answer(&self, sides: &[Sides]) -> Answer {
        let changes: Vec<Vec<Change<'_>>> = sides.iter().map(|sides| compare(&sides.before, &sides.after)).collect();
        let differences: Vec<Difference<'_>> = sides
            .iter()
            .zip(&changes)
            .map(|(sides, changes)| Difference {
                name: sides.name.clone(),
                presence: sides.presence,
                told: told(changes, &sides.context(), |change, field| sides.because.of(change, field)),
                files: sides.files.clone(),
                namespaces: sides.namespaces.clone(),
            })
            .collect();
        let mut answer = Answer { found: self.fails(&differences), ..Answer::default() };
        answer.notes = differences.iter().map(|difference| summary(difference) + "\n").collect();
        let states = || sides.iter().flat_map(|sides| sides.files.iter().map(|file| file.state));
        let local = self.local(states().next().is_some());
        if let Some(remedy) = &local.remedy {
            let first =
                if states().any(|state| state == State::Foreign) { ", once foreign files are elsewhere" } else { "" };
            answer.notes += &format!("`{remedy}` writes the files anew{first}\n");
        }
        match self.asked_form() {
            Form::Text => answer.drawn = text(&differences),
            Form::Json => answer.text = json(&differences),
            Form::Markdown => answer.text = markdown(&differences, &local),
            Form::Name => answer.text = names(&differences, self.all),
        }
        answer
    }

    fn asked_form(&self) -> Form {
        match (self.json, self.markdown) {
            (true, _) => Form::Json,
            (_, true) => Form::Markdown,
            (false, false) => self.form,
        }
    }

    fn fails(&self, differences: &[Difference<'_>]) -> bool {
        if self.fail_on.is_empty() {
            return differences.iter().any(|difference| !difference.is_none());
        }
        let found = |difference: &Difference<'_>| self.fail_on.iter().any(|class| difference.classes().contains(class));
        differences.iter().any(found)
    }

    /// The command that a reader runs to see the same, and the one that renders what it is about.
    fn local(&self, is_drifted: bool) -> Local {
        let mut words: Vec<String> = self.environments.clone();
        words.extend(self.all.then(|| "--all".to_owned()));
        let option = |name: &str, value: &str| [format!("--{name}"), quoted(value)];
        words.extend(self.against.iter().flat_map(|given| option("against", &shown(given))));
        words.extend(self.base.iter().flat_map(|base| option("base", base)));
        words.extend(self.target.iter().flat_map(|target| option("target", target.as_str())));
        words.extend(self.settings.iter().flat_map(|setting| option("set", setting)));
        let folder = self.against.as_ref().filter(|_| is_drifted).map(|given| quoted(&shown(given)));
        let what = if self.all { "--all" } else { self.environments.first().map_or("", String::as_str) };
        let remedy = folder.map(|folder| format!("platgen render {what} --out {folder}"));
        let is_applied = self.against.is_some() || self.base.is_some();
        let title = if is_applied { "What changes when this is applied" } else { "What is different" };
        Local { title, command: format!("platgen diff {}", words.join(" ")), remedy }
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=~@^,+".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
