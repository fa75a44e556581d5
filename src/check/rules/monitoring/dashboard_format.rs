//! Dashboards that Grafana does not load.

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::dashboards::{Dashboard, dashboards};

pub const RULE: Rule = Rule {
    name: "dashboard-format",
    finds: "a dashboard that is no JSON, is wrapped for Grafana's HTTP API, has no title, or has panels of a removed kind",
    why: "Grafana's sidecar hands over each file as it is. The form `{\"dashboard\": {…}}` is that of the HTTP API, and comes
up as a dashboard without a title, which Grafana refuses. Panels of the kinds `graph`, `singlestat` and `table-old` are
Angular's, which Grafana 12 has removed.",
    instead: "Write the dashboard itself, as `Share › Export` gives it: `title` and `panels` at the top. Use `timeseries` for
`graph`, `stat` for `singlestat`, `table` for `table-old`.",
    levels: Levels::always(Level::Deny),
    find,
};

const REMOVED: [(&str, &str); 3] = [("graph", "timeseries"), ("singlestat", "stat"), ("table-old", "table")];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for dashboard in dashboards(checked) {
        if let Some((what, label)) = fault(&dashboard) {
            let message = format!("the dashboard `{}` of `{}` {what}", dashboard.key, dashboard.item.words);
            found.push(dashboard.at(), message, label);
        }
    }
}

fn fault(dashboard: &Dashboard<'_>) -> Option<(String, String)> {
    let Some(json) = &dashboard.json else { return Some(("is no JSON".to_owned(), "mend it".to_owned())) };
    if get(json, &["dashboard"]).is_object() {
        return Some(("is wrapped in `dashboard`".to_owned(), "write what is inside".to_owned()));
    }
    if get(json, &["title"]).as_str().is_none_or(str::is_empty) {
        return Some(("has no title".to_owned(), "give it a `title`".to_owned()));
    }
    let old = dashboard.panels().into_iter().find_map(|panel| {
        let kind = get(panel, &["type"]).as_str()?;
        let (_, instead) = REMOVED.iter().find(|(removed, _)| *removed == kind)?;
        Some((panel.get("title").and_then(Json::as_str).unwrap_or_default(), kind, instead))
    });
    let (title, kind, instead) = old?;
    Some((format!("has the panel `{title}` of the kind `{kind}`, which is removed"), format!("use `{instead}`")))
}
