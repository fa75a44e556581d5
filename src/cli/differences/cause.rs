//! Which lines of the layers a change comes from.

use crate::diagnostic::FieldPath;

use super::value::hidden;

/// A field of the model that has another value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    pub path: FieldPath,
    pub before: Option<CauseLine>,
    pub after: Option<CauseLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CauseLine {
    /// `file:line:column`.
    pub address: String,
    /// The value as it was written.
    pub text: String,
}

impl Cause {
    /// `environments/prod.toml:4:12  services.web.replicas = 3, was 2 at environments/base.toml:3:12`
    pub fn words(&self, is_secret: bool) -> String {
        let (path, is) = (&self.path, |line: &CauseLine| hidden(&first_line(&line.text), is_secret).to_owned());
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => {
                let was = format!("was {} at {}", is(before), before.address);
                format!("{}  {path} = {}, {was}", after.address, is(after))
            }
            (None, Some(after)) => format!("{}  {path} = {}", after.address, is(after)),
            (Some(before), None) => format!("{}  {path} = {}, no longer set", before.address, is(before)),
            (None, None) => path.to_string(),
        }
    }
}

fn first_line(text: &str) -> String {
    match text.split_once('\n') {
        Some((first, _)) => format!("{} …", first.trim_end()),
        None => text.to_owned(),
    }
}
