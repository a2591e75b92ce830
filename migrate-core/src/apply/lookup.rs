//! Finding what an operation names.

use crate::catalog::{Column, Constraint, ConstraintKind, Index, Name, Table};
use crate::refusal::{Refusal, nearest};

use super::cx::Cx;
use super::former::{column_key, constraint_key, explain, index_key};

impl<'a> Cx<'a> {
    /// The table of this name, or a refusal.
    pub fn table(&mut self, name: &Name) -> Option<&'a Table> {
        let catalog = self.catalog;
        if let Some(table) = catalog.table(name) {
            return Some(table);
        }
        let refusal = Refusal::new(name.at(), format!("there is no table `{name}`"));
        let (refusal, now) = explain(catalog, refusal, name, str::to_owned);
        let candidates = catalog.tables.keys().map(Name::as_str);
        self.refuse(suggest(refusal, now, name, candidates));
        None
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
        let refusal = Refusal::new(at, format!("table `{}` has no column `{name}`", table.name));
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
                refusal = refusal.note(format!("`{name}` is a {}", constraint.kind().noun()));
                self.refuse(refusal);
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
            self.refuse(refusal.note(format!("`{name}` is a {}", other.kind().noun())));
        } else if table.index(name).is_some() {
            self.refuse(refusal.note(format!("`{name}` is an index")));
        } else {
            let candidates: Vec<Constraint> = table.constraints().filter(fits).collect();
            let names = candidates.iter().map(|constraint| constraint.name().as_str());
            self.refuse(suggest(refusal, now, name, names));
        }
        None
    }
}

/// Adds the name that was probably meant.
fn suggest<'a>(
    refusal: Refusal,
    now: Option<String>,
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Refusal {
    if let Some(now) = now {
        return refusal.help(format!("write `{now}`"));
    }
    match nearest(name, candidates) {
        Some(near) => refusal.help(format!("did you mean `{near}`?")),
        None => refusal,
    }
}
