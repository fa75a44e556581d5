//! What an account may do at the API server.

use crate::diagnostic::FieldPath;
use crate::load::Map;
use crate::model::access::Permission;

use super::Check;

impl Check<'_, '_> {
    pub(super) fn permissions(&mut self, path: &FieldPath, permissions: &Map<String, Permission>) {
        for (name, permission) in permissions {
            self.permission(&path.then(name), permission);
        }
    }

    fn permission(&mut self, at: &FieldPath, permission: &Permission) {
        let Permission { resources, verbs, groups, names, urls, cluster } = permission;
        let says = !resources.is_empty() || !urls.is_empty();
        self.require(says, at, "resources", "such as `resources = [\"configmaps\"]`");
        self.require(!verbs.is_empty(), at, "verbs", "such as `verbs = [\"get\", \"list\"]`");
        if urls.is_empty() {
            return;
        }
        if !cluster {
            let message = "paths of the API server belong to no namespace";
            self.fault(&at.then("urls"), "bad-permission", message, "add `cluster = true`");
        }
        for (key, _) in [("groups", groups), ("names", names)].into_iter().filter(|(_, words)| !words.is_empty()) {
            let message = format!("paths of the API server have no `{key}`");
            self.key_fault(&at.then(key), "unused-key", message, "remove it");
        }
        for (index, url) in urls.iter().enumerate().filter(|(_, url)| !url.starts_with('/') && *url != "*") {
            let at = at.then("urls").then(index.to_string());
            self.fault(&at, "bad-path", format!("`{url}` is no path of a URL"), "it begins with `/`");
        }
    }
}
