//! The environments of a platform, told from its layers alone: nothing of them is typed but tier and targets.

use crate::diagnostic::{Place, Report};
use crate::load::{Layered, Node, Platform};
use crate::model::platform::Tier;
use crate::model::text::{Part, Text};
use crate::model::workload::Target;
use crate::model::{self, RULES};
use crate::plan::EnvironmentSummary;

/// By name. Layers that are there for others only are left out.
pub fn environments(platform: &Platform, asked_at: Place, report: &mut Report) -> Vec<EnvironmentSummary> {
    let mut environments = Vec::new();
    for name in platform.layer_names() {
        let Some(layered) = platform.layered(name, asked_at, &[], &RULES, report) else { continue };
        if !layered.is_abstract {
            environments.push(summary(&layered, report));
        }
    }
    environments
}

/// What the layers of one environment tell of it.
pub fn summary(layered: &Layered<'_>, report: &mut Report) -> EnvironmentSummary {
    let tier = model::tier(&layered.tree, report);
    let targets = tier.map(|tier| model::targets(&layered.tree, tier, report)).unwrap_or_default();
    let (name, layers) = (layered.name.clone(), layered.chain.clone());
    EnvironmentSummary { name, tier, targets, layers, namespace: namespace(layered, tier) }
}

/// The name of an environment's own namespace, as far as its layers alone tell it.
fn namespace(layered: &Layered<'_>, tier: Option<Tier>) -> Option<String> {
    let platform = layered.tree.get("platform")?;
    let text = Text::parse(platform.get("namespace")?.string()?).ok()?;
    let name = platform.get("name").and_then(Node::string).unwrap_or_default();
    let part = |part: &Part| match part {
        Part::Literal(literal) => literal.clone(),
        Part::Placeholder(word) => match word.root.as_str() {
            "environment" => layered.name.clone(),
            "platform" => name.to_owned(),
            "tier" => tier.map_or("", Tier::as_str).to_owned(),
            _ => String::new(),
        },
    };
    Some(text.parts().iter().map(part).collect())
}

pub fn words(targets: &[Target]) -> String {
    let words: Vec<&str> = targets.iter().map(|target| target.as_str()).collect();
    words.join(", ")
}
