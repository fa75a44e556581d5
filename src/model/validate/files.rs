//! Files that are laid into a container, and tables that it takes as a whole.

use crate::diagnostic::FieldPath;
use crate::model::content::File;
use crate::model::workload::EnvSource;

use super::Check;
use super::containers::Contained;

impl Check<'_, '_> {
    pub(super) fn files(&mut self, contained: &Contained<'_>) {
        for (id, source) in &contained.container.env_from {
            let what = match source {
                EnvSource::Config => "config",
                EnvSource::Secret => "secret",
            };
            self.shared_table(&contained.path.join(&["env-from", id]), (what, id), true);
        }
        for (target, file) in &contained.container.files {
            let at = contained.path.join(&["files", target]);
            self.mount_path(&at, target);
            let present = [
                file.text.is_some(),
                file.from.is_some(),
                file.template.is_some(),
                file.yaml.is_some(),
                file.json.is_some(),
                file.config.is_some(),
                file.secret.is_some(),
            ];
            self.one_of(&at, &present, &["text", "from", "template", "yaml", "json", "config", "secret"]);
            self.file_references(&at, file.from.as_deref(), file.template.as_deref());
            match (&file.config, &file.secret) {
                (Some(id), _) => self.shared_file(&at, ("config", id), file, target),
                (None, Some(id)) => self.shared_file(&at, ("secret", id), file, target),
                // Only once files are read it is known whether `from` is a folder.
                (None, None) if file.from.is_none() && target.ends_with('/') => {
                    let message = format!("`{target}` is a folder, but one file is given");
                    let label = "`config`, `secret`, or a folder in `from` fills a folder";
                    self.fault(&at, "bad-path", message, label);
                }
                (None, None) => {}
            }
        }
    }

    /// All of a `[config]` or `[secrets]` table fills a folder, one key of it a file.
    fn shared_file(&mut self, at: &FieldPath, (what, id): (&str, &str), file: &File, target: &str) {
        let is_known = self.shared_table(&at.then(what), (what, id), false);
        if let Some(key) = file.key.as_deref().filter(|_| is_known) {
            self.shared_key(&at.then("key"), (what, id), key, false);
        }
        match (&file.key, target.ends_with('/')) {
            (None, false) => {
                let message = format!("`{target}` is a file, but all of `{id}` is given");
                self.fault(at, "bad-path", message, "end it with `/`, or name a `key`");
            }
            (Some(_), true) => {
                let message = format!("`{target}` is a folder, but one `key` is given");
                self.fault(at, "bad-path", message, "name the file, or drop `key`");
            }
            (None, true) | (Some(_), false) => {}
        }
    }

    /// A `[config]` or `[secrets]` table that is named. `what` is `config` or `secret`.
    pub(super) fn shared_table(&mut self, at: &FieldPath, (what, id): (&str, &str), is_key: bool) -> bool {
        let environment = self.environment;
        let (root, known): (_, Vec<&str>) = match what {
            "config" => ("config", environment.config.keys().map(String::as_str).collect()),
            _ => ("secrets", environment.secrets.keys().map(String::as_str).collect()),
        };
        let declared = [FieldPath::new([root])];
        match is_key {
            true => self.known_key(at, what, id, known.iter().copied(), &declared),
            false => self.known(at, what, id, known.iter().copied(), &declared),
        }
        known.contains(&id)
    }

    /// A key of a `[config]` or `[secrets]` table that there is.
    pub(super) fn shared_key(&mut self, at: &FieldPath, (what, id): (&str, &str), key: &str, is_key: bool) {
        let environment = self.environment;
        let (known, declared): (Vec<&str>, Vec<FieldPath>) = match what {
            "config" => {
                let Some(table) = environment.config.get(id) else { return };
                let keys = table.files.keys().chain(table.values.keys());
                let declared = ["files", "values"].map(|part| FieldPath::new(["config", id, part]));
                (keys.map(String::as_str).collect(), declared.to_vec())
            }
            _ => {
                let Some(table) = environment.secrets.get(id) else { return };
                (table.keys.keys().map(String::as_str).collect(), vec![FieldPath::new(["secrets", id, "keys"])])
            }
        };
        match is_key {
            true => self.known_key(at, "key", key, known.iter().copied(), &declared),
            false => self.known(at, "key", key, known.iter().copied(), &declared),
        }
    }
}
