//! What the layers come to as they are: that with which everything else is compared.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::diff::{Document, Id, compare, differing, documents, written};
use crate::emit::{Artifact, Object};
use crate::output::Rendered;
use crate::plan::Only;

use super::effect::{Effect, On};

pub struct Base {
    pub rendered: Rendered,
    /// The positions of the objects, by what they are called.
    by_name: Vec<usize>,
    compose: OnceLock<Vec<Document>>,
}

/// What two renderings do not have in common.
struct Differing<'b> {
    /// What differs in objects that both have.
    fields: Vec<Effect>,
    /// Documents of the one before, and of the one after.
    before: Vec<Cow<'b, Document>>,
    after: Vec<Document>,
}

impl Base {
    pub fn new(rendered: Rendered) -> Self {
        let mut by_name: Vec<usize> = (0..rendered.objects.len()).collect();
        by_name.sort_by_key(|at| name(&rendered.objects[*at]));
        Self { rendered, by_name, compose: OnceLock::new() }
    }

    pub fn documents(&self) -> Vec<Document> {
        documents(&self.rendered.objects, self.rendered.compose.as_ref(), &self.rendered.files)
    }

    /// What differs in another rendering: of the objects in all, or in those of `only`; with a field, nothing of objects
    /// in which that is the same.
    pub fn effects(&self, other: &Rendered, only: Option<Only<'_>>, field: &[&str]) -> Vec<Effect> {
        let Differing { mut fields, before, after } = self.differing(other, only, field);
        fields.extend(compare(before.iter().map(AsRef::as_ref), &after).iter().filter_map(Effect::of));
        fields
    }

    /// Whether a document is another now.
    pub fn differs(&self, other: &Rendered, id: &Id) -> bool {
        let is_meant =
            |object: &&Object| object.kind == id.kind && object.name == id.name && object.namespace == id.namespace;
        let own = self.rendered.objects.iter().find(is_meant);
        match own {
            Some(own) => other.objects.iter().find(is_meant).is_none_or(|object| object.text != own.text),
            None => self.effects(other, None, &[]).iter().any(|effect| effect.id == *id && effect.on != On::Absence),
        }
    }

    fn differing(&self, other: &Rendered, only: Option<Only<'_>>, field: &[&str]) -> Differing<'_> {
        let is_meant = |object: &Object| {
            only.is_none_or(|only| object.kind == only.kind && object.owner.as_deref() == Some(only.workload))
        };
        let has_field = |before: &str, after: &str| {
            !field.is_empty() && written(before, field).is_some_and(|text| written(after, field) == Some(text))
        };
        let objects = &self.rendered.objects;
        let mut in_both = vec![false; objects.len()];
        let (mut fields, mut after) = (Vec::new(), Vec::new());
        for object in other.objects.iter().filter(|object| is_meant(object)) {
            match self.called(object).filter(|at| !in_both[*at]) {
                Some(at) => {
                    in_both[at] = true;
                    let (before, after) = (&objects[at].text, &object.text);
                    if before != after && !has_field(before, after) {
                        let paths = differing(&object.kind, before, after);
                        if !paths.is_empty() {
                            fields.push(Effect { id: Id::of_object(object), on: On::Fields(paths) });
                        }
                    }
                }
                None => after.push(Document::of_object(object)),
            }
        }
        let gone = objects.iter().zip(in_both).filter(|(object, in_both)| !in_both && is_meant(object));
        let mut before: Vec<Cow<'_, Document>> =
            gone.map(|(object, _)| Cow::Owned(Document::of_object(object))).collect();
        if other.compose != self.rendered.compose {
            before.extend(self.compose().iter().map(Cow::Borrowed));
            after.extend(documents(&[], other.compose.as_ref(), &[]));
        }
        let (own, others) = (texts(&self.rendered), texts(other));
        before.extend(without(&own, &others).map(Cow::Owned));
        after.extend(without(&others, &own));
        Differing { fields, before, after }
    }

    fn called(&self, object: &Object) -> Option<usize> {
        let wanted = name(object);
        let at = self.by_name.binary_search_by_key(&wanted, |at| name(&self.rendered.objects[*at])).ok()?;
        Some(self.by_name[at])
    }

    fn compose(&self) -> &[Document] {
        self.compose.get_or_init(|| documents(&[], self.rendered.compose.as_ref(), &[]))
    }
}

fn name(object: &Object) -> (&str, &str, Option<&str>, &str) {
    (&object.api_version, &object.kind, object.namespace.as_deref(), &object.name)
}

fn texts(rendered: &Rendered) -> BTreeMap<&str, &Artifact> {
    rendered.files.iter().map(|file| (file.path.as_str(), file)).collect()
}

/// The files that the other has not, or not so.
fn without<'f>(
    files: &'f BTreeMap<&str, &Artifact>,
    other: &'f BTreeMap<&str, &Artifact>,
) -> impl Iterator<Item = Document> {
    let differs = |(path, file): &(&&str, &&Artifact)| other.get(*path).is_none_or(|other| other.text != file.text);
    files.iter().filter(differs).map(|(_, file)| Document::of_file(file))
}
