//! Annotations that no Prometheus follows.

use crate::check::object::get;
use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::targets::ports;

pub const RULE: Rule = Rule {
    name: "scrape-never-matches",
    finds: "`prometheus.io/*` annotations with which nothing is scraped",
    why: "The usual configuration of Prometheus keeps pods whose annotation `prometheus.io/scrape` is just `true`, and asks
the port that `prometheus.io/port` names. Another word is skipped without notice, and a port that nobody listens on is a
target that is down.",
    instead: "Write `\"true\"`, and the number of a port of the pod's containers; or let `observability.scrape =
\"annotations\"` write them.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        let annotations = get(pod.json, &["metadata", "annotations"]);
        let Some(scrape) = get(annotations, &["prometheus.io/scrape"]).as_str() else { continue };
        let at = |key| At::object(pod.item, &pod.field(&["metadata", "annotations", key])).from(&["annotations", key]);
        match scrape {
            "false" => {}
            "true" => {
                let Some(port) = get(annotations, &["prometheus.io/port"]).as_str() else { continue };
                let known = ports(&pod);
                if !known.iter().any(|(_, number)| port == number.to_string()) {
                    let message = format!(
                        "the pods of `{}` are to be scraped at port `{port}`, which they do not have",
                        pod.item.words
                    );
                    let label = match &known[..] {
                        [] => "they have no port".to_owned(),
                        [(_, only)] => format!("they have {only}"),
                        more => {
                            let words: Vec<String> = more.iter().map(|(_, number)| number.to_string()).collect();
                            format!("they have {}", words.join(", "))
                        }
                    };
                    found.push(at("prometheus.io/port"), message, label);
                }
            }
            other => {
                let message =
                    format!("the pods of `{}` are to be scraped by `{other}`, which is not `true`", pod.item.words);
                found.push(at("prometheus.io/scrape"), message, "write `\"true\"`");
            }
        }
    }
}
