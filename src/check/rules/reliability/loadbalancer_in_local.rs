//! Load balancers where nobody provides one.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;
use crate::model::platform::Tier;

pub const RULE: Rule = Rule {
    name: "loadbalancer-in-local",
    finds: "on one's own machine, a Service that waits for a load balancer",
    why: "A cluster on one machine has nobody who gives out addresses: the Service stays `<pending>`, and whoever waits
for its address waits for ever.",
    instead: "In the layer of this environment, set `service.type = \"node-port\"`, or forward a port.",
    levels: Levels { local: Level::Warn, ..Levels::always(Level::Allow) },
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    if checked.environment.tier != Tier::Local {
        return;
    }
    for item in checked.objects.of_kind("Service").filter(|item| item.group().is_empty()) {
        if item.get(&["spec", "type"]).as_str() == Some("LoadBalancer") {
            let at = At::object(item, &["spec", "type"]).from(&["service", "type"]);
            found.push(at, format!("`{}` waits for a load balancer", item.words), "a `node-port`, in this environment");
        }
    }
}
