//! How dangerous a change is: `tests/cases/class/<name>/` holds a stream or a Compose file `before.yaml`, the same changed
//! in one thing as `after.yaml`, and `expected`, a line a field with its classes, `+` what came, `-` what went. Which of
//! them an API server refuses, `tests/apiserver` asks one.
//! `UPDATE_EXPECT=1 cargo test --test classes` rewrites the lines; read their diff. `ONLY=case` keeps to one case.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use fs_err as fs;
use platgen::diff::{Change, Class, Classes, Context, Document, classes, compare};

/// Somewhat fewer than there are.
const FEWEST_CASES: usize = 240;

fn cases() -> io::Result<Vec<(String, std::path::PathBuf)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/class");
    let named = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        Ok((entry.file_name().to_string_lossy().into_owned(), entry.path()))
    };
    let mut cases: Vec<_> = fs::read_dir(folder)?.map(named).collect::<io::Result<_>>()?;
    cases.sort();
    Ok(cases)
}

#[test]
fn each_change_is_of_the_classes_that_are_expected() -> Result<(), Box<dyn std::error::Error>> {
    let only = std::env::var("ONLY").ok();
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let cases = cases()?;
    assert!(cases.len() >= FEWEST_CASES, "only {} cases", cases.len());
    for (name, case) in cases.into_iter().filter(|(name, _)| only.as_ref().is_none_or(|only| only == name)) {
        let read = |file: &str| -> io::Result<Vec<Document>> {
            let read = platgen::diff::read(&fs::read_to_string(case.join(file))?, 0);
            Ok(read.unwrap_or_else(|fault| panic!("{name}/{file}: {}", fault.message)))
        };
        let (before, after) = (read("before.yaml")?, read("after.yaml")?);
        let found = lines(&before, &after, &mut seen);
        let page = case.join("expected");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&page, &found)?;
        }
        let expected = fs::read_to_string(&page).unwrap_or_default();
        if expected != found {
            faults.push(format!("{name}: expected\n{expected}found\n{found}"));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n\n{}", faults.len(), faults.join("\n"));
    if only.is_none() {
        let all: Vec<Class> = seen.into_iter().collect();
        assert_eq!(all, Class::ALL, "a class has no case");
    }
    Ok(())
}

fn lines(before: &[Document], after: &[Document], seen: &mut BTreeSet<Class>) -> String {
    let context = Context::new(before, after);
    let mut lines = BTreeSet::new();
    for change in compare(before, after) {
        let Classes { whole, fields: of_fields } = classes(&change, &context);
        let mut line = |head: String, classes: BTreeSet<Class>| {
            assert!(!classes.is_empty(), "{head} has no class");
            assert!(classes.len() == 1 || !classes.contains(&Class::NoEffect), "{head}: {classes:?}");
            seen.extend(&classes);
            let classes: Vec<&str> = classes.into_iter().map(Class::as_str).collect();
            lines.insert(format!("{head}: {}\n", classes.join(", ")));
        };
        match change {
            Change { before: Some(document), after: None, .. } => line(format!("- {}", document.id), whole),
            Change { before: None, after: Some(document), .. } => line(format!("+ {}", document.id), whole),
            Change { after: None, .. } => {}
            Change { after: Some(document), ref fields, .. } => {
                for (field, classes) in fields.iter().zip(of_fields) {
                    line(format!("{} {}", document.id, field.path), classes);
                }
            }
        }
    }
    lines.into_iter().collect()
}

#[test]
fn classes_have_names_in_their_order() {
    let names: BTreeSet<&str> = Class::ALL.into_iter().map(Class::as_str).collect();
    assert_eq!(names.len(), Class::ALL.len());
    assert!(Class::ALL.is_sorted());
    for class in Class::ALL {
        let kebab = format!("{class:?}").chars().fold(String::new(), |mut name, letter| {
            if letter.is_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.extend(letter.to_lowercase());
            name
        });
        assert_eq!(class.as_str(), kebab);
    }
}
