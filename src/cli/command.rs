//! The command as a whole: its verbs, its exit codes, and the one place that writes to the two streams.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use clap::{Parser, Subcommand, ValueEnum};

use crate::diagnostic::Severity;

use super::session::{Outcome, Session};
use super::{affected, check, completions, diff, explain, graph, list, render, report, schema};

/// Something was found, or differs.
const FOUND: u8 = 1;
/// Wrong use or wrong input.
const WRONG: u8 = 2;
/// Our fault.
const BUG: u8 = 3;

/// Compiles one typed model of a platform, kept in layered TOML, into Kubernetes YAML, Compose files and all that goes with them.
#[derive(Parser)]
#[command(name = "platgen", version)]
pub struct Command {
    /// The platform's folder; if not given, the nearest with `environments/` in it, from here upwards
    #[arg(short = 'C', value_name = "DIR", global = true)]
    directory: Option<PathBuf>,
    /// When to colour diagnostics
    #[arg(long, value_name = "WHEN", value_enum, default_value = "auto", global = true)]
    color: Color,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Render(render::Render),
    Check(check::Check),
    Diff(diff::Diff),
    Graph(graph::Graph),
    List(list::List),
    Explain(explain::Explain),
    Affected(affected::AffectedBy),
    Schema(schema::Schema),
    Completions(completions::Completions),
}

#[derive(Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let command = Command::parse();
    match catch_unwind(AssertUnwindSafe(|| command.run())) {
        Ok(code) => code,
        // The panic has been printed by now.
        Err(_) => {
            match writeln!(io::stderr(), "error: this is a bug in platgen: please report it, with the lines above") {
                Ok(()) | Err(_) => ExitCode::from(BUG),
            }
        }
    }
}

impl Command {
    fn run(self) -> ExitCode {
        let session = Session::new(self.directory);
        let outcome = match self.verb {
            Verb::Render(render) => render.run(session),
            Verb::Check(check) => check.run(session),
            Verb::Diff(diff) => diff.run(session),
            Verb::Graph(graph) => graph.run(session),
            Verb::List(list) => list.run(session),
            Verb::Explain(explain) => explain.run(session),
            Verb::Affected(affected) => affected.run(session),
            Verb::Schema(schema) => schema.run(session),
            Verb::Completions(completions) => completions.run(session),
        };
        match print(outcome, self.color) {
            Ok(code) => code,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(error) => match writeln!(io::stderr(), "error: the output cannot be written: {error}") {
                Ok(()) | Err(_) => ExitCode::from(WRONG),
            },
        }
    }
}

impl Color {
    fn on(self, stream: &impl RawStream) -> ColorChoice {
        match self {
            Color::Auto => AutoStream::choice(stream),
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }
}

/// Diagnostics first. The text follows in one go, and only where none of them is an error.
fn print(outcome: Outcome, color: Color) -> io::Result<ExitCode> {
    if !outcome.diagnostics.is_empty() {
        let drawn = report::drawn(&outcome.diagnostics, &outcome.sources);
        let told = AutoStream::new(io::stderr(), color.on(&io::stderr())).write_all(drawn.as_bytes());
        // Whether or not anybody could be told, an error is one.
        if outcome.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return Ok(ExitCode::from(WRONG));
        }
        told?;
    }
    let answer = outcome.answer.expect("a verb that gives no answer says why");
    let mut stdout = io::stdout().lock();
    if !answer.drawn.is_empty() {
        let color = color.on(&stdout);
        AutoStream::new(&mut stdout as &mut dyn Write, color).write_all(answer.drawn.as_bytes())?;
        stdout.flush()?;
    }
    AutoStream::new(io::stderr(), color.on(&io::stderr())).write_all(answer.notes.as_bytes())?;
    stdout.write_all(answer.text.as_bytes())?;
    stdout.flush()?;
    Ok(if answer.found { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}
