//! The indexes that MySQL and MariaDB insist on for foreign keys.
//!
//! InnoDB needs an index whose first columns are those of the foreign key. Where there is none, the server
//! makes one by itself under the foreign key's name; it drops such an index by itself when a better
//! one comes, but not with the foreign key, and refuses (error 1553) to drop the last index that
//! serves. So every such index is spelled out: what is created and dropped is then the same on the way up
//! and on the way down.

use super::action::Change;
use crate::catalog::{ForeignKey, Index, Name, Table};

/// The indexes that the server would make by itself for this table. They are the same whichever foreign key came first: one
/// that is dropped and comes back stands behind the others.
pub(super) fn of(table: &Table) -> Vec<Index> {
    let mut made: Vec<Index> = Vec::new();
    let mut keys: Vec<&ForeignKey> = table.foreign_keys.iter().collect();
    keys.sort_by_key(|key| (std::cmp::Reverse(key.columns.len()), &key.name));
    for key in keys {
        let serves = |columns: &[Name]| columns.starts_with(&key.columns);
        let is_served = table.primary_key.iter().chain(&table.uniques).any(|key| serves(&key.columns))
            || table.indexes.iter().chain(&made).filter_map(Index::columns).any(|columns| serves(&columns));
        if !is_served {
            made.push(Index::of_columns(free_name(table, &key.name), key.columns.clone()));
        }
    }
    made
}

/// The foreign key's name, unless an index of the author's has it.
fn free_name(table: &Table, name: &Name) -> Name {
    let is_taken = |name: &str| table.index(name).is_some() || table.uniques.iter().any(|unique| unique.name == *name);
    let mut free = name.to_string();
    while is_taken(&free) {
        free.push_str("_idx");
    }
    Name::derived(free)
}

/// The clauses that turn the one table's such indexes into the other's.
pub(super) fn changes(before: &Table, after: &Table) -> Vec<Change> {
    let (old, new) = (of(before), of(after));
    let added = new.iter().filter(|index| !old.contains(index)).cloned().map(Change::AddIndex);
    let dropped = old.iter().filter(|index| !new.contains(index)).map(|index| Change::DropIndex(index.name.clone()));
    added.chain(dropped).collect()
}
