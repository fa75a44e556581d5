//! Budgets that no pod may leave.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::fleet::Fleet;
use super::share::{Rounding, Share};

pub const RULE: Rule = Rule {
    name: "pdb-blocks-drain",
    finds: "a PodDisruptionBudget that lets no pod go",
    why: "A node with such a pod cannot be drained: upgrades of the cluster wait for ever, or are forced by somebody,
and then the pod goes without any care. It counts how many pods there are when nothing is wrong: an autoscaler's
minimum.",
    instead: "Let one go: `max-unavailable = 1`, or a `min-available` below the number of pods.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let fleet = Fleet::of(checked);
    for (budget, selected) in fleet.budgets(checked) {
        let pods = selected.iter().filter_map(|index| fleet.all[*index].fewest());
        let pods = pods.fold(0_i64, |sum, pods| sum.saturating_add(pods));
        if pods == 0 {
            continue;
        }
        let least = Share::read(budget.get(&["spec", "minAvailable"]));
        let most = Share::read(budget.get(&["spec", "maxUnavailable"]));
        let (key, word, may_go) = match (least, most) {
            (Some(least), _) => ("minAvailable", "min-available", pods - least.of(pods, Rounding::Up)),
            (None, Some(most)) => ("maxUnavailable", "max-unavailable", most.of(pods, Rounding::Up)),
            (None, None) => continue,
        };
        if may_go <= 0 {
            let said = budget.get(&["spec", key]).to_string().replace('"', "");
            let of = if pods == 1 { "its one pod".to_owned() } else { format!("any of its {pods} pods") };
            let message = format!("`{}` lets nobody take {of} away: `{key}` is {said}", budget.words);
            let at = At::object(budget, &["spec", key]).from(&["disruption", word]).from(&["replicas"]);
            found.push(at, message, "let one go");
        }
    }
}
