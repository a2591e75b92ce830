//! An exclusion constraint as it is written.

use super::{call, modifier, named, part, sql_source, text};
use crate::catalog::{Exclusion, ExclusionPart, IndexPart, Name, derived_name};

/// `add_exclusion`. Where more is said of a part than its column, they stand in a tuple.
pub fn add(table: &Name, exclusion: &Exclusion) -> String {
    let Exclusion { name, parts, method, predicate, deferrable } = exclusion;
    let written: Vec<(String, bool)> = parts.iter().map(element).collect();
    let all_plain = written.iter().all(|(_, is_plain)| *is_plain);
    let elements: Vec<String> = written.into_iter().map(|(text, _)| text).collect();
    let list = match elements.as_slice() {
        [only] => format!("[{only}]"),
        many if all_plain || many.len() > 8 => format!("[{}]", many.join(", ")),
        many => format!("({})", many.join(", ")),
    };
    let deferrable = if *deferrable { ".deferrable()" } else { "" };
    call("add_exclusion", &[&text(table), &list])
        + &modifier("using", method.as_ref().map(|method| text(method)))
        + &modifier("only_where", predicate.as_ref().map(sql_source))
        + deferrable
        + &named(name, &derived_name::exclusion(table, parts))
}

/// A part with its operator, and whether it is a column of which nothing is said.
fn element(element: &ExclusionPart) -> (String, bool) {
    let ExclusionPart { key, operator_class, operator } = element;
    let part = part(&IndexPart { operator_class: operator_class.clone(), ..IndexPart::of(key.clone()) });
    let is_plain = part.starts_with('"');
    (format!("({part}, {})", text(operator)), is_plain)
}
