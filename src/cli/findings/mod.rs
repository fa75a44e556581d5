//! What `check` found, told: for people, and for the programs that read such reports.

mod github;
mod json;
mod junit;
mod sarif;
mod text;

use crate::check::Finding;
use crate::model::lint::Level;

pub use github::github;
pub use json::json;
pub use junit::junit;
pub use sarif::sarif;
pub use text::text;

use crate::diagnostic::{Place, Position, Sources};

/// A finding, and the environments in which it is found.
pub struct Told {
    pub level: Level,
    pub finding: Finding,
    pub environments: Vec<String>,
}

/// Where a place begins and where it ends.
fn region(place: Place, sources: &Sources) -> (Position, Position) {
    (sources.position(place), sources.position(Place { start: place.end, ..place }))
}

/// All findings of a run, errors first, then in the order of their places.
#[derive(Default)]
pub struct Findings {
    told: Vec<Told>,
}

impl Findings {
    /// Takes the findings of one more environment.
    pub fn extend(&mut self, environment: &str, findings: Vec<(Level, Finding)>) {
        for (level, finding) in findings {
            match self.told.iter_mut().find(|told| told.level == level && told.finding == finding) {
                Some(told) => told.environments.push(environment.to_owned()),
                None => self.told.push(Told { level, finding, environments: vec![environment.to_owned()] }),
            }
        }
    }

    pub fn sorted(mut self) -> Vec<Told> {
        self.told.sort_by(|one, other| {
            let key = |told: &Told| (std::cmp::Reverse(told.level), told.finding.place, told.finding.rule);
            key(one).cmp(&key(other))
        });
        self.told
    }
}
