//! As a Mermaid flowchart, which forges draw where it stands in Markdown.

use super::Edges;
use super::nodes::{Shape, is_wanted, numbered, ports, shape, words};

pub fn mermaid(edges: &Edges<'_>) -> String {
    let (ends, numbers) = numbered(edges);
    let mut text = "flowchart LR\n".to_owned();
    for (number, end) in ends.iter().enumerate() {
        let words = escaped(&words(end));
        text += &match shape(end) {
            Shape::Ours => format!("  n{number}[\"{words}\"]\n"),
            Shape::Elsewhere => format!("  n{number}[(\"{words}\")]\n"),
            Shape::Around => format!("  n{number}([\"{words}\"])\n"),
        };
    }
    for (line, _) in &edges.lines {
        let arrow = if is_wanted(line) { "-->" } else { "-.->" };
        let (from, to) = (numbers[&line.from], numbers[&line.to]);
        text += &format!("  n{from} {arrow}|\"{}\"| n{to}\n", escaped(&ports(&line.doors)));
    }
    text
}

/// Inside quotes `#` begins the number of a letter.
fn escaped(words: &str) -> String {
    words.replace('#', "#35;").replace('"', "#34;").replace('<', "#60;").replace('>', "#62;")
}
