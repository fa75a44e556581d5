//! The way to a field of a document: through keys, and through lists by what their elements are called.

use std::fmt;

use serde_json::Value as Json;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    Key(String),
    /// An element of a list, by what it is called: `env[DB_URL]`.
    Element(String),
    /// An element that nothing but its position tells from others.
    Index(usize),
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

impl Path {
    #[must_use]
    pub fn then(&self, step: Step) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        Self(steps)
    }

    pub fn starts_with(&self, start: &Self) -> bool {
        self.0.starts_with(&start.0)
    }

    /// Whether one of the two is the other, or within it.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts_with(other) || other.starts_with(self)
    }

    /// Keys alone, from the top: `["spec", "replicas"]`. An element of a list stands for itself as `[]`.
    pub fn keys(&self) -> Vec<&str> {
        self.0.iter().map(|step| if let Step::Key(key) = step { key.as_str() } else { "[]" }).collect()
    }

    /// What stands there.
    pub fn find<'j>(&self, document: &'j Json) -> Option<&'j Json> {
        let mut list = "";
        self.0.iter().try_fold(document, |at, step| match step {
            Step::Key(key) => {
                list = key;
                at.get(key)
            }
            Step::Index(index) => at.get(index),
            Step::Element(name) => {
                at.as_array()?.iter().find(|element| super::list::name(list, element).as_deref() == Some(name))
            }
        })
    }
}

/// The way to an element of the list at a path.
pub fn step(list: &Path, index: usize, element: &Json) -> Step {
    let key = list.0.iter().rev().find_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None });
    match super::list::name(key.unwrap_or_default(), element) {
        Some(name) => Step::Element(name.into_owned()),
        None => Step::Index(index),
    }
}

impl fmt::Display for Path {
    /// `spec.template.spec.containers[web].env[DB_URL].value`, and `metadata.labels."app.kubernetes.io/name"`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            if at > 0 && matches!(step, Step::Key(_)) {
                formatter.write_str(".")?;
            }
            step.fmt(formatter)?;
        }
        Ok(())
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Key(key) => {
                let quote = if key.is_empty() || key.contains(['.', ' ', '"', '[']) { "\"" } else { "" };
                write!(formatter, "{quote}{key}{quote}")
            }
            Step::Element(name) => write!(formatter, "[{name}]"),
            Step::Index(index) => write!(formatter, "[{index}]"),
        }
    }
}
