//! The words of an author in place of what is rendered, and the words that made what a plan makes again.

use super::action::{Action, Build, Change};
use super::plan::{Group, Moment, Planned, Undo};
use super::rebuild::made_under;
use crate::apply::tables;
use crate::catalog::{Catalog, Constraint, Name, Object, Remembered, SqlText};
use crate::dialect::Dialect;
use crate::expression;
use crate::location::Location;
use crate::migration::Evidence;
use crate::operation::{Operation, WrittenAs};
use crate::refusal::Refusal;
use crate::render;

/// The words of an operation, and those that undo it.
pub(super) fn of(operation: &Operation, dialect: Dialect) -> (Option<&SqlText>, Option<&SqlText>) {
    let Operation::WrittenAs(WrittenAs { sql, reverse, .. }) = operation else { return (None, None) };
    let [sql, reverse] = [sql, reverse].map(|sql| sql.as_ref().and_then(|sql| sql.text(dialect)));
    (sql, reverse)
}

/// SQLite: whether the words of an operation are those of another form of its table.
pub(super) fn is_new_form(moment: &Moment<'_>) -> bool {
    let (Some(text), Some(table)) = (moment.words.0, tables(moment.operation).first().copied()) else { return false };
    expression::creates_table(text, table, Dialect::Sqlite)
}

/// Puts words where they belong.
///
/// # Errors
/// They cannot take the place of what is rendered, or something would be made again without the words that made it.
pub(super) fn put(group: &mut Group<'_>, dialect: Dialect) -> Result<(), Vec<Refusal>> {
    if group.there().is_some() {
        return Ok(());
    }
    let (Some(first), Some(last)) = (group.moments.first().copied(), group.moments.last().copied()) else {
        return Ok(());
    };
    let refusal = match (first.words.0, group.rebuilt) {
        (Some(text), Some(_)) => put_new_form(&mut group.planned, text, first),
        (Some(text), None) => put_own(&mut group.planned, text, first, dialect),
        (None, _) => None,
    };
    if let Some(refusal) = refusal {
        return Err(vec![refusal]);
    }
    let mut refusals = Vec::new();
    for planned in &mut group.planned {
        if planned.words.is_none() {
            let rebuilt = group.rebuilt.map(|table| &table.name).or_else(|| made_anew(&planned.action, &last.after));
            planned.words = match again(&planned.action, rebuilt, &last.after, dialect) {
                Ok(words) => words,
                Err(object) => {
                    refusals.push(forgotten(&object, &last.after, first, dialect));
                    None
                }
            };
        }
        // What would not come back as it was is undone by the whole migration's inverse.
        let undone =
            planned.undo.as_mut().is_none_or(|undo| undo.iter_mut().all(|undo| remember(undo, &first.before, dialect)));
        if !undone {
            planned.undo = None;
        }
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// The words in place of the new table that SQLite fills, which is called otherwise for the time being.
fn put_new_form(planned: &mut [Planned], text: &SqlText, moment: &Moment<'_>) -> Option<Refusal> {
    let create = planned.iter_mut().find_map(|planned| match &planned.action {
        Action::CreateTable(table) => Some((table.name.clone(), &mut planned.words)),
        _ => None,
    });
    if let Some((name, words)) = create.filter(|_| is_new_form(moment)) {
        *words = expression::creating_as(&text.text, &name, Dialect::Sqlite);
        return None;
    }
    let table = tables(moment.operation).first().map(|name| name.as_str()).unwrap_or_default();
    Some(
        Refusal::new(text.at, format!("SQLite makes `{table}` anew for this, in more than one statement"))
            .note("the new form of the table is all that can be said in your own words")
            .help(format!("write `CREATE TABLE {table} (…)` as it is to be, or leave SQLite out of `sql_for()`")),
    )
}

/// The words in place of the one statement that does what the operation says.
fn put_own(planned: &mut [Planned], text: &SqlText, moment: &Moment<'_>, dialect: Dialect) -> Option<Refusal> {
    let mut own = planned.iter_mut().filter(|planned| is_own(&planned.action, moment.operation));
    let Some(first) = own.next() else {
        return Some(
            Refusal::new(text.at, format!("{dialect} is sent nothing for this, so there is nothing to say otherwise"))
                .help(format!("leave {dialect} out of `sql_for()`")),
        );
    };
    // The indexes of a new table, and the keys of a new column, follow as they are.
    if moment.operation.made().is_none() && own.next().is_some() {
        return Some(
            Refusal::new(text.at, format!("{dialect} needs several statements for this, and the text is one"))
                .help(format!("leave {dialect} out of `sql_for()`")),
        );
    }
    first.words = Some(fitted(&first.action, &text.text, dialect));
    let undo = first.undo.as_mut().and_then(|undo| undo.first_mut());
    if let (Some(undo), Some(reverse)) = (undo, moment.words.1) {
        undo.words = Some(fitted(&undo.action, &reverse.text, dialect));
    }
    None
}

/// The words that made a view also put it in place of another one, and those that put it there make it.
fn fitted(action: &Action, text: &str, dialect: Dialect) -> String {
    match action {
        Action::ReplaceView { .. } => expression::replacing_view(text, dialect),
        Action::CreateView { .. } => expression::creating_view(text, dialect),
        _ => text.to_owned(),
    }
}

/// Whether an action does what the operation says, and is not there for its sake.
fn is_own(action: &Action, operation: &Operation) -> bool {
    if let Operation::CreateView(create) = operation {
        return matches!(action, Action::CreateView { name, .. } if *name == create.name);
    }
    if let Operation::ReplaceView(replace) = operation {
        return matches!(action, Action::CreateView { name, .. } | Action::ReplaceView { name, .. } if *name == replace.name);
    }
    if let Operation::DropView(drop) = operation {
        return matches!(action, Action::DropView { name, .. } if *name == drop.name);
    }
    if let Operation::DropTrigger(drop) = operation {
        return matches!(action, Action::DropTrigger { name, .. } if *name == drop.name);
    }
    if let Operation::RenameTrigger(_) = operation {
        return matches!(action, Action::RenameTrigger { .. });
    }
    if let Operation::RenameColumn(_) = operation {
        return matches!(action, Action::AlterTable { changes, .. }
            if changes.iter().any(|change| matches!(change, Change::RenameColumn { .. })));
    }
    // A foreign key steps aside for the column.
    if let Operation::ChangeType(_) | Operation::SetAutoIncrement(_) | Operation::DropAutoIncrement(_) = operation
        && matches!(action, Action::AlterTable { changes, .. } if changes.iter().all(Change::is_of_foreign_key))
    {
        return false;
    }
    let is_comment = matches!(operation, Operation::CommentOnTable(_) | Operation::CommentOnColumn(_));
    let is_rename = matches!(operation, Operation::RenameView(_));
    match action {
        Action::Comment { .. } => is_comment,
        Action::RenameView { .. } => is_rename,
        Action::Fill { .. }
        | Action::Convert { .. }
        | Action::ReplaceValue { .. }
        | Action::Number { .. }
        | Action::CopyRows { .. }
        | Action::CarrySequence { .. }
        | Action::RestartSequence { .. }
        | Action::AdvanceNumbers { .. }
        | Action::SettleConstraints
        | Action::KeepGrants(_)
        | Action::RestoreGrants(_)
        | Action::CreateView { .. }
        | Action::ReplaceView { .. }
        | Action::DropView { .. }
        | Action::CreateTrigger { .. }
        | Action::DropTrigger { .. }
        | Action::RenameTrigger { .. } => false,
        Action::CreateTable(_)
        | Action::DropTable(_)
        | Action::RenameTable { .. }
        | Action::AlterTable { .. }
        | Action::CreateIndex { .. }
        | Action::DropIndex { .. }
        | Action::RenameIndex { .. }
        | Action::CreateEnum(_)
        | Action::DropEnum(_)
        | Action::AddEnumValue(_)
        | Action::RenameEnumValue(_)
        | Action::RenameEnum { .. }
        | Action::CreateFunction { .. }
        | Action::DropFunction { .. }
        | Action::RenameFunction { .. }
        | Action::CreateSequence(_)
        | Action::DropSequence(_)
        | Action::RenameSequence { .. }
        | Action::CreateSchema(_)
        | Action::DropSchema(_)
        | Action::RenameSchema { .. }
        | Action::CreateExtension(_)
        | Action::DropExtension(_)
        | Action::Execute(_)
        | Action::ChangeRows(_)
        | Action::InsertRows { .. }
        | Action::DeleteKeys(_)
        | Action::UpdateRows { .. }
        | Action::DeleteRows { .. } => true,
    }
}

/// How a later run finds out whether the words of an action were carried out: they have its effect, but need not bear to be
/// sent twice.
pub(super) fn evidence(action: &Action, dialect: Dialect) -> Evidence {
    let mut action = action.clone();
    // An index that is not finished serves nobody.
    if let Action::CreateIndex { build, .. } = &mut action
        && dialect == Dialect::Postgres
    {
        *build = Build::Concurrent;
    }
    match render::evidence(&action, dialect) {
        Evidence::Query(query) => Evidence::Query(query),
        Evidence::Note | Evidence::Repeatable | Evidence::Nothing => Evidence::Nothing,
    }
}

/// SQLite: the table whose new form an action makes, where a change of something else has several made anew.
fn made_anew<'a>(action: &Action, after: &'a Catalog) -> Option<&'a Name> {
    let Action::CreateTable(table) = action else { return None };
    made_under(&table.name, after)
}

/// What an action makes. The new form of a table that SQLite makes anew is called otherwise for the time being.
fn made(action: &Action, rebuilt: Option<&Name>, dialect: Dialect) -> Option<Object> {
    match action {
        // Only PostgreSQL has more to say of a foreign key than the model.
        Action::AlterTable { table, changes } if dialect == Dialect::Postgres => match changes.as_slice() {
            [Change::AddConstraint(Constraint::ForeignKey(key))] => {
                Some(Object::Constraint(table.clone(), key.name.clone()))
            }
            _ => None,
        },
        Action::CreateTable(table) => Some(Object::Table(rebuilt.unwrap_or(&table.name).clone())),
        Action::CreateIndex { table, index, .. } => Some(Object::Index(table.clone(), index.name.clone())),
        Action::CreateView { name, .. } | Action::ReplaceView { name, .. } => Some(Object::View(name.clone())),
        _ => None,
    }
}

/// MySQL and MariaDB: the index that steps aside for another change of its table, and comes in the same statement.
fn made_beside(action: &Action, dialect: Dialect) -> Option<Object> {
    let Action::AlterTable { table, changes } = action else { return None };
    let goes = |index: &Name| changes.iter().any(|change| matches!(change, Change::DropIndex(name) if name == index));
    let index = changes.iter().filter(|_| dialect.is_mysql_family()).find_map(|change| match change {
        Change::AddIndex(index) if goes(&index.name) => Some(&index.name),
        _ => None,
    });
    index.map(|index| Object::Index(table.clone(), index.clone()))
}

/// The words that made what an action makes again, or what has changed since.
fn again(action: &Action, rebuilt: Option<&Name>, after: &Catalog, dialect: Dialect) -> Result<Option<String>, Object> {
    if let Action::AlterTable { table, changes } = action
        && let Some(column) = changes.iter().find_map(|change| redefined(change, table, after, dialect))
    {
        return Err(Object::Column(table.clone(), column.clone()));
    }
    if let Some(index) = made_beside(action, dialect)
        && after.remembered(&index, dialect) != Remembered::Nothing
    {
        return Err(index);
    }
    let Some(object) = made(action, rebuilt, dialect) else { return Ok(None) };
    match after.remembered(&object, dialect) {
        Remembered::Nothing => match (action, rebuilt) {
            (Action::CreateTable(new), Some(table)) => {
                let column = new.columns.iter().find(|column| says_more(&column.name, table, after, dialect));
                column.map_or(Ok(None), |column| Err(Object::Column(table.clone(), column.name.clone())))
            }
            _ => Ok(None),
        },
        Remembered::Same(text) => Ok(match action {
            Action::CreateTable(table) if rebuilt.is_some() => {
                expression::creating_as(&text.text, &table.name, dialect)
            }
            _ => Some(fitted(action, &text.text, dialect)),
        }),
        Remembered::Changed => Err(object),
    }
}

/// The column that a change says again, where the words that made it say more than the model has of it.
fn redefined<'a>(change: &'a Change, table: &Name, after: &Catalog, dialect: Dialect) -> Option<&'a Name> {
    let (Change::Redefine(column) | Change::ReplaceColumn { column, .. }) = change else { return None };
    says_more(&column.name, table, after, dialect).then_some(&column.name)
}

/// Whether the words that made a column say more of it than the model has.
fn says_more(column: &Name, table: &Name, catalog: &Catalog, dialect: Dialect) -> bool {
    catalog.words_of_column(table, column, dialect).is_some_and(|(words, then)| {
        expression::says_more(words, &then.name, &render::definition_of(then, dialect), dialect)
    })
}

/// Has what undoes a step say what was said at first, and tells whether it brings it back as it was.
fn remember(undo: &mut Undo, before: &Catalog, dialect: Dialect) -> bool {
    if undo.words.is_some() {
        return true;
    }
    let found = again(&undo.action, None, before, dialect);
    if let Ok(words) = &found {
        undo.words.clone_from(words);
    }
    found.is_ok()
}

const fn is_of_an_enumeration(operation: &Operation) -> bool {
    matches!(operation, Operation::AddEnumValue(_) | Operation::RenameEnumValue(_))
}

fn forgotten(object: &Object, after: &Catalog, moment: &Moment<'_>, dialect: Dialect) -> Refusal {
    let at = tables(moment.operation).first().map_or(Location::UNKNOWN, |name| name.at());
    let name = object.name();
    let problem = format!("this makes `{name}` again on {dialect}, without the words that made it");
    let refusal = Refusal::new(at, problem);
    let words = match object {
        Object::Column(table, column) => after.words_of_column(table, column, dialect).map(|(text, _)| text),
        _ => after.first_words(object, dialect),
    };
    let refusal = match words {
        Some(text) => refusal.note_at("it was made with `.written_as(…)` in", text.at),
        None => refusal,
    };
    match object {
        // It concerns an enumeration, and makes all tables anew that have a column of it.
        Object::Table(_) if is_of_an_enumeration(moment.operation) => refusal.help(format!(
            "make another enumeration, and write `change_type` to it with `.written_as(…)` and `CREATE TABLE {name} (…)`"
        )),
        Object::Table(_) => {
            refusal.help(format!("add `.written_as(…)` with `CREATE TABLE {name} (…)` as it is to be on {dialect}"))
        }
        Object::Column(table, _) if dialect == Dialect::Sqlite => {
            refusal.help(format!("add `.written_as(…)` with `CREATE TABLE {table} (…)` as it is to be on {dialect}"))
        }
        Object::Column(table, column) if dialect.is_mysql_family() => refusal.help(format!(
            "add `.written_as(…)` with `ALTER TABLE {table} MODIFY COLUMN {column} …` as it is to be on {dialect}"
        )),
        Object::View(_) if matches!(moment.operation, Operation::ReplaceView(_)) => {
            refusal.help(format!("add `.written_as(…)` with the SQL that replaces `{name}`"))
        }
        _ => refusal.help(format!("drop `{name}` before, and create it again after")),
    }
}
