//! What differs by name alone, for scripts: a line an object, as `render -o name` has it.

use super::{Difference, Told};

/// `with_environment`: it stands before each name.
pub fn names(differences: &[Difference<'_>], with_environment: bool) -> String {
    let line = |difference: &Difference<'_>, told: &Told<'_>| {
        let name = told.change.document().kubectl_name();
        if with_environment { format!("{} {name}\n", difference.name) } else { name + "\n" }
    };
    differences.iter().flat_map(|difference| difference.told.iter().map(|told| line(difference, told))).collect()
}
