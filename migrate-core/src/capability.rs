//! What each database can do, at which version.

mod column;
mod constraint;
mod conversion;
mod generated;
mod index;
mod nulls;
mod routine;
mod view;

use crate::catalog::{Catalog, Column, Constraint, Index, Name, Sql, SqlType, Table, Value};
use crate::dialect::{Dialect, Target, Version};
use crate::expression::calls;
use crate::location::Location;
use crate::operation::{Cell, Operation};
use crate::refusal::{Call, Refusal};

pub use nulls::{spelled_nulls, spelled_parts, table_with_spelled_nulls, with_spelled_nulls};

/// Something that a database cannot do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// The database, with its version where a newer one can.
    pub database: String,
    /// What it cannot do, as the end of `… cannot`.
    pub what: String,
    /// What to type instead.
    pub instead: String,
}

impl Unsupported {
    fn new(target: Target, what: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { database: target.dialect.to_string(), what: what.into(), instead: instead.into() }
    }

    /// What only a newer version can do.
    fn since(version: Version, target: Target, what: impl Into<String>) -> Self {
        let Target { dialect, minimum_version } = target;
        Self {
            database: format!("{dialect} {minimum_version}"),
            what: what.into(),
            instead: dialect.help_since(version),
        }
    }

    /// The refusal of the token at `at`.
    #[must_use]
    pub fn refusal(self, at: Location) -> Refusal {
        Refusal::new(at, format!("{} cannot {}", self.database, self.what)).help(self.instead)
    }
}

/// The longest comment on a table that MySQL and MariaDB keep, in characters.
const TABLE_COMMENT: usize = 2048;
/// The longest comment on a column that MySQL and MariaDB keep, in characters.
const COLUMN_COMMENT: usize = 1024;

/// Why this database cannot carry out an operation that the model allows.
#[must_use]
pub fn refusals(operation: &Operation, before: &Catalog, after: &Catalog, target: Target) -> Vec<Refusal> {
    let mut cx = Cx { target, refusals: Vec::new() };
    match operation {
        Operation::CreateTable(create) => {
            cx.check_table(&create.table);
            cx.check_computed(&create.table, create.table.name.at());
        }
        Operation::AddColumn(add) => {
            let Some(table) = after.table(&add.table) else { return Vec::new() };
            let at = place(&add.column.name, add.table.at());
            cx.check_column(&add.column, at);
            add.constraints.iter().for_each(|constraint| cx.check_constraint(table, constraint, at));
            add.indexes.iter().for_each(|index| cx.check_index(table, index, at));
            cx.check_computed(table, at);
        }
        Operation::ChangeType(change) => {
            cx.check_change_type(change, after);
            let table = after.table(&change.table).into_iter();
            table.for_each(|table| cx.check_computed(table, place(&change.column, change.table.at())));
        }
        Operation::SetGenerated(set) => {
            let Some(table) = after.table(&set.table) else { return Vec::new() };
            let at = place(&set.column, set.table.at());
            cx.check_altered(after, &set.table, &set.column);
            cx.check_computed(table, at);
            cx.check_replaced(table, &set.column, at);
        }
        Operation::DropGenerated(drop) => cx.check_drop_generated(drop, before),
        Operation::SetAutoIncrement(set) => {
            let Some(table) = after.table(&set.table) else { return Vec::new() };
            cx.check_numbered(table, &set.column, place(&set.column, set.table.at()));
        }
        Operation::RenameColumn(rename) => cx.check_renamed_in_computed(rename, before),
        Operation::CommentOnTable(comment) => {
            let (text, call) = (comment.comment.iter(), Call::LastArgumentAround("comment_on_table"));
            text.for_each(|text| cx.check_comment(text, TABLE_COMMENT, comment.table.at(), call));
        }
        Operation::CommentOnColumn(comment) => {
            let (text, call) = (comment.comment.iter(), Call::LastArgumentAround("comment_on_column"));
            text.for_each(|text| cx.check_comment(text, COLUMN_COMMENT, comment.column.at(), call));
        }
        Operation::CreateView(create) => cx.check_create_view(create),
        Operation::CreateFunction(create) => {
            let (function, call) = (&create.function, Call::Around("create_function"));
            cx.check_function(&function.name, &function.definition, call);
        }
        Operation::ReplaceFunction(replace) => {
            cx.check_function(&replace.name, &replace.definition, Call::Around("replace_function"));
        }
        Operation::CreateSequence(create) => cx.check_sequence(&create.sequence.name),
        Operation::CreateExtension(create) => cx.check_extension(&create.extension.name),
        Operation::CreateSchema(create) => cx.check_schema(&create.schema.name),
        Operation::CreateTrigger(create) => cx.check_trigger(&create.trigger, before),
        Operation::ReplaceView(replace) => {
            let text = replace.query.text(target.dialect).into_iter();
            text.for_each(|text| cx.check_text(&text.text, text.at));
        }
        Operation::DropNotNull(drop) => cx.check_altered(after, &drop.table, &drop.column),
        Operation::SetDefault(set) => {
            cx.check_altered(after, &set.table, &set.column);
            let table = after.table(&set.table).into_iter();
            table.for_each(|table| cx.check_computed(table, place(&set.column, set.table.at())));
        }
        Operation::DropDefault(drop) => cx.check_altered(after, &drop.table, &drop.column),
        Operation::SetNotNull(set) => {
            cx.check_altered(after, &set.table, &set.column);
            cx.check_value(set.restore_with.as_ref(), place(&set.column, set.table.at()));
        }
        Operation::CreateIndex(create) => {
            let Some(table) = after.indexed(&create.table) else { return Vec::new() };
            cx.check_index(table, &create.index, place(&create.index.name, create.table.at()));
            cx.check_computed(table, place(&create.index.name, create.table.at()));
        }
        Operation::AddConstraint(add) => {
            let Some(table) = after.table(&add.table) else { return Vec::new() };
            let at = place(add.constraint.name(), add.table.at());
            cx.check_validity(&add.constraint, at);
            cx.check_constraint(table, &add.constraint, at);
            cx.check_computed(table, at);
        }
        Operation::Execute(execute) => {
            let texts = execute.sql.text(target.dialect).into_iter();
            let reverse = execute.reverse.as_ref().and_then(|reverse| reverse.text(target.dialect));
            texts.chain(reverse).for_each(|text| cx.check_text(&text.text, text.at));
        }
        Operation::Insert(insert) => {
            insert.rows.iter().flat_map(|row| &row.cells).for_each(|cell| cx.check_cell(cell));
        }
        Operation::DeleteInserted(_) => {}
        Operation::Update(update) => {
            update.sets.iter().for_each(|(_, cell)| cx.check_cell(cell));
            cx.check_sql(update.only_where.as_ref());
        }
        Operation::Delete(delete) => cx.check_sql(delete.only_where.as_ref()),
        Operation::AlreadyExists(existing) => return refusals(&existing.operation, before, after, target),
        Operation::WrittenAs(written) => {
            cx.check_sql(written.sql.as_ref());
            let found = refusals(&written.operation, before, after, target);
            found.into_iter().for_each(|refusal| cx.push(refusal));
        }
        Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::DropColumn(_)
        | Operation::DropAutoIncrement(_)
        | Operation::DropIndex(_)
        | Operation::RenameIndex(_)
        | Operation::DropConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::RenameConstraint(_)
        | Operation::RetireColumn(_)
        | Operation::RetireTable(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::RenameEnumValue(_)
        | Operation::RenameEnum(_)
        | Operation::DropView(_)
        | Operation::DropFunction(_)
        | Operation::RenameFunction(_)
        | Operation::DropTrigger(_)
        | Operation::RenameTrigger(_)
        | Operation::DropSequence(_)
        | Operation::RenameSequence(_)
        | Operation::DropExtension(_)
        | Operation::DropSchema(_)
        | Operation::RenameSchema(_)
        | Operation::RenameView(_) => {}
    }
    cx.refusals
}

/// Why this database cannot have one of these tables, whichever operation made it what it is.
#[must_use]
pub fn refusals_of_tables(tables: &[&Name], after: &Catalog, target: Target) -> Vec<Refusal> {
    let mut cx = Cx { target, refusals: Vec::new() };
    for name in tables {
        let Some(table) = after.table(name) else { continue };
        if target.dialect.is_mysql_family() {
            cx.check_calls(table, after, name.at());
            cx.check_row(table, name.at());
            if target.dialect == Dialect::MySql {
                cx.check_set_to_null(table, name.at());
            }
        } else if target.dialect == Dialect::Postgres {
            cx.check_kept_calls(table, after, name.at());
        }
    }
    cx.refusals
}

/// What a check sees, and where it puts what it finds.
struct Cx {
    target: Target,
    refusals: Vec<Refusal>,
}

impl Cx {
    fn refuse(&mut self, at: Location, what: impl Into<String>, instead: impl Into<String>) {
        self.push(Unsupported::new(self.target, what, instead).refusal(at));
    }

    fn refuse_call(&mut self, at: Location, call: Call, what: impl Into<String>, instead: impl Into<String>) {
        self.push(Unsupported::new(self.target, what, instead).refusal(at).of(call));
    }

    /// Two parts of a table may stand in each other's way; that is said once.
    fn push(&mut self, refusal: Refusal) {
        if !self.refusals.iter().any(|known| known.problem == refusal.problem) {
            self.refusals.push(refusal);
        }
    }

    /// Refuses what came with a later version than the oldest that has to serve.
    fn need(&mut self, version: Version, at: Location, what: &str) {
        if self.target.minimum_version < version {
            self.push(Unsupported::since(version, self.target, what).refusal(at));
        }
    }

    fn check_table(&mut self, table: &Table) {
        let at = table.name.at();
        for column in &table.columns {
            self.check_column(column, place(&column.name, at));
        }
        for constraint in table.constraints() {
            self.check_constraint(table, &constraint, at);
        }
        for index in &table.indexes {
            self.check_index(table, index, place(&index.name, at));
        }
        if let Some(comment) = &table.comment {
            self.check_comment(comment, TABLE_COMMENT, at, Call::ArgumentAfter("comment"));
        }
    }

    /// MySQL (errors 3757, 3763, 3770 and 3814) and MariaDB (1901) call no function of the database's own in a table.
    fn check_calls(&mut self, table: &Table, catalog: &Catalog, fallback: Location) {
        let dialect = self.target.dialect;
        let computed = table.columns.iter().filter_map(|column| column.generated.as_ref().map(|it| &it.expression));
        let defaults = table.columns.iter().filter_map(|column| match &column.default {
            Some(Value::Sql(sql)) => Some(sql),
            _ => None,
        });
        let checks = table.checks.iter().map(|check| &check.expression);
        let indexed = table.indexes.iter().flat_map(Index::expressions);
        for sql in computed.chain(defaults).chain(checks).chain(indexed) {
            let called = catalog.functions.keys().find(|name| calls(sql, name, dialect));
            let (Some(name), Some(text)) = (called, sql.text(dialect)) else { continue };
            let at = if text.at.file == fallback.file { text.at } else { fallback };
            self.refuse(at, format!("call `{name}` in a table"), "write what it does in its place, or a trigger");
            return;
        }
    }

    /// MySQL and MariaDB (error 1118) hold a row in 65535 bytes, apart from what is in TEXT and BLOB.
    fn check_row(&mut self, table: &Table, at: Location) {
        const LIMIT: u32 = 65_535;
        let width = |column: &Column| match &column.column_type.sql_type {
            SqlType::Char(length) | SqlType::Varchar(length) => length.saturating_mul(4).saturating_add(2),
            SqlType::Binary(length) => length.saturating_add(2),
            SqlType::Text | SqlType::Blob | SqlType::Json | SqlType::JsonBinary => 12,
            _ => 8,
        };
        let bytes = table.columns.iter().map(width).fold(0, u32::saturating_add);
        if bytes > LIMIT {
            let what = format!("hold a row of `{}`, which may have {bytes} bytes and not {LIMIT}", table.name);
            self.refuse(at, what, "write `text` for the longest columns: a character of the others counts four bytes");
        }
    }

    fn check_altered(&mut self, after: &Catalog, table: &Name, column: &Name) {
        if let Some(altered) = after.table(table).and_then(|table| table.column(column)) {
            self.check_column(altered, place(column, table.at()));
        }
    }

    /// The character 0 ends a text for every client, and PostgreSQL cannot store it.
    fn check_cell(&mut self, cell: &Cell) {
        match &cell.value {
            Some(Value::Text(text)) => self.check_text(text, cell.at),
            Some(Value::Sql(sql)) => self.check_sql(Some(sql)),
            Some(Value::Boolean(_) | Value::Integer(_) | Value::Decimal(_) | Value::Now) | None => {}
        }
    }

    fn check_sql(&mut self, sql: Option<&Sql>) {
        let text = sql.and_then(|sql| sql.text(self.target.dialect));
        text.into_iter().for_each(|text| self.check_text(&text.text, text.at));
    }

    fn check_text(&mut self, text: &str, at: Location) {
        if text.contains('\0') {
            self.refuse(at, "hold the character 0 in a text", "leave out the character");
        }
    }

    /// MySQL and MariaDB describe tables in characters of at most three bytes, and put `?` for others.
    fn check_comment(&mut self, text: &str, longest: usize, at: Location, call: Call) {
        let is_mysql = self.target.dialect.is_mysql_family();
        if text.contains('\0') {
            self.refuse_call(at, call, "hold the character 0 in a text", "leave out the character");
        } else if let Some(wide) = text.chars().find(|character| character.len_utf8() > 3 && is_mysql) {
            self.refuse_call(at, call, format!("keep `{wide}` in a comment"), "leave out the character");
        } else if is_mysql && text.chars().count() > longest {
            let what = format!("keep more than {longest} characters in this comment");
            self.refuse_call(at, call, what, "write a shorter one");
        }
    }
}

/// Where `name` was written, or `fallback` where no author wrote it.
fn place(name: &Name, fallback: Location) -> Location {
    if name.at() == Location::UNKNOWN { fallback } else { name.at() }
}

/// Whether the database gets this constraint at all: a check may say nothing for it.
#[must_use]
pub fn has_text(constraint: &Constraint, dialect: Dialect) -> bool {
    match constraint {
        Constraint::Check(check) => check.expression.text(dialect).is_some(),
        Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::ForeignKey(_) => true,
        Constraint::Exclusion(_) => dialect == Dialect::Postgres,
    }
}

/// Whether a key or a foreign key holds this column.
fn has_columns(constraint: &Constraint, name: &Name) -> bool {
    match constraint {
        Constraint::PrimaryKey(key) | Constraint::Unique(key) => key.columns.contains(name),
        Constraint::ForeignKey(key) => key.columns.contains(name),
        Constraint::Exclusion(exclusion) => exclusion.named_columns().any(|named| named == name),
        Constraint::Check(_) => false,
    }
}

/// The column that SQLite numbers by itself: it alone is the primary key, which then stands on the column.
#[must_use]
pub fn numbered_column(table: &Table) -> Option<&Column> {
    let key = table.primary_key.as_ref().filter(|key| key.columns.len() == 1)?;
    table.column(&key.columns[0]).filter(|column| column.auto_increment)
}

/// Whether MySQL wants a literal default of this type written as an expression.
#[must_use]
pub const fn takes_expressions_only(sql_type: &SqlType) -> bool {
    matches!(sql_type, SqlType::Text | SqlType::Blob | SqlType::Json | SqlType::JsonBinary)
}

#[cfg(test)]
mod tests;

/// Whether what MySQL gets as the default of a column is an expression to it, which stands in parentheses.
#[must_use]
pub const fn is_expression_default(sql_type: &SqlType, default: &Value) -> bool {
    match default {
        Value::Now => !sql_type.has_time_of_day(),
        Value::Sql(_) => true,
        Value::Boolean(_) | Value::Integer(_) | Value::Decimal(_) | Value::Text(_) => takes_expressions_only(sql_type),
    }
}
