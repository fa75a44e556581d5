//! Monitors that wait longer than they pause.

use crate::check::object::get;
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::promql::duration;
use super::targets::{endpoints, monitors};

pub const RULE: Rule = Rule {
    name: "scrape-timeout-above-interval",
    finds: "an endpoint of a monitor whose `scrapeTimeout` is longer than its `interval`",
    why:
        "The Prometheus operator rejects such a monitor, and nothing of it is scraped: a measurement has to be over when
the next begins.",
    instead: "Make the timeout shorter, or the interval longer.",
    levels: Levels::always(Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for monitor in monitors(checked) {
        let list = endpoints(monitor);
        for (index, json) in monitor.get(&["spec", list]).as_array().into_iter().flatten().enumerate() {
            let [interval, timeout] = ["interval", "scrapeTimeout"].map(|key| get(json, &[key]).as_str());
            let Some((interval, timeout)) = interval.zip(timeout) else { continue };
            if duration(timeout).zip(duration(interval)).is_some_and(|(one, other)| one > other) {
                let message =
                    format!("`{}` waits `{timeout}` for an answer, and asks every `{interval}`", monitor.words);
                let at = At::object(monitor, &["spec", list, &index.to_string(), "scrapeTimeout"]);
                found.push(at, message, format!("write `{interval}` or less"));
            }
        }
    }
}
