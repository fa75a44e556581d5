//! Images of which no further version will come.

use crate::check::{At, Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::reference::Reference;

pub const RULE: Rule = Rule {
    name: "image-eol",
    finds: "a public image whose project no longer mends that version",
    why: "Faults found in it from then on stay in it, those that let others in as well. The list is short, and of what
had ended when it was written: such an end does not go away, so no clock is needed to know it, but what ends later is
not found.",
    instead: "Move to a version that is maintained; data may have to be moved with it.",
    levels: Levels::staged(Level::Allow, Level::Warn),
    find,
};

/// The last versions that are past their end, and the year of it. As their projects say.
const ENDED: [(&str, u32, u32, &str); 14] = [
    ("alpine", 3, 18, "2025"),
    ("debian", 10, u32::MAX, "2024"),
    ("elasticsearch", 7, u32::MAX, "2026"),
    ("mariadb", 10, 5, "2025"),
    ("mongo", 5, u32::MAX, "2024"),
    ("mysql", 5, u32::MAX, "2023"),
    ("node", 18, u32::MAX, "2025"),
    ("php", 8, 0, "2023"),
    ("postgres", 12, u32::MAX, "2024"),
    ("python", 3, 8, "2024"),
    ("rabbitmq", 3, 12, "2024"),
    ("redis", 5, u32::MAX, "2022"),
    ("ruby", 3, 1, "2025"),
    ("ubuntu", 20, u32::MAX, "2025"),
];

/// Images that are no longer made at all, and what took their place.
const ABANDONED: [(&str, &str); 3] =
    [("centos", "`almalinux`, `rockylinux`"), ("java", "`eclipse-temurin`"), ("openjdk", "`eclipse-temurin`")];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let services = checked.compose.and_then(|compose| compose.get("services")?.as_object());
    for (name, service) in services.into_iter().flatten() {
        let Some(image) = service.get("image").and_then(|image| image.as_str()) else { continue };
        if let Some((why, label)) = fault(image).filter(|_| service.get("build").is_none()) {
            let at = At::compose(name, &["image"]).from(&["tag"]).from(&["version"]).from(&["image"]);
            found.push(at, format!("`compose/{name}` runs `{image}`, {why}"), label);
        }
    }
    for pod in checked.objects.pods() {
        for container in pod.containers() {
            let Some(image) = container.get(&["image"]).as_str() else { continue };
            if let Some((why, label)) = fault(image) {
                let at = At::container(&container, &["image"]).from(&["tag"]).from(&["version"]).from(&["image"]);
                found.push(at, format!("`{}` runs `{image}`, {why}", pod.item.words), label);
            }
        }
    }
}

fn fault(image: &str) -> Option<(String, String)> {
    if image.starts_with("k8s.gcr.io/") {
        let why = "from a registry that gets nothing new since April 2023".to_owned();
        return Some((why, "take it from `registry.k8s.io`".to_owned()));
    }
    let reference = Reference::of(image);
    let name = image.split('@').next()?;
    let name = reference.tag.map_or(name, |tag| name.strip_suffix(tag).unwrap_or(name).trim_end_matches(':'));
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    if let Some((_, instead)) = ABANDONED.iter().find(|(known, _)| *known == name) {
        return Some(("which is no longer made".to_owned(), format!("its place took {instead}")));
    }
    let (_, major, minor, end) = ENDED.iter().find(|(known, ..)| *known == name)?;
    let mut numbers = reference.tag?.split(['.', '-']).map(str::parse::<u32>);
    let own = (numbers.next()?.ok()?, numbers.next().and_then(Result::ok));
    // `3` alone is the newest that begins so.
    let ended = own.0 < *major || (own.0 == *major && own.1.unwrap_or(u32::MAX) <= *minor);
    let why = format!("whose line ended in {end}");
    ended.then(|| (why, "move to a version that is maintained".to_owned()))
}
