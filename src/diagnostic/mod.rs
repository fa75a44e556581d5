//! What is wrong with the input, and where: plain data. `cli/report.rs` draws it.

mod field_path;
mod source;

pub use field_path::FieldPath;
pub use source::{Place, Position, Source, SourceKind, Sources};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

/// One fault. It cannot be made without a place.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub severity: Severity,
    /// A stable name that documentation and filters can use.
    pub rule: &'static str,
    pub message: String,
    pub place: Place,
    /// What to do, said at the caret.
    pub label: String,
    /// Further places that belong to the fault.
    pub also: Vec<(Place, String)>,
    pub help: Option<String>,
}

impl Diagnostic {
    pub fn error(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            rule,
            message: message.into(),
            place,
            label: String::new(),
            also: Vec::new(),
            help: None,
        }
    }

    pub fn warning(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(rule, place, message) }
    }

    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    #[must_use]
    pub fn also(mut self, place: Place, label: impl Into<String>) -> Self {
        self.also.push((place, label.into()));
        self
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The faults found so far, and the fields that have one: nothing is reported about a field twice.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub diagnostics: Vec<Diagnostic>,
    faulted: Vec<FieldPath>,
}

impl Report {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let twice = self.diagnostics.iter().any(|known| {
            known.rule == diagnostic.rule && known.place == diagnostic.place && known.message == diagnostic.message
        });
        if !twice {
            self.diagnostics.push(diagnostic);
        }
    }

    pub fn push_at(&mut self, path: FieldPath, diagnostic: Diagnostic) {
        self.push(diagnostic);
        self.faulted.push(path);
    }

    /// Notes that a field has a fault that was reported elsewhere.
    pub fn mark(&mut self, path: FieldPath) {
        self.faulted.push(path);
    }

    /// Takes over what another run over the same input found.
    pub fn absorb(&mut self, other: Self) {
        other.diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
        self.faulted.extend(other.faulted);
    }

    /// Whether a field, a part of it or a table it stands in has a fault already.
    pub fn has_fault_at(&self, path: &FieldPath) -> bool {
        self.faulted.iter().any(|faulted| faulted.starts_with(path) || path.starts_with(faulted))
    }

    /// As `has_fault_at`, of a path that stands nowhere as one.
    pub fn has_fault_at_keys(&self, path: &[&str]) -> bool {
        self.faulted.iter().any(|faulted| faulted.keys().iter().zip(path).all(|(faulted, key)| faulted == key))
    }

    /// The fields below `path` that have a fault.
    pub fn faults_below(&self, path: &FieldPath) -> Vec<FieldPath> {
        self.faulted.iter().filter(|faulted| faulted.starts_with(path) && *faulted != path).cloned().collect()
    }

    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// In the order of the sources and of the places in them.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|diagnostic| (diagnostic.severity, diagnostic.place));
        self.diagnostics
    }
}

/// The known word that is nearest to a misspelt one, if any is near.
pub fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let far = |candidate: &str| 1 + word.len().min(candidate.len()) / 4;
    let own = letters(word);
    // Each letter that only one of them has is a difference.
    let may_be_near = |candidate: &&str| {
        let other = letters(candidate);
        (own & !other).count_ones().max((other & !own).count_ones()) as usize <= far(candidate)
    };
    known
        .into_iter()
        .filter(may_be_near)
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= far(candidate))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The letters that a word has, each at one bit that it may share with others. Those beyond ASCII are left out.
fn letters(word: &str) -> u64 {
    word.bytes().filter(u8::is_ascii).fold(0, |letters, letter| letters | 1 << (letter % 64))
}

/// `did you mean ...`, or the words there are.
pub fn suggestion<'w>(word: &str, known: impl IntoIterator<Item = &'w str> + Clone) -> String {
    if let Some(near) = nearest(word, known.clone()) {
        return format!("did you mean `{near}`?");
    }
    let mut words: Vec<&str> = known.into_iter().collect();
    match words.len() {
        0 => "there is none".to_owned(),
        1..=12 => format!("there {} {}", if words.len() == 1 { "is" } else { "are" }, words.join(", ")),
        more => {
            words.truncate(12);
            format!("there are {} and {} more", words.join(", "), more - 12)
        }
    }
}
