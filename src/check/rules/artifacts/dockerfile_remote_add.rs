//! Files that a build takes from the network unseen.

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::dockerfile::Dockerfile;

pub const RULE: Rule = Rule {
    name: "dockerfile-remote-add",
    finds: "a Dockerfile with `ADD` of an address, and no checksum",
    why: "What stands there at the time of the build goes into the image, whatever it is.",
    instead: "Add `--checksum=sha256:…`, or keep the file beside the Dockerfile.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for dockerfile in Dockerfile::all(checked) {
        for instruction in dockerfile.instructions.iter().filter(|instruction| instruction.word == "ADD") {
            let mut words = instruction.rest.split_whitespace();
            let is_sure = instruction.rest.contains("--checksum=");
            let address = words.find(|word| word.starts_with("http://") || word.starts_with("https://"));
            if let Some(address) = address.filter(|_| !is_sure) {
                let (path, line) = (dockerfile.text.path, instruction.line);
                let message = format!("`{path}` adds `{address}` without a checksum (line {line})");
                found.push(dockerfile.text.at(), message, "add its checksum");
            }
        }
    }
}
