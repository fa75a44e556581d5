//! The services of a Compose file, and what they publish.

use serde_json::Value as Json;

use crate::check::Checked;

/// All services by name; none where the target is another.
pub fn services<'c>(checked: &'c Checked<'_>) -> impl Iterator<Item = (&'c str, &'c Json)> {
    let services = checked.compose.and_then(|compose| compose.get("services")?.as_object());
    services.into_iter().flatten().map(|(name, service)| (name.as_str(), service))
}

/// A port of the host that leads to one of the container. What the shell decides is not known here.
pub struct Published<'s> {
    /// The entry's position in the list `ports`.
    pub index: usize,
    /// Empty: every address of the host.
    pub address: &'s str,
    pub host: Option<u16>,
    pub container: u16,
    pub is_udp: bool,
}

/// What a service publishes in the short form, `[address:][host:]container[/protocol]`, or in the long one.
pub fn published(service: &Json) -> Vec<Published<'_>> {
    let ports = service.get("ports").and_then(Json::as_array).into_iter().flatten().enumerate();
    ports
        .filter_map(|(index, port)| port.as_str().map_or_else(|| long(index, port), |text| short(index, text)))
        .collect()
}

fn short(index: usize, text: &str) -> Option<Published<'_>> {
    let (text, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (before, container) = text.rsplit_once(':').unwrap_or(("", text));
    let (address, host) = before.rsplit_once(':').unwrap_or(("", before));
    Some(Published {
        index,
        address: address.trim_matches(['[', ']']),
        host: host.parse().ok(),
        container: container.parse().ok()?,
        is_udp: protocol == "udp",
    })
}

fn long(index: usize, port: &Json) -> Option<Published<'_>> {
    let number = |key: &str| {
        let value = port.get(key)?;
        value.as_u64().and_then(|number| u16::try_from(number).ok()).or_else(|| value.as_str()?.parse().ok())
    };
    let address = port.get("host_ip").and_then(Json::as_str).unwrap_or_default();
    let is_udp = port.get("protocol").and_then(Json::as_str) == Some("udp");
    Some(Published { index, address, host: number("published"), container: number("target")?, is_udp })
}

/// A variable of a service.
pub fn variable<'s>(service: &'s Json, name: &str) -> Option<&'s str> {
    service.get("environment")?.get(name)?.as_str()
}
