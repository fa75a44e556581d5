//! ExternalName Services in front of what lives elsewhere.

use crate::model::kinds::Kind;

use super::labels::platform_meta;
use super::object::Alias;
use super::text::Scope;

pub fn aliases(scope: &mut Scope<'_, '_, '_>) -> Vec<Alias> {
    let catalog = scope.catalog;
    let mut aliases = Vec::new();
    for entry in catalog.entries().filter(|entry| catalog.is_reachable(entry)) {
        let (Some(Kind::External(external)), Some(component)) = (entry.kind(), entry.component) else { continue };
        if let (Some(alias), Some(host)) = (&external.alias, &component.keys.host) {
            let host = scope.plain(host, &entry.path().then("host"));
            let mut meta = platform_meta(scope, alias.as_str(), Some(entry.namespace));
            meta.owner = Some(entry.id.to_owned());
            aliases.push(Alias { meta, host });
        }
    }
    aliases
}
