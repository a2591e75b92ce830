//! What a migration can do to a schema and its rows, each operation complete: every default and every derived
//! name spelled out.

mod column;
mod comment;
mod constraint;
mod enumeration;
mod existing;
mod extension;
mod index;
mod raw;
mod retire;
mod routine;
mod rows;
mod schema;
mod sequence;
mod table;
mod validate;
mod view;
mod written;

pub use column::{
    AddColumn, ChangeType, DropAutoIncrement, DropColumn, DropDefault, DropGenerated, DropNotNull, RenameColumn,
    SetAutoIncrement, SetDefault, SetGenerated, SetNotNull,
};
pub use comment::{CommentOnColumn, CommentOnTable};
pub use constraint::{AddConstraint, DropConstraint, RenameConstraint};
pub use enumeration::{AddEnumValue, CreateEnum, DropEnum, EnumPlace, RenameEnum, RenameEnumValue};
pub use existing::{AlreadyExists, Passage};
pub use extension::{CreateExtension, DropExtension};
pub use index::{CreateIndex, DropIndex, RenameIndex};
pub use raw::{Execute, Subject};
pub use retire::{RetireColumn, RetireTable};
pub use routine::{
    CreateFunction, CreateTrigger, DropFunction, DropTrigger, RenameFunction, RenameTrigger, ReplaceFunction,
};
pub use rows::{Cell, Delete, DeleteInserted, Insert, Row, Update};
pub use schema::{CreateSchema, DropSchema, RenameSchema};
pub use sequence::{CreateSequence, DropSequence, RenameSequence};
pub use table::{CreateTable, DropTable, RenameTable};
pub use validate::ValidateConstraint;
pub use view::{CreateView, DropView, RenameView, ReplaceView};
pub use written::WrittenAs;

use crate::location::Location;

/// One change of a schema or of rows.
#[expect(missing_docs, reason = "each variant is documented at the struct of its name")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    CreateTable(CreateTable),
    DropTable(DropTable),
    RenameTable(RenameTable),
    AddColumn(AddColumn),
    DropColumn(DropColumn),
    RenameColumn(RenameColumn),
    ChangeType(ChangeType),
    SetNotNull(SetNotNull),
    DropNotNull(DropNotNull),
    SetDefault(SetDefault),
    DropDefault(DropDefault),
    SetGenerated(SetGenerated),
    DropGenerated(DropGenerated),
    SetAutoIncrement(SetAutoIncrement),
    DropAutoIncrement(DropAutoIncrement),
    CreateIndex(CreateIndex),
    DropIndex(DropIndex),
    RenameIndex(RenameIndex),
    AddConstraint(AddConstraint),
    DropConstraint(DropConstraint),
    RenameConstraint(RenameConstraint),
    ValidateConstraint(ValidateConstraint),
    RetireColumn(RetireColumn),
    RetireTable(RetireTable),
    CommentOnTable(CommentOnTable),
    CommentOnColumn(CommentOnColumn),
    CreateEnum(CreateEnum),
    DropEnum(DropEnum),
    AddEnumValue(AddEnumValue),
    RenameEnumValue(RenameEnumValue),
    RenameEnum(RenameEnum),
    CreateView(CreateView),
    ReplaceView(ReplaceView),
    DropView(DropView),
    RenameView(RenameView),
    CreateFunction(CreateFunction),
    ReplaceFunction(ReplaceFunction),
    DropFunction(DropFunction),
    RenameFunction(RenameFunction),
    CreateTrigger(CreateTrigger),
    DropTrigger(DropTrigger),
    RenameTrigger(RenameTrigger),
    CreateSequence(CreateSequence),
    DropSequence(DropSequence),
    RenameSequence(RenameSequence),
    CreateExtension(CreateExtension),
    DropExtension(DropExtension),
    CreateSchema(CreateSchema),
    DropSchema(DropSchema),
    RenameSchema(RenameSchema),
    AlreadyExists(AlreadyExists),
    WrittenAs(WrittenAs),
    Execute(Execute),
    Insert(Insert),
    DeleteInserted(DeleteInserted),
    Update(Update),
    Delete(Delete),
}

impl Operation {
    /// What this does to the model.
    #[must_use]
    pub fn modelled(&self) -> &Self {
        match self {
            Self::AlreadyExists(existing) => existing.operation.modelled(),
            Self::WrittenAs(written) => written.operation.modelled(),
            other => other,
        }
    }

    /// The operation that a database is sent for this one, if not itself.
    #[must_use]
    pub fn sent(&self) -> &Self {
        match self {
            Self::RetireColumn(RetireColumn { drop_not_null: Some(drop), .. }) => drop,
            Self::WrittenAs(written) => written.operation.sent(),
            other => other,
        }
    }
}

/// An operation as an author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it does.
    pub operation: Operation,
    /// Why its author accepts what it loses.
    pub accepted_loss: Option<String>,
    /// The method that was called.
    pub at: Location,
}
