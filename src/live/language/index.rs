//! Indexes and exclusion constraints in the words of the language.

use super::{Writer, derived, local, named, names, nulls, text};
use crate::live::{Column, Exclusion, Index, Part};

impl Writer {
    /// An index.
    ///
    /// # Errors
    /// What of it cannot be said.
    pub fn index(self, table: &str, columns: &[Column], index: &Index) -> Result<String, String> {
        let about = format!("index `{}` of `{table}`", index.name);
        if index.is_broken {
            return Err(format!("{about}, which serves nobody: its build failed"));
        }
        let cannot_be_said = |method: &&String| match method.as_str() {
            "fulltext" | "spatial" => true,
            // A table of MEMORY has one, and the language makes those of InnoDB.
            "hash" => self.dialect.is_mysql_family(),
            _ => false,
        };
        if let Some(method) = index.method.as_ref().filter(cannot_be_said) {
            return Err(format!("{about}: {method}"));
        }
        if index.parts.iter().any(|part| part.collation.is_some()) {
            return Err(format!("{about}: a part of it has a collation of its own"));
        }
        let spelled = nulls::parts(index, columns, self.dialect);
        let counts_nulls = index.nulls_not_distinct || spelled.is_some();
        let told = spelled.as_ref().unwrap_or(&index.parts);
        let columns: Vec<String> =
            told.iter().map(|part| part.column.clone().unwrap_or_else(|| "expr".to_owned())).collect();
        let parts: Vec<String> = told.iter().map(part).collect();
        let parts = match parts.as_slice() {
            [one] => one.clone(),
            many if told.iter().all(is_name) => format!("[{}]", many.join(", ")),
            many => format!("({})", many.join(", ")),
        };
        let mut options = String::new();
        if index.unique {
            options.push_str(".unique()");
        }
        if let Some(method) = &index.method {
            options.push_str(&format!(".using({})", text(method)));
        }
        if let Some(predicate) = &index.predicate {
            options.push_str(&format!(".only_where({})", text(predicate)));
        }
        if !index.include.is_empty() {
            options.push_str(&format!(".include({})", names(&index.include)));
        }
        if counts_nulls {
            options.push_str(".nulls_not_distinct()");
        }
        let named = named(Some(&index.name), &derived(local(table), &columns, "idx"));
        Ok(format!("schema.create_index({}, {parts}){options}{named}.already_exists();", text(table)))
    }

    /// An exclusion constraint.
    pub fn exclusion(self, table: &str, exclusion: &Exclusion) -> String {
        let parts: Vec<String> =
            exclusion.parts.iter().map(|(one, operator)| format!("({}, {})", part(one), text(operator))).collect();
        let columns: Vec<String> =
            exclusion.parts.iter().map(|(part, _)| part.column.clone().unwrap_or_else(|| "expr".to_owned())).collect();
        let mut options = String::new();
        if let Some(method) = &exclusion.method {
            options.push_str(&format!(".using({})", text(method)));
        }
        if let Some(predicate) = &exclusion.predicate {
            options.push_str(&format!(".only_where({})", text(predicate)));
        }
        if exclusion.deferrable.is_some() {
            options.push_str(".deferrable()");
        }
        let named = named(Some(&exclusion.name), &derived(local(table), &columns, "excl"));
        // A list of pairs of different types is a tuple.
        let parts = match parts.as_slice() {
            [one] => format!("[{one}]"),
            many => format!("({})", many.join(", ")),
        };
        format!("schema.add_exclusion({}, {parts}){options}{named}.already_exists();", text(table))
    }
}

fn is_name(part: &Part) -> bool {
    let Part { column, expression: _, descending, nulls_first, operator_class, prefix, collation } = part;
    column.is_some()
        && !descending
        && nulls_first.is_none()
        && operator_class.is_none()
        && prefix.is_none()
        && collation.is_none()
}

fn part(part: &Part) -> String {
    let mut options = String::new();
    if part.descending {
        options.push_str(".desc()");
    }
    match part.nulls_first {
        Some(true) => options.push_str(".nulls_first()"),
        Some(false) => options.push_str(".nulls_last()"),
        None => {}
    }
    if let Some(class) = &part.operator_class {
        options.push_str(&format!(".operator_class({})", text(class)));
    }
    if let Some(prefix) = part.prefix {
        options.push_str(&format!(".prefix({prefix})"));
    }
    match (&part.column, &part.expression) {
        (Some(column), _) if options.is_empty() => text(column),
        (Some(column), _) => format!("column({}){options}", text(column)),
        (None, expression) => {
            let expression = format!("sql({})", text(expression.as_deref().unwrap_or_default()));
            if options.is_empty() { expression } else { format!("column({expression}){options}") }
        }
    }
}
