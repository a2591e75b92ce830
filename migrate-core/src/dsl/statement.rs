//! The schema statements.

use super::declare::statements;
use super::modifier::{
    AddCheck, AddColumn, AddEnumValue, AddExclusion, AddForeignKey, AddPrimaryKey, AddUnique, ChangeType, CreateEnum,
    CreateExtension, CreateFunction, CreateIndex, CreateMaterializedView, CreateSchema, CreateSequence, CreateTable,
    CreateTrigger, CreateView, DropColumn, DropNotNull, DropSequence, DropTable, Execute, RetireColumn, SetGenerated,
    SetNotNull,
};

#[cfg(feature = "source")]
use {
    super::draft::{
        AddColumnDraft, AddForeignKeyDraft, ChangeTypeDraft, CreateIndexDraft, CreateTableDraft, DropDraft,
        ExclusionDraft, KeyDraft, Lossy, StatementKind,
    },
    super::value::ListForm,
    crate::catalog::{
        Check, Constraint, ConstraintKind, Enumeration, Extension, Function, Generated, Sequence, Storage, Trigger,
        ViewKind,
    },
    crate::operation::{self, Operation, Subject},
};

/// The schema that a migration changes.
#[derive(Debug)]
pub struct Schema(());

/// A statement to which no more can be added than its own SQL.
#[derive(Debug)]
pub struct Statement(());

impl Statement {
    pub(super) const UNEVALUATED: Self = Self(());
}

/// A statement that nothing can be added to.
#[derive(Debug)]
pub struct Complete(());

impl Complete {
    pub(super) const UNEVALUATED: Self = Self(());
}

statements! {
    Schema, else super::evaluate::not_of_schema;

    /// Creates a table. Undone by dropping it: exact, and whatever was written to it since is gone.
    fn create_table(at, table: Text) -> CreateTable { StatementKind::CreateTable(CreateTableDraft::new(table)) }

    /// Drops a table with all its rows. Undone by creating it again, empty: lossy.
    fn drop_table(at, table: Text) -> DropTable {
        StatementKind::DropTable(Lossy::new(operation::DropTable { table }))
    }

    /// Renames a table; its rows, indexes and constraints stay as they are. Undone by renaming it back: exact.
    fn rename_table(at, from: Text, to: Text) -> Statement {
        StatementKind::Operation(Operation::RenameTable(operation::RenameTable { from, to }))
    }

    /// Adds a column. Rows that exist get its default. Undone by dropping it: exact.
    fn add_column(at, table: Text, column: OneColumn) -> AddColumn {
        StatementKind::AddColumn(Box::new(AddColumnDraft { table, column }))
    }

    /// Drops a column with its values. Undone by adding it again, without the values: lossy. One that is NOT NULL and
    /// has no default also needs [`DropColumn::restore_with`].
    fn drop_column(at, table: Text, column: Text) -> DropColumn {
        StatementKind::DropColumn(Lossy::new(operation::DropColumn { table, column, restore_with: None }))
    }

    /// Renames a column; constraints, indexes and checks follow. Undone by renaming it back: exact.
    fn rename_column(at, table: Text, from: Text, to: Text) -> Statement {
        StatementKind::Operation(Operation::RenameColumn(operation::RenameColumn { table, from, to }))
    }

    /// Changes the type of a column and converts its values. Undone by the old type: conditional where every value of
    /// the old type is one of the new, exact for a collation alone that no key compares by, else lossy.
    ///
    /// The two sides of a foreign key change in one migration, one after the other: at its end their types match. Where
    /// they do not meanwhile, MySQL, MariaDB and PostgreSQL have no such foreign key: it is dropped before, which locks both
    /// tables, and added when both sides match, which looks at every row again and is refused if one refers to nothing. On
    /// PostgreSQL it stays while what refers becomes the type of what it refers to by itself, as an integer becomes a longer
    /// one, and a key that was not validated comes back so. Meanwhile nothing keeps deployed code from writing rows that refer to
    /// nothing: so let no index be created between the two changes, for which the migration would be committed in parts.
    ///
    /// PostgreSQL reads what names the column again for the new type: checks and indexes go and come with it, and where
    /// they may not fit they keep the type from being changed. So do the views that read it, as with
    /// [`Schema::replace_view`].
    fn change_type(at, table: Text, column: OneColumn) -> ChangeType {
        StatementKind::ChangeType(Lossy::new(ChangeTypeDraft::new(table, column)?))
    }

    /// Forbids NULL in a column; refused while a row holds one. Undone by [`Schema::drop_not_null`]: exact. With
    /// [`SetNotNull::restore_with`] such rows get a value first: lossy, as nothing tells them from the others afterwards.
    fn set_not_null(at, table: Text, column: Text) -> SetNotNull {
        StatementKind::SetNotNull(Lossy::new(operation::SetNotNull { table, column, restore_with: None }))
    }

    /// Allows NULL in a column. Undone by [`Schema::set_not_null`]: conditional, no NULL may have come in, or exact with
    /// [`DropNotNull::restore_with`].
    fn drop_not_null(at, table: Text, column: Text) -> DropNotNull {
        StatementKind::DropNotNull(operation::DropNotNull { table, column, restore_with: None })
    }

    /// Says that deployed code has stopped using a column: a later [`Schema::drop_column`] then breaks nobody. Values stay as
    /// they are. Where a row could not be inserted without the column, being NOT NULL without a default, NOT NULL is
    /// dropped; else no SQL is sent. Undone by taking nothing back: exact; where NOT NULL was dropped, by
    /// [`Schema::set_not_null`]: conditional, no NULL may have come in, or exact with [`RetireColumn::restore_with`].
    ///
    /// Release the code that does not name the column together with this, and drop the column in a later migration. The mark
    /// follows when the column or its table is renamed. Nothing keeps a later statement from using the column.
    fn retire_column(at, table: Text, column: Text) -> RetireColumn {
        StatementKind::RetireColumn(operation::DropNotNull { table, column, restore_with: None })
    }

    /// Says that deployed code has stopped using a table: a later [`Schema::drop_table`] then breaks nobody. No SQL is
    /// sent, and rows stay as they are. Nothing has to be undone: exact. The mark follows when the table is renamed.
    fn retire_table(at, table: Text) -> Complete {
        StatementKind::Operation(Operation::RetireTable(operation::RetireTable { table }))
    }

    /// Gives a column a default; rows that exist keep their values. Undone by the old default: exact.
    fn set_default(at, table: Text, column: Text, value: Literal) -> Statement {
        StatementKind::Operation(Operation::SetDefault(operation::SetDefault { table, column, value: value.value }))
    }

    /// Takes the default from a column; rows that exist keep their values. Undone by the old default: exact.
    fn drop_default(at, table: Text, column: Text) -> Statement {
        StatementKind::Operation(Operation::DropDefault(operation::DropDefault { table, column }))
    }

    /// Has the values of a column computed from the other columns of the row, and written by nobody. Those that were
    /// written are gone. Undone by [`Schema::drop_generated`]: lossy; where the values were computed before, in another
    /// way, by that way: exact, or conditional where the column is NOT NULL or in a key.
    ///
    /// PostgreSQL drops the column and adds it again, with its keys, checks and indexes; it then is the last of its table,
    /// and what was granted on it has to be granted again. MySQL and MariaDB do so where a column becomes or was one that is
    /// computed when it is read.
    fn set_generated(at, table: Text, column: Text, expression: SqlSource) -> SetGenerated {
        let generated = Generated { expression, storage: Storage::Virtual };
        StatementKind::SetGenerated(Lossy::new(operation::SetGenerated { table, column, generated }))
    }

    /// Makes an ordinary column of one that was computed; rows keep the values. Undone by computing it again: exact, or
    /// conditional where the column is NOT NULL or in a key. What was written to it since is gone then.
    fn drop_generated(at, table: Text, column: Text) -> Statement {
        StatementKind::Operation(Operation::DropGenerated(operation::DropGenerated { table, column }))
    }

    /// Has the database number the rows of a column that is a key, beyond the highest number there is; rows keep their
    /// numbers. Undone by [`Schema::drop_auto_increment`]: exact.
    fn set_auto_increment(at, table: Text, column: Text) -> Statement {
        StatementKind::Operation(Operation::SetAutoIncrement(operation::SetAutoIncrement { table, column }))
    }

    /// Has the database number the rows of a column no more; rows keep their numbers, and new ones are given theirs by
    /// whoever inserts them. Undone by [`Schema::set_auto_increment`]: exact.
    fn drop_auto_increment(at, table: Text, column: Text) -> Statement {
        StatementKind::Operation(Operation::DropAutoIncrement(operation::DropAutoIncrement { table, column }))
    }

    /// Creates an index, called `<table>_<columns>_idx`: of column names, of [`column()`](super::column()) where more is
    /// to be said of one, of `sql("lower(email)")`. Undone by dropping it: exact.
    fn create_index(at, table: Text, columns: Parts) -> CreateIndex {
        StatementKind::CreateIndex(CreateIndexDraft::new(table, columns))
    }

    /// Drops the index of this name, or the one of these columns: `["email"]`. Undone by creating it again: exact; a
    /// unique one is conditional.
    fn drop_index(at, table: Text, index: Names) -> Statement {
        StatementKind::DropIndex(DropDraft { table, which: index })
    }

    /// Renames an index. Undone by renaming it back: exact.
    fn rename_index(at, table: Text, from: Text, to: Text) -> Statement {
        StatementKind::Operation(Operation::RenameIndex(operation::RenameIndex { table, from, to }))
    }

    /// Adds a foreign key, called `<table>_<columns>_fkey`, which every row must satisfy. Undone by dropping it: exact.
    fn add_foreign_key(at, table: Text, columns: Names) -> AddForeignKey {
        StatementKind::AddForeignKey(AddForeignKeyDraft::new(table, columns))
    }

    /// Drops the foreign key of this name, or the one of these columns: `["team_id"]`. Undone by adding it again:
    /// conditional, each value must still be found.
    fn drop_foreign_key(at, table: Text, key: Names) -> Statement {
        StatementKind::DropConstraint(ConstraintKind::ForeignKey, DropDraft { table, which: key })
    }

    /// Adds a check, which every row must satisfy. Undone by dropping it: exact.
    fn add_check(at, table: Text, name: Text, expression: SqlSource) -> AddCheck {
        let constraint = Constraint::Check(Check::new(name, expression));
        StatementKind::AddCheck(operation::AddConstraint { table, constraint })
    }

    /// Drops a check. Undone by adding it again: conditional, every row must still satisfy it.
    fn drop_check(at, table: Text, name: Text) -> Statement {
        let which = super::value::Names { at: name.at(), names: vec![name], form: ListForm::One };
        StatementKind::DropConstraint(ConstraintKind::Check, DropDraft { table, which })
    }

    /// Adds a unique constraint, called `<table>_<columns>_key`; refused while two rows have the same values. Undone by
    /// dropping it: exact.
    fn add_unique(at, table: Text, columns: Names) -> AddUnique {
        StatementKind::AddUnique(KeyDraft::new(table, columns))
    }

    /// Drops the unique constraint of this name, or the one of these columns: `["email"]`. Undone by adding it again:
    /// conditional, no two rows may have the same values.
    fn drop_unique(at, table: Text, key: Names) -> Statement {
        StatementKind::DropConstraint(ConstraintKind::Unique, DropDraft { table, which: key })
    }

    /// Adds a primary key, called `<table>_pkey`, to a table that has none. Undone by dropping it: exact.
    fn add_primary_key(at, table: Text, columns: Names) -> AddPrimaryKey {
        StatementKind::AddPrimaryKey(KeyDraft::new(table, columns))
    }

    /// Drops the primary key. Undone by adding it again: conditional, no two rows may have the same values.
    fn drop_primary_key(at, table: Text) -> Statement { StatementKind::DropPrimaryKey(table) }

    /// PostgreSQL: adds an exclusion constraint, called `<table>_<columns>_excl`: no two rows for which all these operators
    /// hold. Undone by dropping it: exact.
    ///
    /// Each part, as those of an index, stands with its operator: no two bookings of a room at the same time are
    /// `[("room_id", "="), ("during", "&&")]` with `.using("gist")`. A column that is no range, beside one that is, needs the
    /// extension `btree_gist`. A row that holds NULL meets no other.
    fn add_exclusion(at, table: Text, parts: Compared) -> AddExclusion {
        StatementKind::AddExclusion(ExclusionDraft::new(table, parts))
    }

    /// PostgreSQL: drops an exclusion constraint. Undone by adding it again: conditional, no two rows may meet by then.
    fn drop_exclusion(at, table: Text, name: Text) -> Statement {
        let which = super::value::Names { at: name.at(), names: vec![name], form: ListForm::One };
        StatementKind::DropConstraint(ConstraintKind::Exclusion, DropDraft { table, which })
    }

    /// Renames a constraint. Undone by renaming it back: exact. MySQL, MariaDB and SQLite do not keep the name of a primary
    /// key: there the history alone does.
    fn rename_constraint(at, table: Text, from: Text, to: Text) -> Statement {
        StatementKind::Operation(Operation::RenameConstraint(operation::RenameConstraint { table, from, to }))
    }

    /// PostgreSQL: checks the rows that were there when a constraint was added with `.not_valid()`, while others write.
    /// Refused while a row does not satisfy it. Nothing has to be undone: exact.
    fn validate_constraint(at, table: Text, name: Text) -> Statement {
        StatementKind::Operation(Operation::ValidateConstraint(operation::ValidateConstraint { table, name }))
    }

    /// Says what a table is for; an empty text takes the comment away. Rows stay as they are. Undone by the comment
    /// before: exact. SQLite has no comments: there the history alone keeps it.
    fn comment_on_table(at, table: Text, comment: Text) -> Statement {
        let comment = super::draft::kept(&comment);
        StatementKind::Operation(Operation::CommentOnTable(operation::CommentOnTable { table, comment }))
    }

    /// Says what a column is for; an empty text takes the comment away. Values stay as they are. Undone by the comment
    /// before: exact. SQLite has no comments: there the history alone keeps it.
    fn comment_on_column(at, table: Text, column: Text, comment: Text) -> Statement {
        let comment = super::draft::kept(&comment);
        StatementKind::Operation(Operation::CommentOnColumn(operation::CommentOnColumn { table, column, comment }))
    }

    /// Creates an enumeration with these values, in this order, for columns of type [`enumeration`](super::enumeration()).
    /// Undone by dropping it: exact.
    fn create_enum(at, name: Text, values: Texts) -> CreateEnum {
        let enumeration = Enumeration { name, values };
        StatementKind::Operation(Operation::CreateEnum(operation::CreateEnum { enumeration }))
    }

    /// Drops an enumeration; refused while a column has it. Undone by creating it again: exact.
    fn drop_enum(at, name: Text) -> Statement {
        StatementKind::Operation(Operation::DropEnum(operation::DropEnum { name }))
    }

    /// Adds a value to an enumeration, at the end unless it is told where. Every column of it can hold the value from then
    /// on; rows stay as they are. Nothing undoes it, so `down` is written; it may say
    /// [`nothing_to_undo`](Schema::nothing_to_undo): the value stays. Except on PostgreSQL, what is undone after that asks
    /// that no row holds it.
    fn add_enum_value(at, name: Text, value: Text) -> AddEnumValue {
        StatementKind::AddEnumValue(operation::AddEnumValue { name, value, place: None })
    }

    /// Renames a value of an enumeration; rows and defaults follow, and expressions that say it keep it from being renamed.
    /// Undone by renaming it back: exact.
    fn rename_enum_value(at, name: Text, from: Text, to: Text) -> Statement {
        StatementKind::Operation(Operation::RenameEnumValue(operation::RenameEnumValue { name, from, to }))
    }

    /// Renames an enumeration; its columns follow. Undone by renaming it back: exact.
    fn rename_enum(at, from: Text, to: Text) -> Statement {
        StatementKind::Operation(Operation::RenameEnum(operation::RenameEnum { from, to }))
    }

    /// Creates a view; `query` is what follows AS. A `*` in it is written out: columns that are added later do not come
    /// into the view. Undone by dropping it: exact.
    ///
    /// The view follows when what it reads is renamed, and its own columns keep their names. What it reads cannot be
    /// dropped before it.
    fn create_view(at, name: Text, query: SqlSource) -> CreateView {
        let (kind, indexes) = (ViewKind::Plain, Vec::new());
        StatementKind::Operation(Operation::CreateView(operation::CreateView { name, kind, query, indexes }))
    }

    /// Gives a view another query. Undone by the query before: exact.
    ///
    /// SQLite, and PostgreSQL where the new query does not begin with the same columns, drop the view and create it
    /// again, together with the views over it. On PostgreSQL they come back with their owner, what was granted on them,
    /// their options and comments; a rule or anything else that raw SQL hung on them is named, and stops the migration
    /// before its first step. A materialized view over it is filled again, and locked while its query runs.
    fn replace_view(at, name: Text, query: SqlSource) -> Statement {
        StatementKind::Operation(Operation::ReplaceView(operation::ReplaceView { name, query }))
    }

    /// Drops a view, and its triggers with it. Rows stay, as it has none. Undone by creating both again: exact.
    fn drop_view(at, name: Text) -> Statement {
        StatementKind::Operation(Operation::DropView(operation::DropView { name, kind: ViewKind::Plain }))
    }

    /// Renames a view; the views over it follow. Undone by renaming it back: exact.
    fn rename_view(at, from: Text, to: Text) -> Statement {
        StatementKind::Operation(Operation::RenameView(operation::RenameView { from, to }))
    }

    /// PostgreSQL: creates a view that keeps the rows of its query until the next REFRESH, and can have indexes; `query`
    /// is what follows AS. Undone by dropping it: exact.
    fn create_materialized_view(at, name: Text, query: SqlSource) -> CreateMaterializedView {
        let (kind, indexes) = (ViewKind::Materialized, Vec::new());
        StatementKind::Operation(Operation::CreateView(operation::CreateView { name, kind, query, indexes }))
    }

    /// PostgreSQL: drops a view that keeps rows, with its indexes. Undone by creating both again, which runs the query:
    /// exact.
    fn drop_materialized_view(at, name: Text) -> Statement {
        StatementKind::Operation(Operation::DropView(operation::DropView { name, kind: ViewKind::Materialized }))
    }

    /// Creates a function; `definition` is its whole CREATE FUNCTION statement, of the same name. Rows stay as they are.
    /// Undone by dropping it: exact. What calls it keeps it from being dropped.
    ///
    /// PostgreSQL may have several functions of one name; a history has one. SQLite has no functions in the database: say
    /// `.nothing_on(Sqlite)`. MySQL with a binary log wants `DETERMINISTIC`, `NO SQL` or `READS SQL DATA` in it.
    fn create_function(at, name: Text, definition: SqlSource) -> CreateFunction {
        let function = Function { name, definition };
        StatementKind::Operation(Operation::CreateFunction(operation::CreateFunction { function }))
    }

    /// Gives a function another definition, a CREATE FUNCTION statement with or without OR REPLACE. Undone by the
    /// definition before: exact.
    ///
    /// MySQL, and PostgreSQL where the arguments or the result differ, drop the function and create it again; PostgreSQL
    /// then forgets what was granted on it, and on MySQL a call in between fails.
    fn replace_function(at, name: Text, definition: SqlSource) -> Complete {
        StatementKind::Operation(Operation::ReplaceFunction(operation::ReplaceFunction { name, definition }))
    }

    /// Drops a function; refused while something in the history calls it. Undone by creating it again: exact.
    fn drop_function(at, name: Text) -> Statement {
        StatementKind::Operation(Operation::DropFunction(operation::DropFunction { name }))
    }

    /// Renames a function. What PostgreSQL knows by more than its text follows: triggers, views, checks, defaults and
    /// indexes; a call from the body of a function is refused. MySQL and MariaDB drop the function and create it again.
    /// Undone by renaming it back: exact.
    fn rename_function(at, from: Text, to: Text) -> Statement {
        StatementKind::Operation(Operation::RenameFunction(operation::RenameFunction { from, to }))
    }

    /// Creates a trigger of a table, or of a view on PostgreSQL and SQLite; `definition` is its whole CREATE TRIGGER
    /// statement, of the same name and table. Rows that exist stay as they are. Undone by dropping it: exact.
    ///
    /// It goes with its table, and comes back with it. It follows when its table is renamed, or a column that it names in
    /// UPDATE OF or with NEW and OLD; what else stands in its body keeps the table or column from being renamed or
    /// dropped. SQLite, and MySQL and MariaDB where a column is renamed, drop the trigger and create it again; on the
    /// latter two, rows that are written in between are not seen by it.
    fn create_trigger(at, name: Text, table: Text, definition: SqlSource) -> CreateTrigger {
        let trigger = Trigger { name, table, definition };
        StatementKind::Operation(Operation::CreateTrigger(operation::CreateTrigger { trigger }))
    }

    /// Drops a trigger. Rows stay as they are. Undone by creating it again: exact.
    fn drop_trigger(at, name: Text) -> Statement {
        StatementKind::Operation(Operation::DropTrigger(operation::DropTrigger { name }))
    }

    /// Renames a trigger; all but PostgreSQL drop it and create it again. Undone by renaming it back: exact.
    fn rename_trigger(at, from: Text, to: Text) -> Statement {
        StatementKind::Operation(Operation::RenameTrigger(operation::RenameTrigger { from, to }))
    }

    /// PostgreSQL and MariaDB: creates a sequence, which gives the numbers from 1 on, each once. Undone by dropping it:
    /// exact. A default may take its numbers: `sql("nextval('order_numbers')")` on PostgreSQL, `sql("nextval(order_numbers)")`
    /// on MariaDB.
    fn create_sequence(at, name: Text) -> CreateSequence {
        let sequence = Sequence { name };
        StatementKind::CreateSequence(operation::CreateSequence { sequence, restart_with: None })
    }

    /// Drops a sequence; refused while a default takes its numbers. Undone by creating it again: lossy, as it starts with
    /// 1, or exact with [`DropSequence::restart_with`].
    fn drop_sequence(at, name: Text) -> DropSequence {
        StatementKind::DropSequence(Lossy::new(operation::DropSequence { name, restart_with: None }))
    }

    /// Renames a sequence; it goes on where it was. On PostgreSQL the defaults that take its numbers follow, on MariaDB
    /// they keep it from being renamed. Undone by renaming it back: exact.
    fn rename_sequence(at, from: Text, to: Text) -> Statement {
        StatementKind::Operation(Operation::RenameSequence(operation::RenameSequence { from, to }))
    }

    /// PostgreSQL: creates an extension, which brings types, functions and operators: `create_extension("citext")`. Undone
    /// by dropping it: conditional, nothing may need it by then.
    ///
    /// The extension must not be there yet: the run says so before it changes anything. What somebody else made, the
    /// inverse must not drop, so there is no IF NOT EXISTS. Which version it is, is up to the server.
    fn create_extension(at, name: Text) -> CreateExtension {
        let extension = Extension { name };
        StatementKind::Operation(Operation::CreateExtension(operation::CreateExtension { extension }))
    }

    /// PostgreSQL: drops an extension that this history created; refused while something needs it. Undone by creating it
    /// again: conditional, nobody else may have done so.
    fn drop_extension(at, name: Text) -> Statement {
        StatementKind::Operation(Operation::DropExtension(operation::DropExtension { name }))
    }

    /// PostgreSQL: creates a schema, in which tables and other things lie: `create_schema("audit")`, and then
    /// `create_table("audit.events")`. Undone by dropping it: conditional, nothing may lie in it by then.
    ///
    /// A name without a dot lies in the first schema of the connection's search path. The schema must not be there yet: the
    /// run says so before it changes anything. The names of indexes, constraints and triggers hold no schema, as each lies
    /// in that of its table.
    fn create_schema(at, name: Text) -> CreateSchema {
        let schema = crate::catalog::Schema { name };
        StatementKind::Operation(Operation::CreateSchema(operation::CreateSchema { schema }))
    }

    /// PostgreSQL: drops a schema that this history created; refused while something lies in it. Undone by creating it again:
    /// conditional, nobody else may have done so.
    fn drop_schema(at, name: Text) -> Statement {
        StatementKind::Operation(Operation::DropSchema(operation::DropSchema { name }))
    }

    /// PostgreSQL: renames a schema; what lies in it follows, and whatever names that. A body of a function that names the
    /// schema keeps it from being renamed. Undone by renaming it back: exact.
    fn rename_schema(at, from: Text, to: Text) -> Statement {
        StatementKind::Operation(Operation::RenameSchema(operation::RenameSchema { from, to }))
    }

    /// Sends one SQL statement as written. Undone by [`Execute::reverse`]; without it, `down` must be written.
    fn execute(at, statement: SqlSource) -> Execute {
        StatementKind::Execute(operation::Execute { subject: Subject::Schema, sql: statement, reverse: None })
    }

    /// Only in `down`, alone: says why the migration cannot be undone. `down` is refused with this reason before
    /// anything is changed.
    fn irreversible(at, reason: Text) -> Complete { StatementKind::Irreversible(reason) }

    /// Only in `down`, alone: says why there is nothing to undo.
    fn nothing_to_undo(at, reason: Text) -> Complete { StatementKind::NothingToUndo(reason) }
}
