//! Dockerfiles that speak of another port than the workload listens on.

use std::collections::BTreeSet;

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::dockerfile::Dockerfile;

pub const RULE: Rule = Rule {
    name: "dockerfile-port-mismatch",
    finds: "a Dockerfile whose `EXPOSE` or `HEALTHCHECK` names a port that its workload does not listen on",
    why: "The healthcheck of such an image never succeeds, and readers, `docker run -P` and scanners take the exposed
port for the true one.",
    instead: "Take the port from the platform: in a template `port` of the service, or the variable that sets it.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    for dockerfile in Dockerfile::all(checked) {
        let Some(workload) = dockerfile.workload(checked) else { continue };
        let own: BTreeSet<u16> = workload.container().ports.iter().map(|port| port.port).collect();
        if own.is_empty() {
            continue;
        }
        for instruction in dockerfile.last_stage() {
            let ports = match instruction.word.as_str() {
                "EXPOSE" => instruction
                    .rest
                    .split_whitespace()
                    .filter_map(|port| port.split('/').next()?.parse().ok())
                    .collect(),
                "HEALTHCHECK" => asked(&instruction.rest),
                _ => Vec::new(),
            };
            for port in ports.into_iter().filter(|port| !own.contains(port)) {
                let (path, word, line, id) = (dockerfile.text.path, &instruction.word, instruction.line, &workload.id);
                let message =
                    format!("`{path}` names port {port} in `{word}` (line {line}), which `{id}` does not listen on");
                let listed: Vec<String> = own.iter().map(u16::to_string).collect();
                found.push(dockerfile.text.at(), message, format!("it listens on {}", listed.join(", ")));
            }
        }
    }
}

/// The ports of this machine in a command.
fn asked(command: &str) -> Vec<u16> {
    let hosts = ["localhost:", "127.0.0.1:"];
    let after = hosts.iter().flat_map(|host| command.split(host).skip(1));
    after.filter_map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()).collect()
}
