//! Primitive actions: each is exactly one SQL statement on the database it was planned for.

use crate::catalog::{Column, Constraint, ConstraintKind, Enumeration, Index, Name, SqlType, Table, Value, ViewKind};
pub use crate::operation::{AddEnumValue, EnumPlace, RenameEnumValue};
use crate::operation::{DeleteInserted, Row};

/// One SQL statement, before a database spells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Creates a table. MySQL and MariaDB create its indexes with it.
    CreateTable(Table),
    /// Drops a table.
    DropTable(Table),
    /// Renames a table.
    RenameTable {
        /// The name before.
        from: Name,
        /// The name after.
        to: Name,
    },
    /// Changes a table in one statement.
    AlterTable {
        /// The table.
        table: Name,
        /// What changes, in order.
        changes: Vec<Change>,
    },
    /// Creates an index.
    CreateIndex {
        /// The table.
        table: Name,
        /// The index.
        index: Index,
        /// Whether writes wait meanwhile.
        build: Build,
    },
    /// Drops an index.
    DropIndex {
        /// The table.
        table: Name,
        /// The index.
        index: Name,
        /// Whether reads and writes wait meanwhile.
        build: Build,
    },
    /// PostgreSQL: renames an index.
    RenameIndex {
        /// The table.
        table: Name,
        /// The name before.
        from: Name,
        /// The name after.
        to: Name,
    },
    /// PostgreSQL: says what a table, or a column of it, is for.
    Comment {
        /// The table.
        table: Name,
        /// The column, if it is not the table itself.
        column: Option<Name>,
        /// The comment.
        text: Option<String>,
    },
    /// Gives the rows that hold NULL in a column a value.
    Fill {
        /// The table.
        table: Name,
        /// The column.
        column: Column,
        /// What they get.
        value: Value,
        /// MySQL and MariaDB: the columns that would take the time of this change.
        untouched: Vec<Name>,
    },
    /// MySQL and MariaDB: converts the values of a column, which have no cast of their own.
    Convert {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
        /// The author's expression.
        using: String,
        /// MySQL and MariaDB: the columns that would take the time of this change.
        untouched: Vec<Name>,
    },
    /// SQLite: fills the new form of a table from the old one.
    CopyRows {
        /// The old table.
        from: Name,
        /// The new table.
        into: Name,
        /// The columns of the new table, each with where its values come from.
        columns: Vec<(Name, Source)>,
    },
    /// SQLite: hands the position of AUTOINCREMENT from the old form of a table to the new one.
    CarrySequence {
        /// The old table.
        from: Name,
        /// The new table.
        into: Name,
    },
    /// PostgreSQL: has an identity go on from the highest number.
    Number {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
    },
    /// PostgreSQL: creates an enumeration.
    CreateEnum(Enumeration),
    /// PostgreSQL: drops an enumeration.
    DropEnum(Name),
    /// PostgreSQL: adds a value to an enumeration.
    AddEnumValue(AddEnumValue),
    /// PostgreSQL: renames a value of an enumeration.
    RenameEnumValue(RenameEnumValue),
    /// PostgreSQL: renames an enumeration.
    RenameEnum {
        /// The name before.
        from: Name,
        /// The name after.
        to: Name,
    },
    /// MySQL and MariaDB: puts one value in place of another.
    ReplaceValue {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
        /// The value before.
        from: Name,
        /// The value after.
        to: Name,
        /// MySQL and MariaDB: the columns that would take the time of this change.
        untouched: Vec<Name>,
    },
    /// Creates a view.
    CreateView {
        /// The view.
        name: Name,
        /// Its kind.
        kind: ViewKind,
        /// The query after AS.
        query: String,
    },
    /// Puts another query in place of that of a view.
    ReplaceView {
        /// The view.
        name: Name,
        /// The query after AS.
        query: String,
    },
    /// Drops a view.
    DropView {
        /// The view.
        name: Name,
        /// Its kind.
        kind: ViewKind,
    },
    /// PostgreSQL: notes whose these views are, who may do what with them, and what else hangs on them that the catalogue
    /// does not hold.
    KeepGrants(Vec<Name>),
    /// PostgreSQL: gives views that were created again what was noted.
    RestoreGrants(Vec<Name>),
    /// Renames a view.
    RenameView {
        /// The name before.
        from: Name,
        /// The name after.
        to: Name,
        /// Its kind.
        kind: ViewKind,
    },
    /// Creates a function.
    CreateFunction {
        /// The function.
        name: Name,
        /// The author's statement.
        sql: String,
        /// Whether it is put in place of one that is there.
        replaces: bool,
    },
    /// Drops a function.
    DropFunction {
        /// The function.
        name: Name,
        /// PostgreSQL: its arguments, in parentheses.
        signature: String,
    },
    /// PostgreSQL: renames a function.
    RenameFunction {
        /// The name before.
        from: Name,
        /// The name after.
        to: Name,
        /// Its arguments, in parentheses.
        signature: String,
    },
    /// Creates a trigger.
    CreateTrigger {
        /// Its table.
        table: Name,
        /// The trigger.
        name: Name,
        /// The author's statement.
        sql: String,
    },
    /// Drops a trigger.
    DropTrigger {
        /// Its table.
        table: Name,
        /// The trigger.
        name: Name,
    },
    /// PostgreSQL: renames a trigger.
    RenameTrigger {
        /// Its table.
        table: Name,
        /// The name before.
        from: Name,
        /// The name after.
        to: Name,
    },
    /// PostgreSQL and MariaDB: creates a sequence.
    CreateSequence(Name),
    /// PostgreSQL and MariaDB: says which number a sequence gives next.
    RestartSequence {
        /// The sequence.
        name: Name,
        /// The number.
        next: i64,
    },
    /// PostgreSQL and MariaDB: drops a sequence.
    DropSequence(Name),
    /// PostgreSQL and MariaDB: renames a sequence.
    RenameSequence {
        /// The name before.
        from: Name,
        /// The name after.
        to: Name,
    },
    /// PostgreSQL: creates an extension.
    CreateExtension(Name),
    /// PostgreSQL: drops an extension.
    DropExtension(Name),
    /// PostgreSQL: creates a schema.
    CreateSchema(Name),
    /// PostgreSQL: drops a schema.
    DropSchema(Name),
    /// PostgreSQL: renames a schema.
    RenameSchema {
        /// The name before.
        from: Name,
        /// The name after.
        to: Name,
    },
    /// Sends the author's SQL.
    Execute(String),
    /// Sends the author's SQL, which does nothing but change rows.
    ChangeRows(String),
    /// Inserts rows.
    InsertRows {
        /// The table.
        table: Name,
        /// The columns.
        columns: Vec<Column>,
        /// The rows.
        rows: Vec<Row>,
    },
    /// PostgreSQL: lets a column count on behind the numbers that were inserted into it.
    AdvanceNumbers {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
    },
    /// PostgreSQL: checks now what was deferred to the end of the transaction.
    SettleConstraints,
    /// Deletes rows that were inserted.
    DeleteKeys(DeleteInserted),
    /// Gives columns of rows other values.
    UpdateRows {
        /// The table.
        table: Name,
        /// The columns, each with its new value.
        sets: Vec<(Column, Option<Value>)>,
        /// The rows.
        rows: WhichRows,
    },
    /// Deletes rows.
    DeleteRows {
        /// The table.
        table: Name,
        /// The rows.
        rows: WhichRows,
    },
}

/// Which rows are changed, and how many at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhichRows {
    /// The author's condition; none for all rows.
    pub only_where: Option<String>,
    /// The key by which batches are told apart, and the size of one; none where all rows are changed at once.
    pub batches: Option<(Column, u32)>,
}

/// How an index is built or dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// In one go, with the table locked.
    Plain,
    /// PostgreSQL: while the table is in use, and outside a transaction.
    Concurrent,
}

/// One clause of an `ALTER TABLE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Adds a column.
    AddColumn(Column),
    /// Drops a column.
    DropColumn(Name),
    /// Renames a column.
    RenameColumn {
        /// The name before.
        from: Name,
        /// The name after.
        to: Name,
    },
    /// MySQL and MariaDB: gives a column a new definition.
    Redefine(Column),
    /// Puts another column of the same name in place of a column. PostgreSQL drops what hangs on it.
    ReplaceColumn {
        /// The new one.
        column: Column,
        /// MySQL and MariaDB: the one that it follows, if it is not the first.
        follows: Option<Name>,
    },
    /// PostgreSQL: makes an ordinary column of a generated one.
    DropExpression(Name),
    /// PostgreSQL: has the database number a column.
    AddIdentity(Name),
    /// PostgreSQL: has the database number a column no more.
    DropIdentity(Name),
    /// PostgreSQL: changes the type of a column.
    SetType {
        /// The column as it becomes.
        column: Column,
        /// The author's conversion.
        using: Option<String>,
    },
    /// PostgreSQL: forbids NULL.
    SetNotNull(Name),
    /// PostgreSQL: allows NULL.
    DropNotNull(Name),
    /// Gives a column its default.
    SetDefault(Column),
    /// Takes the default of a column.
    DropDefault(Column),
    /// Adds a constraint.
    AddConstraint(Constraint),
    /// Drops a constraint.
    DropConstraint {
        /// Its kind.
        kind: ConstraintKind,
        /// Its name.
        name: Name,
    },
    /// PostgreSQL: checks the rows that were there before a constraint.
    ValidateConstraint(Name),
    /// PostgreSQL: renames a constraint.
    RenameConstraint {
        /// The name before.
        from: Name,
        /// The name after.
        to: Name,
    },
    /// MySQL and MariaDB: says what the table is for.
    Comment(Option<String>),
    /// MySQL and MariaDB: adds an index.
    AddIndex(Index),
    /// MySQL and MariaDB: drops an index.
    DropIndex(Name),
    /// MySQL and MariaDB: renames an index.
    RenameIndex {
        /// The name before.
        from: Name,
        /// The name after.
        to: Name,
    },
}

/// Where the values of a column come from when SQLite copies a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A column of the old table.
    Column(Name),
    /// The default of a column that the old table did not have, or NULL.
    Default(Column),
    /// Nowhere: the new table computes them.
    Computed,
    /// Another source, converted.
    Cast(Box<Self>, SqlType),
    /// Another source, a date or a date with its time, made one of the other, or a time of day.
    Moment(Box<Self>, SqlType),
    /// Another source, with a value in place of NULL.
    Coalesce(Box<Self>, Column, Value),
    /// Another source, with one text in place of another.
    Renamed(Box<Self>, Name, Name),
    /// The author's expression over the columns of the old table.
    Expression(String),
}

impl Change {
    /// Whether values may be thrown away here.
    #[must_use]
    pub const fn discards(&self) -> bool {
        match self {
            Self::DropColumn(_) | Self::ReplaceColumn { .. } => true,
            Self::Redefine(column) => column.generated.is_some(),
            Self::AddColumn(_)
            | Self::RenameColumn { .. }
            | Self::DropExpression(_)
            | Self::AddIdentity(_)
            | Self::DropIdentity(_)
            | Self::SetType { .. }
            | Self::SetNotNull(_)
            | Self::DropNotNull(_)
            | Self::SetDefault(_)
            | Self::DropDefault(_)
            | Self::AddConstraint(_)
            | Self::DropConstraint { .. }
            | Self::ValidateConstraint(_)
            | Self::RenameConstraint { .. }
            | Self::Comment(_)
            | Self::AddIndex(_)
            | Self::DropIndex(_)
            | Self::RenameIndex { .. } => false,
        }
    }

    /// Whether it adds or drops a foreign key.
    #[must_use]
    pub const fn is_of_foreign_key(&self) -> bool {
        matches!(
            self,
            Self::AddConstraint(Constraint::ForeignKey(_))
                | Self::DropConstraint { kind: ConstraintKind::ForeignKey, .. }
        )
    }

    /// The clause that drops this constraint.
    #[must_use]
    pub fn drop_of(constraint: &Constraint) -> Self {
        Self::DropConstraint { kind: constraint.kind(), name: constraint.name().clone() }
    }
}
