//! Finding what an operation names.

use crate::catalog::{Catalog, Column, Constraint, ConstraintKind, Index, Name, Table};
use crate::refusal::{Refusal, nearest};

use super::cx::{Cx, list, note_place};
use super::former::{column_key, constraint_key, explain, index_key};
use super::name::with_article;

impl<'a> Cx<'a> {
    /// The table of this name, or a refusal.
    pub fn table(&mut self, name: &Name) -> Option<&'a Table> {
        let catalog = self.catalog;
        if let Some(table) = catalog.table(name) {
            return Some(table);
        }
        self.refuse(missing_table(catalog, name));
        None
    }

    /// The table of this name, or the one that a view is which keeps rows, or a refusal.
    pub fn indexed(&mut self, name: &Name) -> Option<&'a Table> {
        let catalog = self.catalog;
        if let Some(view) = catalog.view(name).filter(|view| view.rows.is_none()) {
            let refusal = Refusal::new(name.at(), format!("view `{name}` keeps no rows, so it has no index"));
            self.refuse(
                note_place(refusal, "it was created in", view.name.at()).help("add the index to what it reads"),
            );
            return None;
        }
        catalog.indexed(name).or_else(|| self.table(name))
    }

    /// The column of this name, or a refusal.
    pub fn column(&mut self, table: &'a Table, name: &Name) -> Option<&'a Column> {
        let column = table.column(name);
        if column.is_none() {
            self.refuse_missing_column(table, name);
        }
        column
    }

    /// Refuses a column that the table does not have.
    pub fn refuse_missing_column(&mut self, table: &Table, name: &Name) {
        let at = super::cx::place(name, table.name.at());
        let noun = self.catalog.view(&table.name).map_or("table", |view| view.kind.noun());
        let refusal = Refusal::new(at, format!("{noun} `{}` has no column `{name}`", table.name));
        let (refusal, now) = explain(self.catalog, refusal, name, |name| column_key(&table.name, name));
        let candidates = table.columns.iter().map(|column| column.name.as_str());
        self.refuse(suggest(refusal, now, name, candidates));
    }

    /// The index of this name, or a refusal.
    pub fn index(&mut self, table: &'a Table, name: &Name) -> Option<&'a Index> {
        let index = table.index(name);
        if index.is_none() {
            let refusal = Refusal::new(name.at(), format!("table `{}` has no index `{name}`", table.name));
            let (mut refusal, now) = explain(self.catalog, refusal, name, |name| index_key(&table.name, name));
            if let Some(constraint) = table.constraints().find(|constraint| constraint.name() == name) {
                refusal = refusal.note(format!("`{name}` is {}", with_article(constraint.kind().noun())));
                self.refuse(refusal.help(format!("write `{}`, or `rename_constraint`", dropping(constraint.kind()))));
            } else {
                let candidates = table.indexes.iter().map(|index| index.name.as_str());
                self.refuse(suggest(refusal, now, name, candidates));
            }
        }
        index
    }

    /// The constraint of this name, of this kind where one is given, or a refusal.
    pub fn constraint(&mut self, table: &'a Table, kind: Option<ConstraintKind>, name: &Name) -> Option<Constraint> {
        let fits = |constraint: &Constraint| kind.is_none_or(|kind| constraint.kind() == kind);
        let found = table.constraints().find(|constraint| fits(constraint) && constraint.name() == name);
        if found.is_some() {
            return found;
        }
        let noun = kind.map_or("constraint", ConstraintKind::noun);
        let at = super::cx::place(name, table.name.at());
        let refusal = match kind {
            Some(ConstraintKind::PrimaryKey) if table.primary_key.is_none() => {
                Refusal::new(at, format!("table `{}` has no primary key", table.name))
            }
            _ => Refusal::new(at, format!("table `{}` has no {noun} `{name}`", table.name)),
        };
        let (refusal, now) = explain(self.catalog, refusal, name, |name| constraint_key(&table.name, name));
        if let Some(other) = table.constraints().find(|constraint| constraint.name() == name) {
            let refusal = refusal.note(format!("`{name}` is {}", with_article(other.kind().noun())));
            self.refuse(refusal.help(format!("write `{}`", dropping(other.kind()))));
        } else if table.index(name).is_some() {
            let refusal = refusal.note(format!("`{name}` is an index"));
            self.refuse(refusal.help("write `drop_index` or `rename_index`"));
        } else {
            let candidates: Vec<Constraint> = table.constraints().filter(fits).collect();
            let names = candidates.iter().map(|constraint| constraint.name().as_str());
            self.refuse(suggest(refusal, now, name, names));
        }
        None
    }
}

/// The refusal of a table that the catalogue does not have.
#[must_use]
pub fn missing_table(catalog: &Catalog, name: &Name) -> Refusal {
    let refusal = Refusal::new(name.at(), format!("there is no table `{name}`"));
    if let Some(view) = catalog.view(name) {
        let refusal = refusal.note(format!("`{name}` is a {}", view.kind.noun()));
        return refusal.help(format!("write `{}` or `rename_view`", view.kind.dropping()));
    }
    let (refusal, now) = explain(catalog, refusal, name, str::to_owned);
    suggest(refusal, now, name, catalog.tables.keys().map(Name::as_str))
}

/// The statement that drops a constraint of this kind.
const fn dropping(kind: ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::PrimaryKey => "drop_primary_key",
        ConstraintKind::Unique => "drop_unique",
        ConstraintKind::ForeignKey => "drop_foreign_key",
        ConstraintKind::Check => "drop_check",
        ConstraintKind::Exclusion => "drop_exclusion",
    }
}

/// How many names a note lists.
const LISTED: usize = 12;

/// Adds the name that was probably meant, or the names that there are.
pub(super) fn suggest<'a>(
    refusal: Refusal,
    now: Option<String>,
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Refusal {
    if let Some(now) = now {
        return refusal.help(format!("write `{now}`"));
    }
    let candidates: Vec<&str> = candidates.into_iter().collect();
    match nearest(name, candidates.iter().copied()) {
        _ if !refusal.help.is_empty() => refusal,
        Some(near) => refusal.help(format!("did you mean `{near}`?")),
        None if refusal.notes.is_empty() && (1..=LISTED).contains(&candidates.len()) => {
            refusal.note(format!("there is {}", list(candidates)))
        }
        None => refusal,
    }
}
