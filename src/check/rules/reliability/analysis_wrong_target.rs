//! Analyses of the wrong version.

use serde_json::Value as Json;

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "analysis-wrong-target",
    finds: "an analysis before promotion that asks about the old version",
    why: "Before the switch only the preview Service sends to the new version. An analysis of the active Service says
how well the old version does, and promotes whatever waits beside it.",
    instead: "Take `{self.service}` in the arguments of the analysis, which is the preview Service there.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for item in checked.objects.of_kind("Rollout") {
        let strategy = ["spec", "strategy", "blueGreen"];
        let blue_green = item.get(&strategy);
        let Some(active) = blue_green.get("activeService").and_then(Json::as_str) else { continue };
        let arguments = blue_green.get("prePromotionAnalysis").and_then(|analysis| analysis.get("args")?.as_array());
        for (index, argument) in arguments.into_iter().flatten().enumerate() {
            let Some(value) = argument.get("value").and_then(Json::as_str) else { continue };
            let is_name = |byte: char| byte.is_ascii_alphanumeric() || byte == '-';
            if value.split(|byte: char| !is_name(byte)).any(|word| word == active) {
                let message = format!("before its promotion `{}` is judged by `{active}`, the old version", item.words);
                let index = index.to_string();
                let at = At::object(item, &["spec", "strategy", "blueGreen", "prePromotionAnalysis", "args", &index]);
                found.push(at.from(&["rollout", "analysis"]), message, "ask about the preview Service");
            }
        }
    }
}
