//! A table in the words of the language: what has a derived name on its columns, the rest as statements of its own.

use super::{Writer, action, check_name, derived, local, names, text};
use crate::live::{Column, ForeignKey, Key, Table};

/// A table in the words of the language.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// What has to be there first: its enumerations on MySQL and MariaDB.
    pub before: Vec<String>,
    /// The table, its keys and its indexes.
    pub statements: Vec<String>,
    /// Its foreign keys, which other tables have to be there for.
    pub references: Vec<String>,
    /// What cannot be said, each with the reason.
    pub left_out: Vec<String>,
}

/// What is written in `create_table` itself.
#[derive(Default)]
struct Inside {
    /// The calls after the columns.
    parts: String,
    /// The columns that are unique by themselves.
    unique: Vec<String>,
    /// The column that is the primary key by itself.
    key: Option<String>,
}

impl Writer {
    /// A whole table, after these.
    pub fn table(self, table: &Table, before: &[String]) -> Written {
        let mut written = Written::default();
        let inside = self.keys(table, &mut written);
        let columns: Vec<String> =
            table.columns.iter().map(|column| self.column_in(table, column, &inside, before, &mut written)).collect();
        let comment = table.comment.as_ref().map_or_else(String::new, |comment| format!(".comment({})", text(comment)));
        let create = format!(
            "schema.create_table({}).columns([{}]){}{comment}.already_exists();",
            text(&table.name),
            columns.join(", "),
            inside.parts
        );
        written.statements.insert(0, create);
        for index in &table.indexes {
            match self.index(&table.name, &table.columns, index) {
                Ok(statement) => written.statements.push(statement),
                Err(why) => written.left_out.push(why),
            }
        }
        written.statements.extend(table.exclusions.iter().map(|exclusion| self.exclusion(&table.name, exclusion)));
        for key in table.foreign_keys.iter().filter(|key| self.on_column(table, key, before).is_none()) {
            match self.forbidden_null(table, key) {
                Some(why) => written.left_out.push(why),
                None => written.references.push(self.foreign_key(&table.name, key)),
            }
        }
        written
    }

    /// The keys and the checks.
    fn keys(self, table: &Table, written: &mut Written) -> Inside {
        let name = local(&table.name);
        let mut inside = Inside::default();
        // A key that a migration does not name has the derived name.
        let has_derived_name = |key: &Key, suffix: &str, columns: &[String]| {
            key.name.as_ref().is_none_or(|own| *own == derived(name, columns, suffix)) && is_plain(key)
        };
        match &table.primary_key {
            Some(key) if !has_derived_name(key, "pkey", &[]) => {
                written.statements.push(self.primary_key(&table.name, key));
            }
            Some(key) => match key.columns.as_slice() {
                [only] => inside.key = Some(only.clone()),
                columns => inside.parts.push_str(&format!(".primary_key({})", names(columns))),
            },
            None => {}
        }
        for key in &table.uniques {
            match key.columns.as_slice() {
                _ if key.nulls_not_distinct => written.left_out.push(format!(
                    "unique constraint `{}` of `{}`, in which NULL counts as a value",
                    key.name.as_deref().unwrap_or_default(),
                    table.name
                )),
                columns if !has_derived_name(key, "key", columns) => {
                    written.statements.push(self.unique(&table.name, key));
                }
                [column] => inside.unique.push(column.clone()),
                columns => inside.parts.push_str(&format!(".unique({})", names(columns))),
            }
        }
        for (place, check) in table.checks.iter().enumerate() {
            if check.is_valid {
                let (name, expression) = (check_name(name, check, place), &check.expression);
                inside.parts.push_str(&format!(".check({}, {})", text(&name), text(expression)));
            } else {
                written.statements.push(self.check(&table.name, check, place));
            }
        }
        inside
    }

    /// A column with the keys that are written on it.
    fn column_in(
        self,
        table: &Table,
        column: &Column,
        inside: &Inside,
        before: &[String],
        written: &mut Written,
    ) -> String {
        let mut text = match self.enumeration_of(&table.name, column) {
            Some((enumeration, statement)) => {
                written.before.push(statement);
                self.column_of(column, Some(&enumeration))
            }
            None => self.column(column),
        };
        if inside.key.as_ref() == Some(&column.name) {
            if text == r#"big_integer("id").auto_increment()"# {
                "id()".clone_into(&mut text);
            } else {
                text.push_str(".primary_key()");
            }
        }
        if inside.unique.contains(&column.name) {
            text.push_str(".unique()");
        }
        for key in table.foreign_keys.iter().filter(|key| key.columns == [column.name.clone()]) {
            text.push_str(&self.on_column(table, key, before).unwrap_or_default());
        }
        text
    }

    /// A foreign key as it is written on its column, where it has the derived name and its table comes before.
    fn on_column(self, table: &Table, key: &ForeignKey, before: &[String]) -> Option<String> {
        let is_derived =
            key.name.as_ref().is_none_or(|name| *name == derived(local(&table.name), &key.columns, "fkey"));
        let is_only = table.foreign_keys.iter().filter(|other| other.columns == key.columns).count() == 1;
        let is_plain = key.deferrable.is_none() && key.is_valid && is_derived && is_only;
        match (key.columns.as_slice(), key.referenced.as_slice()) {
            ([_], [referenced])
                if is_plain && before.contains(&key.table) && self.forbidden_null(table, key).is_none() =>
            {
                Some(format!(
                    ".references({}, {}){}{}",
                    text(&key.table),
                    text(referenced),
                    action("on_delete", &key.on_delete),
                    action("on_update", &key.on_update),
                ))
            }
            _ => None,
        }
    }

    /// A foreign key that would set NULL where there may be none, which no database minds before it happens.
    pub fn forbidden_null(self, table: &Table, key: &ForeignKey) -> Option<String> {
        let sets_null = key.on_delete == "SET NULL" || key.on_update == "SET NULL";
        let has_no_null = |name: &String| table.columns.iter().any(|column| column.name == *name && !column.nullable);
        let column = key.columns.iter().find(|name| has_no_null(name)).filter(|_| sets_null)?;
        let words = crate::live::statement::foreign_key(key, self.dialect);
        Some(format!("a foreign key of `{}` that cannot work, as `{column}` is NOT NULL: {words}", table.name))
    }
}

fn is_plain(key: &Key) -> bool {
    key.include.is_empty() && key.deferrable.is_none() && !key.nulls_not_distinct
}
