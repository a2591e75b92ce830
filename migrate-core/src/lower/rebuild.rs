//! The rebuild of a SQLite table: a new one with the right definition, the rows copied, the old one dropped, and
//! the new one renamed.
//!
//! The new table takes the old one's name, and not the other way round: renaming the old table away would make the
//! foreign keys of other tables follow it. Those keys name the table throughout, so they find the
//! new one; they must be off meanwhile, or `DROP TABLE` deletes the rows that refer to it.

use super::action::{Action, Build, Source};
use super::plan::{Group, Moment, Planned};
use super::{trigger, view};
use crate::capability::numbered_column;
use crate::catalog::{Catalog, Column, Name, Object, SqlType, Table};
use crate::dialect::{Dialect, Target};
use crate::expression::rename_table;
use crate::operation::{ChangeType, Operation};

/// One or more consecutive changes of a table that can share a rebuild.
pub(super) struct Rebuild<'a> {
    pub moments: Vec<&'a Moment<'a>>,
    table: &'a Name,
    /// The columns that the table will have, and where their values come from.
    columns: Vec<(Name, Source)>,
}

/// What the catalogue knows of a table that SQLite makes anew.
pub(crate) struct Belongings<'a> {
    pub table: &'a Table,
    pub triggers: Vec<&'a Name>,
    pub definition: Definition,
}

/// In whose words a table is defined.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Definition {
    /// Those of the catalogue.
    Rendered,
    /// Those of its author, of which the catalogue may not know all.
    Written,
}

impl<'a> Rebuild<'a> {
    /// The rebuild for one change; nothing where the table is not known.
    pub fn new(moment: &'a Moment<'a>, table: &'a Name) -> Option<Self> {
        let before = moment.before.table(table)?;
        let same = |column: &Column| (column.name.clone(), Source::Column(column.name.clone()));
        let mut rebuild = Self { moments: Vec::new(), table, columns: before.columns.iter().map(same).collect() };
        rebuild.follow(moment);
        Some(rebuild)
    }

    /// Adds another change, and tells whether it could.
    pub fn extend(&mut self, moment: &'a Moment<'a>, table: &Name) -> bool {
        // What a column held is read from the old table, whose other columns may have changed.
        let reads_computed = matches!(moment.operation, Operation::DropGenerated(_));
        let shares = self.table == table
            && !reads_computed
            && !self.asks_of_new_columns(moment)
            && !self.converts_changed(moment);
        if shares {
            self.follow(moment);
        }
        shares
    }

    /// A condition is asked before the first step, when an added column is not there yet, nor what one is computed to.
    fn asks_of_new_columns(&self, moment: &Moment<'_>) -> bool {
        self.columns.iter().any(|(_, source)| source.is_new()) && !moment.conditions().is_empty()
    }

    /// An author's expression speaks of the columns as they are at its point.
    fn converts_changed(&self, moment: &Moment<'_>) -> bool {
        let Operation::ChangeType(ChangeType { using: Some(using), .. }) = moment.operation else { return false };
        let is_same = |(name, source): &(Name, Source)| *source == Source::Column(name.clone());
        using.text(Dialect::Sqlite).is_some() && !self.columns.iter().all(is_same)
    }

    fn follow(&mut self, moment: &'a Moment<'a>) {
        match moment.operation {
            Operation::AddColumn(add) => {
                self.columns.push((add.column.name.clone(), Source::Default(add.column.clone())));
            }
            Operation::SetGenerated(set) => self.replace(&set.column, |_| Source::Computed),
            Operation::DropColumn(drop) => self.columns.retain(|(name, _)| *name != drop.column),
            Operation::ChangeType(change) => {
                let using = change.using.as_ref().and_then(|using| using.text(Dialect::Sqlite));
                let old = moment.before.table(self.table).and_then(|table| table.column(&change.column));
                let is_moment = old.is_some_and(|old| old.column_type.sql_type.is_moment());
                let new = &change.column_type.sql_type;
                self.replace(&change.column, |source| match using {
                    Some(using) => Source::Expression(using.text.clone()),
                    None if is_moment && (new.is_moment() || *new == SqlType::Time) => {
                        Source::Moment(Box::new(source), new.clone())
                    }
                    None => Source::Cast(Box::new(source), new.clone()),
                });
            }
            Operation::SetNotNull(set) => {
                let column = moment.after.table(self.table).and_then(|table| table.column(&set.column));
                if let (Some(value), Some(column)) = (&set.restore_with, column) {
                    self.replace(&set.column, |source| {
                        Source::Coalesce(Box::new(source), column.clone(), value.clone())
                    });
                }
            }
            Operation::RenameEnumValue(rename) => {
                let Some((before, _)) = moment.table(self.table) else { return };
                for column in &before.columns {
                    let enumeration = column.column_type.sql_type.enumeration();
                    if enumeration.is_some_and(|enumeration| enumeration.name == rename.name) {
                        let (from, to) = (rename.from.clone(), rename.to.clone());
                        self.replace(&column.name, |source| Source::Renamed(Box::new(source), from, to));
                    }
                }
            }
            Operation::CreateTable(_)
            | Operation::DropTable(_)
            | Operation::RenameTable(_)
            | Operation::RenameColumn(_)
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
            | Operation::DeleteInserted(_)
            | Operation::Update(_)
            | Operation::Delete(_) => {}
        }
        self.moments.push(moment);
    }

    fn replace(&mut self, column: &Name, source: impl FnOnce(Source) -> Source) {
        if let Some((_, old)) = self.columns.iter_mut().find(|(name, _)| name == column) {
            *old = source(old.clone());
        }
    }

    /// The table as the first change meets it.
    pub fn before(&self) -> Option<&'a Table> {
        self.moments.first().and_then(|first| first.before.table(self.table))
    }

    /// The steps, all of them with foreign keys off.
    pub fn planned(&self) -> Vec<Planned> {
        let (Some(first), Some(last)) = (self.moments.first(), self.moments.last()) else { return Vec::new() };
        let (Some(before), Some(after)) = (self.before(), last.after.table(self.table)) else {
            return Vec::new();
        };
        let (from, into) = (before.name.clone(), free_name(&before.name, &first.before));
        let mut actions = vec![
            Action::CreateTable(under_name(after, &into)),
            Action::CopyRows { from: from.clone(), into: into.clone(), columns: self.copied(after) },
        ];
        if numbered_column(before).is_some() && numbered_column(after).is_some() {
            actions.push(Action::CarrySequence { from: from.clone(), into: into.clone() });
        }
        actions.push(Action::DropTable(before.clone()));
        actions.push(Action::RenameTable { from: into, to: from.clone() });
        let indexes = after.indexes.iter().cloned();
        actions.extend(indexes.map(|index| Action::CreateIndex { table: from.clone(), index, build: Build::Plain }));
        let planned = |action| Planned { without_foreign_keys: true, ..Planned::lossy(action) };
        let planned = actions.into_iter().map(planned).collect();
        // The new table cannot take its name while a view speaks of one that is not there.
        let planned = view::around(&first.before, &last.after, (&from, &from), planned, Dialect::Sqlite);
        trigger::around_table(&first.before, &last.after, &from, planned)
    }
}

impl Rebuild<'_> {
    /// The columns that are not computed.
    fn copied(&self, after: &Table) -> Vec<(Name, Source)> {
        let is_written = |name: &Name| after.column(name).is_some_and(|column| column.generated.is_none());
        self.columns.iter().filter(|(name, _)| is_written(name)).cloned().collect()
    }
}

impl<'a> Group<'a> {
    /// What is known of the tables whose old form is dropped. An enumeration may have columns in several.
    pub fn belongings(&self) -> impl Iterator<Item = Belongings<'a>> {
        let first = self.moments.first().copied();
        let emptied = self.planned.iter().filter_map(|planned| match &planned.action {
            Action::CopyRows { from, .. } => Some(from),
            _ => None,
        });
        emptied.filter_map(move |table| first?.belongings(table))
    }
}

impl Moment<'_> {
    /// What is known of a table that is made anew.
    fn belongings(&self, table: &Name) -> Option<Belongings<'_>> {
        let table = self.before.table(table)?;
        let is_written = |object| self.before.first_words(&object, Dialect::Sqlite).is_some();
        let column = |column: &Column| Object::Column(table.name.clone(), column.name.clone());
        // The words of the moment are those of the new form.
        let has_words = self.words.0.is_some()
            || is_written(Object::Table(table.name.clone()))
            || table.columns.iter().any(|it| is_written(column(it)));
        let definition = if has_words { Definition::Written } else { Definition::Rendered };
        Some(Belongings { table, triggers: triggers_of(table, &self.before), definition })
    }
}

impl Belongings<'_> {
    /// Whether all of it has been so since the start of a script.
    pub fn is_of(&self, start: &Catalog) -> bool {
        start.table(&self.table.name) == Some(self.table) && triggers_of(self.table, start) == self.triggers
    }
}

/// The triggers of a table that SQLite has.
fn triggers_of<'a>(table: &Table, catalog: &'a Catalog) -> Vec<&'a Name> {
    let triggers = catalog.triggers.values().filter(|trigger| trigger.table == table.name);
    let known = triggers.filter(|trigger| trigger.definition.text(Dialect::Sqlite).is_some());
    known.map(|trigger| &trigger.name).collect()
}

impl Source {
    /// Whether the old table does not hold what this comes to.
    fn is_new(&self) -> bool {
        match self {
            Self::Default(_) | Self::Computed => true,
            Self::Column(_) | Self::Expression(_) => false,
            Self::Cast(inner, _)
            | Self::Moment(inner, _)
            | Self::Coalesce(inner, _, _)
            | Self::Renamed(inner, _, _) => inner.is_new(),
        }
    }
}

/// The same table under a name for the time being. A check may speak of the table by name, and SQLite
/// changes that back when it renames the table; foreign keys to itself name the table as it will be called.
fn under_name(table: &Table, name: &Name) -> Table {
    let mut renamed = table.clone();
    renamed.name = name.clone();
    for check in &mut renamed.checks {
        check.expression = rename_table(&check.expression, &table.name, name, &[Target::new(Dialect::Sqlite)]);
    }
    renamed
}

/// How the name of the new table begins while it is filled.
const TEMPORARY: &str = "_new_";

/// The table whose new form has this name while it is filled.
pub(super) fn made_under<'a>(temporary: &Name, after: &'a Catalog) -> Option<&'a Name> {
    let mut name = temporary.as_str().strip_prefix(TEMPORARY)?;
    if after.table(temporary).is_some() {
        return None;
    }
    loop {
        match after.table(name) {
            Some(table) => return Some(&table.name),
            None => name = name.strip_prefix(TEMPORARY)?,
        }
    }
}

/// A name that no table has.
pub(super) fn free_name(table: &Name, catalog: &Catalog) -> Name {
    let mut name = format!("{TEMPORARY}{table}");
    while catalog.table(&name).is_some() || catalog.view(&name).is_some() {
        name.insert_str(0, TEMPORARY);
    }
    Name::derived(name)
}
