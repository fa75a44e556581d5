//! What an environment reads of its platform besides the layers, kept for when it is rendered again with other values.

use std::sync::{Arc, Mutex, OnceLock};

use crate::diagnostic::{Place, Report};
use crate::load::{Contents, Layered, Manifests, Platform, Wanted};
use crate::plan::{Engine, EnvironmentSummary};

use super::environments::{environments, summary};

#[derive(Default)]
pub struct Read {
    /// Of the files that were wanted last, by path.
    contents: Mutex<Option<(Vec<Wanted>, Arc<Contents>)>>,
    /// And what is wrong with them.
    manifests: OnceLock<(Manifests, Report)>,
    environments: OnceLock<Vec<EnvironmentSummary>>,
    pub engine: Engine,
}

impl Read {
    pub fn contents(&self, platform: &Platform, wanted: Vec<Wanted>, report: &mut Report) -> Arc<Contents> {
        let mut last = self.contents.lock().expect("no thread panics while it reads");
        let is_same = |known: &[Wanted]| {
            let file = |one: &Wanted| (one.path.clone(), one.form);
            known.len() == wanted.len() && known.iter().zip(&wanted).all(|(known, one)| file(known) == file(one))
        };
        if let Some((_, contents)) = last.as_ref().filter(|(known, _)| is_same(known)) {
            return Arc::clone(contents);
        }
        let before = report.diagnostics.len();
        let contents = Arc::new(platform.contents(&wanted, report));
        // What is wrong with a file is told each time.
        if report.diagnostics.len() == before {
            *last = Some((wanted, Arc::clone(&contents)));
        }
        contents
    }

    pub fn manifests(&self, platform: &Platform, chain: &[String], report: &mut Report) -> &Manifests {
        let (manifests, found) = self.manifests.get_or_init(|| {
            let mut found = Report::default();
            (platform.manifests(chain, &mut found), found)
        });
        report.absorb(found.clone());
        manifests
    }

    /// What is wrong with other environments is told where those are asked for.
    /// Of the one at hand, what its layers say now.
    pub fn environments(&self, platform: &Platform, own: &Layered<'_>, at: Place) -> Vec<EnvironmentSummary> {
        let mut unread = Report::default();
        let known = self.environments.get_or_init(|| environments(platform, at, &mut unread));
        let one = |known: &EnvironmentSummary| match known.name == own.name {
            true => summary(own, &mut Report::default()),
            false => known.clone(),
        };
        known.iter().map(one).collect()
    }
}
