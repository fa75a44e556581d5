//! Images that are built of folders here: which files go into which.

use crate::model::text::{Part, Text};
use crate::model::workload::Target;

use super::merged::Merged;
use super::paths::{is_within, plain};

/// A workload whose image is built.
pub struct Build {
    pub workload: String,
    /// Files and folders, relative to the platform's folder, in their shortest form.
    from: Vec<String>,
}

impl Build {
    /// Whether a file, relative to the platform's folder, is among what the image is built of.
    pub fn reads(&self, file: &str) -> bool {
        self.from.iter().any(|from| is_within(file, from))
    }
}

/// Every workload of the environment that says how its image is built, in any of the targets.
pub fn builds(merged: &Merged<'_>) -> Vec<Build> {
    let mut builds: Vec<Build> = Vec::new();
    for target in merged.targets.iter().filter(|target| **target != Target::Files) {
        let (environment, _) = merged.typed(*target, &mut Default::default());
        for (_, id, workload) in environment.workloads().filter(|(_, _, workload)| workload.enabled) {
            let Some(build) = &workload.build else { continue };
            let context = build.context.as_ref().map_or_else(|| ".".to_owned(), start);
            let dockerfile = build.dockerfile.as_ref().map(|file| plain(&format!("{context}/{file}")));
            let from = [plain(&context)].into_iter().chain(dockerfile).collect();
            builds.push(Build { workload: id.to_string(), from });
        }
    }
    builds
}

/// A path as far as it is the same whatever its placeholders say: the folder above the first of them.
fn start(text: &Text) -> String {
    match text.parts() {
        [Part::Literal(whole)] => whole.clone(),
        [Part::Literal(start), ..] => start.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned(),
        [Part::Placeholder(_), ..] | [] => ".".to_owned(),
    }
}
