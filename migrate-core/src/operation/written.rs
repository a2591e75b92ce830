//! A statement whose SQL its author writes.

use super::Operation;
use crate::catalog::{Object, Sql};

/// An operation that is sent in its author's words. A database for which there are none is sent the rendered SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenAs {
    /// What it does.
    pub operation: Box<Operation>,
    /// The SQL that does it.
    pub sql: Option<Sql>,
    /// The SQL that undoes it.
    pub reverse: Option<Sql>,
}

impl WrittenAs {
    /// As an operation in these words.
    #[must_use]
    pub fn wrapping(operation: Operation, sql: Option<Sql>, reverse: Option<Sql>) -> Operation {
        Operation::WrittenAs(Self { operation: Box::new(operation), sql, reverse })
    }
}

impl Operation {
    /// The operation whose words these may be.
    #[must_use]
    pub fn unworded(&self) -> &Self {
        match self {
            Self::WrittenAs(written) => &written.operation,
            other => other,
        }
    }

    /// The words that undo it.
    #[must_use]
    pub const fn reverse_words(&self) -> Option<&Sql> {
        match self {
            Self::WrittenAs(written) => written.reverse.as_ref(),
            _ => None,
        }
    }

    /// What it makes that words may have made. Functions and triggers are made in words anyway.
    #[must_use]
    pub fn made(&self) -> Option<Object> {
        Some(match self {
            Self::CreateTable(create) => Object::Table(create.table.name.clone()),
            Self::AddColumn(add) => Object::Column(add.table.clone(), add.column.name.clone()),
            Self::CreateIndex(create) => Object::Index(create.table.clone(), create.index.name.clone()),
            Self::AddConstraint(add) => Object::Constraint(add.table.clone(), add.constraint.name().clone()),
            Self::CreateEnum(create) => Object::Enum(create.enumeration.name.clone()),
            Self::CreateView(create) => Object::View(create.name.clone()),
            Self::ReplaceView(replace) => Object::View(replace.name.clone()),
            Self::CreateSequence(create) => Object::Sequence(create.sequence.name.clone()),
            Self::CreateExtension(create) => Object::Extension(create.extension.name.clone()),
            Self::WrittenAs(written) => return written.operation.made(),
            Self::DropTable(_)
            | Self::RenameTable(_)
            | Self::DropColumn(_)
            | Self::RenameColumn(_)
            | Self::ChangeType(_)
            | Self::SetNotNull(_)
            | Self::DropNotNull(_)
            | Self::SetDefault(_)
            | Self::DropDefault(_)
            | Self::SetGenerated(_)
            | Self::DropGenerated(_)
            | Self::SetAutoIncrement(_)
            | Self::DropAutoIncrement(_)
            | Self::DropIndex(_)
            | Self::RenameIndex(_)
            | Self::DropConstraint(_)
            | Self::RenameConstraint(_)
            | Self::ValidateConstraint(_)
            | Self::RetireColumn(_)
            | Self::RetireTable(_)
            | Self::CommentOnTable(_)
            | Self::CommentOnColumn(_)
            | Self::DropEnum(_)
            | Self::AddEnumValue(_)
            | Self::RenameEnumValue(_)
            | Self::RenameEnum(_)
            | Self::DropView(_)
            | Self::RenameView(_)
            | Self::CreateFunction(_)
            | Self::ReplaceFunction(_)
            | Self::DropFunction(_)
            | Self::RenameFunction(_)
            | Self::CreateTrigger(_)
            | Self::DropTrigger(_)
            | Self::RenameTrigger(_)
            | Self::DropSequence(_)
            | Self::RenameSequence(_)
            | Self::DropExtension(_)
            | Self::CreateSchema(_)
            | Self::DropSchema(_)
            | Self::RenameSchema(_)
            | Self::AlreadyExists(_)
            | Self::Execute(_)
            | Self::Insert(_)
            | Self::DeleteInserted(_)
            | Self::Update(_)
            | Self::Delete(_) => return None,
        })
    }
}
