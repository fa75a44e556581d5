//! Files → one merged tree for an environment, in which every key and value knows its place, and typed values
//! out of it. Knows no service and no kind: what the language adds to merging is handed in.

mod contents;
mod fault;
mod layer;
mod merge;
mod platform;
mod revision;
mod shared;
mod texts;
mod tree;
mod typed;
mod yaml;

pub use contents::{Contents, Form, Wanted};
pub use fault::{Refusal, in_our_words};
pub use layer::{parse, parse_built_in};
pub use merge::{Merge, Rules, Shadow, unset};
pub use platform::{Layered, Platform, Setting};
pub use revision::Revision;
pub use shared::Shared;
pub use texts::{Document, Manifests, ObjectTemplate, Origin, is_manifest};
pub use tree::{Dropped, Entry, Lists, Map, Node, Table, Value};
pub use typed::{keys_of, typed, typed_part, words_of};
pub use yaml::{yaml, yaml_value, yaml_values};
