//! What a plan is made of: the moments of a history, and the actions planned for them.

use std::borrow::Cow;

use super::action::{Action, Build, Change};
use super::existing::Existing;
use super::rebuild::Belongings;
use super::recreated_view::BelongingsOfView;
use crate::catalog::{Catalog, Column, Enumeration, ForeignKey, Name, Object, ReferenceAction, Sql, SqlText, Table};
use crate::condition::{Condition, conditions, references_to};
use crate::dialect::Dialect;
use crate::expression;
use crate::operation::{AddColumn, DeleteInserted, Operation};

/// One operation of a script, between the catalogue that it meets and the one that it leaves.
pub(super) struct Moment<'a> {
    pub operation: &'a Operation,
    /// The catalogue that it meets, in the words of its author.
    pub told: Catalog,
    /// The catalogue that it meets, as the database has it.
    pub before: Catalog,
    /// The catalogue that it leaves, as the database has it.
    pub after: Catalog,
    /// The tables and views, as they are called before the operation, that are older than the script.
    pub existing: Existing,
    /// Whether the script drops the table of the operation in the end.
    pub is_dropped_later: bool,
    /// Whether what it asks of the rows has the same answer at the start of the script.
    pub asks_at_start: bool,
    /// Whether what it makes is there already, so that nothing is sent.
    pub is_there: bool,
    /// The words of its author, and those that undo it.
    pub words: (Option<&'a SqlText>, Option<&'a SqlText>),
}

/// The actions for one operation, or for several that SQLite carries out together.
pub(super) struct Group<'a> {
    pub moments: Vec<&'a Moment<'a>>,
    pub planned: Vec<Planned>,
    /// The table that the moments are about, as it is before, where SQLite makes it anew.
    pub rebuilt: Option<&'a Table>,
}

/// What is asked of the database before the first step of a group.
pub(crate) enum Question<'a> {
    /// Whether the rows allow it.
    Rows(&'a Table, Box<Condition>),
    /// PostgreSQL: whether this index can be built: a build that was cancelled leaves an index that serves nobody.
    NameIsFree(&'a Name, &'a Name),
    /// PostgreSQL: whether this extension is not there yet.
    ExtensionIsMissing(&'a Name),
    /// PostgreSQL: whether nothing but itself needs this extension.
    ExtensionIsUnused(&'a Name),
    /// PostgreSQL: whether this schema is not there yet.
    SchemaIsMissing(&'a Name),
    /// PostgreSQL: whether nothing lies in this schema.
    SchemaIsEmpty(&'a Name),
    /// In what the database differs from what this makes and is said to be there already.
    Differing(Box<Cow<'a, Operation>>),
    /// SQLite: whether anything would go with the old form of a table that the catalogue does not know.
    Belongings(Belongings<'a>),
    /// PostgreSQL: whether anything would go with a view that neither the catalogue knows nor is noted.
    BelongingsOfView(BelongingsOfView<'a>),
}

impl Question<'_> {
    /// Whether what it asks for has been what it is since the start of the script.
    pub fn is_of(&self, start: &Catalog) -> bool {
        match self {
            Self::Rows(table, condition) => {
                let Condition::Listed { column, .. } = &**condition else { return true };
                let type_in = |table: &Table| Some(table.column(column)?.column_type.clone());
                start.table(&table.name).and_then(type_in).is_some_and(|before| Some(before) == type_in(table))
            }
            Self::Belongings(known) => known.is_of(start),
            Self::BelongingsOfView(known) => known.is_of(start),
            Self::NameIsFree(..)
            | Self::ExtensionIsMissing(_)
            | Self::ExtensionIsUnused(_)
            | Self::SchemaIsMissing(_)
            | Self::SchemaIsEmpty(_)
            | Self::Differing(_) => true,
        }
    }
}

/// An action, and what undoes it.
pub(super) struct Planned {
    pub action: Action,
    /// The action for a database that nobody uses yet, where that is another one.
    pub plain: Option<Action>,
    /// What is sent in place of the rendered action.
    pub words: Option<String>,
    /// What undoes this action alone, or nothing where it loses something.
    pub undo: Option<Vec<Undo>>,
    pub without_foreign_keys: bool,
}

/// An action that undoes another.
pub(super) struct Undo {
    pub action: Action,
    /// What is sent in place of the rendered action.
    pub words: Option<String>,
}

impl From<Action> for Undo {
    fn from(action: Action) -> Self {
        Self { action, words: None }
    }
}

/// What a step throws away, asked before it does.
pub(crate) enum Discard<'a> {
    /// The rows of a table.
    Rows(&'a Name),
    /// The values of a column.
    Values(&'a Name, &'a Name),
    /// The values of a column that are not what is computed from now on.
    NotComputed(&'a Name, &'a Column, &'a Sql),
    /// What was written since to rows that were inserted.
    Changes(&'a Table, &'a DeleteInserted),
    /// The rows that go with them, or the values that do.
    Following(&'a Table, &'a ForeignKey, &'a DeleteInserted),
}

impl Discard<'_> {
    /// Whether it is about rows that other migrations may have changed since.
    pub const fn is_of_inserted_rows(&self) -> bool {
        match self {
            Self::Changes(..) | Self::Following(..) => true,
            Self::Rows(_) | Self::Values(..) | Self::NotComputed(..) => false,
        }
    }
}

impl<'a> Moment<'a> {
    /// The table before and after an operation that changes one.
    pub fn table(&self, name: &Name) -> Option<(&Table, &Table)> {
        Some((self.before.table(name)?, self.after.table(name)?))
    }

    /// What the rows must satisfy; asked of no table that is born in this script.
    pub fn conditions(&self) -> Vec<(&Table, Condition)> {
        let asked = conditions(self.operation, &self.told).into_iter();
        asked
            .filter(|condition| self.is_old(asked_table(condition)))
            .filter_map(|condition| Some((self.before.indexed(asked_table(&condition))?, condition)))
            .collect()
    }

    /// A column of an older table whose values somebody wrote, and that are not computed.
    fn written_column(&self, table: &Name, column: &Name) -> Option<&Column> {
        let column = self.before.table(table)?.column(column)?;
        (column.generated.is_none() && self.is_old(table)).then_some(column)
    }

    fn discards(&self) -> Vec<Discard<'_>> {
        match self.operation {
            Operation::DropTable(drop) if self.is_old(&drop.table) => vec![Discard::Rows(&drop.table)],
            Operation::DropColumn(drop) => {
                let written = self.written_column(&drop.table, &drop.column);
                written.map(|_| Discard::Values(&drop.table, &drop.column)).into_iter().collect()
            }
            Operation::SetGenerated(set) => {
                let written = self.written_column(&set.table, &set.column);
                let not_computed = |column| Discard::NotComputed(&set.table, column, &set.generated.expression);
                written.map(not_computed).into_iter().collect()
            }
            Operation::DeleteInserted(deleted) => {
                let table = self.before.table(&deleted.insert.table).into_iter();
                let following = references_to(deleted, &self.before)
                    .filter(|(_, key)| !matches!(key.on_delete, ReferenceAction::NoAction | ReferenceAction::Restrict))
                    .map(|(child, key)| Discard::Following(child, key, deleted));
                table.map(|table| Discard::Changes(table, deleted)).chain(following).collect()
            }
            Operation::CreateTable(_)
            | Operation::DropTable(_)
            | Operation::RenameTable(_)
            | Operation::AddColumn(_)
            | Operation::RenameColumn(_)
            | Operation::ChangeType(_)
            | Operation::SetNotNull(_)
            | Operation::DropNotNull(_)
            | Operation::SetDefault(_)
            | Operation::DropDefault(_)
            | Operation::DropGenerated(_)
            | Operation::SetAutoIncrement(_)
            | Operation::DropAutoIncrement(_)
            | Operation::CreateIndex(_)
            | Operation::DropIndex(_)
            | Operation::RenameIndex(_)
            | Operation::AddConstraint(_)
            | Operation::DropConstraint(_)
            | Operation::RenameConstraint(_)
            | Operation::AlreadyExists(_)
            | Operation::WrittenAs(_)
            | Operation::RetireColumn(_)
            | Operation::RetireTable(_)
            | Operation::ValidateConstraint(_)
            | Operation::CommentOnTable(_)
            | Operation::CommentOnColumn(_)
            | Operation::CreateEnum(_)
            | Operation::DropEnum(_)
            | Operation::AddEnumValue(_)
            | Operation::RenameEnumValue(_)
            | Operation::RenameEnum(_)
            | Operation::CreateView(_)
            | Operation::ReplaceView(_)
            | Operation::DropView(_)
            | Operation::CreateFunction(_)
            | Operation::ReplaceFunction(_)
            | Operation::DropFunction(_)
            | Operation::RenameFunction(_)
            | Operation::CreateTrigger(_)
            | Operation::DropTrigger(_)
            | Operation::RenameTrigger(_)
            | Operation::CreateSequence(_)
            | Operation::DropSequence(_)
            | Operation::RenameSequence(_)
            | Operation::CreateExtension(_)
            | Operation::DropExtension(_)
            | Operation::CreateSchema(_)
            | Operation::DropSchema(_)
            | Operation::RenameSchema(_)
            | Operation::RenameView(_)
            | Operation::Execute(_)
            | Operation::Insert(_)
            | Operation::Update(_)
            | Operation::Delete(_) => Vec::new(),
        }
    }

    /// Whether deployed code may use the table while the operation runs, and after it.
    pub fn is_in_use(&self, table: &Name) -> bool {
        self.is_old(table) && !self.is_dropped_later
    }

    /// PostgreSQL: whether indexes of the table come and go while it is in use. Those of partitions cannot, together.
    pub fn builds_concurrently(&self, table: &Name) -> bool {
        let words = self.before.first_words(&Object::Table(table.clone()), Dialect::Postgres);
        self.is_in_use(table) && !words.is_some_and(|words| expression::is_partitioned(words, Dialect::Postgres))
    }

    /// The columns that can hold a value more, each as if it was added: where an enumeration is what they say, they tell.
    fn extended_columns(&self) -> impl Iterator<Item = Operation> {
        let extended = match self.operation {
            Operation::AddEnumValue(add) => Some(&add.name),
            _ => None,
        };
        let of_table = move |table: &'_ Table| {
            let is_extended = |column: &&Column| {
                let enumeration = column.column_type.sql_type.enumeration();
                extended.is_some() && enumeration.map(|enumeration| &enumeration.name) == extended
            };
            let added = |column: &Column| {
                let (table, column) = (table.name.clone(), column.clone());
                Operation::AddColumn(AddColumn { table, column, constraints: Vec::new(), indexes: Vec::new() })
            };
            table.columns.iter().filter(is_extended).map(added).collect::<Vec<_>>()
        };
        self.after.tables.values().flat_map(of_table)
    }

    pub fn is_old(&self, table: &Name) -> bool {
        self.existing.contains(table)
    }
}

const fn asked_table(condition: &Condition) -> &Name {
    match condition {
        Condition::NoNulls { table, .. }
        | Condition::NoDuplicates { table, .. }
        | Condition::NoOrphans { table, .. }
        | Condition::NoMeetings { table, .. }
        | Condition::Satisfies { table, .. }
        | Condition::Unreferenced { table, .. }
        | Condition::Computed { table, .. }
        | Condition::Listed { table, .. }
        | Condition::Fits { table, .. } => table,
    }
}

impl<'a> Group<'a> {
    pub fn of(moment: &'a Moment<'a>, planned: Vec<Planned>) -> Self {
        Self { moments: vec![moment], planned, rebuilt: None }
    }

    pub fn questions(&self) -> Vec<Question<'_>> {
        if let Some(moment) = self.there() {
            let columns = moment.extended_columns().map(|column| Question::Differing(Box::new(Cow::Owned(column))));
            return std::iter::once(Question::Differing(Box::new(Cow::Borrowed(moment.operation))))
                .chain(columns)
                .collect();
        }
        let rows = self.moments.iter().flat_map(|moment| moment.conditions());
        let rows = rows.map(|(table, condition)| Question::Rows(table, Box::new(condition)));
        let built = self.planned.iter().filter_map(|planned| planned.action.built_concurrently());
        let rebuilt = self.belongings().map(Question::Belongings);
        let views = self.belongings_of_views().map(Question::BelongingsOfView);
        let extensions = self.planned.iter().filter_map(|planned| match &planned.action {
            Action::CreateExtension(name) => Some(Question::ExtensionIsMissing(name)),
            Action::DropExtension(name) => Some(Question::ExtensionIsUnused(name)),
            Action::CreateSchema(name) => Some(Question::SchemaIsMissing(name)),
            Action::DropSchema(name) => Some(Question::SchemaIsEmpty(name)),
            _ => None,
        });
        built
            .map(|(table, index)| Question::NameIsFree(table, index))
            .chain(extensions)
            .chain(rebuilt)
            .chain(views)
            .chain(rows)
            .chain(self.listed())
            .collect()
    }

    /// Where the values of an enumeration are told again, no row may hold another one.
    fn listed(&self) -> Vec<Question<'_>> {
        let mut told: Vec<(&Table, Condition)> = Vec::new();
        for planned in &self.planned {
            for (table, column) in self.told(&planned.action) {
                let Some(first) = self.moments.first().filter(|first| first.is_old(table)) else { continue };
                let Some(before) = first.before.table(table) else { continue };
                let enumeration = column.column_type.sql_type.enumeration();
                let was_one =
                    before.column(&column.name).is_some_and(|it| it.column_type.sql_type.enumeration().is_some());
                let (Some(enumeration), true) = (enumeration, was_one) else { continue };
                let condition = Condition::Listed {
                    table: table.clone(),
                    column: column.name.clone(),
                    enumeration: self.with_renamed(enumeration),
                };
                let is_same = |known: &Condition| {
                    matches!((known, &condition), (
                    Condition::Listed { table, column, .. },
                    Condition::Listed { table: other, column: name, .. },
                ) if (table, column) == (other, name))
                };
                // What is told first is what the rows meet.
                if !told.iter().any(|(_, known)| is_same(known)) {
                    told.push((before, condition));
                }
            }
        }
        told.into_iter().map(|(table, condition)| Question::Rows(table, Box::new(condition))).collect()
    }

    /// The columns whose definition an action says again, each with its table.
    fn told<'b>(&'b self, action: &'b Action) -> Vec<(&'b Name, &'b Column)> {
        match action {
            Action::AlterTable { table, changes } => {
                let told = changes.iter().filter_map(|change| match change {
                    Change::Redefine(column) => Some((table, column)),
                    _ => None,
                });
                told.collect()
            }
            Action::CopyRows { from, .. } => {
                let after = self.moments.last().and_then(|last| last.after.table(from));
                after.into_iter().flat_map(|table| table.columns.iter().map(|column| (&table.name, column))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The values that rows may hold: those of the enumeration, and the one that is about to be renamed to one of them.
    fn with_renamed(&self, enumeration: &Enumeration) -> Enumeration {
        let mut enumeration = enumeration.clone();
        for moment in &self.moments {
            if let Operation::RenameEnumValue(rename) = moment.operation
                && rename.name == enumeration.name
                && !enumeration.values.contains(&rename.from)
            {
                enumeration.values.push(rename.from.clone());
            }
        }
        enumeration
    }

    /// What is there already, which has a group of its own.
    pub fn there(&self) -> Option<&Moment<'a>> {
        self.moments.iter().copied().find(|moment| moment.is_there)
    }

    pub fn discards(&self) -> Vec<Discard<'_>> {
        if self.there().is_some() {
            return Vec::new();
        }
        self.moments.iter().flat_map(|moment| moment.discards()).collect()
    }
}

impl Planned {
    /// An action that cannot be undone alone.
    pub const fn lossy(action: Action) -> Self {
        Self { action, plain: None, words: None, undo: None, without_foreign_keys: false }
    }

    pub fn undone_by(action: Action, undo: Vec<Action>) -> Self {
        let undo = Some(undo.into_iter().map(Undo::from).collect());
        Self { action, plain: None, words: None, undo, without_foreign_keys: false }
    }

    /// Changes of a table, and the changes that undo them.
    pub fn alter(table: &Name, changes: Vec<Change>, undo: Vec<Change>) -> Self {
        Self::undone_by(Action::alter(table, changes), vec![Action::alter(table, undo)])
    }
}

impl Action {
    /// Changes of a table in one statement.
    pub fn alter(table: &Name, changes: Vec<Change>) -> Self {
        Self::AlterTable { table: table.clone(), changes }
    }

    /// The view that it drops.
    pub const fn dropped_view(&self) -> Option<&Name> {
        match self {
            Self::DropView { name, .. } => Some(name),
            _ => None,
        }
    }

    /// The index that is built while its table is in use, after its table.
    pub const fn built_concurrently(&self) -> Option<(&Name, &Name)> {
        match self {
            Self::CreateIndex { table, index, build: Build::Concurrent } => Some((table, &index.name)),
            _ => None,
        }
    }

    /// Whether this is where rows or values are thrown away.
    pub fn discards(&self) -> bool {
        match self {
            Self::DropTable(_) | Self::DeleteKeys(_) => true,
            Self::AlterTable { changes, .. } => changes.iter().any(Change::discards),
            Self::CreateTable(_)
            | Self::RenameTable { .. }
            | Self::CreateIndex { .. }
            | Self::DropIndex { .. }
            | Self::RenameIndex { .. }
            | Self::Comment { .. }
            | Self::Fill { .. }
            | Self::Convert { .. }
            | Self::CopyRows { .. }
            | Self::CarrySequence { .. }
            | Self::Number { .. }
            | Self::CreateEnum(_)
            | Self::DropEnum(_)
            | Self::AddEnumValue(_)
            | Self::RenameEnumValue(_)
            | Self::RenameEnum { .. }
            | Self::ReplaceValue { .. }
            | Self::CreateView { .. }
            | Self::ReplaceView { .. }
            | Self::DropView { .. }
            | Self::RenameView { .. }
            | Self::CreateFunction { .. }
            | Self::DropFunction { .. }
            | Self::RenameFunction { .. }
            | Self::CreateTrigger { .. }
            | Self::DropTrigger { .. }
            | Self::RenameTrigger { .. }
            | Self::CreateSequence(_)
            | Self::RestartSequence { .. }
            | Self::DropSequence(_)
            | Self::RenameSequence { .. }
            | Self::CreateExtension(_)
            | Self::DropExtension(_)
            | Self::CreateSchema(_)
            | Self::DropSchema(_)
            | Self::RenameSchema { .. }
            | Self::Execute(_)
            | Self::ChangeRows(_)
            | Self::InsertRows { .. }
            | Self::AdvanceNumbers { .. }
            | Self::SettleConstraints
            | Self::KeepGrants(_)
            | Self::RestoreGrants(_)
            | Self::UpdateRows { .. }
            | Self::DeleteRows { .. } => false,
        }
    }
}
