//! From a statement as written to a complete operation: derived names, and the types of references.

use super::draft::{
    AddColumnDraft, AddForeignKeyDraft, ChangeTypeDraft, ColumnDraft, CreateIndexDraft, CreateTableDraft, DropDraft,
    ExclusionDraft, KeyDraft, Lossy, ReferenceDraft, StatementDraft, StatementKind, TypeDraft, kept,
};
use super::value::{Compared, Names};
use crate::apply::{missing_enum, missing_table};
use crate::catalog::{
    Catalog, Check, Column, ColumnType, Constraint, ConstraintKind, Exclusion, ForeignKey, Index, IndexPart, Key, Name,
    SqlType, Table, Validity, derived_name,
};
use crate::dialect::Target;
use crate::expression::{expanded, plain_definition, trimmed};
use crate::operation::{self, Operation, Statement};
use crate::refusal::{Call, Refusal};

/// Why a statement could not be made complete.
#[derive(Debug)]
pub enum Unresolved {
    /// Its author made a mistake.
    Refused(Box<Refusal>),
    /// It needs a table of which nothing is known.
    Unknown,
}

impl From<Refusal> for Unresolved {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

/// What a statement of a body is.
#[derive(Debug)]
pub enum Resolved {
    /// A change of the schema.
    Statement(Box<Statement>),
    /// `irreversible(reason)`.
    Irreversible(Name),
    /// `nothing_to_undo(reason)`.
    NothingToUndo(Name),
}

/// Makes a statement complete with what the catalogue says.
///
/// # Errors
/// It names something that is not there, or needs a table of which nothing is known.
pub fn resolve(draft: StatementDraft, catalog: &Catalog, targets: &[Target]) -> Result<Resolved, Unresolved> {
    let StatementDraft { at, kind, already_exists, sql, reverse } = draft;
    let (operation, accepted) = match kind {
        StatementKind::Irreversible(reason) => return Ok(Resolved::Irreversible(reason)),
        StatementKind::NothingToUndo(reason) => return Ok(Resolved::NothingToUndo(reason)),
        StatementKind::DropTable(Lossy { operation, accepted }) => (Operation::DropTable(operation), accepted),
        StatementKind::DropColumn(Lossy { operation, accepted }) => (Operation::DropColumn(operation), accepted),
        StatementKind::ChangeType(Lossy { operation, accepted }) => (change_type(operation, catalog)?, accepted),
        StatementKind::SetGenerated(Lossy { operation, accepted }) => (Operation::SetGenerated(operation), accepted),
        StatementKind::CreateTable(draft) => (Operation::CreateTable(create_table(draft, catalog)?), None),
        StatementKind::AddColumn(draft) => (Operation::AddColumn(add_column(*draft, catalog)?), None),
        StatementKind::SetNotNull(Lossy { operation, accepted }) => (Operation::SetNotNull(operation), accepted),
        StatementKind::DropNotNull(operation) => (Operation::DropNotNull(operation), None),
        StatementKind::RetireColumn(draft) => (retire_column(draft, catalog)?, None),
        StatementKind::CreateIndex(draft) => (create_index(draft)?, None),
        StatementKind::DropIndex(draft) => (drop_index(draft, catalog)?, None),
        StatementKind::AddForeignKey(draft) => (add_foreign_key(draft, at)?, None),
        StatementKind::AddCheck(operation) => (Operation::AddConstraint(operation), None),
        StatementKind::AddExclusion(draft) => (add_exclusion(draft), None),
        StatementKind::AddUnique(draft) => (add_unique(draft), None),
        StatementKind::AddPrimaryKey(draft) => (add_primary_key(draft), None),
        StatementKind::DropConstraint(kind, draft) => (drop_constraint(kind, draft, catalog)?, None),
        StatementKind::DropPrimaryKey(table) => (drop_primary_key(table, catalog)?, None),
        StatementKind::Operation(operation) => (written_out(operation, catalog, targets), None),
        StatementKind::CreateSequence(operation) => (Operation::CreateSequence(operation), None),
        StatementKind::DropSequence(Lossy { operation, accepted }) => (Operation::DropSequence(operation), accepted),
        StatementKind::AddEnumValue(operation) => (Operation::AddEnumValue(operation), None),
        StatementKind::Execute(operation) => (Operation::Execute(operation), None),
        StatementKind::Insert(draft) => (Operation::Insert(draft.complete()?), None),
        StatementKind::Update(operation) => (update(operation)?, None),
        StatementKind::Delete(operation) => (Operation::Delete(operation), None),
    };
    let accepted_loss = accepted.map(|reason| reason.as_str().to_owned());
    let operation = match (already_exists, sql, reverse) {
        (Some(_), None, None) => operation::AlreadyExists::wrapping(operation, operation::Passage::Joins),
        (Some(at), ..) => {
            let refusal = Refusal::new(at, "nothing is sent for what exists already, in whatever words");
            return Err(refusal.help("delete `.written_as(…)` and `.reverse_written_as(…)`").into());
        }
        (None, None, None) => operation,
        (None, sql, reverse) => operation::WrittenAs::wrapping(operation, sql, reverse),
    };
    Ok(Resolved::Statement(Box::new(Statement { operation, accepted_loss, at })))
}

/// NOT NULL goes where a row could not be inserted without the column.
fn retire_column(draft: operation::DropNotNull, catalog: &Catalog) -> Result<Operation, Unresolved> {
    let (table, name) = (draft.table.clone(), draft.column.clone());
    let needs_value = find_table(catalog, &table)?.column(&name).is_some_and(|column| {
        !column.nullable && column.default.is_none() && !column.auto_increment && column.generated.is_none()
    });
    if draft.restore_with.is_some() && !needs_value {
        let problem = format!("retiring `{table}.{name}` does not drop NOT NULL, so undoing it restores no value");
        let note = "rows can be inserted without the column as it is";
        let refusal = Refusal::new(name.at(), problem).note(note).help("delete `.restore_with(…)`");
        return Err(refusal.of(Call::After("restore_with")).into());
    }
    let drop_not_null = needs_value.then(|| Box::new(Operation::DropNotNull(draft)));
    Ok(Operation::RetireColumn(operation::RetireColumn { table, column: name, drop_not_null }))
}

/// A view whose `*` names its columns, as PostgreSQL, MySQL and MariaDB keep it, and a function without OR REPLACE.
fn written_out(mut operation: Operation, catalog: &Catalog, targets: &[Target]) -> Operation {
    match &mut operation {
        Operation::CreateView(operation::CreateView { query, .. })
        | Operation::ReplaceView(operation::ReplaceView { query, .. }) => *query = expanded(query, catalog, targets),
        Operation::CreateFunction(create) => create.function.definition = trimmed(&create.function.definition),
        Operation::CreateTrigger(create) => create.trigger.definition = trimmed(&create.trigger.definition),
        Operation::ReplaceFunction(replace) => replace.definition = plain_definition(&replace.definition, targets),
        _ => {}
    }
    operation
}

fn create_table(draft: CreateTableDraft, catalog: &Catalog) -> Result<operation::CreateTable, Unresolved> {
    let mut table = Table::new(draft.table.clone());
    let own_key = own_key(&draft);
    for column in &draft.columns {
        let parts = Parts::of(column, &draft.table, catalog, own_key.as_ref())?;
        table.columns.push(parts.column);
        table.indexes.extend(parts.indexes);
        for constraint in parts.constraints {
            if let (Constraint::PrimaryKey(key), Some(first)) = (&constraint, &table.primary_key) {
                return Err(second_primary_key(&draft.table, first, key.name.at()).into());
            }
            table.add_constraint(constraint);
        }
    }
    if let Some(columns) = draft.primary_key {
        if let Some(key) = &table.primary_key {
            return Err(second_primary_key(&draft.table, key, columns.at).into());
        }
        table.primary_key = Some(Key::new(derived_name::primary_key(&draft.table).moved_to(columns.at), columns.names));
    }
    table.uniques.extend(draft.uniques.into_iter().map(|columns| unique_key(&draft.table, columns, None)));
    table.indexes.extend(draft.indexes.into_iter().map(|columns| {
        let name = derived_name::index(&draft.table, &columns.parts).moved_to(columns.at);
        Index::of_parts(name, columns.parts)
    }));
    for key in draft.foreign_keys {
        table.foreign_keys.push(foreign_key(key, draft.table.at())?);
    }
    table.checks.extend(draft.checks);
    table.comment = draft.comment.as_ref().and_then(kept);
    Ok(operation::CreateTable { table })
}

fn second_primary_key(table: &Name, first: &Key, at: crate::location::Location) -> Refusal {
    let columns: Vec<String> = first.columns.iter().map(|column| format!("`{column}`")).collect();
    Refusal::new(at, format!("table `{table}` has a primary key already, on {}", columns.join(", ")))
        .help("name all columns of the key in one `.primary_key([…])`, and leave out the others")
}

/// The primary key of a table that is being created, for a reference to itself.
fn own_key(draft: &CreateTableDraft) -> Option<(Name, ColumnType)> {
    let by_modifier = draft.columns.iter().find(|column| column.primary_key.is_some());
    let column = by_modifier.or_else(|| match draft.primary_key.as_ref()?.names.as_slice() {
        [only] => draft.columns.iter().find(|column| column.name == *only),
        _ => None,
    })?;
    match &column.sql_type {
        TypeDraft::Known(sql_type) => Some((column.name.clone(), column_type(column, sql_type.clone()))),
        TypeDraft::OfReferencedKey => None,
    }
}

fn column_type(column: &ColumnDraft, sql_type: SqlType) -> ColumnType {
    ColumnType { sql_type, unsigned: column.unsigned.is_some(), collation: column.collation.clone() }
}

/// A type with the values of its enumeration.
fn with_values(mut sql_type: SqlType, catalog: &Catalog) -> Result<SqlType, Unresolved> {
    if let Some(enumeration) = sql_type.enumeration_mut() {
        match catalog.enums.get(enumeration.name.as_str()) {
            Some(found) => enumeration.values.clone_from(&found.values),
            None if catalog.is_unknown(&enumeration.name) => return Err(Unresolved::Unknown),
            None => return Err(missing_enum(catalog, &enumeration.name).into()),
        }
    }
    Ok(sql_type)
}

fn add_column(draft: AddColumnDraft, catalog: &Catalog) -> Result<operation::AddColumn, Unresolved> {
    let own_key = catalog.table(&draft.table).and_then(single_key);
    let parts = Parts::of(&draft.column, &draft.table, catalog, own_key.as_ref())?;
    Ok(operation::AddColumn {
        table: draft.table,
        column: parts.column,
        constraints: parts.constraints,
        indexes: parts.indexes,
    })
}

fn single_key(table: &Table) -> Option<(Name, ColumnType)> {
    let [only] = table.primary_key.as_ref()?.columns.as_slice() else { return None };
    Some((only.clone(), table.column(only)?.column_type.clone()))
}

/// What one written column consists of.
struct Parts {
    column: Column,
    constraints: Vec<Constraint>,
    indexes: Vec<Index>,
}

impl Parts {
    fn of(
        draft: &ColumnDraft,
        table: &Name,
        catalog: &Catalog,
        own_key: Option<&(Name, ColumnType)>,
    ) -> Result<Self, Unresolved> {
        let (foreign_key, key_type) = match &draft.reference {
            None => (None, None),
            Some(reference) => {
                let (column, key_type) = referenced_key(draft, reference, table, catalog, own_key)?;
                (Some(reference_key(draft, reference, table, column)), key_type)
            }
        };
        let column_type = match (&draft.sql_type, key_type) {
            (TypeDraft::Known(sql_type), _) => column_type(draft, with_values(sql_type.clone(), catalog)?),
            (TypeDraft::OfReferencedKey, Some(key_type)) => key_type,
            (TypeDraft::OfReferencedKey, None) => return Err(Unresolved::Unknown),
        };
        let columns = vec![draft.name.clone()];
        let at = |name: Name, place: crate::location::Location| name.moved_to(place);
        let mut constraints = Vec::new();
        if let Some(place) = draft.primary_key {
            let name = at(derived_name::primary_key(table), place);
            constraints.push(Constraint::PrimaryKey(Key::new(name, columns.clone())));
        }
        if let Some(place) = draft.unique {
            let name = at(derived_name::unique(table, &columns), place);
            constraints.push(Constraint::Unique(Key::new(name, columns.clone())));
        }
        constraints.extend(foreign_key.map(Constraint::ForeignKey));
        constraints.extend(draft.checks.iter().enumerate().map(|(position, expression)| {
            let name = at(derived_name::check(table, &draft.name, position), draft.name.at());
            Constraint::Check(Check::new(name, expression.clone()))
        }));
        let indexes = draft
            .indexed
            .map(|place| {
                let parts: Vec<IndexPart> = columns.iter().cloned().map(IndexPart::column).collect();
                Index::of_parts(at(derived_name::index(table, &parts), place), parts)
            })
            .into_iter()
            .collect();
        let column = Column {
            name: draft.name.clone(),
            column_type,
            nullable: draft.nullable.is_some(),
            default: draft.default.as_ref().map(|default| default.value.clone()),
            auto_increment: draft.auto_increment.is_some(),
            generated: draft.generated()?,
            on_update_now: draft.on_update_now.is_some(),
            comment: draft.comment.as_ref().and_then(kept),
        };
        Ok(Self { column, constraints, indexes })
    }
}

fn reference_key(draft: &ColumnDraft, reference: &ReferenceDraft, table: &Name, referenced: Name) -> ForeignKey {
    let columns = vec![draft.name.clone()];
    ForeignKey {
        name: derived_name::foreign_key(table, &columns).moved_to(reference.table.at()),
        columns,
        referenced_table: reference.table.clone(),
        referenced_columns: vec![referenced],
        on_delete: reference.on_delete,
        on_update: reference.on_update,
        deferrable: false,
        validity: Validity::Valid,
    }
}

/// The column that a reference refers to, and its type where it is known.
fn referenced_key(
    draft: &ColumnDraft,
    reference: &ReferenceDraft,
    table: &Name,
    catalog: &Catalog,
    own_key: Option<&(Name, ColumnType)>,
) -> Result<(Name, Option<ColumnType>), Unresolved> {
    if let Some(column) = &reference.column {
        return Ok((column.clone(), None));
    }
    if reference.table == *table {
        return match own_key {
            Some((column, key_type)) => Ok((column.moved_to(reference.table.at()), Some(key_type.clone()))),
            None => Err(no_single_key(draft, reference).into()),
        };
    }
    let referenced = find_table(catalog, &reference.table)?;
    match single_key(referenced) {
        Some((column, key_type)) => Ok((column.moved_to(reference.table.at()), Some(key_type))),
        None => Err(no_single_key(draft, reference).into()),
    }
}

fn no_single_key(draft: &ColumnDraft, reference: &ReferenceDraft) -> Refusal {
    let problem = format!("`{}` has no primary key of one column for `{}` to refer to", reference.table, draft.name);
    Refusal::new(reference.table.at(), problem)
        .help("write the columns with their types, and `.foreign_key([…], \"table\", […])` or `add_foreign_key`")
}

fn change_type(draft: ChangeTypeDraft, catalog: &Catalog) -> Result<Operation, Unresolved> {
    let ChangeTypeDraft { table, column, mut column_type, using, reverse_using } = draft;
    column_type.sql_type = with_values(column_type.sql_type, catalog)?;
    Ok(Operation::ChangeType(operation::ChangeType { table, column, column_type, using, reverse_using }))
}

fn create_index(draft: CreateIndexDraft) -> Result<Operation, Refusal> {
    let CreateIndexDraft { table, parts, name, unique, method, predicate, include, nulls_not_distinct } = draft;
    if let (Some(at), false) = (nulls_not_distinct, unique) {
        let refusal = Refusal::new(at, "an index that is not unique has nothing to do with NULL being distinct");
        return Err(refusal.help("add `.unique()`, or leave this out"));
    }
    let index = Index {
        name: name.unwrap_or_else(|| derived_name::index(&table, &parts.parts).moved_to(parts.at)),
        parts: parts.parts,
        unique,
        method,
        predicate,
        include: include.map(|include| include.names).unwrap_or_default(),
        nulls_not_distinct: nulls_not_distinct.is_some(),
    };
    Ok(Operation::CreateIndex(operation::CreateIndex { table, index }))
}

fn unique_key(table: &Name, columns: Names, name: Option<Name>) -> Key {
    let name = name.unwrap_or_else(|| derived_name::unique(table, &columns.names).moved_to(columns.at));
    Key::new(name, columns.names)
}

fn add_unique(draft: KeyDraft) -> Operation {
    let KeyDraft { table, columns, name, deferrable, include } = draft;
    let include = include.map(|include| include.names).unwrap_or_default();
    let key = Key { deferrable, include, ..unique_key(&table, columns, name) };
    add_constraint(table, Constraint::Unique(key))
}

fn add_exclusion(draft: ExclusionDraft) -> Operation {
    let ExclusionDraft { table, compared: Compared { parts, at }, name, method, predicate, deferrable } = draft;
    let name = name.unwrap_or_else(|| derived_name::exclusion(&table, &parts).moved_to(at));
    let exclusion = Exclusion { name, parts, method, predicate, deferrable };
    add_constraint(table, Constraint::Exclusion(exclusion))
}

fn add_primary_key(draft: KeyDraft) -> Operation {
    let KeyDraft { table, columns, name, deferrable, include } = draft;
    let name = name.unwrap_or_else(|| derived_name::primary_key(&table).moved_to(columns.at));
    let include = include.map(|include| include.names).unwrap_or_default();
    add_constraint(table, Constraint::PrimaryKey(Key { name, columns: columns.names, deferrable, include }))
}

fn add_foreign_key(draft: AddForeignKeyDraft, at: crate::location::Location) -> Result<Operation, Unresolved> {
    let table = draft.table.clone();
    Ok(add_constraint(table, Constraint::ForeignKey(foreign_key(draft, at)?)))
}

fn add_constraint(table: Name, constraint: Constraint) -> Operation {
    Operation::AddConstraint(operation::AddConstraint { table, constraint })
}

fn foreign_key(draft: AddForeignKeyDraft, at: crate::location::Location) -> Result<ForeignKey, Refusal> {
    let Some((referenced_table, referenced)) = draft.references else {
        return Err(Refusal::new(at, format!("the foreign key of `{}` refers to no table", draft.table))
            .help("add `.references(\"table\", [\"column\"])`"));
    };
    let derived = || derived_name::foreign_key(&draft.table, &draft.columns.names).moved_to(draft.columns.at);
    let name = draft.name.clone().unwrap_or_else(derived);
    Ok(ForeignKey {
        name,
        columns: draft.columns.names,
        referenced_table,
        referenced_columns: referenced.names,
        on_delete: draft.on_delete,
        on_update: draft.on_update,
        deferrable: draft.deferrable,
        validity: draft.validity,
    })
}

fn update(operation: operation::Update) -> Result<Operation, Refusal> {
    if operation.sets.is_empty() {
        let refusal = Refusal::new(operation.table.at(), "this update gives no column a value");
        return Err(refusal.help("add `.set(\"column\", value)`").of(Call::Around("update")));
    }
    Ok(Operation::Update(operation))
}

fn drop_index(draft: DropDraft, catalog: &Catalog) -> Result<Operation, Unresolved> {
    if let Some(index) = draft.name() {
        let index = index.clone();
        return Ok(Operation::DropIndex(operation::DropIndex { table: draft.table, index }));
    }
    let table = match catalog.indexed(&draft.table) {
        Some(table) => table,
        None => find_table(catalog, &draft.table)?,
    };
    let is_meant = |index: &&Index| index.columns().as_deref() == Some(&draft.which.names);
    let found = table.indexes.iter().find(is_meant);
    let Some(index) = found else {
        let columns: Vec<_> =
            table.indexes.iter().filter_map(|index| Some((index.name.as_str(), index.columns()?))).collect();
        let names = columns.iter().map(|(name, columns)| (*name, columns.as_slice()));
        return Err(nothing_of_columns("index", &draft, names).into());
    };
    let index = index.name.moved_to(draft.which.at);
    Ok(Operation::DropIndex(operation::DropIndex { table: draft.table, index }))
}

fn drop_constraint(kind: ConstraintKind, draft: DropDraft, catalog: &Catalog) -> Result<Operation, Unresolved> {
    if let Some(name) = draft.name() {
        let name = name.clone();
        return Ok(Operation::DropConstraint(operation::DropConstraint { table: draft.table, kind, name }));
    }
    let table = find_table(catalog, &draft.table)?;
    let candidates: Vec<Constraint> = table.constraints().filter(|constraint| constraint.kind() == kind).collect();
    let columns = |constraint: &Constraint| match constraint {
        Constraint::PrimaryKey(key) | Constraint::Unique(key) => key.columns.clone(),
        Constraint::ForeignKey(key) => key.columns.clone(),
        Constraint::Check(_) | Constraint::Exclusion(_) => Vec::new(),
    };
    let Some(found) = candidates.iter().find(|candidate| columns(candidate) == draft.which.names) else {
        let owned: Vec<_> = candidates.iter().map(|c| (c.name().as_str().to_owned(), columns(c))).collect();
        let names = owned.iter().map(|(name, columns)| (name.as_str(), columns.as_slice()));
        return Err(nothing_of_columns(kind.noun(), &draft, names).into());
    };
    let name = found.name().moved_to(draft.which.at);
    Ok(Operation::DropConstraint(operation::DropConstraint { table: draft.table, kind, name }))
}

fn nothing_of_columns<'a>(
    noun: &str,
    draft: &DropDraft,
    names: impl Iterator<Item = (&'a str, &'a [Name])>,
) -> Refusal {
    let list = |columns: &[Name]| columns.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let problem = format!("`{}` has no {noun} of {}", draft.table, list(&draft.which.names));
    let known: Vec<_> = names.map(|(name, columns)| format!("`{name}` of {}", list(columns))).collect();
    let refusal = Refusal::new(draft.which.at, problem);
    if known.is_empty() { refusal } else { refusal.note(format!("it has {}", known.join("; "))) }
}

fn drop_primary_key(table: Name, catalog: &Catalog) -> Result<Operation, Unresolved> {
    let found = find_table(catalog, &table)?;
    let Some(key) = &found.primary_key else {
        return Err(Refusal::new(table.at(), format!("`{table}` has no primary key")).into());
    };
    let name = key.name.moved_to(table.at());
    Ok(Operation::DropConstraint(operation::DropConstraint { table, kind: ConstraintKind::PrimaryKey, name }))
}

fn find_table<'a>(catalog: &'a Catalog, name: &Name) -> Result<&'a Table, Unresolved> {
    // One that could not be followed any more is still there as it was before.
    if catalog.is_unknown(name) {
        return Err(Unresolved::Unknown);
    }
    catalog.table(name).ok_or_else(|| missing_table(catalog, name).into())
}
