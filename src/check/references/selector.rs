//! Label selectors, and what they select: objects and pods found by their labels.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::check::object::get;

/// Labels that controllers put on pods, which no template shows.
const MADE: [&str; 9] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-uid",
    "job-name",
    "pod-template-hash",
    "rollouts-pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

pub fn is_made(label: &str) -> bool {
    MADE.contains(&label)
}

/// What labels have to be.
#[derive(Default)]
pub struct Selector<'s> {
    equal: Vec<(&'s str, &'s str)>,
    expressions: Vec<(&'s str, Wanted<'s>)>,
}

enum Wanted<'s> {
    OneOf(Vec<&'s str>),
    NoneOf(Vec<&'s str>),
    There,
    NotThere,
}

impl<'s> Selector<'s> {
    /// A `labelSelector`. An empty one selects everything; none is none.
    pub fn of(json: &'s Json) -> Option<Self> {
        json.as_object()?;
        let expressions = get(json, &["matchExpressions"]).as_array().into_iter().flatten().filter_map(|expression| {
            let values = || get(expression, &["values"]).as_array().into_iter().flatten().filter_map(Json::as_str);
            let wanted = match get(expression, &["operator"]).as_str()? {
                "In" => Wanted::OneOf(values().collect()),
                "NotIn" => Wanted::NoneOf(values().collect()),
                "Exists" => Wanted::There,
                "DoesNotExist" => Wanted::NotThere,
                _ => return None,
            };
            Some((get(expression, &["key"]).as_str()?, wanted))
        });
        let expressions = expressions.filter(|(key, _)| !is_made(key)).collect();
        Some(Self { expressions, ..Self::plain(get(json, &["matchLabels"])) })
    }

    /// A selector that is nothing but labels, as a Service has it.
    pub fn plain(json: &'s Json) -> Self {
        let labels = json.as_object().into_iter().flatten();
        let equal = labels.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)));
        Self { equal: equal.filter(|(key, _)| !is_made(key)).collect(), expressions: Vec::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.equal.is_empty() && self.expressions.is_empty()
    }

    /// The value that a label has to have.
    pub fn value(&self, key: &str) -> Option<&'s str> {
        self.equal.iter().find(|(label, _)| *label == key).map(|(_, value)| *value)
    }

    /// The values of a label that are named, one by one.
    pub fn values(&self, key: &str) -> Vec<&'s str> {
        let listed = self.expressions.iter().filter(|(label, _)| *label == key).flat_map(|(_, wanted)| match wanted {
            Wanted::OneOf(values) => values.clone(),
            Wanted::NoneOf(_) | Wanted::There | Wanted::NotThere => Vec::new(),
        });
        self.value(key).into_iter().chain(listed).collect()
    }

    pub fn matches(&self, labels: &Json) -> bool {
        let label = |key: &str| labels.get(key).and_then(Json::as_str);
        self.equal.iter().all(|(key, value)| label(key) == Some(value))
            && self.expressions.iter().all(|(key, wanted)| match wanted {
                Wanted::OneOf(values) => label(key).is_some_and(|value| values.contains(&value)),
                Wanted::NoneOf(values) => label(key).is_none_or(|value| !values.contains(&value)),
                Wanted::There => label(key).is_some(),
                Wanted::NotThere => label(key).is_none(),
            })
    }
}

/// As a person writes it: `app=shop,tier`.
impl std::fmt::Display for Selector<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let equal = self.equal.iter().map(|(key, value)| format!("{key}={value}"));
        let others = self.expressions.iter().map(|(key, wanted)| match wanted {
            Wanted::OneOf(values) => format!("{key} in ({})", values.join(",")),
            Wanted::NoneOf(values) => format!("{key} notin ({})", values.join(",")),
            Wanted::There => (*key).to_owned(),
            Wanted::NotThere => format!("!{key}"),
        });
        formatter.write_str(&equal.chain(others).collect::<Vec<_>>().join(","))
    }
}

/// Things with labels, each in a namespace, found without looking at all of them.
pub struct Labelled<'o, T> {
    all: Vec<(&'o Json, T)>,
    by_label: BTreeMap<(Option<&'o str>, &'o str, &'o str), Vec<usize>>,
    by_namespace: BTreeMap<Option<&'o str>, Vec<usize>>,
}

impl<'o, T> Labelled<'o, T> {
    /// Each with its namespace and its labels.
    pub fn of(things: impl Iterator<Item = (Option<&'o str>, &'o Json, T)>) -> Self {
        let mut index = Self { all: Vec::new(), by_label: BTreeMap::new(), by_namespace: BTreeMap::new() };
        for (namespace, labels, thing) in things {
            let position = index.all.len();
            index.by_namespace.entry(namespace).or_default().push(position);
            for (key, value) in labels.as_object().into_iter().flatten() {
                let Some(value) = value.as_str() else { continue };
                index.by_label.entry((namespace, key.as_str(), value)).or_default().push(position);
            }
            index.all.push((labels, thing));
        }
        index
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.all.iter().map(|(_, thing)| thing)
    }

    /// Everything that a selector selects in a namespace.
    pub fn select(&self, namespace: Option<&str>, selector: &Selector<'_>) -> Vec<&T> {
        let lists = selector
            .equal
            .iter()
            .map(|(key, value)| self.by_label.get(&(namespace, *key, *value)).map(Vec::as_slice).unwrap_or_default());
        let shortest = lists.min_by_key(|list| list.len());
        let whole = || self.by_namespace.get(&namespace).map(Vec::as_slice).unwrap_or_default();
        let candidates = shortest.unwrap_or_else(whole).iter().map(|position| &self.all[*position]);
        candidates.filter(|(labels, _)| selector.matches(labels)).map(|(_, thing)| thing).collect()
    }
}
