//! How seriously a rule is taken, by the kind of place an environment is.

use crate::model::lint::Level;
use crate::model::platform::Tier;

pub const TIERS: [Tier; 5] = [Tier::Local, Tier::Test, Tier::Demo, Tier::Staging, Tier::Prod];

/// A level for each tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels {
    pub local: Level,
    pub test: Level,
    pub demo: Level,
    pub staging: Level,
    pub prod: Level,
}

impl Levels {
    /// The same everywhere.
    pub const fn always(level: Level) -> Self {
        Self { local: level, test: level, demo: level, staging: level, prod: level }
    }

    /// Below `staging`, and from there on.
    pub const fn staged(below: Level, from_staging: Level) -> Self {
        Self { staging: from_staging, prod: from_staging, ..Self::always(below) }
    }

    /// In `prod`, and elsewhere.
    pub const fn in_prod(elsewhere: Level, prod: Level) -> Self {
        Self { prod, ..Self::always(elsewhere) }
    }

    pub fn of(self, tier: Tier) -> Level {
        match tier {
            Tier::Local => self.local,
            Tier::Test => self.test,
            Tier::Demo => self.demo,
            Tier::Staging => self.staging,
            Tier::Prod => self.prod,
        }
    }
}
