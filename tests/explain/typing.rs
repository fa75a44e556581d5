//! What is taken over from an environment that was typed before is what typing all of it comes to.

use std::io;

use platgen::diagnostic::Report;
use platgen::load::{Layered, Node, Shared};
use platgen::model::workload::Target;
use platgen::model::{self, Before, Environment, Provenance, RULES};

use super::platforms::{AT, Opened, leaves, open};
use super::ways::ways;

/// One leaf in so many is altered.
const EVERY: usize = 47;
/// In so many ways at most.
const WAYS: usize = 3;

#[test]
fn what_is_taken_over_is_what_typing_comes_to() -> io::Result<()> {
    let mut altered = 0;
    let mut taken_over = 0;
    for opened in open()? {
        for name in opened.platform.layer_names() {
            for target in [Target::Kubernetes, Target::Compose] {
                compare(&opened, name, target, &mut altered, &mut taken_over);
            }
        }
    }
    println!("{altered} altered, {taken_over} services taken over");
    assert!(altered > 500 && taken_over > altered, "{altered} altered, {taken_over} services taken over");
    Ok(())
}

fn compare(opened: &Opened, name: &str, target: Target, altered: &mut usize, taken_over: &mut usize) {
    let sources = &opened.platform.sources;
    let mut report = Report::default();
    let layered = opened.platform.layered(name, AT, &[], &RULES, &mut report);
    let Some(layered) = layered.filter(|layered| !layered.is_abstract) else { return };
    let (environment, provenance) = model::environment(&layered, target, sources, None, &mut report);
    if report.has_errors() || !environment.targets.contains(&target) {
        return;
    }
    let before = Before { environment: &environment, provenance: &provenance, only: None };
    for path in leaves(&layered.tree).iter().skip(*altered % EVERY).step_by(EVERY) {
        let leaf = layered.tree.find(path.keys()).expect("a leaf is there");
        for tree in ways(&layered.tree, path, leaf).into_iter().take(WAYS) {
            let layered = with(&layered, tree);
            let typed = |before| {
                let mut report = Report::default();
                let typed = model::environment(&layered, target, sources, before, &mut report);
                (typed, report)
            };
            let (whole, part) = (typed(None), typed(Some(before)));
            assert_eq!(shown(&part), shown(&whole), "{} {name}: {path}", opened.shown);
            let same = |(id, service): &(&String, &Shared<_>)| {
                environment.services.get(*id).is_some_and(|one| one.is(service))
            };
            *taken_over += part.0.0.services.iter().filter(same).count();
            *altered += 1;
        }
    }
}

fn with<'p>(layered: &Layered<'p>, tree: Node<'p>) -> Layered<'p> {
    let Layered { name, chain, is_abstract, top, tree: _ } = layered;
    Layered { name: name.clone(), chain: chain.clone(), is_abstract: *is_abstract, top: *top, tree }
}

fn shown(((environment, provenance), report): &((Environment, Provenance<'_>), Report)) -> String {
    format!("{environment:?}\n{:?}\n{report:?}", provenance.workloads)
}
