//! Which types a column can change to where it stands.

use super::{Cx, place};
use crate::catalog::{Catalog, ColumnType, Index, IndexKey, IndexPart, Name, Table};
use crate::condition::is_widening;
use crate::operation::ChangeType;

impl Cx {
    pub(super) fn check_change_type(&mut self, change: &ChangeType, before: &Catalog, after: &Catalog) {
        let at = place(&change.column, change.table.at());
        self.check_type(&change.column_type, at);
        let (Some(old), Some(new)) = (before.table(&change.table), after.table(&change.table)) else { return };
        let Some(column) = old.column(&change.column) else { return };
        let using = change.using.iter().chain(&change.reverse_using);
        let dialect = self.target.dialect;
        for text in using.filter_map(|using| using.text(dialect)) {
            self.check_text(&text.text, text.at);
        }
        for key in new.primary_key.iter().chain(&new.uniques).filter(|key| key.columns.contains(&change.column)) {
            self.check_key(new, &key.columns, at);
        }
        for index in new.indexes.iter().filter(|index| index.named_columns().any(|name| *name == change.column)) {
            match lost_prefix(index, new, &change.column).filter(|_| dialect.is_mysql_family()) {
                Some(length) => {
                    let (table, name) = (change.table.as_str(), &index.name);
                    self.refuse(
                        at,
                        format!("keep the first {length} characters in index `{name}` of a column that holds no more"),
                        format!(
                            "write `schema.drop_index({table:?}, {:?});` before, and create it again after",
                            name.as_str()
                        ),
                    );
                }
                None => self.check_index(new, index, at),
            }
        }
        let kept = |column_type: &ColumnType| {
            let collation = column_type.collation.as_ref().and_then(|sql| sql.text(dialect));
            (column_type.sql_type.clone(), column_type.unsigned, collation.map(|text| text.text.to_lowercase()))
        };
        // MySQL answers 3780, MariaDB 1832 and 1833.
        if self.target.dialect.is_mysql_family()
            && kept(&column.column_type) != kept(&change.column_type)
            && let Some((child, name)) = foreign_key_of(old, change, before)
        {
            self.refuse(
                at,
                format!("change the type of `{}` while foreign key `{name}` uses it", change.column),
                format!("write `schema.drop_foreign_key(\"{child}\", \"{name}\");` before, and add it again after"),
            );
        }
    }
}

/// How much of a column an index would hold that holds the whole column from now on: a server forgets such a prefix, and
/// the index does not come back when the column holds more again.
fn lost_prefix(index: &Index, table: &Table, column: &Name) -> Option<u32> {
    let length = table.column(column)?.column_type.sql_type.length()?;
    let of_column = |part: &&IndexPart| matches!(&part.key, IndexKey::Column(name) if name == column);
    index.parts.iter().filter(of_column).filter_map(|part| part.prefix).find(|prefix| *prefix >= length)
}

/// A foreign key that the column belongs to or is referred to by, with its table.
fn foreign_key_of(table: &Table, change: &ChangeType, catalog: &Catalog) -> Option<(String, String)> {
    let own = table.foreign_keys.iter().find(|key| key.columns.contains(&change.column)).map(|key| (table, key));
    let other = catalog.referencing(&table.name).find(|(_, key)| key.referenced_columns.contains(&change.column));
    own.or(other).map(|(child, key)| (child.name.to_string(), key.name.to_string()))
}

impl ChangeType {
    /// Whether every value of the old type is one of the new, so that nothing is lost.
    #[must_use]
    pub fn is_widening(&self, before: &Table) -> bool {
        let old = before.column(&self.column).map(|column| &column.column_type);
        old.is_some_and(|old| is_widening(old, &self.column_type)) && self.using.is_none()
    }
}
