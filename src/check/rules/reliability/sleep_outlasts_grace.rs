//! Pods that are killed before they are told to stop.

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "sleep-outlasts-grace",
    finds: "a pre-stop sleep that takes the whole grace period",
    why: "The grace period begins with the pre-stop hook. When it is over the process is killed: one that was only
asleep until then has never got the signal to stop, and drops what it was doing.",
    instead: "Give it `grace`: the sleep, and what the program needs to finish.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

/// What Kubernetes grants if nothing is said, in seconds.
const GRACE: u64 = 30;

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        let grace = pod.spec(&["terminationGracePeriodSeconds"]).as_u64().unwrap_or(GRACE);
        for container in pod.containers() {
            let Some(sleep) = asleep(container.get(&["lifecycle", "preStop"])).filter(|sleep| *sleep >= grace) else {
                continue;
            };
            let words = &pod.item.words;
            let message = format!("`{words}` sleeps {sleep} seconds before it stops, and is killed after {grace}");
            let at = At::container(&container, &["lifecycle", "preStop"]).from(&["pre-stop"]);
            found.push(at, message, format!("more `grace` than {sleep}s"));
        }
    }
}

/// Seconds that the hook sleeps, as far as it says so.
fn asleep(hook: &Json) -> Option<u64> {
    if let Some(seconds) = hook.get("sleep").and_then(|sleep| sleep.get("seconds")) {
        return seconds.as_u64();
    }
    let words = hook.get("exec")?.get("command")?.as_array()?;
    let line: Vec<&str> = words.iter().filter_map(Json::as_str).flat_map(str::split_whitespace).collect();
    let at = line.iter().position(|word| matches!(word.rsplit('/').next(), Some("sleep")))?;
    let text = line.get(at + 1)?.trim_end_matches(';');
    let (number, factor) = match text.char_indices().last()? {
        (at, 's') => (&text[..at], 1),
        (at, 'm') => (&text[..at], 60),
        (at, 'h') => (&text[..at], 3600),
        _ => (text, 1),
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}
