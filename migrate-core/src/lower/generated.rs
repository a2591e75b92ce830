//! A column begins to be computed, is computed in another way, or becomes an ordinary one.

use super::action::{Action, Change};
use super::plan::{Moment, Planned};
use super::{postgres, server_key};
use crate::capability::has_text;
use crate::catalog::{Column, Constraint, Exclusion, ForeignKey, Generated, Index, Name, Table};
use crate::dialect::{Dialect, Target};
use crate::expression::{computed_from, concerns, names_column};

/// PostgreSQL can end the computing of stored values where the column stands; for everything else the column makes room
/// for another one, and what hangs on it goes and comes with it.
pub(super) fn postgres(table: &Name, column: &Name, moment: &Moment<'_>) -> Option<Vec<Planned>> {
    let (before, after) = moment.table(table)?;
    let (old, new) = (before.column(column)?, after.column(column)?);
    let columns = [column];
    if old.is_stored() && new.generated.is_none() {
        let action = Action::alter(table, vec![Change::DropExpression(column.clone())]);
        let hanging = hanging(moment, before, &columns).map(|planned| planned.action);
        return Some(vec![Planned::undone_by(action, std::iter::once(replaced(table, old)).chain(hanging).collect())]);
    }
    let (mut planned, references) = holding(moment, before, &columns);
    let hanging = hanging(moment, after, &columns);
    match &old.generated {
        Some(generated) if new.generated.is_none() => {
            let blank = Column { nullable: true, ..new.clone() };
            planned.push(Planned::undone_by(replaced(table, &blank), vec![replaced(table, old)]));
            planned.push(convert(after, column, generated, Dialect::Postgres)?);
            planned.extend(postgres::settle(table, moment));
            if !new.nullable {
                let (set, drop) = (Change::SetNotNull(column.clone()), Change::DropNotNull(column.clone()));
                planned.push(Planned::alter(table, vec![set], vec![drop]));
            }
        }
        Some(_) => planned.push(Planned::undone_by(replaced(table, new), vec![replaced(table, old)])),
        None => planned.push(Planned::lossy(replaced(table, new))),
    }
    Some(planned.into_iter().chain(hanging).chain(references).collect())
}

/// PostgreSQL changes no type of a column that others are computed from: they go, and come again.
pub(super) fn around(planned: Planned, table: &Name, column: &Name, moment: &Moment<'_>) -> Vec<Planned> {
    let Some((before, after)) = moment.table(table) else { return vec![planned] };
    let computed: Vec<&Column> = computed_from(before, column, &[Target::new(Dialect::Postgres)])
        .into_iter()
        .map(|(column, _)| column)
        .collect();
    if computed.is_empty() {
        return vec![planned];
    }
    let names: Vec<&Name> = computed.iter().map(|column| &column.name).collect();
    let drop = || names.iter().map(|name| Change::DropColumn((*name).clone())).collect::<Vec<_>>();
    let add = || computed.iter().map(|column| Change::AddColumn((*column).clone())).collect::<Vec<_>>();
    let (mut all, references) = holding(moment, before, &names);
    let back = std::iter::once(Action::alter(table, add()))
        .chain(hanging(moment, before, &names).map(|planned| planned.action));
    all.push(Planned::undone_by(Action::alter(table, drop()), back.collect()));
    all.push(planned);
    all.push(Planned::alter(table, add(), drop()));
    all.extend(hanging(moment, after, &names).chain(references));
    all
}

fn replaced(table: &Name, column: &Column) -> Action {
    Action::alter(table, vec![Change::ReplaceColumn { column: column.clone(), follows: None }])
}

/// The values that were computed, written.
fn convert(table: &Table, column: &Name, generated: &Generated, dialect: Dialect) -> Option<Planned> {
    let using = generated.expression.text(dialect)?.text.clone();
    let untouched = table.touched_beside(column);
    let action = Action::Convert { table: table.name.clone(), column: column.clone(), using, untouched };
    Some(Planned::undone_by(action, Vec::new()))
}

/// PostgreSQL: what does not let these columns go, as it goes and as it comes: the foreign keys that refer to them, and
/// the exclusion constraints with an expression of them, which come again with all that hangs on the columns.
fn holding(moment: &Moment<'_>, table: &Table, columns: &[&Name]) -> (Vec<Planned>, Vec<Planned>) {
    let targets = [Target::new(Dialect::Postgres)];
    let in_text = |exclusion: &&Exclusion| {
        exclusion.expressions().any(|sql| columns.iter().any(|it| names_column(sql, it, &targets)))
    };
    let exclusions = table.exclusions.iter().filter(in_text).map(|exclusion| {
        let drop = Change::drop_of(&Constraint::Exclusion(exclusion.clone()));
        Planned::undone_by(Action::alter(&table.name, vec![drop]), Vec::new())
    });
    let (drops, adds) = references(moment, table, columns);
    (exclusions.chain(drops).collect(), adds)
}

fn references(moment: &Moment<'_>, table: &Table, columns: &[&Name]) -> (Vec<Planned>, Vec<Planned>) {
    let own = |key: &ForeignKey| columns.iter().any(|column| key.columns.contains(column));
    let refers = |key: &ForeignKey| columns.iter().any(|column| key.referenced_columns.contains(column));
    let keys = moment.before.referencing(&table.name);
    let keys = keys.filter(|(child, key)| refers(key) && !(child.name == table.name && own(key)));
    let keys = keys.filter(|(child, key)| server_key::stays(child, key, moment, Dialect::Postgres));
    keys.map(|(child, key)| {
        let key = Constraint::ForeignKey(key.clone());
        let (drop, add) = (vec![Change::drop_of(&key)], vec![Change::AddConstraint(key)]);
        (Planned::alter(&child.name, drop.clone(), add.clone()), Planned::alter(&child.name, add, drop))
    })
    .unzip()
}

/// PostgreSQL: what goes with these columns without a word, as it comes again.
fn hanging<'a>(
    moment: &'a Moment<'a>,
    table: &'a Table,
    columns: &'a [&'a Name],
) -> impl Iterator<Item = Planned> + 'a {
    const DIALECT: Dialect = Dialect::Postgres;
    let targets = [Target::new(DIALECT)];
    let concerned = move |constraint: &Constraint| columns.iter().any(|column| concerns(constraint, column, &targets));
    let comes = move |constraint: &Constraint| match constraint {
        Constraint::ForeignKey(key) => server_key::stays(table, key, moment, DIALECT),
        other => has_text(other, DIALECT),
    };
    let constraints = table.constraints().filter(move |it| concerned(it) && comes(it)).map(|constraint| {
        let drop = vec![Change::drop_of(&constraint)];
        Planned::alter(&table.name, vec![Change::AddConstraint(constraint)], drop)
    });
    let indexed = move |index: &&Index| columns.iter().any(|column| names(index, column, DIALECT));
    let indexes = table.indexes.iter().filter(indexed).map(|index| postgres::create_index(&table.name, index));
    let found = columns.iter().filter_map(|name| table.column(name));
    constraints.chain(indexes).chain(found.filter_map(|column| postgres::comment(&table.name, column)))
}

fn names(index: &Index, column: &Name, dialect: Dialect) -> bool {
    index.named_columns().any(|named| named == column)
        || index.include.contains(column)
        || index.expressions().any(|sql| names_column(sql, column, &[Target::new(dialect)]))
}

/// MySQL (error 3106) and MariaDB (1907) do not turn a column that is computed when it is read into another one, nor
/// another one into it: the column makes room for a new one in the same statement, which leaves its indexes alone.
pub(super) fn mysql(table: &Name, column: &Name, moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Planned>> {
    let (before, after) = moment.table(table)?;
    let (old, new) = (before.column(column)?, after.column(column)?);
    let undone = |action, undo| match old.generated {
        Some(_) => Planned::undone_by(action, undo),
        None => Planned::lossy(action),
    };
    if old.is_virtual() == new.is_virtual() {
        let change = |column: &Column| Action::alter(table, vec![Change::Redefine(column.clone())]);
        return Some(vec![undone(change(new), vec![change(old)])]);
    }
    let (drops, adds) = aside(before, column, dialect);
    let place = before.columns.iter().position(|other| other.name == *column)?;
    let follows = place.checked_sub(1).and_then(|place| before.columns.get(place)).map(|column| column.name.clone());
    let replace = |column: &Column| Change::ReplaceColumn { column: column.clone(), follows: follows.clone() };
    let whole = |column: &Column| {
        Action::alter(table, drops.iter().cloned().chain([replace(column)]).chain(adds.iter().cloned()).collect())
    };
    let Some(generated) = old.generated.as_ref().filter(|_| new.generated.is_none()) else {
        return Some(vec![undone(whole(new), vec![whole(old)])]);
    };
    // The new column gets the values that the old one had, before anything may ask for them.
    let blank = Column { nullable: true, ..new.clone() };
    let begin = Action::alter(table, drops.iter().cloned().chain([replace(&blank)]).collect());
    let begin_undo = Action::alter(table, std::iter::once(replace(old)).chain(adds.iter().cloned()).collect());
    let mut planned = vec![Planned::undone_by(begin, vec![begin_undo]), convert(after, column, generated, dialect)?];
    let redefine = |column: &Column| (!new.nullable).then(|| Change::Redefine(column.clone()));
    let end: Vec<Change> = redefine(new).into_iter().chain(adds.iter().cloned()).collect();
    if !end.is_empty() {
        let end_undo = drops.iter().cloned().chain(redefine(&blank)).collect();
        planned.push(Planned::alter(table, end, end_undo));
    }
    Some(planned)
}

/// What names a column in its text has to step aside while the column is another one: how it goes, and how it comes.
fn aside(table: &Table, column: &Name, dialect: Dialect) -> (Vec<Change>, Vec<Change>) {
    let targets = [Target::new(dialect)];
    let checks = table.checks.iter().filter(|check| names_column(&check.expression, column, &targets));
    let checks = checks.map(|check| Constraint::Check(check.clone())).filter(|check| has_text(check, dialect));
    let checks = checks.map(|check| (Change::drop_of(&check), Change::AddConstraint(check)));
    let in_text = |index: &&Index| index.expressions().any(|sql| names_column(sql, column, &targets));
    let indexes = table.indexes.iter().filter(in_text);
    let indexes = indexes.map(|index| (Change::DropIndex(index.name.clone()), Change::AddIndex(index.clone())));
    checks.chain(indexes).unzip()
}
