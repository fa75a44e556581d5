//! Commands in lines of scripts and workflows.

/// The words of a line from where a command of this name begins, once for each time that it does.
pub fn calls<'l>(line: &'l str, command: &str) -> Vec<Vec<&'l str>> {
    let ends = |letter: char| matches!(letter, ';' | '|' | '&' | '(' | ')' | '`' | '\n');
    let parts = line.split(ends);
    let of = |part: &'l str| {
        let mut words = part.split_whitespace().map(|word| word.trim_matches(['"', '\'']));
        let before = ["if", "then", "else", "do", "while", "until", "!", "sudo", "exec", "time", "run:", "-", "{", "@"];
        let first = words.find(|word| !before.contains(word) && !is_assignment(word))?;
        (first == command).then(|| words.collect())
    };
    parts.filter_map(of).collect()
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// The value of a flag: `-n x`, `--namespace x` or `--namespace=x`.
pub fn flag<'w>(words: &[&'w str], names: &[&str]) -> Option<&'w str> {
    words.iter().enumerate().find_map(|(index, word)| match word.split_once('=') {
        Some((name, value)) if names.contains(&name) => Some(value.trim_matches(['"', '\''])),
        Some(_) => None,
        None if names.contains(word) => words.get(index + 1).copied(),
        None => None,
    })
}

/// The words that are neither a flag nor the value of one of those named.
pub fn plain<'w>(words: &[&'w str], with_value: &[&str]) -> Vec<&'w str> {
    let mut plain = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if with_value.contains(word) {
            words.next();
        } else if !word.starts_with('-') {
            plain.push(*word);
        }
    }
    plain
}

/// The flags of `kubectl` that stand before its subcommand and take a value.
pub const OF_KUBECTL: [&str; 7] =
    ["-n", "--namespace", "--context", "--kubeconfig", "--cluster", "--user", "--request-timeout"];
