//! What was made in its author's own words, and what it was like then: as long as it is so, the same words make it again.

use std::collections::BTreeMap;

use super::{
    Catalog, Column, Constraint, Enumeration, Extension, Index, Name, Sequence, Sql, SqlText, Table, ViewKind,
};
use crate::dialect::Dialect;

/// Something that a statement makes, by its name of today.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    /// A table.
    Table(Name),
    /// A column of a table.
    Column(Name, Name),
    /// An index of a table or view.
    Index(Name, Name),
    /// A constraint of a table.
    Constraint(Name, Name),
    /// A view.
    View(Name),
    /// An enumeration.
    Enum(Name),
    /// A sequence.
    Sequence(Name),
    /// An extension.
    Extension(Name),
}

/// The words that made something, one text for each database that has one.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Words(BTreeMap<Dialect, (SqlText, Shape)>);

/// What something was like. What belongs to a table or view holds the name of that, which stands in the words too.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    Table(Box<Table>),
    /// With the keys and indexes that hold it.
    Column(Name, Box<Column>, Vec<Constraint>, Vec<Index>),
    Index(Name, Box<Index>),
    Constraint(Name, Box<Constraint>),
    View(Name, ViewKind, Sql),
    Enum(Enumeration),
    Sequence(Sequence),
    Extension(Extension),
}

/// What is known of the words that made something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remembered<'a> {
    /// It was made as the model has it.
    Nothing,
    /// These words make it again.
    Same(&'a SqlText),
    /// It was made in its author's words and has changed since.
    Changed,
}

impl Object {
    /// The table or view that it is, or belongs to.
    fn owner(&self) -> Option<&Name> {
        match self {
            Self::Table(name)
            | Self::View(name)
            | Self::Column(name, _)
            | Self::Index(name, _)
            | Self::Constraint(name, _) => Some(name),
            Self::Enum(_) | Self::Sequence(_) | Self::Extension(_) => None,
        }
    }

    /// What it is called in a message.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Column(table, name) => format!("{table}.{name}"),
            Self::Table(name)
            | Self::View(name)
            | Self::Index(_, name)
            | Self::Constraint(_, name)
            | Self::Enum(name)
            | Self::Sequence(name)
            | Self::Extension(name) => name.to_string(),
        }
    }

    /// The same in a table or view that is called otherwise.
    fn of(&self, owner: &Name) -> Self {
        let owner = owner.clone();
        match self {
            Self::Table(_) => Self::Table(owner),
            Self::View(_) => Self::View(owner),
            Self::Column(_, name) => Self::Column(owner, name.clone()),
            Self::Index(_, name) => Self::Index(owner, name.clone()),
            Self::Constraint(_, name) => Self::Constraint(owner, name.clone()),
            Self::Enum(_) | Self::Sequence(_) | Self::Extension(_) => self.clone(),
        }
    }
}

impl Catalog {
    /// Remembers the words that made something, which has its shape now.
    pub fn remember(&mut self, object: Object, dialect: Dialect, text: &SqlText) {
        let Some(shape) = self.shape(&object, dialect) else { return };
        let mut words = self.written.get(&object).cloned().unwrap_or_default();
        words.0.insert(dialect, (text.clone(), shape));
        self.written.insert(object, words);
    }

    /// What is known of the words that made something for a database.
    #[must_use]
    pub fn remembered(&self, object: &Object, dialect: Dialect) -> Remembered<'_> {
        match self.written.get(object).and_then(|words| words.0.get(&dialect)) {
            None => Remembered::Nothing,
            Some((text, shape)) if self.shape(object, dialect).as_ref() == Some(shape) => Remembered::Same(text),
            Some(_) => Remembered::Changed,
        }
    }

    /// The words that made something for a database, whatever it is like by now.
    #[must_use]
    pub fn first_words(&self, object: &Object, dialect: Dialect) -> Option<&SqlText> {
        self.written.get(object)?.0.get(&dialect).map(|(text, _)| text)
    }

    /// The words that made a column for a database, alone or with its table, and what it was like then.
    #[must_use]
    pub fn words_of_column(&self, table: &Name, name: &Name, dialect: Dialect) -> Option<(&SqlText, &Column)> {
        let of = |object: &Object| self.written.get(object).and_then(|words| words.0.get(&dialect));
        if let Some((text, Shape::Column(_, column, ..))) = of(&Object::Column(table.clone(), name.clone())) {
            return Some((text, column));
        }
        match of(&Object::Table(table.clone()))? {
            (text, Shape::Table(table)) => Some((text, table.column(name)?)),
            _ => None,
        }
    }

    /// Follows a new name.
    pub fn rename_written(&mut self, from: &Object, to: Object) {
        if let Some(words) = self.written.remove(from) {
            self.written.insert(to, words);
        }
    }

    /// Follows the new name of a table or view into everything that belongs to it.
    pub fn rename_owner_of_written(&mut self, from: &Name, to: &Name) {
        let concerned: Vec<Object> =
            self.written.keys().filter(|object| object.owner() == Some(from)).cloned().collect();
        for object in concerned {
            let renamed = object.of(to);
            self.rename_written(&object, renamed);
        }
    }

    /// Follows the new name of a schema into what lies in it.
    pub fn rename_schema_of_written(&mut self, renamed: impl Fn(&Name) -> Option<Name>) {
        let all: Vec<Object> = self.written.keys().cloned().collect();
        for object in all {
            let moved = match &object {
                Object::Enum(name) => renamed(name).map(Object::Enum),
                Object::Sequence(name) => renamed(name).map(Object::Sequence),
                other => other.owner().and_then(&renamed).map(|owner| other.of(&owner)),
            };
            if let Some(moved) = moved {
                self.rename_written(&object, moved);
            }
        }
    }

    /// Forgets what is not there any more.
    pub fn forget_written(&mut self) {
        let gone: Vec<Object> = self.written.keys().filter(|object| !self.holds(object)).cloned().collect();
        for object in gone {
            self.written.remove(&object);
        }
    }

    fn holds(&self, object: &Object) -> bool {
        Dialect::ALL.into_iter().any(|dialect| self.shape(object, dialect).is_some())
    }

    /// What something is like. MySQL and MariaDB create the indexes of a table with it; elsewhere they come later, and
    /// so do comments on PostgreSQL.
    fn shape(&self, object: &Object, dialect: Dialect) -> Option<Shape> {
        Some(match object {
            Object::Table(name) => {
                let mut table = self.table(name)?.clone();
                let names: Vec<Name> = table.constraints().map(|constraint| constraint.name().clone()).collect();
                names.iter().for_each(|name| table.set_valid(name));
                // What was made in words of its own is made again in them. SQLite makes a constraint with its table.
                if dialect != Dialect::Sqlite {
                    let is_apart = |one: &Constraint| {
                        self.written.contains_key(&Object::Constraint(table.name.clone(), one.name().clone()))
                    };
                    let apart: Vec<Constraint> = table.constraints().filter(is_apart).collect();
                    apart.iter().for_each(|one| table.remove_constraint(one.kind(), one.name()));
                }
                let object = |index: &Index| Object::Index(table.name.clone(), index.name.clone());
                let indexes = table.indexes.iter().filter(|index| !self.written.contains_key(&object(index)));
                table.indexes = indexes.cloned().collect();
                if !dialect.is_mysql_family() {
                    table.indexes.clear();
                    table.comment = None;
                    table.columns.iter_mut().for_each(|column| column.comment = None);
                }
                Shape::Table(Box::new(table))
            }
            Object::Column(table, name) => {
                let table = self.table(table)?;
                let holds = |constraint: &Constraint| match constraint {
                    Constraint::PrimaryKey(key) | Constraint::Unique(key) => key.columns.contains(name),
                    Constraint::ForeignKey(key) => key.columns.contains(name),
                    Constraint::Check(_) | Constraint::Exclusion(_) => false,
                };
                let constraints = table.constraints().filter(holds).collect();
                let indexes = table.indexes.iter().filter(|index| index.named_columns().any(|held| held == name));
                let column = Box::new(table.column(name)?.clone());
                Shape::Column(table.name.clone(), column, constraints, indexes.cloned().collect())
            }
            Object::Index(owner, name) => {
                let index = self.indexed(owner)?.index(name)?.clone();
                Shape::Index(owner.clone(), Box::new(index))
            }
            Object::Constraint(table, name) => {
                let found = self.table(table)?.constraints().find(|constraint| constraint.name() == name)?;
                Shape::Constraint(table.clone(), Box::new(found))
            }
            Object::View(name) => {
                let view = self.view(name)?;
                Shape::View(view.name.clone(), view.kind, view.query.clone())
            }
            Object::Enum(name) => Shape::Enum(self.enums.get(name)?.clone()),
            Object::Sequence(name) => Shape::Sequence(self.sequences.get(name)?.clone()),
            Object::Extension(name) => Shape::Extension(self.extensions.get(name)?.clone()),
        })
    }
}
