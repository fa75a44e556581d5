//! Files of an output folder that are not what `render` would write.

use super::paint::{DANGER, NEW, OLD, OTHER, painted};

/// A file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drifted {
    pub state: State,
    /// As reached from the working directory.
    pub path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Somebody changed it after it was written.
    HandEdited,
    /// It would be written, and is not there.
    Missing,
    /// It is there, and would no longer be written.
    Stale,
    /// It stands in platgen's folder, and platgen did not write it.
    Foreign,
    /// It is as it was written, but would be written otherwise now.
    Outdated,
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            State::HandEdited => "hand-edited",
            State::Missing => "missing",
            State::Stale => "stale",
            State::Foreign => "foreign",
            State::Outdated => "outdated",
        }
    }

    pub const ALL: [State; 5] = [State::HandEdited, State::Missing, State::Stale, State::Foreign, State::Outdated];
}

/// A line a file, the state first.
pub fn lines(files: &[Drifted]) -> String {
    let line = |file: &Drifted| {
        let style = match file.state {
            State::HandEdited | State::Foreign => DANGER,
            State::Missing => NEW,
            State::Stale => OLD,
            State::Outdated => OTHER,
        };
        format!("  {} {}\n", painted(style, &format!("{:<11}", file.state.as_str())), file.path)
    };
    files.iter().map(line).collect()
}
