//! Label selectors, with `matchLabels` and `matchExpressions`.

use serde_json::Value as Json;

use crate::plan::object::Labels;

/// The labels of a pod or of a namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelSet {
    pub labels: Labels,
    /// Whether it has no others. What belongs to somebody else may have others, and then may match what asks for them.
    pub complete: bool,
}

impl LabelSet {
    pub fn complete(labels: Labels) -> Self {
        Self { labels, complete: true }
    }

    /// Of a JSON object: what is not a string is no label.
    pub fn read(json: &Json) -> Self {
        let pairs = json.as_object().into_iter().flatten();
        Self::complete(pairs.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect())
    }
}

/// All of its conditions hold of what it selects; without any, it selects everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    pub labels: Labels,
    pub expressions: Vec<Expression>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    pub key: String,
    pub operator: Operator,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operator {
    In(Vec<String>),
    NotIn(Vec<String>),
    Exists,
    DoesNotExist,
    /// One that the API server refuses: nothing is selected.
    Unknown,
}

impl Selector {
    pub fn read(json: &Json) -> Self {
        let expressions = json.get("matchExpressions").and_then(Json::as_array).into_iter().flatten();
        Self {
            labels: json.get("matchLabels").map(LabelSet::read).unwrap_or_default().labels,
            expressions: expressions.map(Expression::read).collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.expressions.is_empty()
    }

    /// Whether these labels meet it, or may, where they are not all known.
    pub fn matches(&self, set: &LabelSet) -> bool {
        let has = |(key, wanted): (&String, &String)| match set.labels.get(key) {
            Some(value) => value == wanted,
            None => !set.complete,
        };
        self.labels.iter().all(has) && self.expressions.iter().all(|expression| expression.holds(set))
    }
}

impl Expression {
    fn read(json: &Json) -> Self {
        let values = || {
            let values = json.get("values").and_then(Json::as_array).into_iter().flatten();
            values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
        };
        let operator = match json.get("operator").and_then(Json::as_str) {
            Some("In") => Operator::In(values()),
            Some("NotIn") => Operator::NotIn(values()),
            Some("Exists") => Operator::Exists,
            Some("DoesNotExist") => Operator::DoesNotExist,
            Some(_) | None => Operator::Unknown,
        };
        Self { key: json.get("key").and_then(Json::as_str).unwrap_or_default().to_owned(), operator }
    }

    fn holds(&self, set: &LabelSet) -> bool {
        let value = set.labels.get(&self.key);
        if value.is_none() && !set.complete {
            return self.operator != Operator::Unknown;
        }
        match &self.operator {
            Operator::In(values) => value.is_some_and(|value| values.contains(value)),
            // What has no such label has none of its values.
            Operator::NotIn(values) => value.is_none_or(|value| !values.contains(value)),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::Unknown => false,
        }
    }
}
