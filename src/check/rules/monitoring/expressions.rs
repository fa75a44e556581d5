//! All PromQL of an environment: of alerts, recorded series, analyses and dashboards, whoever wrote it.

use std::borrow::Cow;
use std::rc::Rc;

use promql_parser::parser::Expr;
use serde_json::Value as Json;

use crate::check::object::{Item, get};
use crate::check::{At, Checked};

use super::dashboards::dashboards;
use super::promql::read;

/// One expression, and where it stands.
pub struct Expression<'c> {
    pub item: &'c Item<'c>,
    pub what: What,
    /// Name of the alert, the recorded series, the metric or the panel.
    pub name: String,
    /// What the expression is part of: the rule, or the metric of an analysis.
    pub json: &'c Json,
    /// Why it cannot be read, if it cannot.
    pub parsed: Result<Rc<Expr>, String>,
    /// From the object's root to `json`.
    field: Vec<String>,
    /// The key below it.
    key: &'static [&'static str],
    /// The whole path of the model's key, as far as the model knows of it.
    keys: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Alert,
    Record,
    Analysis,
    Panel,
}

impl<'c> Expression<'c> {
    /// Where the expression itself stands.
    pub fn at(&self) -> At<'c> {
        let field: Vec<&str> = self.field.iter().map(String::as_str).chain(self.key.iter().copied()).collect();
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        At::object(self.item, &field).from(&keys)
    }

    /// Another field of what it is part of: in the object, and in the model.
    pub fn beside(&self, field: &[&str], key: &str) -> At<'c> {
        let field: Vec<&str> = self.field.iter().map(String::as_str).chain(field.iter().copied()).collect();
        let mut keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        keys.pop();
        let table = keys.clone();
        keys.push(key);
        At::object(self.item, &field).from(&keys).from(&table)
    }

    /// ``alert `Down` of `PrometheusRule/shop` ``
    pub fn words(&self) -> String {
        let what = match self.what {
            What::Alert => "alert",
            What::Record => "recorded series",
            What::Analysis => "metric",
            What::Panel => "panel",
        };
        format!("{what} `{}` of `{}`", self.name, self.item.words)
    }
}

/// What raises alerts, as far as it can be read.
pub fn alerts<'c>(checked: &'c Checked<'_>) -> impl Iterator<Item = (Expression<'c>, Rc<Expr>)> {
    readable(rules(checked)).filter(|(expression, _)| expression.what == What::Alert)
}

/// What roll-outs are judged by, as far as it can be read.
pub fn analyses<'c>(checked: &'c Checked<'_>) -> impl Iterator<Item = (Expression<'c>, Rc<Expr>)> {
    readable(metrics(checked))
}

/// All that can be read.
pub fn expressions<'c>(checked: &'c Checked<'_>) -> impl Iterator<Item = (Expression<'c>, Rc<Expr>)> {
    readable(all(checked))
}

/// All, those that cannot be read with them.
pub fn all<'c>(checked: &'c Checked<'_>) -> Vec<Expression<'c>> {
    rules(checked).into_iter().chain(metrics(checked)).chain(panels(checked)).collect()
}

fn readable<'c>(expressions: Vec<Expression<'c>>) -> impl Iterator<Item = (Expression<'c>, Rc<Expr>)> {
    let read = |mut expression: Expression<'c>| {
        let expr = std::mem::replace(&mut expression.parsed, Err(String::new())).ok()?;
        Some((expression, expr))
    };
    expressions.into_iter().filter_map(read)
}

/// Alerts and recorded series.
pub fn rules<'c>(checked: &'c Checked<'_>) -> Vec<Expression<'c>> {
    let mut found = Vec::new();
    for item in checked.objects.of_kind("PrometheusRule") {
        of_rules(item, checked, &mut found);
    }
    found
}

fn metrics<'c>(checked: &'c Checked<'_>) -> Vec<Expression<'c>> {
    let mut found = Vec::new();
    for kind in ["AnalysisTemplate", "ClusterAnalysisTemplate", "AnalysisRun"] {
        for item in checked.objects.of_kind(kind) {
            of_analysis(item, checked, &mut found);
        }
    }
    found
}

fn panels<'c>(checked: &'c Checked<'_>) -> Vec<Expression<'c>> {
    let mut found = Vec::new();
    for dashboard in dashboards(checked) {
        for (panel, text) in dashboard.expressions() {
            let keys = ["observability", "dashboards", dashboard.name(), "panels", panel, "expr"];
            found.push(Expression {
                item: dashboard.item,
                what: What::Panel,
                name: panel.to_owned(),
                json: &dashboard.item.json,
                parsed: parsed(&of_grafana(text), checked),
                field: vec!["data".to_owned(), dashboard.key.to_owned()],
                key: &[],
                keys: keys.map(str::to_owned).to_vec(),
            });
        }
    }
    found
}

fn of_rules<'c>(item: &'c Item<'c>, checked: &Checked<'_>, found: &mut Vec<Expression<'c>>) {
    for (group, json) in item.get(&["spec", "groups"]).as_array().into_iter().flatten().enumerate() {
        for (rule, json) in get(json, &["rules"]).as_array().into_iter().flatten().enumerate() {
            let text = match get(json, &["expr"]) {
                Json::String(text) => text.clone(),
                Json::Number(number) => number.to_string(),
                Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => continue,
            };
            let alert = get(json, &["alert"]).as_str();
            let name = alert.or(get(json, &["record"]).as_str()).unwrap_or_default();
            found.push(Expression {
                item,
                what: if alert.is_some() { What::Alert } else { What::Record },
                name: name.to_owned(),
                json,
                parsed: read_once(&text, checked),
                field: ["spec", "groups", &group.to_string(), "rules", &rule.to_string()].map(str::to_owned).to_vec(),
                key: &["expr"],
                keys: ["observability", "alerts", name, "expr"].map(str::to_owned).to_vec(),
            });
        }
    }
}

fn of_analysis<'c>(item: &'c Item<'c>, checked: &Checked<'_>, found: &mut Vec<Expression<'c>>) {
    let args = item.get(&["spec", "args"]);
    for (index, json) in item.get(&["spec", "metrics"]).as_array().into_iter().flatten().enumerate() {
        let Some(text) = get(json, &["provider", "prometheus", "query"]).as_str() else { continue };
        found.push(Expression {
            item,
            what: What::Analysis,
            name: get(json, &["name"]).as_str().unwrap_or_default().to_owned(),
            json,
            parsed: parsed(&with_args(text, args), checked),
            field: ["spec", "metrics", &index.to_string()].map(str::to_owned).to_vec(),
            key: &["provider", "prometheus", "query"],
            keys: ["analysis", item.name(), "query"].map(str::to_owned).to_vec(),
        });
    }
}

/// Many rules ask for the same texts, and reading one takes its time.
fn read_once(text: &str, checked: &Checked<'_>) -> Result<Rc<Expr>, String> {
    let mut known = checked.expressions.borrow_mut();
    if let Some(parsed) = known.get(text) {
        return parsed.clone();
    }
    let parsed = read(text).map(Rc::new);
    known.insert(text.to_owned(), parsed.clone());
    parsed
}

/// What stays open in a text is nobody's fault: that it cannot be read says nothing then.
const OPEN: &str = "__open";

fn parsed(text: &str, checked: &Checked<'_>) -> Result<Rc<Expr>, String> {
    read_once(text, checked).map_err(|why| if text.contains(OPEN) { String::new() } else { why })
}

/// With the values that arguments of an analysis have by default; others come when it runs.
fn with_args(text: &str, args: &Json) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inside, after)) = after.split_once("}}") else { break };
        let name = inside.trim().strip_prefix("args.").unwrap_or_default();
        let mut known = args.as_array().into_iter().flatten();
        let arg = known.find(|arg| arg.get("name").and_then(Json::as_str) == Some(name));
        out.push_str(before);
        out.push_str(arg.and_then(|arg| arg.get("value")?.as_str()).unwrap_or(OPEN));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// With something for Grafana's variables.
fn of_grafana(text: &str) -> Cow<'_, str> {
    if !text.contains('$') && !text.contains("[[") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let (name, after) = match after.strip_prefix('{').and_then(|after| after.split_once('}')) {
            Some((name, after)) => (name.split(':').next().unwrap_or_default(), after),
            None => after.split_at(after.find(|at: char| !at.is_alphanumeric() && at != '_').unwrap_or(after.len())),
        };
        let is_duration = ["__rate_interval", "__interval", "__range", "interval"].contains(&name);
        out.push_str(if is_duration { "5m" } else { OPEN });
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether the value of a matcher comes from elsewhere.
pub fn is_open(value: &str) -> bool {
    value.contains(OPEN)
}
