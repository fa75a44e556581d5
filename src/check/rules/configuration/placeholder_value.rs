//! Values that somebody meant to replace.

use crate::check::{At, Checked, Found, Item, Levels, Rule, pod};
use crate::model::lint::Level;

use super::{configs, strings};

pub const RULE: Rule = Rule {
    name: "placeholder-value",
    finds: "a value that was meant to be replaced: `changeme`, `yourdomain`, `<key>`, `TODO`",
    why: "It came from an example and was forgotten. Hosts of that name belong to somebody else, and such passwords are
the first that are tried. The names of RFC 2606, such as `example.com`, are not found: they belong to nobody.",
    instead: "Write the value of this environment, in its own layer.",
    levels: Levels::staged(Level::Allow, Level::Deny),
    find,
};

/// Found as words, whatever stands around them.
const WORDS: [&str; 9] = [
    "changeme",
    "changeit",
    "replaceme",
    "yourdomain",
    "yourorg",
    "yourcompany",
    "yourpassword",
    "yourusername",
    "yourproject",
];

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    // What a definition describes is nobody's value.
    for item in checked.objects.iter().filter(|item| item.kind() != "CustomResourceDefinition") {
        strings::each(&item.json, &mut |keys, text| {
            if let Some(placeholder) = placeholder(text) {
                let field: Vec<&str> = keys.iter().map(String::as_str).collect();
                let message = format!("`{}` holds `{placeholder}`, which was meant to be replaced", item.words);
                found.push(at(checked, item, &field), message, "write the real value");
            }
        });
    }
    let services = checked.compose.and_then(|compose| compose.get("services")?.as_object());
    for (service, json) in services.into_iter().flatten() {
        strings::each(json, &mut |keys, text| {
            if let Some(placeholder) = placeholder(text) {
                let field: Vec<&str> = keys.iter().map(String::as_str).collect();
                let message = format!("`compose/{service}` holds `{placeholder}`, which was meant to be replaced");
                let key = match field.as_slice() {
                    ["environment", name] => vec!["env", name],
                    [first, ..] => vec![*first],
                    [] => Vec::new(),
                };
                found.push(At::compose(service, &field).from(&key), message, "write the real value");
            }
        });
    }
}

/// The place in the model, where the field tells it.
fn at<'c>(checked: &Checked<'_>, item: &'c Item<'c>, field: &[&str]) -> At<'c> {
    let at = At::object(item, field);
    let Some(pod) = pod::of(item) else {
        return match (item.kind(), field) {
            ("Ingress", ["spec", "rules" | "tls", ..]) => at.from(&["expose"]),
            ("ConfigMap", ["data", key]) => configs::at(checked, item, key),
            (_, ["metadata", "annotations", key]) => at.from(&["annotations", key]),
            _ => at,
        };
    };
    let Some(container) = pod.containers().into_iter().find(|container| {
        let path: Vec<&str> = container.path.keys().iter().map(String::as_str).collect();
        field.starts_with(&path)
    }) else {
        return at;
    };
    let below = &field[container.path.keys().len()..];
    let of_container = At::container(&container, below);
    let name = below.get(1).and_then(|index| container.get(&["env", index, "name"]).as_str());
    match (below, name) {
        (["env", ..], Some(name)) => of_container.from(&["env", name]),
        (["image"], _) => of_container.from(&["image"]).from(&["tag"]),
        ([first, ..], _) => of_container.from(&[first]),
        ([], _) => of_container,
    }
}

/// The part of a text that was meant to be replaced. Only words that nothing else is called are looked for in files.
fn placeholder(text: &str) -> Option<&str> {
    let line = text.trim();
    let is_line = !line.contains('\n');
    if is_line && (is_angled(line) || line == "TODO" || line == "FIXME" || is_crossed_out(line)) {
        return Some(line);
    }
    let of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    text.split(|letter: char| !of_word(letter)).filter(|word| word.len() >= 7).find(|word| is_placeholder(word))
}

/// `change-me`, `CHANGE_ME` and `changeme` are one.
fn is_placeholder(word: &str) -> bool {
    // Quick: all of them begin with one of few letters, at the beginning of a part.
    if !word.bytes().any(|byte| matches!(byte, b'c' | b'C' | b'r' | b'R' | b'y' | b'Y')) {
        return false;
    }
    let plain: String = word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    WORDS.iter().any(|known| plain == *known)
        || WORDS[3..6].iter().any(|known| plain.starts_with(known))
        || word.starts_with("REPLACE_")
        || word.starts_with("CHANGE_ME")
        || word.starts_with("REPLACE-WITH-")
}

/// `<base64-encoded-key>`: one word in angles, and nothing else.
fn is_angled(line: &str) -> bool {
    let inner = line.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | ' ');
    inner
        .is_some_and(|inner| inner.starts_with(|first: char| first.is_ascii_alphabetic()) && inner.chars().all(of_name))
}

fn is_crossed_out(line: &str) -> bool {
    line.len() >= 3 && line.bytes().all(|byte| matches!(byte, b'x' | b'X'))
}

#[cfg(test)]
mod tests {
    use super::placeholder;

    #[test]
    fn placeholders_are_told_from_words() {
        for text in
            ["changeme", "shop.yourdomain.com", "<base64-key>", "TODO", "xxx", "ghcr.io/your-org/web", "CHANGE_ME"]
        {
            assert!(placeholder(text).is_some(), "{text}");
        }
        for text in
            ["<p>hello</p>", "exchange", "your orders", "todo-list", "max", "/changes", "a <b> c", "<html>\n</html>"]
        {
            assert_eq!(placeholder(text), None, "{text}");
        }
    }
}
