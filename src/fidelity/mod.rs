//! What a target cannot express of what the layers say: ignored, emulated or refused, by a table of all keys. Knows
//! no target's objects; the table is also the page `docs/targets.md`.

mod containers;
mod document;
mod families;
mod key;
mod losses;
mod tables;
mod volumes;
mod workloads;

pub use document::document;
pub use key::{Fate, Key};
pub use losses::{Field, Loss, losses, lost_manifests};

/// The keys of workloads and of their containers, in the order of the language's reference.
pub fn workload_keys() -> impl Iterator<Item = &'static Key> {
    workloads::KEYS.iter().chain(&volumes::KEYS).chain(&families::KEYS)
}

pub fn container_keys() -> impl Iterator<Item = &'static Key> {
    containers::KEYS.iter()
}

/// The tables that are no workloads.
pub fn table_keys() -> impl Iterator<Item = &'static Key> {
    tables::KEYS.iter()
}
