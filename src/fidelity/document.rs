//! The table as a page of the manual.

use std::fmt::Write;

use super::key::{Key, Says};
use super::{containers, families, tables, volumes, workloads};

const TOP: &str = "\
# What each target makes of each key

`platgen render` says on standard error which of the keys that your layers set the target does not express as they
stand. This page is the table behind it, printed by a test from the same rows: a cell says what a key becomes, and in
which case it is **ignored**, **emulated** (something like it is done), **left out** (it speaks of the other target alone) or
**refused** (an error). A key below a key of this table is treated as that one is.
";

/// `docs/targets.md`.
pub fn document() -> String {
    let mut page = TOP.to_owned();
    let parts: [(&str, &[Key]); 5] = [
        ("Services, components and jobs", &workloads::KEYS),
        ("Their volumes", &volumes::KEYS),
        ("Components alone, jobs alone", &families::KEYS),
        ("Their containers: the main one, and those in `init` and `sidecars`", &containers::KEYS),
        ("Other tables", &tables::KEYS),
    ];
    for (title, keys) in parts {
        write!(page, "\n## {title}\n\n| key | Kubernetes | Compose |\n|---|---|---|\n").expect("a string takes all");
        for key in keys {
            let (kubernetes, compose) = (cell(&key.kubernetes), cell(&key.compose));
            writeln!(page, "| `{}` | {kubernetes} | {compose} |", key.path).expect("a string takes all");
        }
    }
    page
}

fn cell(says: &Says) -> String {
    let kept = (!says.kept.is_empty()).then(|| says.kept.to_owned());
    let lost = says.lost.iter().flatten().map(|lost| format!("**{}**: {}", lost.fate.as_str(), lost.words));
    kept.into_iter().chain(lost).collect::<Vec<_>>().join("; ")
}
