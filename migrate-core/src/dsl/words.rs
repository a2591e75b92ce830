//! A statement in its author's own words: what can be added to every schema statement that sends SQL of its own.

use super::argument::{Argument, SqlSource};
use super::modifier::{
    AddCheck, AddColumn, AddEnumValue, AddForeignKey, AddPrimaryKey, AddUnique, ChangeType, CreateEnum,
    CreateExtension, CreateIndex, CreateMaterializedView, CreateSequence, CreateTable, CreateView, DropColumn,
    DropNotNull, DropSequence, DropTable, SetGenerated, SetNotNull,
};
use super::statement::Statement;

#[cfg(feature = "source")]
use {
    super::draft::{StatementDraft, StatementKind},
    super::value::{Arguments, Value},
    crate::catalog::Name,
    crate::operation::Operation,
    crate::refusal::Refusal,
};

macro_rules! in_words {
    ($($statement:ident)*) => { $(
        impl $statement {
            /// Sends this SQL, one complete statement, in place of the rendered one: for partitions, storage options and
            /// whatever else the language does not spell. A database that `sql_for()` does not name is sent the rendered
            /// SQL.
            ///
            /// What the history holds, what is checked and what undoes it stay those of the statement. Other SQL that it
            /// needs is sent as it is: of a new table its indexes (but on MySQL and MariaDB, which create them with it)
            /// and comments. Where SQLite makes a table anew, this is the `CREATE TABLE` of its new form.
            ///
            /// Dropping what was made in these words is undone in the same words, if nothing about it has changed since.
            #[allow(clippy::return_self_not_must_use, reason = "a statement is complete without using the value")]
            pub fn written_as(self, sql: impl Argument<SqlSource>) -> Self {
                let _ = sql;
                self
            }

            /// Undoes the statement with this SQL, one complete statement, in place of the rendered one.
            #[allow(clippy::return_self_not_must_use, reason = "a statement is complete without using the value")]
            pub fn reverse_written_as(self, sql: impl Argument<SqlSource>) -> Self {
                let _ = sql;
                self
            }
        }
    )* };
}

in_words! {
    AddCheck AddColumn AddEnumValue AddForeignKey AddPrimaryKey AddUnique ChangeType CreateEnum CreateExtension
    CreateIndex CreateMaterializedView CreateSequence CreateTable CreateView DropColumn DropNotNull DropSequence DropTable
    SetGenerated SetNotNull Statement
}

#[cfg(feature = "source")]
pub(super) const METHODS: &[&str] = &["written_as", "reverse_written_as"];

/// Calls one of [`METHODS`] on a statement.
#[cfg(feature = "source")]
pub(super) fn call(statement: &mut StatementDraft, name: &Name, arguments: Vec<Value>) -> Result<(), Refusal> {
    if let Some(note) = sends_nothing(&statement.kind) {
        return Err(Refusal::new(name.at(), format!("`{name}` cannot be added to this statement")).note(note));
    }
    let mut arguments = Arguments::new(name, arguments, &["sql"])?;
    let sql = arguments.take::<SqlSource>()?;
    let words = if name.as_str() == "written_as" { &mut statement.sql } else { &mut statement.reverse };
    *words = Some(sql);
    Ok(())
}

/// Why a statement has no SQL that could be said otherwise.
#[cfg(feature = "source")]
fn sends_nothing(kind: &StatementKind) -> Option<&'static str> {
    match kind {
        StatementKind::Operation(
            Operation::CreateFunction(_) | Operation::ReplaceFunction(_) | Operation::CreateTrigger(_),
        )
        | StatementKind::Execute(_) => Some("it is sent in your own words anyway"),
        StatementKind::RetireColumn(_) | StatementKind::Operation(Operation::RetireTable(_)) => {
            Some("it is a mark in the history")
        }
        StatementKind::Irreversible(_) | StatementKind::NothingToUndo(_) => Some("nothing can be added to it"),
        StatementKind::Insert(_) | StatementKind::Update(_) | StatementKind::Delete(_) => {
            Some("it changes rows, for which there is `execute`")
        }
        _ => None,
    }
}
