//! Images that nobody mends any more.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::dockerfile::Dockerfile;

pub const RULE: Rule = Rule {
    name: "base-image-unknown",
    finds: "a Dockerfile built on an image that is given up, or of which no version is named",
    why:
        "Nobody mends what is found in `openjdk`, `adoptopenjdk`, `java` or `centos`: Docker Hub calls them deprecated.
`openjdk` never had some of the tags that are often written, such as `17-jre-slim`. Without a version every build may
be on another image.",
    instead: "Build on what took their place, such as `eclipse-temurin:17-jre`, and name the version.",
    levels: Levels::always(Level::Warn),
    find,
};

const GIVEN_UP: [(&str, &str); 4] = [
    ("openjdk", "build on `eclipse-temurin`"),
    ("adoptopenjdk", "build on `eclipse-temurin`"),
    ("java", "build on `eclipse-temurin`"),
    ("centos", "build on a system that is kept up"),
];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for dockerfile in Dockerfile::all(checked) {
        let mut stages: Vec<&str> = Vec::new();
        for instruction in dockerfile.instructions.iter().filter(|instruction| instruction.word == "FROM") {
            let mut words = instruction.rest.split_whitespace().filter(|word| !word.starts_with("--"));
            let image = words.next().unwrap_or_default();
            let is_known = image.is_empty() || image == "scratch" || image.contains('$') || stages.contains(&image);
            if words.next().is_some_and(|word| word.eq_ignore_ascii_case("as")) {
                stages.extend(words.next());
            }
            if let Some((fault, label)) = fault(image).filter(|_| !is_known) {
                let (path, line) = (dockerfile.text.path, instruction.line);
                found.push(
                    dockerfile.text.at(),
                    format!("`{path}` is built on `{image}`, {fault} (line {line})"),
                    label,
                );
            }
        }
    }
}

fn fault(image: &str) -> Option<(&'static str, &'static str)> {
    let (name, digest) = image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
    let (repository, tag) = match name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
        Some((repository, tag)) => (repository, Some(tag)),
        None => (name, None),
    };
    let official = repository.trim_start_matches("docker.io/").trim_start_matches("library/");
    if let Some((_, label)) = GIVEN_UP.iter().find(|(given_up, _)| *given_up == official) {
        return Some(("which is given up", *label));
    }
    if tag.is_some_and(|tag| official == "maven" && tag.contains("openjdk")) {
        return Some(("which is given up", "build on `maven:3.9-eclipse-temurin-17`"));
    }
    let is_loose = digest.is_none() && matches!(tag, None | Some("latest"));
    is_loose.then_some(("without a version", "name a version"))
}
