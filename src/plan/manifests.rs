//! Raw objects: those written as they are, and those that templates of objects render.

use crate::diagnostic::Report;
use crate::model::manifest::{self, Manifest};

use super::Inputs;
use super::template::Templates;

pub fn manifests(inputs: &Inputs<'_, '_>, templates: &Templates<'_>, report: &mut Report) -> Vec<Manifest> {
    let mut documents = inputs.manifests.documents.clone();
    for template in &inputs.manifests.templates {
        match templates.objects(template) {
            Ok(text) => documents.extend(template.documents(&text, report)),
            Err(fault) => report.push(fault),
        }
    }
    manifest::manifests(documents, report)
}
