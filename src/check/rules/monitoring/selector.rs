//! Label selectors.

use serde_json::Value as Json;

use crate::check::object::get;

/// Whether a selector as Kubernetes writes it takes these labels. An empty one takes all; none at all takes nothing.
pub fn selects(selector: &Json, labels: &Json) -> bool {
    let has = |key: &str| get(labels, &[key]).as_str();
    let mut wanted = get(selector, &["matchLabels"]).as_object().into_iter().flatten();
    let mut expressions = get(selector, &["matchExpressions"]).as_array().into_iter().flatten();
    selector.is_object()
        && wanted.all(|(key, value)| has(key).is_some() && has(key) == value.as_str())
        && expressions.all(|expression| {
            let label = get(expression, &["key"]).as_str().and_then(has);
            let values = get(expression, &["values"]).as_array().into_iter().flatten();
            let is_among = label.is_some_and(|label| values.clone().any(|value| value.as_str() == Some(label)));
            match get(expression, &["operator"]).as_str() {
                Some("In") => is_among,
                Some("NotIn") => !is_among,
                Some("Exists") => label.is_some(),
                Some("DoesNotExist") => label.is_none(),
                _ => false,
            }
        })
}

/// Whether the plain labels of a Service's selector are among these. An empty one takes nothing.
pub fn picks(selector: &Json, labels: &Json) -> bool {
    let wanted = selector.as_object().filter(|wanted| !wanted.is_empty());
    wanted.is_some_and(|wanted| wanted.iter().all(|(key, value)| value.is_string() && get(labels, &[key]) == value))
}
