//! Files of an output folder that are not what `render` would write.

use std::path::Path;

use crate::output::State;

use super::paint::{DANGER, FAINT, NEW, OLD, OTHER, painted};

/// So many outdated files are named; of more, the number: what is in them is told by object.
const NAMED: usize = 6;
/// What somebody did comes first.
pub const STATES: [State; 7] =
    [State::HandEdited, State::Foreign, State::Differs, State::Mode, State::Missing, State::Stale, State::Outdated];

/// A file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drifted {
    pub state: State,
    /// As reached from the working directory.
    pub path: String,
}

impl Drifted {
    /// `path` is one below the folder.
    pub fn of(state: State, folder: &Path, path: &str) -> Self {
        Self { state, path: folder.join(path).display().to_string() }
    }
}

/// The files as they are told, by state, with the number of those that are not.
pub fn sorted(files: &[Drifted]) -> (Vec<&Drifted>, usize) {
    let of = |state: State| files.iter().filter(move |file| file.state == state);
    let most = |state: State| if state == State::Outdated { NAMED } else { usize::MAX };
    let told: Vec<&Drifted> = STATES.into_iter().flat_map(|state| of(state).take(most(state))).collect();
    let more = files.len() - told.len();
    (told, more)
}

/// A line a file, the state first.
pub fn lines(files: &[Drifted]) -> String {
    let line = |file: &&Drifted| {
        let style = match file.state {
            State::HandEdited | State::Foreign | State::Differs | State::Mode => DANGER,
            State::Missing => NEW,
            State::Stale => OLD,
            State::Outdated => OTHER,
        };
        format!("  {} {}\n", painted(style, &format!("{:<11}", file.state.as_str())), file.path)
    };
    let (told, more) = sorted(files);
    let lines: String = told.iter().map(line).collect();
    if more == 0 { lines } else { format!("{lines}  {}\n", painted(FAINT, &format!("and {more} more outdated"))) }
}
