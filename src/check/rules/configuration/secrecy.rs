//! Whether a text is a secret, by what it is called and by what it looks like.

/// What names end in that hold a secret, word by word.
const ENDINGS: [&[&str]; 20] = [
    &["password"],
    &["passwd"],
    &["pwd"],
    &["pass"],
    &["passphrase"],
    &["secret"],
    &["token"],
    &["credential"],
    &["credentials"],
    &["apikey"],
    &["api", "key"],
    &["private", "key"],
    &["privatekey"],
    &["access", "key"],
    &["secret", "key"],
    &["secretkey"],
    &["encryption", "key"],
    &["signing", "key"],
    &["auth", "key"],
    &["account", "key"],
];

/// Before `secret` they make it the name of an object.
const OF_OBJECTS: [&str; 9] = ["existing", "pull", "tls", "cert", "certificate", "image", "password", "auth", "ca"];

/// Before `token` or `pass` they make it something else.
const HARMLESS: [&str; 8] = ["max", "min", "per", "allow", "require", "use", "enable", "proxy"];

/// How formats of well known tokens begin, and how much follows at least.
const FORMATS: [(&str, usize, &str); 14] = [
    ("ghp_", 36, "a token of GitHub"),
    ("gho_", 36, "a token of GitHub"),
    ("ghu_", 36, "a token of GitHub"),
    ("ghs_", 36, "a token of GitHub"),
    ("github_pat_", 22, "a token of GitHub"),
    ("glpat-", 20, "a token of GitLab"),
    ("xoxb-", 10, "a token of Slack"),
    ("xoxp-", 10, "a token of Slack"),
    ("sk_live_", 16, "a key of Stripe"),
    ("rk_live_", 16, "a key of Stripe"),
    ("AIza", 35, "a key of Google"),
    ("npm_", 36, "a token of npm"),
    ("dckr_pat_", 20, "a token of Docker"),
    ("hvs.", 24, "a token of Vault"),
];

/// The words of a name: `dbPassword`, `DB_PASSWORD` and `db.password` have the same.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            let begins =
                !before.is_ascii_alphanumeric() || (before.is_ascii_lowercase() && letter.is_ascii_uppercase());
            match words.last_mut().filter(|_| !begins) {
                Some(word) => word.push(letter.to_ascii_lowercase()),
                None => words.push(letter.to_ascii_lowercase().to_string()),
            }
        }
        before = letter;
    }
    words
}

/// Whether what is called so is a secret.
pub fn is_secret_name(name: &str) -> bool {
    let words = words(name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '_'));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some(ending) = ENDINGS.iter().filter(|ending| words.ends_with(ending)).max_by_key(|ending| ending.len()) else {
        return false;
    };
    let before = words.len().checked_sub(ending.len() + 1).map(|index| words[index]);
    match (*ending, before) {
        (["secret"], Some(before)) => !OF_OBJECTS.contains(&before),
        (["token" | "pass"], Some(before)) => !HARMLESS.contains(&before),
        _ => true,
    }
}

/// Whether a value may be a secret: it is written out, and more than a switch, a number or the place of one.
fn is_written_out(name: &str, value: &str) -> bool {
    let switches = ["true", "false", "yes", "no", "on", "off", "none", "null", "required", "optional", "string"];
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    let is_amount = value.len() < 7 && value.starts_with(|first: char| first.is_ascii_digit()) && !is_number;
    let is_counted = name.to_ascii_lowercase().ends_with("token") && (is_number || is_amount);
    let is_elsewhere = value.starts_with(['/', '.', '*', '&', '|', '>', '{', '[', '!', '%', '@', '<'])
        || ["$", "{{", "://", "file:", "vault:", "ENC(", "(", "arn:"].iter().any(|mark| value.contains(mark));
    !value.is_empty() && !switches.contains(&value.to_ascii_lowercase().as_str()) && !is_counted && !is_elsewhere
}

/// What a text holds in the open, if it is called `name`.
pub fn of_name(name: &str, value: &str) -> Option<&'static str> {
    (is_secret_name(name) && is_written_out(name, value)).then_some("a secret")
}

/// What a text holds in the open, whatever it is called.
pub fn of_look(text: &str) -> Option<&'static str> {
    let is_key = |rest: &str| rest.split("-----").next().is_some_and(|words| words.ends_with("PRIVATE KEY"));
    if text.split("-----BEGIN ").skip(1).any(is_key) {
        return Some("a private key");
    }
    if text.lines().filter(|line| !line.trim_start().starts_with(['#', ';'])).any(has_login) {
        return Some("a URL with a password");
    }
    let of_token = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    text.split(|letter: char| !of_token(letter)).filter(|token| token.len() >= 15).find_map(of_format)
}

fn of_format(token: &str) -> Option<&'static str> {
    let found = FORMATS.iter().find(|(start, rest, _)| {
        token.strip_prefix(start).is_some_and(|after| after.len() >= *rest && !after.contains('.'))
    });
    let upper =
        |rest: &str| rest.len() == 16 && rest.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let is_aws = token.strip_prefix("AKIA").or(token.strip_prefix("ASIA")).is_some_and(upper);
    let is_jwt = token.starts_with("eyJ") && token.split('.').filter(|part| part.len() >= 10).count() == 3;
    match found {
        Some((_, _, what)) => Some(what),
        None if is_aws => Some("an access key of AWS"),
        None if is_jwt => Some("a signed token (JWT)"),
        None => None,
    }
}

/// `scheme://user:password@host`, with a password that is written out.
fn has_login(line: &str) -> bool {
    line.split("://").skip(1).any(|rest| {
        let end = rest.find(|letter: char| letter.is_whitespace() || "/?#\"'`,<>".contains(letter));
        let authority = &rest[..end.unwrap_or(rest.len())];
        let login = authority.rsplit_once('@').and_then(|(login, _)| login.split_once(':'));
        login.is_some_and(|(_, password)| !password.is_empty() && !password.contains(['$', '{', '%', '*']))
    })
}

/// Whether a value looks drawn by lot: long, of all kinds of letters, hardly one twice. Names of such that are no
/// secret tell so.
pub fn is_random(name: &str, value: &str) -> bool {
    let harmless = ["id", "hash", "digest", "checksum", "sum", "sha", "version", "revision", "fingerprint", "uuid"];
    let is_public =
        words(name).iter().any(|word| harmless.contains(&word.as_str()) || word == "public" || word == "cert");
    let of_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte);
    let kinds: [fn(&u8) -> bool; 3] = [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit];
    if is_public || !(24..=128).contains(&value.len()) || !value.bytes().all(of_base64) || value.starts_with('/') {
        return false;
    }
    let kind = |byte: &u8| kinds.iter().position(|is| is(byte));
    let letters = value.as_bytes();
    let changes = letters.windows(2).filter(|pair| kind(&pair[0]) != kind(&pair[1])).count();
    kinds.iter().all(|is| letters.iter().any(is)) && changes * 3 >= letters.len() && entropy(letters) >= 4.0
}

/// Bits a letter.
fn entropy(letters: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    letters.iter().for_each(|letter| counts[usize::from(*letter)] += 1);
    let all = letters.len() as f64;
    let share = |count: &u32| f64::from(*count) / all;
    counts.iter().filter(|count| **count > 0).map(share).map(|share| -share * share.log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::{is_random, is_secret_name, of_look, of_name};

    #[test]
    fn names_end_in_what_is_secret() {
        for name in ["DB_PASSWORD", "dbPass", "client-secret", "API_KEY", "spring.datasource.password", "TOKEN_2"] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["PASSWORD_FILE", "TOKEN_TTL", "tlsSecret", "PUBLIC_KEY", "COMPASS", "maxToken", "SORT_KEY"] {
            assert!(!is_secret_name(name), "{name}");
        }
        for value in ["", "true", "/run/secrets/password", "$(DB_PASSWORD)", "${DB_PASSWORD}", "<% x %>"] {
            assert_eq!(of_name("DB_PASSWORD", value), None, "{value}");
        }
        assert!(of_name("DB_PASSWORD", "postgres").is_some());
    }

    #[test]
    fn looks_tell_keys_tokens_and_logins() {
        assert_eq!(of_look("-----BEGIN RSA PRIVATE KEY-----\nMII"), Some("a private key"));
        assert_eq!(of_look("postgres://shop:hunter2@db:5432/shop"), Some("a URL with a password"));
        assert_eq!(of_look(concat!("AKIA", "ABCDEFGHIJKLMNOP")), Some("an access key of AWS"));
        for text in
            ["postgres://shop@db/shop", "http://web:8080/a@b", "amqp://u:$(PASSWORD)@mq", "-----BEGIN CERTIFICATE-----"]
        {
            assert_eq!(of_look(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_drawn_by_lot_is_told_from_words_and_digests() {
        assert!(is_random("SALT", "q7Xz2LmP9vRt4KdW8sYb3NcF6hJg"));
        for value in [
            "123e4567-e89b-12d3-a456-426614174000",
            "com-example-shop-OrderService2",
            "9f86d081884c7d659a2feaa0c55ad015",
        ] {
            assert!(!is_random("VALUE", value), "{value}");
        }
        assert!(!is_random("CLUSTER_ID", "q7Xz2LmP9vRt4KdW8sYb3NcF6hJg"));
    }
}
