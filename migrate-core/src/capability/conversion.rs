//! Which types a column can change to where it stands.

use super::{Cx, place};
use crate::catalog::{Catalog, Index, IndexKey, IndexPart, Name, Table};
use crate::condition::is_widening;
use crate::operation::ChangeType;

impl Cx {
    pub(super) fn check_change_type(&mut self, change: &ChangeType, after: &Catalog) {
        let at = place(&change.column, change.table.at());
        self.check_type(&change.column_type, at);
        let Some(new) = after.table(&change.table) else { return };
        let using = change.using.iter().chain(&change.reverse_using);
        let dialect = self.target.dialect;
        for text in using.filter_map(|using| using.text(dialect)) {
            self.check_text(&text.text, text.at);
        }
        let keys = new.primary_key.iter().chain(&new.uniques).map(|key| &key.columns);
        // MySQL and MariaDB keep an index for each.
        let foreign_keys = new.foreign_keys.iter().filter(|_| dialect.is_mysql_family()).map(|key| &key.columns);
        for columns in keys.chain(foreign_keys).filter(|columns| columns.contains(&change.column)) {
            // Where they were named first does not matter here.
            let columns: Vec<Name> = columns.iter().map(|column| column.moved_to(at)).collect();
            self.check_key(new, &columns, at);
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
    }
}

/// How much of a column an index would hold that holds the whole column from now on: a server forgets such a prefix, and
/// the index does not come back when the column holds more again.
fn lost_prefix(index: &Index, table: &Table, column: &Name) -> Option<u32> {
    let length = table.column(column)?.column_type.sql_type.length()?;
    let of_column = |part: &&IndexPart| matches!(&part.key, IndexKey::Column(name) if name == column);
    index.parts.iter().filter(of_column).filter_map(|part| part.prefix).find(|prefix| *prefix >= length)
}

impl ChangeType {
    /// Whether every value of the old type is one of the new, so that nothing is lost.
    #[must_use]
    pub fn is_widening(&self, before: &Table) -> bool {
        let old = before.column(&self.column).map(|column| &column.column_type);
        old.is_some_and(|old| is_widening(old, &self.column_type)) && self.using.is_none()
    }
}
