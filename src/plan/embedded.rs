//! Values in templates of objects that stand inside of other text. A value is written as JSON there, so `web-<%= x %>`
//! would be read as `web-"x"`: valid YAML, and never what was meant.

use std::ops::Range;

/// What opens and closes a value, as all templates have it.
const OPEN: &str = "<%=";
const CLOSE: &str = "%>";

/// The values of a template that do not make up a whole scalar of YAML: neither alone in their place nor `|safe`.
pub fn embedded(template: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = template[from..].find(OPEN).map(|at| from + at) {
        let Some(end) = template[start..].find(CLOSE).map(|at| start + at + CLOSE.len()) else { break };
        from = end;
        let expression = template[start + OPEN.len()..end - CLOSE.len()].trim().trim_end_matches('-').trim_end();
        let before = template[..start].rsplit('\n').next().unwrap_or_default();
        let after = template[end..].lines().next().unwrap_or_default();
        let is_whole = begins(before) && ends(after);
        if !(is_whole || is_raw(expression) || is_comment(before)) {
            found.push(start..end);
        }
    }
    found
}

/// Whether the value is put in without quotes.
fn is_raw(expression: &str) -> bool {
    let filter = expression.rsplit('|').next().map(str::trim);
    expression.contains('|') && matches!(filter, Some("safe" | "tojson"))
}

fn is_comment(before: &str) -> bool {
    before.trim_start().starts_with('#') || before.contains(" #")
}

/// Whether a scalar begins behind this part of a line.
fn begins(before: &str) -> bool {
    let text = before.trim_end_matches([' ', '\t']);
    if let Some(open) = text.strip_suffix(CLOSE).and_then(|rest| rest.rfind("<%")) {
        let (ahead, block) = text.split_at(open);
        // A block of the template leaves nothing behind, and another branch begins where the first one did.
        return !block.starts_with(OPEN)
            && (is_other_branch(block) || begins(&format!("{ahead}{}", &before[text.len()..])));
    }
    let is_apart = text.len() < before.len();
    let word = text.rsplit([' ', '\t']).next().unwrap_or_default();
    match text.chars().next_back() {
        None | Some('[' | '{' | ',') => true,
        Some(':') => is_apart,
        Some(_) => is_apart && (matches!(word, "-" | "?") || word.starts_with(['!', '&'])),
    }
}

/// Whether a scalar ends before this part of a line.
fn ends(after: &str) -> bool {
    let text = after.trim_start_matches([' ', '\t']);
    if !text.starts_with(OPEN) && text.starts_with("<%") {
        let Some(close) = text.find(CLOSE) else { return true };
        return is_other_branch(text) || ends(&text[close + CLOSE.len()..]);
    }
    let is_apart = text.len() < after.len();
    match text.chars().next() {
        None | Some(',' | ']' | '}' | ':' | '\r') => true,
        Some('#') => is_apart,
        Some(_) => false,
    }
}

fn is_other_branch(block: &str) -> bool {
    let word = block.trim_start_matches(['<', '%', '-']).trim_start();
    word.starts_with("else") || word.starts_with("elif")
}

#[cfg(test)]
mod tests {
    use super::embedded;

    #[test]
    fn a_value_that_is_a_whole_scalar_is_fine() {
        let fine = "\
name: <%= a %>
- <%= b ~ \"-x\" %>
- - <%= b %> # <%= in %> a comment
list: [<%= a %>, <%= b -%>]
map: {a: <%= a %>, <%= key %>: <%= b %>}
<%= key %>: <% if a %><%= a %><% else %><%= b %><% endif %>
tagged: !!str <%= a %>
raw: a-<%= b|safe %>-<%= c | tojson %>
";
        assert!(embedded(fine).is_empty(), "{:?}", embedded(fine));
    }

    #[test]
    fn a_value_inside_of_text_is_found() {
        for line in ["name: a-<%= b %>", "name: <%= b %>-a", "name: \"<%= b %>\"", "u: http:<%= b %>", "a: b <%= c %>"]
        {
            assert_eq!(embedded(line).len(), 1, "{line}");
        }
        assert_eq!(embedded("a: <%= b %><%= c %>").len(), 2);
    }
}
