//! Two renderings compared by what they mean: by object and field, lists by what their elements are called, never by
//! line. Pure: what is compared has been read and parsed by now.

mod class;
mod compare;
mod document;
mod echo;
mod foreign;
mod likeness;
mod list;
mod pair;
mod parse;
mod path;
mod quantity;
mod read;
mod texts;

pub use class::{Class, Classes, Context, classes};
pub use compare::{Change, Field, compare, fields};
pub use document::{COMPOSE, Document, FILE, Id, documents};
pub use foreign::without_noise;
pub use path::{Path, Step, step};
pub use read::{read, read_file};
pub use texts::{differing, written};
