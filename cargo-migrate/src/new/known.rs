//! What is known of the schema that a new migration meets.

use migrate_core::apply::{self, missing_table};
use migrate_core::catalog::{self, Catalog, Name, Table};
use migrate_core::dialect::Target;
use migrate_core::operation::{DropColumn, Operation};
use migrate_core::refusal::Refusal;

/// The schema that a new migration meets; nothing where the history cannot be read.
pub struct Known<'a> {
    /// The schema.
    pub catalog: Option<&'a Catalog>,
    /// The databases.
    pub targets: &'a [Target],
}

impl<'a> Known<'a> {
    /// Whether there is a table of this name, or may be one.
    pub fn is_table(&self, name: &str) -> bool {
        self.catalog.is_some_and(|catalog| catalog.table(name).is_some() || catalog.is_unknown(name))
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&'a Table> {
        self.catalog?.table(name)
    }

    /// The column of this name.
    pub fn column(&self, table: &str, name: &str) -> Option<&'a catalog::Column> {
        self.table(table)?.column(name)
    }

    /// Why a table cannot be spoken of, if it is certain that it is not there.
    pub fn missing_table(&self, name: &str) -> Option<Refusal> {
        let catalog = self.catalog.filter(|_| !self.is_table(name))?;
        Some(missing_table(catalog, &Name::derived(name)))
    }

    /// Why a column of a table cannot be spoken of, if it is certain that it is not there.
    pub fn missing_column(&self, table: &str, column: &str) -> Option<Refusal> {
        if let Some(refusal) = self.missing_table(table) {
            return Some(refusal);
        }
        if self.table(table)?.column(column).is_some() {
            return None;
        }
        let (table, column) = (Name::derived(table), Name::derived(column));
        let drop = Operation::DropColumn(DropColumn { table, column, restore_with: None });
        apply::apply(&drop, &mut self.catalog?.clone(), self.targets).err()?.into_iter().next()
    }

    /// The tables that have a column of this name.
    pub fn tables_with(&self, column: &str) -> Vec<&'a str> {
        let tables = self.catalog.into_iter().flat_map(|catalog| catalog.tables.values());
        tables.filter(|table| table.column(column).is_some()).map(|table| table.name.as_str()).collect()
    }

    /// The name of a column where it may have been typed without `_id`.
    pub fn column_name(&self, table: &str, typed: &str) -> String {
        let with_id = format!("{typed}_id");
        let is_there = |name: &str| self.column(table, name).is_some();
        if !is_there(typed) && is_there(&with_id) { with_id } else { typed.to_owned() }
    }

    /// The columns that a part of a name speaks of, `email` or `team_id_and_email`.
    pub fn columns_in(&self, table: &str, words: &str) -> Vec<String> {
        if words.is_empty() {
            return Vec::new();
        }
        if self.column(table, words).is_some() {
            return vec![words.to_owned()];
        }
        words.split("_and_").map(|word| self.column_name(table, word)).collect()
    }

    /// The table that a reference of this name is to: the plural of the name that there is, or else the usual one.
    pub fn plural(&self, name: &str, own: Option<&str>) -> String {
        let usual = plural(name);
        let candidates = [usual.clone(), format!("{name}s"), format!("{name}es"), name.to_owned()];
        let is_there = |table: &&String| self.table(table).is_some() || own == Some(table);
        candidates.iter().find(is_there).cloned().unwrap_or(usual)
    }
}

/// The usual plural of a word.
fn plural(word: &str) -> String {
    let stem = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match stem {
        Some(stem) => format!("{stem}ies"),
        None if ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end)) => format!("{word}es"),
        None => format!("{word}s"),
    }
}

/// What a word may be the plural of.
pub fn singulars(word: &str) -> Vec<String> {
    let ends = [("ies", "y"), ("es", ""), ("s", "")];
    let stems = ends.iter().filter_map(|(end, singular)| Some(format!("{}{singular}", word.strip_suffix(end)?)));
    stems.chain([word.to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_the_plural() {
        for (one, many) in
            [("team", "teams"), ("category", "categories"), ("day", "days"), ("box", "boxes"), ("branch", "branches")]
        {
            assert_eq!(plural(one), many);
            assert!(singulars(many).contains(&one.to_owned()), "{many}");
        }
    }
}
