//! How diagnostics are drawn: places of every kind, and texts that are hard to point into.

use platgen::cli::drawn;
use platgen::diagnostic::{Diagnostic, Place, SourceKind, Sources};

fn plain(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    anstream::adapter::strip_str(&drawn(diagnostics, sources)).to_string()
}

/// An error at these bytes of a file.
fn at(text: &str, start: usize, end: usize) -> String {
    let mut sources = Sources::default();
    let source = sources.add(SourceKind::File, "a.toml", text);
    let place = Place {
        source,
        start: u32::try_from(start).expect("a short text"),
        end: u32::try_from(end).expect("a short text"),
    };
    let drawn = plain(&[Diagnostic::error("rule", place, "wrong").label("here")], &sources);
    drawn.strip_prefix("error[rule]: wrong\n").expect("the title comes first").to_owned()
}

/// An error at a word in a file.
fn at_word(text: &str, word: &str) -> String {
    let start = text.find(word).expect("the word is there");
    at(text, start, start + word.len())
}

#[test]
fn a_place_in_a_file_is_shown_with_its_line() {
    assert_eq!(
        at_word("one = 1\ntwo = 2\n", "2"),
        "
 --> a.toml:2:7
  |
2 | two = 2
  |       ^ here
"
        .trim_start_matches('\n')
    );
}

#[test]
fn tabs_and_wide_characters_move_the_caret_and_count_as_one_column() {
    assert_eq!(at_word("\ta = 1\n", "1"), " --> a.toml:1:6\n  |\n1 |     a = 1\n  |         ^ here\n");
    assert_eq!(
        at_word("a = \"日本\" # x\n", "x"),
        " --> a.toml:1:12\n  |\n1 | a = \"日本\" # x\n  |              ^ here\n"
    );
}

#[test]
fn a_place_of_no_width_or_at_the_end_gets_one_caret() {
    assert_eq!(at("a = 1\n", 4, 4), " --> a.toml:1:5\n  |\n1 | a = 1\n  |     ^ here\n");
    for (start, end) in [(4, 4), (4, 5), (5, 5), (5, 9)] {
        let column = start.min(4) + 1;
        assert!(at("a = \n", start, end).starts_with(&format!(" --> a.toml:1:{column}\n")));
    }
    assert_eq!(at("a =\r\n", 5, 5), " --> a.toml:1:4\n  |\n1 | a =\n  |    ^ here\n");
    assert_eq!(at("", 0, 0), " --> a.toml:1:1\n  |\n1 |\n  | ^ here\n");
}

#[test]
fn a_place_amid_a_character_marks_all_of_it() {
    assert_eq!(at("é = 1\n", 1, 2), " --> a.toml:1:1\n  |\n1 | é = 1\n  | ^ here\n");
}

#[test]
fn a_line_that_is_too_long_is_cut_around_the_place() {
    let text = format!("a = \"{}!{}\"\n", "x".repeat(400), "y".repeat(400));
    let drawn = at_word(&text, "!");
    assert!(drawn.starts_with(" --> a.toml:1:406\n"), "{drawn}");
    let lines: Vec<&str> = drawn.lines().collect();
    assert!(lines.iter().all(|line| line.chars().count() <= 150), "{drawn}");
    assert_eq!(lines[2].find('!').unwrap(), lines[3].find('^').unwrap(), "{drawn}");
}

#[test]
fn a_value_of_several_lines_is_marked_from_end_to_end() {
    assert_eq!(
        at("a = [\n  1,\n]\nb = 1\n", 4, 12),
        " --> a.toml:1:5
  |
1 |   a = [
  |  _____^
2 | |   1,
3 | | ]
  | |_^ here
"
    );
}

#[test]
fn other_places_stand_beside_or_below() {
    let mut sources = Sources::default();
    let one = sources.add(SourceKind::File, "one.toml", "a = 1\na = 2\n");
    let other = sources.add(SourceKind::BuiltIn, "<built-in kafka>", "b = 1\n");
    let folder = sources.whole(SourceKind::Path, "environments");
    let fault = Diagnostic::error("rule", Place { source: one, start: 6, end: 7 }, "wrong")
        .label("again")
        .also(Place { source: one, start: 0, end: 1 }, "first")
        .also(Place { source: other, start: 0, end: 1 }, "before")
        .also(folder, "in here")
        .help("do this\nor that");
    assert_eq!(
        plain(&[fault], &sources),
        "error[rule]: wrong
 --> one.toml:2:1
  |
1 | a = 1
  | - first
2 | a = 2
  | ^ again
  |
 ::: <built-in kafka>:1:1
  |
1 | b = 1
  | - before
 ::: environments
  = note: in here
  = help: do this
          or that
"
    );
}

#[test]
fn arguments_and_paths_are_named_and_an_argument_with_a_text_is_shown() {
    let mut sources = Sources::default();
    let word = sources.whole(SourceKind::Argument, "prdo");
    let folder = sources.whole(SourceKind::Path, "out");
    let set = sources.add(SourceKind::Argument, "--set", "a.b=c");
    let faults = [
        Diagnostic::error("one", word, "wrong").label("try again"),
        Diagnostic::warning("two", folder, "odd"),
        Diagnostic::error("three", Place { source: set, start: 2, end: 3 }, "wrong").label("here"),
    ];
    assert_eq!(
        plain(&faults, &sources),
        "error[one]: wrong
--> argument `prdo`
 = note: try again

warning[two]: odd
--> out

error[three]: wrong
--> argument `--set`:1:3
 |
 | a.b=c
 |   ^ here

error: 2 errors
"
    );
}

#[test]
fn errors_are_counted_where_there_are_several() {
    let mut sources = Sources::default();
    let place = sources.whole(SourceKind::Path, "out");
    let one = [Diagnostic::error("one", place, "wrong"), Diagnostic::warning("two", place, "odd")];
    assert_eq!(plain(&one, &sources), "error[one]: wrong\n--> out\n\nwarning[two]: odd\n--> out\n");
    assert_eq!(plain(&[], &sources), "");
}
