//! ConfigMaps of variables that are mounted as files.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::configs;

pub const RULE: Rule = Rule {
    name: "mount-without-files",
    finds: "a ConfigMap that is mounted whole, though its keys are variables and no files",
    why: "Each key becomes a file that is called like a variable, and holds one value. Programs look for
`application.yml`, not for `DATABASE_URL`: the mount does nothing, and looks as if it did.",
    instead: "Drop the mount, or put files into the table: `[config.app.files] \"application.yml\" = { … }`.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        let variables = configs::of_variables(&pod);
        for (index, name, is_whole) in configs::of_volumes(&pod) {
            let config = checked.objects.find("ConfigMap", pod.namespace(), name);
            let Some(keys) = config.and_then(|config| config.get(&["data"]).as_object()) else { continue };
            let are_variables = keys.keys().all(|key| is_variable(key))
                || (variables.contains(name) && keys.keys().all(|key| !key.contains('.')));
            if is_whole && !keys.is_empty() && are_variables {
                let index = index.to_string();
                let field = pod.field(&["spec", "volumes", &index]);
                let message = format!("`{}` mounts `{name}`, which holds variables and no files", pod.item.words);
                found.push(At::object(pod.item, &field).from(&["files"]), message, "drop the mount, or mount files");
            }
        }
    }
}

fn is_variable(key: &str) -> bool {
    key.contains(|letter: char| letter.is_ascii_uppercase())
        && key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}
