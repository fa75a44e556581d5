//! Prints documents of the YAML writer, each with the value that every reader must read from it:
//! one JSON line `{"json": <value>, "yaml": "<text>"}` a document, the same at every run.

use std::io::{self, BufWriter, Write};

use platgen::emit::yaml;
use serde_json::{Map, Value, json};

const NASTY: &str = include_str!("../tests/yaml_corpus/nasty.json");
const RANDOM_STRINGS: usize = 6000;
const RANDOM_TREES: usize = 2000;
const ALPHABET: &str = "abenT0179x_.-+:::#    \n\n\t\r~=<>|!&*%@`'\"\\?,[]{}/$\0\u{7f}\u{85}\u{a0}\
    \u{2028}\u{3000}\u{feff}\u{fffe}\u{e000}é中🚀\u{1ffff}";
/// What decides how the lines of a literal block are read.
const BLOCK_ALPHABET: &str = "ab  \n\n\n\t#:-";

/// A xorshift generator: the corpus must not depend on a crate's stream of numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits fit") % bound
    }

    fn string(&mut self) -> String {
        let alphabet: Vec<char> = match self.below(3) {
            0 => BLOCK_ALPHABET.chars().collect(),
            _ => ALPHABET.chars().collect(),
        };
        (0..self.below(10)).map(|_| alphabet[self.below(alphabet.len())]).collect()
    }

    fn tree(&mut self, depth: usize) -> Value {
        let kinds = if depth == 0 { 5 } else { 9 };
        match self.below(kinds) {
            0 => json!(self.below(2) == 0),
            1 => json!(self.below(100_000)),
            2 => json!(-0.125 * self.below(4000) as f64),
            3 | 4 => json!(self.string()),
            5 | 6 => (0..self.below(4)).map(|_| self.tree(depth - 1)).collect(),
            _ => {
                Value::Object((0..self.below(4)).map(|_| (self.string(), self.tree(depth - 1))).collect::<Map<_, _>>())
            }
        }
    }
}

/// The places a string can stand at; what follows it shows whether it ended where it should.
fn documents_around(text: &str) -> [Value; 4] {
    [
        json!(text),
        json!({"value": text, "z": {"value": text}}),
        json!([text, [text, "after"], {"value": text, "z": 1}]),
        json!({"outer": {text: "value"}, "sequence": [{text: [text]}, {text: {"in": text}}]}),
    ]
}

fn numbers() -> Value {
    json!([
        0, -1, i64::MAX, i64::MIN, u64::MAX, 0.0, -0.0, 99.0, 0.1, 1e21, 1e-9, -1.5e300, 5e-324,
        f64::MAX, [], {}, [[]], {"empty": {}, "list": [], "deep": [[[1], {}], null]}
    ])
}

fn print_document(out: &mut impl Write, value: &Value) -> io::Result<()> {
    let text = yaml::to_string(value).map_err(io::Error::other)?;
    serde_json::to_writer(&mut *out, &json!({"json": value, "yaml": text}))?;
    writeln!(out)
}

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let nasty: Vec<String> = serde_json::from_str(NASTY)?;
    let long_keys = (990..1040).step_by(3).flat_map(|length| ["k".repeat(length), "\\é ".repeat(length / 3)]);
    print_document(&mut out, &numbers())?;
    for text in nasty.into_iter().chain(long_keys) {
        for value in documents_around(&text) {
            print_document(&mut out, &value)?;
        }
    }
    for _ in 0..RANDOM_STRINGS {
        let text = random.string();
        print_document(&mut out, &documents_around(&text)[1 + random.below(3)])?;
    }
    for _ in 0..RANDOM_TREES {
        let value = random.tree(4);
        print_document(&mut out, &value)?;
    }
    out.flush()
}
