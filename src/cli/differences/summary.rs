//! What differs, in one line.

use crate::output::State;

use super::drift::STATES;
use super::effect::words;
use super::{Difference, Fate, Presence};

/// `prod: 3 objects changed, 1 added, 2 removed; restarts pods, opens network`
pub fn summary(difference: &Difference<'_>) -> String {
    format!("{}: {}", difference.name, counts(difference))
}

/// `3 objects changed, 1 added, 2 removed; restarts pods, opens network`
pub fn counts(difference: &Difference<'_>) -> String {
    if difference.is_none() {
        return "nothing differs".to_owned();
    }
    let classes = words(&difference.told_classes());
    let fates = [Fate::Changed, Fate::Renamed, Fate::Added, Fate::Removed];
    let count = |fate: Fate| difference.told.iter().filter(|told| told.change.fate() == fate).count();
    let objects = counted("object", fates.map(|fate| (count(fate), fate.as_str())));
    let count = |state: State| difference.files.iter().filter(|file| file.state == state).count();
    let files = counted("file", STATES.map(|state| (count(state), state.as_str())));
    let presence = match difference.presence {
        Presence::Both => "",
        Presence::Added => "the environment is new",
        Presence::Removed => "the environment is gone",
    };
    let told = [presence, &objects, &files, &classes].into_iter().filter(|words| !words.is_empty());
    told.collect::<Vec<_>>().join("; ")
}

/// `3 objects changed, 1 added`: what is counted is named once.
pub fn counted<const N: usize>(what: &str, counts: [(usize, &str); N]) -> String {
    let mut told = String::new();
    for (count, word) in counts.into_iter().filter(|(count, _)| *count > 0) {
        if told.is_empty() {
            let end = if count == 1 { "" } else { "s" };
            told = format!("{count} {what}{end} {word}");
        } else {
            told += &format!(", {count} {word}");
        }
    }
    told
}
