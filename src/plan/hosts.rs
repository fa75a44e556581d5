//! Where the components are that live elsewhere.

use std::collections::BTreeMap;

use super::text::{Piece, Scope};

/// Hosts by ID. Of a host with a secret in it, what is written.
pub fn hosts(scope: &mut Scope<'_, '_, '_>) -> BTreeMap<String, String> {
    let catalog = scope.catalog;
    let elsewhere = catalog.entries().filter(|entry| entry.is_elsewhere() && catalog.is_reachable(entry));
    let mut hosts = BTreeMap::new();
    for entry in elsewhere {
        let Some(text) = entry.component.and_then(|component| component.keys.host.as_ref()) else { continue };
        let pieces = scope.pieces(text, &entry.path().then("host"));
        let plain = |piece: &Piece| match piece {
            Piece::Plain(text) | Piece::Config { value: text, .. } => Some(text.clone()),
            Piece::Secret(_) | Piece::Shell(_) | Piece::Field(_) | Piece::Resource(_) => None,
        };
        let host = pieces.iter().map(plain).collect::<Option<String>>();
        hosts.insert(entry.id.to_owned(), host.unwrap_or_else(|| text.raw().to_owned()));
    }
    hosts
}
