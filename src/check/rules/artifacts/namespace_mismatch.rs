//! Scripts that speak to the namespace of another environment.

use std::collections::BTreeSet;

use crate::check::{Checked, Found, Levels, Rule};
use crate::model::lint::Level;

use super::command::{calls, flag};
use super::text::Text;

pub const RULE: Rule = Rule {
    name: "namespace-mismatch",
    finds: "a script of one environment that names a namespace of the platform which the environment does not have",
    why: "`kubectl` refuses to apply objects of another namespace than it is told, and what it only looks at or removes
is that of another environment. `shop-prod` and `shop-production` are the usual pair.",
    instead: "Take the namespace from the environment: in templates `<%= environment.namespace %>`.",
    levels: Levels::always(Level::Warn),
    find,
};

fn find(checked: &Checked<'_>, found: &mut Found<'_, '_>) {
    let (Some(platform), Some(own)) = (&checked.environment.platform.name, &checked.plan.namespace) else { return };
    let prefix = format!("{platform}-");
    let mut known: BTreeSet<&str> =
        checked.plan.namespaces.iter().map(|namespace| namespace.meta.name.as_str()).collect();
    known.insert(own);
    known.extend(checked.plan.workloads.iter().filter_map(|workload| workload.meta.namespace.as_deref()));
    for script in Text::scripts(checked) {
        for (number, line) in script.logical_lines() {
            for command in ["kubectl", "helm"] {
                let calls = calls(&line, command);
                let named = calls.iter().filter_map(|words| flag(words, &["-n", "--namespace"]));
                for name in
                    named.filter(|name| name.starts_with(&prefix) && !name.contains('$') && !known.contains(name))
                {
                    let message = format!("`{}` names the namespace `{name}` (line {number})", script.path);
                    found.push(script.at(), message, format!("this environment's is `{own}`"));
                }
            }
        }
    }
}
