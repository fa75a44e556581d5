//! Streams that other tools printed: `tests/cases/foreign/<name>/` holds a platform, what a real cluster or Helm printed of
//! the same in `stream`, how that came about in `made`, and in `expected` the differences, a line each; none where the
//! stream only looks different. `UPDATE_EXPECT=1 cargo test --test foreign` rewrites the lines; read their diff.
//! `tools/foreign-streams` makes the streams again.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use fs_err as fs;
use platgen::diff::{self, Change, Document, Field};
use serde_json::Value;

fn cases() -> io::Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/foreign");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|case| case.map(|case| case.path())).collect::<io::Result<_>>()?;
    cases.sort();
    Ok(cases)
}

#[test]
fn only_true_differences_remain() -> io::Result<()> {
    let mut faults = Vec::new();
    let cases = cases()?;
    assert!(cases.len() >= 10, "only {} cases", cases.len());
    for case in &cases {
        let name = case.display();
        match differences(case) {
            Err(error) => faults.push(format!("{name}: {error}")),
            Ok(found) => {
                let page = case.join("expected");
                if std::env::var_os("UPDATE_EXPECT").is_some() {
                    fs::write(&page, &found)?;
                }
                if fs::read_to_string(&page)? != found {
                    faults.push(format!("{name}: this is found:\n{found}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n\n{}", faults.len(), faults.join("\n\n"));
    Ok(())
}

/// Without the noise taken out, there is a difference in every case: else it would show nothing.
#[test]
fn every_stream_is_noisy() -> io::Result<()> {
    for case in cases()? {
        let (read, ours) = sides(&case)?;
        assert!(!diff::compare(&read, &ours).is_empty(), "{}", case.display());
    }
    Ok(())
}

fn differences(case: &Path) -> io::Result<String> {
    let (mut read, ours) = sides(case)?;
    let kinds = BTreeSet::from_iter(read.iter().map(|document| document.id.kind.to_string()));
    diff::without_noise(&mut read, &ours);
    let changes = diff::compare(&read, &ours);
    // Kinds that nobody asked the cluster for are not missing there.
    let asked = changes.iter().filter(|change| {
        change.before.is_some() || change.after.is_some_and(|after| kinds.contains(after.id.kind.as_ref()))
    });
    Ok(asked.flat_map(lines).collect())
}

fn sides(case: &Path) -> io::Result<(Vec<Document>, Vec<Document>)> {
    let read = |text: &str| diff::read(text, 0).map_err(|fault| io::Error::other(fault.message));
    let mut command = Command::new(env!("CARGO_BIN_EXE_platgen"));
    let run = command.args(["render", "base", "-o", "json"]).current_dir(case).output()?;
    if !run.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&run.stderr)));
    }
    Ok((read(&fs::read_to_string(case.join("stream"))?)?, read(&String::from_utf8_lossy(&run.stdout))?))
}

fn lines(change: &Change<'_>) -> Vec<String> {
    match (change.before, change.after) {
        (Some(before), None) => vec![format!("{}: only there\n", before.id)],
        (None, Some(after)) => vec![format!("{}: only here\n", after.id)],
        (_, after) => {
            let id = after.map(|after| after.id.to_string()).unwrap_or_default();
            change.fields.iter().map(|field| format!("{id} {}\n", line(field))).collect()
        }
    }
}

fn line(field: &Field<'_>) -> String {
    let side = |side: Option<&Value>| match side {
        None => "nothing".to_owned(),
        Some(Value::String(text)) if !text.is_empty() && !text.contains('\n') => text.clone(),
        Some(value) => value.to_string(),
    };
    let echo = if field.echo { " (echo)" } else { "" };
    format!("{}: {} -> {}{echo}", field.path, side(field.before), side(field.after))
}
