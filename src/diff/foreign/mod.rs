//! What a cluster or another tool printed, brought into the form of what is rendered, so that true differences remain.

mod align;
mod noise;

use super::document::{COMPOSE, Document, FILE};
use super::pair::positions;

/// Takes out of the documents that were read what differs from ours by no one's will, and leaves the rest as it is:
///
/// - what an API server states about an object: `status`, `managedFields`, `uid`, `creationTimestamp` and the like;
/// - what the cluster assigns where ours leaves it open: addresses of Services, node ports, volumes of claims, storage
///   classes, the replicas of what is autoscaled, finalizers, owners, labels and selector of a Job's pods, and the
///   annotations that controllers and `kubectl` note for themselves;
/// - a field that one side leaves out and the other sets to the API's default;
/// - a list that is empty on one side and missing on the other;
/// - a namespace that one side leaves to who applies it.
///
/// A label or annotation of Helm or of a person, a default that ours sets otherwise, an object that only one side has:
/// those are true differences.
pub fn without_noise(before: &mut [Document], after: &[Document]) {
    for document in before.iter_mut().filter(|document| is_object(document)) {
        align::drop_printed(document);
    }
    for (old, new) in positions(before, after) {
        if is_object(&before[old]) {
            align::align(&mut before[old], &after[new]);
        }
    }
}

fn is_object(document: &Document) -> bool {
    document.id.kind != COMPOSE && document.id.kind != FILE
}
