//! What stands in the way of dropping a column, and what has to be written first.

use crate::catalog::{Catalog, Column, Constraint, Index, Name, Sql, Table, Trigger};
use crate::dialect::Target;
use crate::expression::{self, computed_from};
use crate::location::Location;
use crate::refusal::Refusal;

use super::cx::{Cx, array, note_place};
use super::function;
use super::{constrained, goes_with_column};

/// Something that uses a column.
pub(super) struct Use {
    /// What it is, in words.
    pub what: String,
    /// The DSL statement that drops it.
    pub statement: String,
    /// Where it was written.
    pub at: Location,
}

/// Everything that uses a column, of its own table and of others.
pub(super) fn uses(catalog: &Catalog, table: &Table, column: &Column, targets: &[Target]) -> Vec<Use> {
    let name = &column.name;
    let views = catalog.views.values().filter(|view| view.names_column(&table.name, name));
    let mut uses: Vec<Use> = views.map(Use::of_view).collect();
    let names = |trigger: &&Trigger| expression::trigger_names_column(trigger, &table.name, name, targets);
    uses.extend(catalog.triggers.values().filter(names).map(Use::of_trigger));
    uses.extend(function::naming(catalog, &table.name, name, targets).map(Use::in_body));
    let refers = catalog.referencing(&table.name).filter(|(_, key)| key.referenced_columns.contains(name));
    uses.extend(refers.map(|(child, key)| use_of(child, &Constraint::ForeignKey(key.clone()))));
    uses.extend(computed_from(table, name, targets).into_iter().map(|(column, _)| Use::of_computed(table, column)));
    let (foreign_keys, others): (Vec<Constraint>, Vec<Constraint>) = table
        .constraints()
        .filter(|constraint| match constraint {
            Constraint::Check(check) => expression::names_column(&check.expression, name, targets),
            Constraint::ForeignKey(key) if key.referenced_table == table.name => {
                key.columns.contains(name) && !key.referenced_columns.contains(name)
            }
            Constraint::Exclusion(_) => expression::concerns(constraint, name, targets),
            _ => constrained(constraint).contains(&name) && !goes_with_column(constraint, column),
        })
        .partition(|constraint| matches!(constraint, Constraint::ForeignKey(_)));
    // A foreign key goes first: it may rest on one of the keys and indexes that follow.
    uses.extend(foreign_keys.iter().map(|constraint| use_of(table, constraint)));
    let is_indexed = |index: &&Index| {
        index.named_columns().any(|named| named == name)
            || index.expressions().any(|sql| expression::names_column(sql, name, targets))
    };
    uses.extend(table.indexes.iter().filter(is_indexed).map(|index| Use::of_index(table, index)));
    uses.extend(others.iter().map(|constraint| use_of(table, constraint)));
    uses
}

/// The statements that drop what uses a column, in the order in which they have to be written before it is dropped.
#[must_use]
pub fn before_dropping(catalog: &Catalog, table: &Table, column: &Column, targets: &[Target]) -> Vec<String> {
    uses(catalog, table, column, targets).into_iter().map(|used| used.statement).collect()
}

impl Cx<'_> {
    /// Refuses the rename of a column that SQL names which the build cannot read, and so cannot rewrite.
    pub fn check_column_rename_in_unread(&mut self, table: &Table, from: &Name, to: &Name) {
        let targets = self.targets;
        let names = |sql: &Sql| expression::names_unread(sql, from, targets);
        let checks = table.checks.iter().filter(|check| names(&check.expression));
        let checks = checks.map(|check| use_of(table, &Constraint::Check(check.clone())));
        let computed = table
            .columns
            .iter()
            .filter(|column| column.generated.as_ref().is_some_and(|generated| names(&generated.expression)));
        let indexes = table.indexes.iter().filter(|index| index.expressions().any(names));
        let first = checks
            .chain(computed.map(|column| Use::of_computed(table, column)))
            .chain(indexes.map(|index| Use::of_index(table, index)))
            .next();
        if let Some(used) = first {
            let problem = format!("`{}.{from}` cannot be renamed while {} uses it", table.name, used.what);
            let refusal = Refusal::new(to.at(), problem)
                .note("the build cannot read its SQL, so the new name could not be carried into it");
            let refusal = note_place(refusal, "it was created in", used.at);
            self.refuse(refusal.help(format!("write `{}` before, and create it again after", used.statement)));
        }
    }
}

impl Use {
    fn of_computed(table: &Table, column: &Column) -> Self {
        Self {
            what: format!("generated column `{}`", column.name),
            statement: format!("schema.drop_generated({:?}, {:?});", table.name.as_str(), column.name.as_str()),
            at: column.name.at(),
        }
    }

    fn of_index(table: &Table, index: &Index) -> Self {
        Self {
            what: format!("index `{}`", index.name),
            statement: format!("schema.drop_index({:?}, {:?});", table.name.as_str(), index.name.as_str()),
            at: index.name.at(),
        }
    }
}

fn use_of(table: &Table, constraint: &Constraint) -> Use {
    let name = constraint.name();
    let place = match constrained(constraint).as_slice() {
        [first, ..] if name.at() == Location::UNKNOWN => first.at(),
        _ => name.at(),
    };
    Use { what: described(table, constraint), statement: drop_statement(table, constraint), at: place }
}

fn described(table: &Table, constraint: &Constraint) -> String {
    match constraint {
        Constraint::PrimaryKey(_) => format!("the primary key of `{}`", table.name),
        Constraint::Unique(_) | Constraint::Check(_) | Constraint::Exclusion(_) => {
            format!("{} `{}`", constraint.kind().noun(), constraint.name())
        }
        Constraint::ForeignKey(key) => format!("foreign key `{}` of `{}`", key.name, table.name),
    }
}

/// The DSL statement that drops a constraint.
pub(super) fn drop_statement(table: &Table, constraint: &Constraint) -> String {
    let table = table.name.as_str();
    let name = constraint.name().as_str();
    match constraint {
        Constraint::PrimaryKey(_) => format!("schema.drop_primary_key({table:?});"),
        Constraint::Unique(key) => format!("schema.drop_unique({table:?}, {});", array(&key.columns)),
        Constraint::ForeignKey(_) => format!("schema.drop_foreign_key({table:?}, {name:?});"),
        Constraint::Check(_) => format!("schema.drop_check({table:?}, {name:?});"),
        Constraint::Exclusion(_) => format!("schema.drop_exclusion({table:?}, {name:?});"),
    }
}
