//! What can be added to a statement.

use super::declare::methods;

#[cfg(feature = "source")]
use {
    super::data::{Delete, Insert, Update, call_delete, call_insert, call_update},
    super::draft::{
        AddForeignKeyDraft, ChangeTypeDraft, CreateIndexDraft, CreateTableDraft, ExclusionDraft, KeyDraft, Lossy,
        StatementDraft, StatementKind,
    },
    super::value::Value,
    super::words,
    crate::catalog::{Check, Constraint, Name, Storage, Validity, ViewKind},
    crate::operation::{self, Operation},
    crate::refusal::Refusal,
};

methods! {
    /// What a new table consists of.
    CreateTable as CreateTableDraft, called by call_create_table;

    /// The columns, in order.
    fn columns(this, at, columns: Columns) { this.columns.extend(columns); }

    /// The primary key, where it is not said on a column.
    fn primary_key(this, at, columns: Names) { this.set_primary_key(columns, at)?; }

    /// No two rows may have the same values in these columns.
    fn unique(this, at, columns: Names) { this.uniques.push(columns); }

    /// An index of these columns.
    fn index(this, at, columns: Parts) { this.indexes.push(columns); }

    /// The values of these columns must be found in those columns of that table.
    fn foreign_key(this, at, columns: Names, table: Text, referenced: Names) {
        this.add_foreign_key(columns, table, referenced);
    }

    /// What must hold for every row.
    fn check(this, at, name: Text, expression: SqlSource) { this.checks.push(Check::new(name, expression)); }

    /// Adds `created_at` and `updated_at`: timestamps with time zone, NOT NULL, by default the time of the insert.
    fn timestamps(this, at) { this.add_timestamps(at); }

    /// What the table is for. Kept in the database, but on SQLite, which has no comments.
    fn comment(this, at, comment: Text) { this.comment = Some(comment); }

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a table that is dropped.
    DropTable as Lossy<operation::DropTable>, called by call_drop_table;

    /// Accepts that the rows are lost, and says why that is right.
    fn accept_data_loss(this, at, reason: Text) { this.accept(reason)?; }
}

methods! {
    /// What can be said of a column that is dropped.
    DropColumn as Lossy<operation::DropColumn>, called by call_drop_column;

    /// Accepts that the values are lost, and says why that is right.
    fn accept_data_loss(this, at, reason: Text) { this.accept(reason)?; }

    /// What the rows get when the column comes back: needed where it is NOT NULL and has no default.
    fn restore_with(this, at, value: Literal) { this.operation.restore_with = Some(value.value); }
}

methods! {
    /// What can be said of a change of type.
    ChangeType as Lossy<ChangeTypeDraft>, called by call_change_type;

    /// How a value becomes one of the new type, where the database has no cast of its own.
    fn using(this, at, expression: SqlSource) { this.operation.using = Some(expression); }

    /// How a value becomes one of the old type again.
    fn reverse_using(this, at, expression: SqlSource) { this.operation.reverse_using = Some(expression); }

    /// Accepts that values are changed for good, and says why that is right.
    fn accept_data_loss(this, at, reason: Text) { this.accept(reason)?; }
}

methods! {
    /// What can be said where NULL is forbidden.
    SetNotNull as Lossy<operation::SetNotNull>, called by call_set_not_null;

    /// What rows that hold NULL get first. Without it they stop the migration.
    ///
    /// Triggers of the table see this update, as any other; on SQLite, which makes the table anew, they do not.
    fn restore_with(this, at, value: Literal) { this.operation.restore_with = Some(value.value); }

    /// Accepts that nothing tells afterwards which rows held NULL, and says why that is right.
    fn accept_data_loss(this, at, reason: Text) { this.accept(reason)?; }
}

methods! {
    /// What can be said where NULL is allowed.
    DropNotNull as operation::DropNotNull, called by call_drop_not_null;

    /// What rows that hold NULL by then get when this is undone, under the triggers of the table, except on SQLite.
    fn restore_with(this, at, value: Literal) { this.restore_with = Some(value.value); }
}

methods! {
    /// What can be said of a column that deployed code has stopped using.
    RetireColumn as operation::DropNotNull, called by call_retire_column;

    /// What rows that hold NULL by then get when this is undone, where NOT NULL was dropped.
    fn restore_with(this, at, value: Literal) { this.restore_with = Some(value.value); }
}

methods! {
    /// What can be said of a column that is computed from now on.
    SetGenerated as Lossy<operation::SetGenerated>, called by call_set_generated;

    /// The values are kept with the row, not computed whenever it is read. PostgreSQL before 18 has no other form.
    fn stored(this, at) { this.operation.generated.storage = Storage::Stored; }

    /// Accepts that the values which were written are lost, and says why that is right.
    fn accept_data_loss(this, at, reason: Text) { this.accept(reason)?; }
}

methods! {
    /// What can be said of a new index.
    CreateIndex as CreateIndexDraft, called by call_create_index;

    /// No two rows may have the same values.
    fn unique(this, at) { this.unique = true; }

    /// Its name, where it is not to be derived.
    fn named(this, at, name: Text) { this.name = Some(name); }

    /// How it is organised, by the database's own name for it: `"gin"` on PostgreSQL.
    ///
    /// MySQL and MariaDB have `"btree"` alone. It serves what PostgreSQL's `"hash"`, `"brin"` and `"spgist"` serve, which are
    /// left out there; where PostgreSQL is no target they are refused, as the word would say nothing.
    fn using(this, at, method: Text) { this.method = Some(method); }

    /// Holds only the rows for which this is true: PostgreSQL and SQLite.
    fn only_where(this, at, expression: SqlSource) { this.predicate = Some(expression); }

    /// PostgreSQL: holds these columns too, without ordering by them.
    fn include(this, at, columns: Names) { this.include = Some(columns); }

    /// NULL counts as a value that two rows may not have: PostgreSQL 15, MySQL and SQLite.
    ///
    /// MySQL and SQLite have no word for it. There the index is one of two expressions for each part, `ifnull(nick, 0)` and
    /// `nick IS NULL`, which keeps rows apart as the index of PostgreSQL does, and does not serve a search for a value of the
    /// column: where that is wanted, create another index of the columns. `ON CONFLICT` of SQLite has to name the
    /// expressions. MySQL copies the table to make it, and again when a column of it gets another name or type: writes wait.
    /// A moment on MySQL needs 8.0.22. MariaDB has no indexes of expressions and refuses it.
    fn nulls_not_distinct(this, at) { this.nulls_not_distinct = Some(at); }

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new foreign key.
    AddForeignKey as AddForeignKeyDraft, called by call_add_foreign_key;

    /// The table and the columns it refers to.
    fn references(this, at, table: Text, columns: Names) { this.references = Some((table, columns)); }

    /// What happens to a row when the row it refers to is deleted.
    fn on_delete(this, at, action: Action) { this.on_delete = action.action; }

    /// What happens to a row when the key it refers to changes.
    fn on_update(this, at, action: Action) { this.on_update = action.action; }

    /// Its name, where it is not to be derived.
    fn named(this, at, name: Text) { this.name = Some(name); }

    /// PostgreSQL and SQLite: it is checked at the end of a transaction, so that rows which refer to each other can be
    /// written in any order.
    fn deferrable(this, at) { this.deferrable = true; }

    /// PostgreSQL: only new and changed rows are checked; [`Schema::validate_constraint`](super::Schema) checks the others
    /// later.
    fn not_valid(this, at) { this.validity = Validity::NotValid; }

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new check.
    AddCheck as operation::AddConstraint, called by call_add_check;

    /// PostgreSQL: only new and changed rows are checked; [`Schema::validate_constraint`](super::Schema) checks the others
    /// later.
    fn not_valid(this, at) {
        if let Constraint::Check(check) = &mut this.constraint {
            check.validity = Validity::NotValid;
        }
    }

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new unique constraint.
    AddUnique as KeyDraft, called by call_add_unique;

    /// PostgreSQL: it is checked at the end of a transaction.
    fn deferrable(this, at) { this.deferrable = true; }

    /// PostgreSQL: its index holds these columns too.
    fn include(this, at, columns: Names) { this.include = Some(columns); }

    /// Its name, where it is not to be derived.
    fn named(this, at, name: Text) { this.name = Some(name); }

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new primary key.
    AddPrimaryKey as KeyDraft, called by call_add_primary_key;

    /// PostgreSQL: it is checked at the end of a transaction.
    fn deferrable(this, at) { this.deferrable = true; }

    /// PostgreSQL: its index holds these columns too.
    fn include(this, at, columns: Names) { this.include = Some(columns); }

    /// Its name, where it is not to be derived. MySQL, MariaDB and SQLite do not keep it.
    fn named(this, at, name: Text) { this.name = Some(name); }

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new exclusion constraint.
    AddExclusion as ExclusionDraft, called by call_add_exclusion;

    /// How its index is organised: `"gist"` for ranges and shapes. Without it the index is a b-tree, which knows no operator
    /// but `=`.
    fn using(this, at, method: Text) { this.method = Some(method); }

    /// Compares only the rows for which this is true.
    fn only_where(this, at, expression: SqlSource) { this.predicate = Some(expression); }

    /// It is checked at the end of a transaction.
    fn deferrable(this, at) { this.deferrable = true; }

    /// Its name, where it is not to be derived.
    fn named(this, at, name: Text) { this.name = Some(name); }

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new value of an enumeration.
    AddEnumValue as operation::AddEnumValue, called by call_add_enum_value;

    /// Puts it before this value.
    fn before(this, at, value: Text) { this.place = Some(operation::EnumPlace::Before(value)); }

    /// Puts it after this value.
    fn after(this, at, value: Text) { this.place = Some(operation::EnumPlace::After(value)); }

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new sequence.
    CreateSequence as operation::CreateSequence, called by call_create_sequence;

    /// The number that it gives next, where that is not 1.
    fn restart_with(this, at, next: Number) { this.restart_with = Some(next.value()); }

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a sequence that is dropped.
    DropSequence as Lossy<operation::DropSequence>, called by call_drop_sequence;

    /// Accepts that its position is lost, so that it starts with 1 when it comes back, and says why that is right.
    fn accept_data_loss(this, at, reason: Text) { this.accept(reason)?; }

    /// The number that it gives next when it comes back: one that was never given.
    fn restart_with(this, at, next: Number) { this.operation.restart_with = Some(next.value()); }
}

methods! {
    /// What can be said of raw SQL.
    Execute as operation::Execute, called by call_execute;

    /// The one SQL statement that undoes it.
    fn reverse(this, at, statement: SqlSource) { this.reverse = Some(statement); }
}

methods! {
    /// What can be said of a new column.
    AddColumn as (), called by call_add_column;

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new enumeration.
    CreateEnum as (), called by call_create_enum;

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new view.
    CreateView as (), called by call_create_view;

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new view that keeps rows.
    CreateMaterializedView as (), called by call_create_materialized_view;

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new function.
    CreateFunction as (), called by call_create_function;

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new trigger.
    CreateTrigger as (), called by call_create_trigger;

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new extension.
    CreateExtension as (), called by call_create_extension;

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

methods! {
    /// What can be said of a new schema.
    CreateSchema as (), called by call_create_schema;

    /// It is there already, made by another history or an older tool. It joins the model, and nothing is sent either way: up
    /// compares it with the database and says in what they differ, down leaves it there.
    fn already_exists(this, at) {}
}

#[cfg(feature = "source")]
pub(super) const METHODS: &[(&str, &[&str])] = &[
    ("AddColumn", AddColumn::METHODS),
    ("CreateEnum", CreateEnum::METHODS),
    ("CreateView", CreateView::METHODS),
    ("CreateMaterializedView", CreateMaterializedView::METHODS),
    ("CreateFunction", CreateFunction::METHODS),
    ("CreateTrigger", CreateTrigger::METHODS),
    ("CreateExtension", CreateExtension::METHODS),
    ("CreateSchema", CreateSchema::METHODS),
    ("CreateTable", CreateTable::METHODS),
    ("DropTable", DropTable::METHODS),
    ("DropColumn", DropColumn::METHODS),
    ("ChangeType", ChangeType::METHODS),
    ("SetNotNull", SetNotNull::METHODS),
    ("DropNotNull", DropNotNull::METHODS),
    ("RetireColumn", RetireColumn::METHODS),
    ("SetGenerated", SetGenerated::METHODS),
    ("CreateIndex", CreateIndex::METHODS),
    ("AddForeignKey", AddForeignKey::METHODS),
    ("AddCheck", AddCheck::METHODS),
    ("AddUnique", AddUnique::METHODS),
    ("AddPrimaryKey", AddPrimaryKey::METHODS),
    ("AddExclusion", AddExclusion::METHODS),
    ("AddEnumValue", AddEnumValue::METHODS),
    ("CreateSequence", CreateSequence::METHODS),
    ("DropSequence", DropSequence::METHODS),
    ("Execute", Execute::METHODS),
    ("Insert", Insert::METHODS),
    ("Update", Update::METHODS),
    ("Delete", Delete::METHODS),
];

#[cfg(feature = "source")]
pub(super) fn call(mut statement: StatementDraft, name: &Name, arguments: Vec<Value>) -> Result<Value, Refusal> {
    if words::METHODS.contains(&name.as_str()) {
        words::call(&mut statement, name, arguments)?;
        return Ok(Value::from(statement));
    }
    match &mut statement.kind {
        StatementKind::CreateTable(draft) => call_create_table(draft, name, arguments)?,
        StatementKind::DropTable(draft) => call_drop_table(draft, name, arguments)?,
        StatementKind::DropColumn(draft) => call_drop_column(draft, name, arguments)?,
        StatementKind::ChangeType(draft) => call_change_type(draft, name, arguments)?,
        StatementKind::SetNotNull(draft) => call_set_not_null(draft, name, arguments)?,
        StatementKind::DropNotNull(draft) => call_drop_not_null(draft, name, arguments)?,
        StatementKind::RetireColumn(draft) => call_retire_column(draft, name, arguments)?,
        StatementKind::SetGenerated(draft) => call_set_generated(draft, name, arguments)?,
        StatementKind::CreateIndex(draft) => call_create_index(draft, name, arguments)?,
        StatementKind::AddForeignKey(draft) => call_add_foreign_key(draft, name, arguments)?,
        StatementKind::AddCheck(draft) => call_add_check(draft, name, arguments)?,
        StatementKind::AddUnique(draft) => call_add_unique(draft, name, arguments)?,
        StatementKind::AddPrimaryKey(draft) => call_add_primary_key(draft, name, arguments)?,
        StatementKind::AddExclusion(draft) => call_add_exclusion(draft, name, arguments)?,
        StatementKind::AddEnumValue(draft) => call_add_enum_value(draft, name, arguments)?,
        StatementKind::CreateSequence(draft) => call_create_sequence(draft, name, arguments)?,
        StatementKind::DropSequence(draft) => call_drop_sequence(draft, name, arguments)?,
        StatementKind::Execute(draft) => call_execute(draft, name, arguments)?,
        StatementKind::Insert(draft) => call_insert(draft, name, arguments)?,
        StatementKind::Update(draft) => call_update(draft, name, arguments)?,
        StatementKind::Delete(draft) => call_delete(draft, name, arguments)?,
        StatementKind::Operation(operation) => match creation(operation) {
            Some(call) => call(&mut (), name, arguments)?,
            None => return Err(nothing_fits(name)),
        },
        StatementKind::AddColumn(_) => call_add_column(&mut (), name, arguments)?,
        StatementKind::DropIndex(_)
        | StatementKind::DropConstraint(..)
        | StatementKind::DropPrimaryKey(_)
        | StatementKind::Irreversible(_)
        | StatementKind::NothingToUndo(_) => return Err(nothing_fits(name)),
    }
    if name.as_str() == "already_exists" {
        statement.already_exists = Some(name.at());
    }
    Ok(Value::from(statement))
}

#[cfg(feature = "source")]
fn nothing_fits(name: &Name) -> Refusal {
    Refusal::new(name.at(), format!("`{name}` cannot be added to this statement")).note("nothing can be added to it")
}

/// What calls the methods of a statement that creates something and is complete as written.
#[cfg(feature = "source")]
fn creation(operation: &Operation) -> Option<MethodCall> {
    if let Operation::CreateView(view) = operation {
        return Some(match view.kind {
            ViewKind::Plain => call_create_view,
            ViewKind::Materialized => call_create_materialized_view,
        });
    }
    let calls: [(bool, MethodCall); 5] = [
        (matches!(operation, Operation::CreateEnum(_)), call_create_enum),
        (matches!(operation, Operation::CreateFunction(_)), call_create_function),
        (matches!(operation, Operation::CreateTrigger(_)), call_create_trigger),
        (matches!(operation, Operation::CreateExtension(_)), call_create_extension),
        (matches!(operation, Operation::CreateSchema(_)), call_create_schema),
    ];
    calls.into_iter().find(|(is_it, _)| *is_it).map(|(_, call)| call)
}

/// A call of a method of a statement that is complete as written.
#[cfg(feature = "source")]
type MethodCall = fn(&mut (), &Name, Vec<Value>) -> Result<(), Refusal>;
