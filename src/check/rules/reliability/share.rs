//! So many, or a share of them: what Kubernetes calls int-or-string.

use serde_json::Value as Json;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    Count(i64),
    Percent(i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    Up,
    Down,
}

impl Share {
    pub fn read(json: &Json) -> Option<Self> {
        match json.as_str() {
            Some(text) => text.strip_suffix('%')?.parse().ok().filter(|share| *share >= 0).map(Share::Percent),
            None => json.as_i64().filter(|count| *count >= 0).map(Share::Count),
        }
    }

    pub fn of(self, all: i64, rounding: Rounding) -> i64 {
        match self {
            Share::Count(count) => count,
            Share::Percent(percent) => {
                let hundredths = percent.saturating_mul(all);
                match rounding {
                    Rounding::Up => hundredths.saturating_add(99) / 100,
                    Rounding::Down => hundredths / 100,
                }
            }
        }
    }
}
