//! What differs by name alone, for scripts: a line an object, as `render -o name` has it.

use super::{Difference, Told};

/// With the environment before each name where there are several.
pub fn names(differences: &[Difference<'_>]) -> String {
    let line = |difference: &Difference<'_>, told: &Told<'_>| {
        let name = told.change.document().kubectl_name();
        if differences.len() == 1 { name + "\n" } else { format!("{} {name}\n", difference.name) }
    };
    differences.iter().flat_map(|difference| difference.told.iter().map(|told| line(difference, told))).collect()
}
