//! The words of the language's enums.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::load::words_of;

use super::{
    compose, container, content, job, kinds, lint, network, observability, platform, probe, rollout, scaling, secrets,
    security, service, volume, workload,
};

static WORDS: LazyLock<Vec<&'static [&'static str]>> = LazyLock::new(|| {
    vec![
        &kinds::WORDS,
        words_of::<compose::ComposeSecrets>(),
        words_of::<container::Pull>(),
        words_of::<content::Newline>(),
        words_of::<job::Concurrency>(),
        words_of::<job::Run>(),
        words_of::<kinds::Protocol>(),
        words_of::<lint::Level>(),
        words_of::<network::Egress>(),
        words_of::<network::Mesh>(),
        words_of::<observability::Scrape>(),
        words_of::<observability::Stack>(),
        words_of::<platform::LegacyLabel>(),
        words_of::<platform::PodSecurityLevel>(),
        words_of::<platform::Tier>(),
        words_of::<probe::ProbeTool>(),
        words_of::<probe::Scheme>(),
        words_of::<rollout::Provider>(),
        words_of::<rollout::Strategy>(),
        words_of::<scaling::Spreading>(),
        words_of::<scaling::TolerationEffect>(),
        words_of::<scaling::TolerationOperator>(),
        words_of::<secrets::SecretSource>(),
        words_of::<secrets::StoreKind>(),
        words_of::<secrets::StoreProvider>(),
        words_of::<security::Seccomp>(),
        words_of::<security::SecurityPreset>(),
        words_of::<service::ServiceType>(),
        words_of::<volume::AccessMode>(),
        words_of::<workload::Controller>(),
        words_of::<workload::DnsPolicy>(),
        words_of::<workload::Restart>(),
        words_of::<workload::Target>(),
    ]
});

/// By word, the others of every enum that has it, the nearest first.
static OTHERS: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut all: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
    for words in WORDS.iter() {
        for (at, word) in words.iter().copied().enumerate() {
            let mut others: Vec<(usize, &'static str)> = words.iter().copied().enumerate().collect();
            others.remove(at);
            others.sort_by_key(|(other, _)| (other.abs_diff(at), at > *other));
            let known = all.entry(word).or_default();
            for (_, other) in others {
                if !known.contains(&other) {
                    known.push(other);
                }
            }
        }
    }
    all
});

/// The other words of every enum that has this one, the nearest first.
pub fn other_words(word: &str) -> &'static [&'static str] {
    OTHERS.get(word).map_or(&[], Vec::as_slice)
}
