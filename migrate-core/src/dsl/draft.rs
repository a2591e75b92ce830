//! Columns and statements as written, before the catalogue says what they mean.

mod insert;

pub use insert::InsertDraft;

use super::value::{Compared, ListForm, Literal, Names, Parts};
use crate::catalog::{
    Check, ColumnType, ConstraintKind, Generated, Name, ReferenceAction, Sql, SqlType, Storage, Validity,
};
use crate::location::Location;
use crate::operation::{self, Operation};
use crate::refusal::{Call, Refusal};

/// A column as written.
#[derive(Clone, Debug)]
pub struct ColumnDraft {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub sql_type: TypeDraft,
    /// `.nullable()`.
    pub nullable: Option<Location>,
    /// `.default(…)`.
    pub default: Option<Literal>,
    /// `.unique()`.
    pub unique: Option<Location>,
    /// `.primary_key()`.
    pub primary_key: Option<Location>,
    /// `.auto_increment()`.
    pub auto_increment: Option<Location>,
    /// `.unsigned()`.
    pub unsigned: Option<Location>,
    /// `.references(…)`, or `reference(…)`.
    pub reference: Option<ReferenceDraft>,
    /// Where a reference asks for an index.
    pub indexed: Option<Location>,
    /// `.check(…)`, each.
    pub checks: Vec<Sql>,
    /// `.generated(…)`.
    pub generated: Option<Sql>,
    /// `.stored()`.
    pub stored: Option<Location>,
    /// `.on_update_now()`.
    pub on_update_now: Option<Location>,
    /// `.comment(…)`.
    pub comment: Option<Name>,
    /// `.collate(…)`.
    pub collation: Option<Sql>,
}

/// The type of a column as written.
#[derive(Clone, Debug)]
pub enum TypeDraft {
    /// This type.
    Known(SqlType),
    /// The type of the key that the column refers to.
    OfReferencedKey,
}

/// A reference as written.
#[derive(Clone, Debug)]
pub struct ReferenceDraft {
    /// The table.
    pub table: Name,
    /// The column; none for the primary key.
    pub column: Option<Name>,
    /// `.on_delete(…)`.
    pub on_delete: ReferenceAction,
    /// `.on_update(…)`.
    pub on_update: ReferenceAction,
}

impl ReferenceDraft {
    pub(super) fn new(table: Name, column: Option<Name>) -> Self {
        Self { table, column, on_delete: ReferenceAction::default(), on_update: ReferenceAction::default() }
    }
}

impl ColumnDraft {
    pub(super) fn new(name: Name, sql_type: SqlType) -> Self {
        Self::of_type(name, TypeDraft::Known(sql_type))
    }

    pub(super) const fn of_type(name: Name, sql_type: TypeDraft) -> Self {
        Self {
            name,
            sql_type,
            nullable: None,
            default: None,
            unique: None,
            primary_key: None,
            auto_increment: None,
            unsigned: None,
            reference: None,
            indexed: None,
            checks: Vec::new(),
            generated: None,
            stored: None,
            on_update_now: None,
            comment: None,
            collation: None,
        }
    }

    pub(super) fn into_array(mut self, at: Location) -> Result<Self, Refusal> {
        match self.sql_type {
            TypeDraft::Known(element) => {
                self.sql_type = TypeDraft::Known(SqlType::Array(Box::new(element)));
                Ok(self)
            }
            TypeDraft::OfReferencedKey => Err(Refusal::new(at, "an array cannot hold references")
                .note("no database checks the elements of an array against another table")
                .help("make a table that holds one row for each reference")),
        }
    }

    pub(super) fn reference_at(&mut self, at: Location) -> Result<&mut ReferenceDraft, Refusal> {
        let name = self.name.clone();
        self.reference.as_mut().ok_or_else(|| {
            Refusal::new(at, format!("`{name}` refers to no table"))
                .help("add `.references(\"table\", \"column\")` before it")
        })
    }

    pub(super) fn leave_out_index(&mut self, at: Location) -> Result<(), Refusal> {
        if self.indexed.take().is_some() {
            return Ok(());
        }
        Err(Refusal::new(at, format!("`{}` has no index to leave out", self.name))
            .note("only `reference(…)` comes with an index")
            .help("delete `.without_index()`"))
    }

    /// How its values come about, if they are computed.
    pub(super) fn generated(&self) -> Result<Option<Generated>, Refusal> {
        let storage = if self.stored.is_some() { Storage::Stored } else { Storage::Virtual };
        match (&self.generated, self.stored) {
            (None, Some(at)) => Err(Refusal::new(
                at,
                format!("`{}` is written like any column, so `.stored()` says nothing", self.name),
            )
            .help("add `.generated(\"…\")` before it, or leave it out")),
            (generated, _) => Ok(generated.clone().map(|expression| Generated { expression, storage })),
        }
    }

    /// The first modifier that a change of type does not take, with the statement that does what it says.
    fn modifier_beside_type(&self) -> Option<(&'static str, &'static str)> {
        [
            (self.nullable.is_some(), "nullable", "write `drop_not_null` as a statement of its own"),
            (self.default.is_some(), "default", "write `set_default` as a statement of its own"),
            (self.unique.is_some(), "unique", "write `add_unique` as a statement of its own"),
            (self.primary_key.is_some(), "primary_key", "write `add_primary_key` as a statement of its own"),
            (self.auto_increment.is_some(), "auto_increment", "leave out `.auto_increment()`"),
            (self.generated.is_some(), "generated", "write `set_generated` as a statement of its own"),
            (self.stored.is_some(), "stored", "write `set_generated` as a statement of its own"),
            (self.on_update_now.is_some(), "on_update_now", "leave out `.on_update_now()`"),
            (self.reference.is_some(), "references", "write `add_foreign_key` as a statement of its own"),
            (!self.checks.is_empty(), "check", "write `add_check` as a statement of its own"),
            (self.comment.is_some(), "comment", "write `comment_on_column` as a statement of its own"),
        ]
        .into_iter()
        .find_map(|(is_said, modifier, help)| is_said.then_some((modifier, help)))
    }
}

/// A comment, unless it is empty.
pub(super) fn kept(comment: &Name) -> Option<String> {
    Some(comment.as_str().to_owned()).filter(|comment| !comment.is_empty())
}

/// A statement as written.
#[derive(Clone, Debug)]
pub struct StatementDraft {
    /// The method that began it.
    pub at: Location,
    /// What it does.
    pub kind: StatementKind,
    /// `.already_exists()`.
    pub already_exists: Option<Location>,
    /// `.written_as(…)`.
    pub sql: Option<Sql>,
    /// `.reverse_written_as(…)`.
    pub reverse: Option<Sql>,
}

impl StatementDraft {
    pub(super) const fn new(at: Location, kind: StatementKind) -> Self {
        Self { at, kind, already_exists: None, sql: None, reverse: None }
    }
}

/// What a statement as written does.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each variant is documented at the statement of its name")]
pub enum StatementKind {
    CreateTable(CreateTableDraft),
    DropTable(Lossy<operation::DropTable>),
    AddColumn(Box<AddColumnDraft>),
    DropColumn(Lossy<operation::DropColumn>),
    ChangeType(Lossy<ChangeTypeDraft>),
    SetNotNull(Lossy<operation::SetNotNull>),
    DropNotNull(operation::DropNotNull),
    /// With what would drop NOT NULL, if that is needed.
    RetireColumn(operation::DropNotNull),
    SetGenerated(Lossy<operation::SetGenerated>),
    CreateIndex(CreateIndexDraft),
    DropIndex(DropDraft),
    AddForeignKey(AddForeignKeyDraft),
    AddUnique(KeyDraft),
    AddPrimaryKey(KeyDraft),
    AddCheck(operation::AddConstraint),
    AddExclusion(ExclusionDraft),
    DropConstraint(ConstraintKind, DropDraft),
    DropPrimaryKey(Name),
    /// A statement that is complete as written.
    Operation(Operation),
    AddEnumValue(operation::AddEnumValue),
    CreateSequence(operation::CreateSequence),
    DropSequence(Lossy<operation::DropSequence>),
    Execute(operation::Execute),
    Insert(InsertDraft),
    Update(operation::Update),
    Delete(operation::Delete),
    Irreversible(Name),
    NothingToUndo(Name),
}

/// A statement that loses data, and whether its author accepts that.
#[derive(Clone, Debug)]
pub struct Lossy<T> {
    /// The statement.
    pub operation: T,
    /// Why the author accepts the loss.
    pub accepted: Option<Name>,
}

impl<T> Lossy<T> {
    pub(super) const fn new(operation: T) -> Self {
        Self { operation, accepted: None }
    }

    pub(super) fn accept(&mut self, reason: Name) -> Result<(), Refusal> {
        if reason.trim().is_empty() {
            return Err(Refusal::new(reason.at(), "the reason is empty")
                .note("whoever reads the history wants to know where the data went")
                .help("write where the data is now, or why nobody needs it"));
        }
        self.accepted = Some(reason);
        Ok(())
    }
}

/// `create_table` as written.
#[derive(Clone, Debug)]
pub struct CreateTableDraft {
    /// The table.
    pub table: Name,
    /// `.columns(…)`.
    pub columns: Vec<ColumnDraft>,
    /// `.primary_key(…)`.
    pub primary_key: Option<Names>,
    /// `.unique(…)`, each.
    pub uniques: Vec<Names>,
    /// `.index(…)`, each.
    pub indexes: Vec<Parts>,
    /// `.foreign_key(…)`, each.
    pub foreign_keys: Vec<AddForeignKeyDraft>,
    /// `.check(…)`, each.
    pub checks: Vec<Check>,
    /// `.comment(…)`.
    pub comment: Option<Name>,
}

impl CreateTableDraft {
    pub(super) const fn new(table: Name) -> Self {
        Self {
            table,
            columns: Vec::new(),
            primary_key: None,
            uniques: Vec::new(),
            indexes: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            comment: None,
        }
    }

    pub(super) fn set_primary_key(&mut self, columns: Names, at: Location) -> Result<(), Refusal> {
        if self.primary_key.is_some() {
            return Err(Refusal::new(at, format!("table `{}` has a primary key already", self.table))
                .help("name all columns of the key in one `.primary_key([…])`, and leave out the others"));
        }
        self.primary_key = Some(columns);
        Ok(())
    }

    pub(super) fn add_foreign_key(&mut self, columns: Names, table: Name, referenced: Names) {
        let mut key = AddForeignKeyDraft::new(self.table.clone(), columns);
        key.references = Some((table, referenced));
        self.foreign_keys.push(key);
    }

    pub(super) fn add_timestamps(&mut self, at: Location) {
        for name in ["created_at", "updated_at"] {
            let mut column = ColumnDraft::new(Name::new(name, at), SqlType::TimestampWithTimeZone);
            column.default = Some(Literal { value: crate::catalog::Value::Now, at });
            self.columns.push(column);
        }
    }
}

/// `add_column` as written.
#[derive(Clone, Debug)]
pub struct AddColumnDraft {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: ColumnDraft,
}

/// `change_type` as written.
#[derive(Clone, Debug)]
pub struct ChangeTypeDraft {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
    /// The new type.
    pub column_type: ColumnType,
    /// `.using(…)`.
    pub using: Option<Sql>,
    /// `.reverse_using(…)`.
    pub reverse_using: Option<Sql>,
}

impl ChangeTypeDraft {
    pub(super) fn new(table: Name, column: ColumnDraft) -> Result<Self, Refusal> {
        let at = column.name.at();
        let TypeDraft::Known(sql_type) = &column.sql_type else {
            return Err(Refusal::new(at, "`change_type` needs a type, not a reference")
                .help("write the type, and `add_foreign_key` as a statement of its own")
                .of(Call::Around("reference")));
        };
        if let Some((modifier, help)) = column.modifier_beside_type() {
            return Err(Refusal::new(at, "`change_type` changes the type alone").help(help).of(Call::After(modifier)));
        }
        let sql_type = sql_type.clone();
        let column_type = ColumnType { sql_type, unsigned: column.unsigned.is_some(), collation: column.collation };
        Ok(Self { table, column: column.name, column_type, using: None, reverse_using: None })
    }
}

/// `create_index` as written.
#[derive(Clone, Debug)]
pub struct CreateIndexDraft {
    /// The table.
    pub table: Name,
    /// What it orders by.
    pub parts: Parts,
    /// `.named(…)`.
    pub name: Option<Name>,
    /// `.unique()`.
    pub unique: bool,
    /// `.using(…)`.
    pub method: Option<Name>,
    /// `.only_where(…)`.
    pub predicate: Option<Sql>,
    /// `.include(…)`.
    pub include: Option<Names>,
    /// `.nulls_not_distinct()`.
    pub nulls_not_distinct: Option<Location>,
}

impl CreateIndexDraft {
    pub(super) const fn new(table: Name, parts: Parts) -> Self {
        Self {
            table,
            parts,
            name: None,
            unique: false,
            method: None,
            predicate: None,
            include: None,
            nulls_not_distinct: None,
        }
    }
}

/// `add_foreign_key` as written.
#[derive(Clone, Debug)]
pub struct AddForeignKeyDraft {
    /// The table.
    pub table: Name,
    /// The referencing columns.
    pub columns: Names,
    /// `.references(…)`.
    pub references: Option<(Name, Names)>,
    /// `.on_delete(…)`.
    pub on_delete: ReferenceAction,
    /// `.on_update(…)`.
    pub on_update: ReferenceAction,
    /// `.named(…)`.
    pub name: Option<Name>,
    /// `.deferrable()`.
    pub deferrable: bool,
    /// `.not_valid()`.
    pub validity: Validity,
}

impl AddForeignKeyDraft {
    pub(super) const fn new(table: Name, columns: Names) -> Self {
        Self {
            table,
            columns,
            references: None,
            on_delete: ReferenceAction::NoAction,
            on_update: ReferenceAction::NoAction,
            name: None,
            deferrable: false,
            validity: Validity::Valid,
        }
    }
}

/// `add_unique` or `add_primary_key` as written.
#[derive(Clone, Debug)]
pub struct KeyDraft {
    /// The table.
    pub table: Name,
    /// The columns.
    pub columns: Names,
    /// `.named(…)`.
    pub name: Option<Name>,
    /// `.deferrable()`.
    pub deferrable: bool,
    /// `.include(…)`.
    pub include: Option<Names>,
}

impl KeyDraft {
    pub(super) const fn new(table: Name, columns: Names) -> Self {
        Self { table, columns, name: None, deferrable: false, include: None }
    }
}

/// `add_exclusion` as written.
#[derive(Clone, Debug)]
pub struct ExclusionDraft {
    /// The table.
    pub table: Name,
    /// What is compared.
    pub compared: Compared,
    /// `.named(…)`.
    pub name: Option<Name>,
    /// `.using(…)`.
    pub method: Option<Name>,
    /// `.only_where(…)`.
    pub predicate: Option<Sql>,
    /// `.deferrable()`.
    pub deferrable: bool,
}

impl ExclusionDraft {
    pub(super) const fn new(table: Name, compared: Compared) -> Self {
        Self { table, compared, name: None, method: None, predicate: None, deferrable: false }
    }
}

/// The drop of something that has a name and columns: a plain string is its name, an array its columns.
#[derive(Clone, Debug)]
pub struct DropDraft {
    /// The table.
    pub table: Name,
    /// Its name, or its columns.
    pub which: Names,
}

impl DropDraft {
    /// Its name, if it was given by name.
    #[must_use]
    pub fn name(&self) -> Option<&Name> {
        (self.which.form == ListForm::One).then(|| &self.which.names[0])
    }
}
