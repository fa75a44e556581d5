//! Workloads that need each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::diagnostic::FieldPath;
use crate::model::lint::Level;

pub const RULE: Rule = Rule {
    name: "needs-cycle",
    finds: "in Compose, workloads that would wait for each other in a circle",
    why: "Compose starts a service after those that it depends on, and refuses a circle. Those in one are therefore
started in any order, without waiting: each has to bear that the others are not there yet.",
    instead: "Break the circle: let one of them learn of the other in another way, by a broker say. Otherwise allow it,
and see that each tries again.",
    levels: Levels::always(Level::Warn),
    find,
};

type Edges<'p> = BTreeMap<&'p str, BTreeSet<&'p str>>;

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    if checked.compose.is_none() {
        return;
    }
    let edges = edges(checked);
    for circle in circles(&edges) {
        let Some(first) = circle.first() else { continue };
        let next = edges[first].iter().copied().find(|next| circle.contains(next)).unwrap_or(first);
        let Some(workload) = checked.plan.workloads.iter().find(|workload| workload.id == *first) else { continue };
        let table = workload.role.table();
        let at = At::model(FieldPath::new([table, first, "needs", next])).from(&[table, first, "after"]);
        let names = circle.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        found.push(at, format!("{names} need each other, and none of them waits"), "break the circle, or allow it");
    }
}

/// Who needs whom, itself aside.
fn edges<'p>(checked: &'p Checked<'_>) -> Edges<'p> {
    let plan = checked.plan;
    let mut edges: Edges<'p> = plan.workloads.iter().map(|workload| (workload.id.as_str(), BTreeSet::new())).collect();
    let ids: BTreeSet<&str> = edges.keys().copied().collect();
    let mut add = |from: &str, to: &'p str| {
        if from != to && ids.contains(to) {
            edges.get_mut(from).map(|needed| needed.insert(to));
        }
    };
    plan.flows.iter().for_each(|flow| add(&flow.from, &flow.to));
    for (_, id, workload) in checked.environment.workloads() {
        workload.after.iter().for_each(|after| add(id, after));
    }
    edges
}

/// The strongly connected parts of more than one, each in order: Kosaraju's way, without recursion.
fn circles<'p>(edges: &Edges<'p>) -> Vec<BTreeSet<&'p str>> {
    let mut back: Edges<'p> = BTreeMap::new();
    for (from, needed) in edges {
        for to in needed {
            back.entry(to).or_default().insert(from);
        }
    }
    let mut seen = BTreeSet::new();
    let mut finished = Vec::new();
    for start in edges.keys() {
        let mut open = vec![(*start, false)];
        while let Some((id, is_done)) = open.pop() {
            if is_done {
                finished.push(id);
            } else if seen.insert(id) {
                open.push((id, true));
                open.extend(edges.get(id).into_iter().flatten().map(|next| (*next, false)));
            }
        }
    }
    let mut seen = BTreeSet::new();
    let mut circles = Vec::new();
    for start in finished.into_iter().rev() {
        let mut circle = BTreeSet::new();
        let mut open = vec![start];
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                circle.insert(id);
                open.extend(back.get(id).into_iter().flatten().copied());
            }
        }
        if circle.len() > 1 {
            circles.push(circle);
        }
    }
    circles.sort();
    circles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_circle_is_found_once() {
        let edges: Edges<'_> =
            [("a", &["b"][..]), ("b", &["c"]), ("c", &["a", "d"]), ("d", &["e"]), ("e", &["d"]), ("f", &["a"])]
                .into_iter()
                .map(|(from, to)| (from, to.iter().copied().collect()))
                .collect();
        assert_eq!(circles(&edges), [BTreeSet::from(["a", "b", "c"]), BTreeSet::from(["d", "e"])]);
    }
}
