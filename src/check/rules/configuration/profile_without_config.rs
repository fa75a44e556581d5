//! Profiles of Spring that no file configures.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::check::object::get;
use crate::check::{At, Checked, Found, Levels, Pod, Rule};
use crate::model::lint::Level;

use super::configs;

pub const RULE: Rule = Rule {
    name: "profile-without-config",
    finds: "a profile in `SPRING_PROFILES_ACTIVE` for which no `application-<profile>` file is mounted, where others are",
    why: "Spring Boot says nothing of a profile that it knows nothing about: the program runs with the settings of no
profile. `production` and `application-prod.yml` is the usual pair.",
    instead: "Name the profile as its file is named, or add the file.",
    levels: Levels::staged(Level::Warn, Level::Deny),
    find,
};

const VARIABLE: &str = "SPRING_PROFILES_ACTIVE";

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for pod in checked.objects.pods() {
        let files: Vec<&str> = mounted(checked, &pod);
        for container in pod.containers() {
            for (index, variable) in container.get(&["env"]).as_array().into_iter().flatten().enumerate() {
                let text = |key: &str| variable.get(key).and_then(Json::as_str);
                let (Some(VARIABLE), Some(active)) = (text("name"), text("value")) else { continue };
                for (profile, near) in missing(active, &files) {
                    let at = At::container(&container, &["env", &index.to_string(), "value"]).from(&["env", VARIABLE]);
                    let message =
                        format!("`{}` runs with the profile `{profile}`, and no file is of it", pod.item.words);
                    found.push(at, message, near);
                }
            }
        }
    }
    let services = checked.compose.and_then(|compose| compose.get("services")?.as_object());
    for (name, service) in services.into_iter().flatten() {
        let files = service.get("configs").and_then(Json::as_array).into_iter().flatten();
        let files: Vec<&str> = files.filter_map(|file| file.get("target")?.as_str()).collect();
        let active = get(service, &["environment", VARIABLE]).as_str().unwrap_or_default();
        for (profile, near) in missing(active, &files) {
            let at = At::compose(name, &["environment", VARIABLE]).from(&["env", VARIABLE]);
            found.push(at, format!("`compose/{name}` runs with the profile `{profile}`, and no file is of it"), near);
        }
    }
}

/// The files that a pod mounts, by the keys of its ConfigMaps.
fn mounted<'o>(checked: &'o Checked<'_>, pod: &Pod<'o>) -> Vec<&'o str> {
    let configs = configs::of_volumes(pod);
    let found = configs.iter().filter_map(|(_, name, _)| checked.objects.find("ConfigMap", pod.namespace(), name));
    found
        .filter_map(|config| config.get(&["data"]).as_object())
        .flat_map(|data| data.keys().map(String::as_str))
        .collect()
}

/// The profiles without a file, each with what to do, where some profile has one.
fn missing(active: &str, files: &[&str]) -> Vec<(String, String)> {
    let known: BTreeSet<&str> = files.iter().filter_map(|file| profile_of(file)).collect();
    let profiles = active.split(',').map(str::trim).filter(|profile| !profile.is_empty() && !profile.contains('$'));
    let unknown = profiles.filter(|profile| !known.is_empty() && *profile != "default" && !known.contains(profile));
    let listed = known.iter().map(|profile| format!("`{profile}`")).collect::<Vec<_>>().join(", ");
    unknown.map(|profile| (profile.to_owned(), format!("there are files of {listed}"))).collect()
}

/// `/app/config/application-prod.yml` → `prod`
fn profile_of(file: &str) -> Option<&str> {
    let name = file.rsplit(['/']).next().unwrap_or(file);
    let stem = [".yml", ".yaml", ".properties"].iter().find_map(|ending| name.strip_suffix(ending))?;
    // In keys of ConfigMaps the folders are part of the name.
    let at = stem.rfind("application-").filter(|at| *at == 0 || stem.as_bytes()[at - 1] == b'.')?;
    Some(&stem[at + "application-".len()..])
}
