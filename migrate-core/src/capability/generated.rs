//! Which generated columns each database has, and what each lets them do.

use super::{Cx, Unsupported, is_expression_default, place};
use crate::catalog::{Catalog, Column, Generated, Name, ReferenceAction, SqlType, Table};
use crate::dialect::{Dialect, Version};
use crate::expression::{computed_from, depends_on_settings, names_column};
use crate::location::Location;
use crate::operation::{DropGenerated, RenameColumn};

impl Cx {
    /// Refuses what the generated columns of a table cannot be, name or serve for, after a change at `at`.
    pub(super) fn check_computed(&mut self, table: &Table, at: Location) {
        for column in &table.columns {
            let Some(generated) = &column.generated else { continue };
            let written = generated.expression.text(self.target.dialect).map(|text| (&text.text, text.at));
            let Some((text, written)) = written else { continue };
            let at = if written.file == at.file { written } else { at };
            self.check_text(text, at);
            self.check_storage(column, at);
            self.check_named(table, column, generated, at);
            self.check_served(table, column, at);
        }
    }

    fn check_storage(&mut self, column: &Column, at: Location) {
        let target = self.target;
        if target.dialect == Dialect::Postgres && column.is_virtual() && target.minimum_version < Version::new(18, 0, 0)
        {
            let what = format!("compute `{}` whenever it is read before version 18", column.name);
            let stored = "add `.stored()`, so that it is computed when its row is written";
            let refusal = Unsupported::new(target, what, stored).refusal(at);
            self.push(refusal.help(target.dialect.help_since(Version::new(18, 0, 0))));
        }
    }

    /// What the expression may name.
    fn check_named(&mut self, table: &Table, column: &Column, generated: &Generated, at: Location) {
        let (dialect, targets, name) = (self.target.dialect, [self.target], &column.name);
        for other in table.columns.iter().filter(|other| names_column(&generated.expression, &other.name, &targets)) {
            let named = &other.name;
            let what = format!("compute `{name}` from `{named}`, which is computed itself");
            if other.generated.is_some() && dialect == Dialect::Postgres {
                self.refuse(at, what, format!("write the expression of `{named}` in its place"));
            } else if other.generated.is_some() && dialect.is_mysql_family() && !table.comes_before(named, name) {
                self.refuse(at, format!("{what} and stands behind it"), format!("put `{named}` before `{name}`"));
            } else if is_expression_behind(table, other, name) && dialect == Dialect::MySql {
                // Error 3107.
                let what =
                    format!("compute `{name}` from `{named}`, which stands behind it and has an expression as default");
                let instead =
                    format!("write `{named}` before `{name}` in `create_table`, or leave out the default of `{named}`");
                self.refuse(at, what, instead);
            } else if other.auto_increment && dialect.is_mysql_family() {
                let what = format!("compute `{name}` from `{named}`, which counts up by itself");
                self.refuse(at, what, "write `create_view` with what it computes");
            } else if dialect == Dialect::MariaDb && is_padded(other) && is_kept(table, column) && !trims(generated) {
                // Error 1901: a setting of the session says whether the spaces are part of the value.
                let what =
                    format!("keep `{name}` while it is computed from `{named}`, whose spaces at the end come and go");
                self.refuse(at, what, format!("write `rtrim({named})` in the expression"));
            }
        }
        if dialect == Dialect::MariaDb
            && is_kept(table, column)
            && let Some((call, instead)) = depends_on_settings(&generated.expression)
        {
            self.refuse(
                at,
                format!("keep `{name}`, as what `{call}` gives depends on the settings of whoever asks"),
                instead,
            );
        }
        // Error 1215 of MySQL and 1901 of MariaDB.
        if !dialect.is_mysql_family() || !column.is_stored() {
            return;
        }
        for key in &table.foreign_keys {
            let is_named = |own: &&Name| names_column(&generated.expression, own, &targets);
            // MySQL counts the deletion of the row itself too.
            let goes = dialect == Dialect::MySql && key.on_delete == ReferenceAction::Cascade;
            let changes = goes || writes(key.on_delete, key.on_update);
            let Some(own) = key.columns.iter().find(is_named).filter(|_| changes) else { continue };
            let what =
                format!("store `{name}` while foreign key `{}` changes `{own}`, which it is computed from", key.name);
            self.refuse(at, what, "leave out `.stored()`, or let the foreign key refuse the change with `NoAction`");
        }
    }

    /// What a generated column may be part of.
    fn check_served(&mut self, table: &Table, column: &Column, at: Location) {
        let (dialect, name) = (self.target.dialect, &column.name);
        let in_key = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(name));
        let takes_stored = matches!(dialect, Dialect::Postgres | Dialect::MySql);
        if in_key && (column.is_virtual() || !takes_stored) {
            let instead = if takes_stored { "add `.stored()`" } else { "write `.unique()`, and another primary key" };
            self.refuse(at, format!("find rows by `{name}`, which is computed, as their primary key"), instead);
        }
        if column.is_virtual() && dialect == Dialect::MySql {
            let refers = table.foreign_keys.iter().any(|key| key.columns.contains(name));
            if refers {
                self.refuse(
                    at,
                    format!("let `{name}` refer to a table, as its values are not stored"),
                    "add `.stored()`",
                );
            }
        }
        if column.is_virtual() && dialect == Dialect::Postgres {
            let keyed = table.constraints().any(|constraint| super::has_columns(&constraint, name));
            let indexed = table.indexes.iter().any(|index| index.named_columns().any(|named| named == name));
            if keyed || indexed {
                self.refuse(
                    at,
                    format!("keep an index or a key of `{name}`, as its values are not stored"),
                    "add `.stored()`",
                );
            }
        }
    }

    /// MySQL and MariaDB drop a column to compute it when it is read, which another one may not need then.
    pub(super) fn check_replaced(&mut self, table: &Table, column: &Name, at: Location) {
        if !self.target.dialect.is_mysql_family() {
            return;
        }
        let users = computed_from(table, column, &[self.target]);
        if let Some((user, _)) = users.first() {
            let (table, user) = (table.name.as_str(), &user.name);
            let what = format!("change how `{column}` comes about while `{user}` is computed from it");
            let instead = format!("write `schema.drop_generated({table:?}, {:?});` before", user.as_str());
            self.refuse(at, what, instead);
        }
    }

    pub(super) fn check_drop_generated(&mut self, drop: &DropGenerated, before: &Catalog) {
        let at = place(&drop.column, drop.table.at());
        if self.target.dialect == Dialect::Postgres {
            self.need(Version::new(13, 0, 0), at, "make an ordinary column of a generated one");
        }
        let Some(table) = before.table(&drop.table) else { return };
        if table.column(&drop.column).is_some_and(Column::is_virtual) {
            self.check_replaced(table, &drop.column, at);
        }
    }

    /// MySQL renames a column together with what is computed from it, and not where a foreign key uses it (error 1846).
    pub(super) fn check_renamed_in_computed(&mut self, rename: &RenameColumn, before: &Catalog) {
        let Some(table) = before.table(&rename.table).filter(|_| self.target.dialect == Dialect::MySql) else { return };
        let own = table.foreign_keys.iter().find(|key| key.columns.contains(&rename.from)).map(|key| (table, key));
        let others = || before.referencing(&table.name).find(|(_, key)| key.referenced_columns.contains(&rename.from));
        let Some((child, key)) = own.or_else(others) else { return };
        if let Some((user, _)) = computed_from(table, &rename.from, &[self.target]).first() {
            let (from, user, name, child) = (&rename.from, &user.name, key.name.as_str(), child.name.as_str());
            let what = format!("rename `{from}` while `{user}` is computed from it and foreign key `{name}` uses it");
            let instead =
                format!("write `schema.drop_foreign_key({child:?}, {name:?});` before, and add it again after");
            self.refuse(place(from, rename.table.at()), what, instead);
        }
    }

    /// What a column that begins to count up by itself may be named in.
    pub(super) fn check_numbered(&mut self, table: &Table, column: &Name, at: Location) {
        for check in &table.checks {
            if names_column(&check.expression, column, &[self.target]) {
                self.check_constraint(table, &crate::catalog::Constraint::Check(check.clone()), at);
            }
        }
        self.check_computed(table, at);
    }
}

const fn writes(on_delete: ReferenceAction, on_update: ReferenceAction) -> bool {
    matches!(on_delete, ReferenceAction::SetNull | ReferenceAction::SetDefault)
        || matches!(on_update, ReferenceAction::Cascade | ReferenceAction::SetNull | ReferenceAction::SetDefault)
}

/// Whether a column stands behind another one and has a default that MySQL gets as an expression.
fn is_expression_behind(table: &Table, column: &Column, other: &Name) -> bool {
    let default = column.default.as_ref();
    default.is_some_and(|default| is_expression_default(&column.column_type.sql_type, default))
        && table.comes_before(other, &column.name)
}

/// Whether its text is filled up with spaces.
const fn is_padded(column: &Column) -> bool {
    matches!(column.column_type.sql_type, SqlType::Char(_))
}

/// Whether what is computed is written down, in the table or in an index.
fn is_kept(table: &Table, column: &Column) -> bool {
    let indexed = table.indexes.iter().any(|index| index.named_columns().any(|named| *named == column.name));
    column.is_stored() || indexed || table.constraints().any(|constraint| super::has_columns(&constraint, &column.name))
}

fn trims(generated: &Generated) -> bool {
    generated.expression.text(Dialect::MariaDb).is_some_and(|text| text.text.to_lowercase().contains("rtrim"))
}
