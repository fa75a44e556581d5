//! In the language of Graphviz.

use super::Edges;
use super::nodes::{Shape, is_wanted, numbered, ports, shape, words};

pub fn dot(edges: &Edges<'_>) -> String {
    let (ends, numbers) = numbered(edges);
    let mut text = format!("digraph {} {{\n  rankdir = LR;\n", quoted(edges.environment));
    for (number, end) in ends.iter().enumerate() {
        let shape = match shape(end) {
            Shape::Ours => "box",
            Shape::Elsewhere => "cylinder",
            Shape::Around => "ellipse",
        };
        text += &format!("  n{number} [label = {}, shape = {shape}];\n", quoted(&words(end)));
    }
    for (line, _) in &edges.lines {
        let style = if is_wanted(line) { "solid" } else { "dashed" };
        let (from, to) = (numbers[&line.from], numbers[&line.to]);
        text += &format!("  n{from} -> n{to} [label = {}, style = {style}];\n", quoted(&ports(&line.doors)));
    }
    text + "}\n"
}

fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}
