//! Addresses in texts: `scheme://host:port`, lists of `host:port`, and the hosts of variables that are named so.

/// A host somewhere in a text, and what is asked of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address<'t> {
    pub host: &'t str,
    /// As written, or that of the scheme.
    pub port: Option<u16>,
    /// Whether the text can mean nothing but a host.
    pub certain: bool,
}

/// Schemes of connections, and the port that each means.
const SCHEMES: [(&str, Option<u16>); 40] = [
    ("amqp", Some(5672)),
    ("amqps", Some(5671)),
    ("bolt", Some(7687)),
    ("clickhouse", None),
    ("couchbase", None),
    ("elasticsearch", Some(9200)),
    ("ftp", Some(21)),
    ("grpc", None),
    ("grpcs", None),
    ("http", Some(80)),
    ("https", Some(443)),
    ("imap", Some(143)),
    ("kafka", Some(9092)),
    ("ldap", Some(389)),
    ("ldaps", Some(636)),
    ("mariadb", Some(3306)),
    ("memcached", Some(11211)),
    ("mongodb", Some(27017)),
    ("mqtt", Some(1883)),
    ("mqtts", Some(8883)),
    ("mysql", Some(3306)),
    ("nats", Some(4222)),
    ("neo4j", Some(7687)),
    ("oracle", None),
    ("otlp", None),
    ("plaintext", None),
    ("postgres", Some(5432)),
    ("postgresql", Some(5432)),
    ("pulsar", Some(6650)),
    ("redis", Some(6379)),
    ("rediss", Some(6379)),
    ("sasl_plaintext", None),
    ("sasl_ssl", None),
    ("sftp", Some(22)),
    ("smtp", Some(25)),
    ("sqlserver", Some(1433)),
    ("ssl", None),
    ("tcp", None),
    ("ws", Some(80)),
    ("wss", Some(443)),
];

/// Last words of the names of variables that hold a host.
const HOST_WORDS: [&str; 8] = ["addr", "address", "bootstrap", "brokers", "host", "hostname", "hosts", "servers"];

/// Values of such variables that are no hosts.
const NO_HOSTS: [&str; 11] =
    ["all", "any", "auto", "default", "disabled", "enabled", "false", "never", "none", "self", "true"];

/// What stands for a text that is put in later.
const UNKNOWN: char = '\u{1}';

/// A text without what is put in later: `$(NAME)`, `${NAME}`, `{{name}}`. Every character keeps its place in bytes.
/// A default as in `${NAME:http://shop}` stays, unless the variable is set: `is_set` knows.
pub fn without_variables(text: &str, is_set: &dyn Fn(&str) -> bool) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (open, close) in [("$(", ")"), ("${", "}"), ("{{", "}}"), ("<", ">")] {
        let mut from = 0;
        while let Some(start) = text[from..].find(open).map(|start| from + start) {
            let Some(end) = text[start..].find(close).map(|end| start + end + close.len()) else { break };
            let inside = &text[start + open.len()..end - close.len()];
            if inside.contains('\n') {
                from = start + open.len();
                continue;
            }
            match inside.split_once(':') {
                Some((name, default)) if open == "${" && default.contains(':') && !is_set(name) => {
                    bytes[start..end - default.len() - close.len()].fill(b' ');
                    bytes[end - close.len()..end].fill(b' ');
                }
                _ => bytes[start..end].fill(UNKNOWN as u8),
            }
            from = end;
        }
    }
    // Whole characters were replaced, byte by byte.
    String::from_utf8(bytes).unwrap_or_default()
}

/// All addresses in a text without variables; `name` is that of the variable or key that holds it.
pub fn addresses<'t>(name: &str, text: &'t str) -> Vec<Address<'t>> {
    let mut found = Vec::new();
    let is_word = !text.contains(char::is_whitespace);
    // `chown shop:2000` gives to a group.
    let is_of_files = text.contains("chown");
    for token in text.split(|letter: char| letter.is_whitespace() || "\"'`,;|[]{}()=\\".contains(letter)) {
        match token.find("://") {
            Some(position) => of_url(&token[..position], &token[position + 3..], &mut found),
            None => found.extend(pair(token).filter(|_| !is_of_files)),
        }
    }
    if is_word
        && found.is_empty()
        && is_of_host(name)
        && is_host(text)
        && !text.contains('.')
        && !NO_HOSTS.contains(&text)
    {
        found.push(Address { host: text, port: None, certain: true });
    }
    found
}

/// Several hosts may follow one scheme, but commas have parted them before.
fn of_url<'t>(before: &str, after: &'t str, found: &mut Vec<Address<'t>>) {
    let scheme = before.rsplit(|letter: char| !(letter.is_ascii_alphanumeric() || "+._-".contains(letter))).next();
    let scheme = scheme.unwrap_or_default();
    let lower = scheme.to_ascii_lowercase();
    let listed = SCHEMES.iter().find(|(name, _)| *name == lower);
    // Listeners of Kafka are called as one likes, in capitals.
    let is_listener = scheme.len() > 2 && scheme.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    if listed.is_none() && !is_listener {
        return;
    }
    let authority = after.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let default = listed.and_then(|(_, port)| *port).filter(|_| !is_listener);
    let (host, port) = match authority.split_once(':') {
        None => (authority, default),
        // What cannot be read as a number is put in later.
        Some((host, port)) => (host, port.parse().ok()),
    };
    if is_host(host) {
        found.push(Address { host, port, certain: true });
    }
}

/// `host:port`, perhaps with an identity before it or a second port behind it.
fn pair(token: &str) -> Option<Address<'_>> {
    let token = token.split('/').next().unwrap_or_default();
    let token = token.rsplit('@').next().unwrap_or_default();
    let mut parts = token.split(':');
    let (host, port) = (parts.next()?, parts.next()?);
    let is_port = |text: &str| text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let port = is_port(port).then(|| port.parse::<u16>().ok()).flatten()?;
    let rest: Vec<&str> = parts.collect();
    let certain = port >= 1000 || matches!(port, 80 | 443);
    (is_host(host) && rest.len() < 2 && rest.iter().all(|part| is_port(part))).then_some(Address {
        host,
        port: Some(port),
        certain,
    })
}

fn is_of_host(name: &str) -> bool {
    let last = name.rsplit(['_', '-', '.']).next().unwrap_or_default().to_ascii_lowercase();
    HOST_WORDS.contains(&last.as_str())
}

/// A name as DNS has it, perhaps with parts that are put in later; no address in numbers.
fn is_host(host: &str) -> bool {
    let legal = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '.' || letter == UNKNOWN;
    let host = host.strip_suffix('.').unwrap_or(host);
    host.len() > 1
        && host.chars().all(legal)
        && !host.starts_with(['-', '.'])
        && host.chars().any(|letter| letter.is_ascii_alphabetic())
        && host.split('.').next_back().is_some_and(|label| label.chars().any(|letter| letter.is_ascii_alphabetic()))
        && host.chars().all(|letter| !letter.is_ascii_uppercase())
}

/// Where a host has a part that is put in later.
pub fn is_unknown(label: &str) -> bool {
    label.contains(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, text: &str) -> Vec<String> {
        let text = without_variables(text, &|name| name == "SET");
        let told = addresses(name, &text).into_iter().map(|address| {
            let port = address.port.map(|port| format!(":{port}")).unwrap_or_default();
            format!("{}{port}", address.host.replace(UNKNOWN, "?"))
        });
        told.collect()
    }

    #[test]
    fn addresses_are_found_in_texts_of_all_kinds() {
        for (text, expected) in [
            ("http://loans", vec!["loans:80"]),
            ("http://loans:8080/books?at=http", vec!["loans:8080"]),
            ("jdbc:postgresql://ledger:5432/books", vec!["ledger:5432"]),
            ("redis://:a$b@sessions:6379/3", vec!["sessions:6379"]),
            ("postgresql://$(USER):${WORD}@ledger/books", vec!["ledger:5432"]),
            ("PLAINTEXT://0.0.0.0:9092,INNER://events:29092", vec!["events:29092"]),
            ("events:9092,events-2:9093", vec!["events:9092", "events-2:9093"]),
            (
                "1@keeper-0.keeper:2888:3888;2@keeper-1.keeper:2888:3888",
                vec!["keeper-0.keeper:2888", "keeper-1.keeper:2888"],
            ),
            ("proxy_pass http://front:8080;", vec!["front:8080"]),
            ("url: \"${AWAY:http://loans:8080}\" ${SET:http://books:8080}", vec!["loans:8080"]),
            ("s3://covers lb://loans urn:books:1.2 12:30 https://10.0.0.1:6443", vec![]),
        ] {
            assert_eq!(told("", text), expected, "{text}");
        }
        assert_eq!(told("SESSIONS_HOST", "sessions"), ["sessions"]);
        for (name, text) in [("GREETING", "sessions"), ("PEER_HOST", "none"), ("", "chown -R shop:2000 /srv")] {
            assert_eq!(told(name, text), [""; 0], "{text}");
        }
        assert_eq!(told("", "http://$(POD_NAME).events:9092"), ["???????????.events:9092"]);
    }
}
