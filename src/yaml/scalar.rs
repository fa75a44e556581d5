//! How a string is written: plain where every reader reads it back as that string, as a literal
//! block where it has several lines that survive one, and in double quotes otherwise.

use std::fmt::Write;

/// The style in which every reader reads a string back unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Quoted,
    Literal,
}

const BLANK: u8 = 1;
const TAB: u8 = 1 << 1;
const LINE_FEED: u8 = 1 << 2;
const COLON: u8 = 1 << 3;
const HASH: u8 = 1 << 4;
const CONTROL: u8 = 1 << 5;
/// First byte of every character past ASCII that needs an escape, and of some that do not.
const SUSPECT: u8 = 1 << 6;
/// What no plain string of ours begins with; a dash or a point may.
const INDICATOR: u8 = 1 << 7;

static CLASSES: [u8; 256] = byte_classes();

const fn byte_classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        classes[byte] = CONTROL;
        byte += 1;
    }
    classes[0x7F] = CONTROL;
    classes[b'\t' as usize] = TAB;
    classes[b'\n' as usize] = LINE_FEED;
    classes[b' ' as usize] = BLANK;
    classes[b':' as usize] = COLON;
    classes[b'#' as usize] = HASH;
    classes[0xC2] = SUSPECT;
    classes[0xE2] = SUSPECT;
    classes[0xEF] = SUSPECT;
    let mut indicators: &[u8] = b" ?:,[]{}#&*!|>'\"%@`";
    while let [indicator, others @ ..] = indicators {
        classes[*indicator as usize] |= INDICATOR;
        indicators = others;
    }
    classes
}

pub(super) fn style_of(text: &str) -> Style {
    let seen = text.bytes().fold(0, |seen, byte| seen | CLASSES[usize::from(byte)]);
    if seen == 0 && is_long_word(text) {
        Style::Plain
    } else if seen & CONTROL != 0 || seen & SUSPECT != 0 && text.chars().any(needs_escape) {
        Style::Quoted
    } else if seen & LINE_FEED != 0 {
        multi_line_style(text)
    } else if seen & TAB != 0
        || seen & BLANK != 0 && seen & (COLON | HASH) != 0 && has_separator(text)
        || !has_plain_ends(text)
        || reads_as_other_type(text)
    {
        Style::Quoted
    } else {
        Style::Plain
    }
}

/// The short way for most strings: no word that a reader takes for something else is as long.
fn is_long_word(text: &str) -> bool {
    matches!(text.as_bytes(), [first, second, _, _, _, _, ..]
        if first.is_ascii_alphabetic() && second.is_ascii_alphabetic())
}

/// Controls, what YAML forbids, and what YAML 1.1 breaks lines at or takes for a byte order mark.
fn needs_escape(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

fn multi_line_style(text: &str) -> Style {
    let first_line = text.trim_start_matches('\n');
    let last_line = text.trim_end_matches('\n');
    // Readers differ on blanks where they look for the block's indentation or for its end.
    if first_line.is_empty() || first_line.starts_with('\t') || last_line.ends_with([' ', '\t']) {
        Style::Quoted
    } else {
        Style::Literal
    }
}

/// Whether a reader would see the end of a key or the start of a comment inside `text`.
fn has_separator(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| pair == b": " || pair == b" #")
}

fn has_plain_ends(text: &str) -> bool {
    let bytes = text.as_bytes();
    let starts_plain = match bytes {
        [] | [b'-'] | [b'-', b' ', ..] => false,
        [b'-', ..] => !text.starts_with("---"),
        [b'.', ..] => !text.starts_with("..."),
        [first, ..] => CLASSES[usize::from(*first)] & INDICATOR == 0,
    };
    starts_plain && !matches!(bytes, [.., b' ' | b':'])
}

/// Whether some reader, of YAML 1.1 or 1.2, takes the plain `text` for something but a string.
fn reads_as_other_type(text: &str) -> bool {
    match text.as_bytes() {
        [b'0'..=b'9' | b'+' | b'-' | b'.', ..] => reads_as_number(text),
        [b'e' | b'E', b'0'..=b'9' | b'+' | b'-', ..] => has_only_number_bytes(text),
        bytes => reserved_words(bytes.len()).iter().any(|word| text.eq_ignore_ascii_case(word)),
    }
}

/// The words of `length` letters that some reader takes for a null, a boolean, a merge or a default.
fn reserved_words(length: usize) -> &'static [&'static str] {
    match length {
        1 => &["~", "=", "y", "n"],
        2 => &["<<", "no", "on"],
        3 => &["yes", "off", "nan", "inf"],
        4 => &["null", "true"],
        5 => &["false"],
        _ => &[],
    }
}

/// Numbers in any notation, dates and times; with them some harmless strings such as `1.2.3`.
fn reads_as_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match unsigned.as_bytes() {
        [b'0', b'x' | b'X' | b'o' | b'O' | b'b' | b'B', ..] => true,
        [b'.', word @ ..] if word.eq_ignore_ascii_case(b"inf") => true,
        [b'.', word @ ..] if word.eq_ignore_ascii_case(b"nan") => true,
        _ => has_only_number_bytes(unsigned),
    }
}

fn has_only_number_bytes(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.,:_ eEtTzZ".contains(&byte))
}

/// Writes `text` on one line in double quotes.
pub(super) fn write_quoted(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|c| matches!(c, '"' | '\\') || needs_escape(c)) {
        let (clean, tail) = rest.split_at(at);
        out.push_str(clean);
        let mut characters = tail.chars();
        if let Some(character) = characters.next() {
            write_escape(out, character);
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

fn write_escape(out: &mut String, character: char) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        other => write!(out, "\\u{:04X}", u32::from(other)).expect("a String takes any text"),
    }
}

/// Writes `text`, whose style is `Literal`, as a block of lines indented by `column`;
/// the last line feed is left to the caller.
pub(super) fn write_literal(out: &mut String, text: &str, column: usize) {
    out.push('|');
    if text.trim_start_matches('\n').starts_with(' ') {
        out.push('2');
    }
    if text.ends_with("\n\n") {
        out.push('+');
    } else if !text.ends_with('\n') {
        out.push('-');
    }
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            indent(out, column);
            out.push_str(line);
        }
    }
}

pub(super) fn indent(out: &mut String, columns: usize) {
    const BLANKS: &str = "                                ";
    let mut left = columns;
    while left > BLANKS.len() {
        out.push_str(BLANKS);
        left -= BLANKS.len();
    }
    out.push_str(&BLANKS[..left]);
}
