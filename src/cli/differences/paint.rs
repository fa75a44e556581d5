//! The few colours of a difference. Whoever prints takes them away where a stream has none.

use clap::builder::styling::{AnsiColor, Effects, Style};

use crate::diff::Class;

pub const OLD: Style = AnsiColor::Red.on_default();
pub const NEW: Style = AnsiColor::Green.on_default();
pub const OTHER: Style = AnsiColor::Yellow.on_default();
pub const DANGER: Style = AnsiColor::Red.on_default().effects(Effects::BOLD);
pub const HEAD: Style = Style::new().effects(Effects::BOLD);
pub const FAINT: Style = Style::new().effects(Effects::DIMMED);

pub fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

pub fn of_class(class: Class) -> Style {
    match class {
        Class::NoEffect => FAINT,
        Class::Capacity | Class::Restart => OTHER,
        Class::Replace
        | Class::OpensNetwork
        | Class::ClosesNetwork
        | Class::Privilege
        | Class::Refused
        | Class::LosesData => DANGER,
    }
}
