//! From operations to steps: which statements each database needs, and what an operator wants to know of each.

pub mod action;
mod auto_increment;
mod change;
mod enumeration;
mod existing;
mod function;
mod generated;
mod lock;
mod mysql;
pub(crate) mod plan;
mod postgres;
mod read;
pub(crate) mod rebuild;
pub(crate) mod recreated_view;
mod rows;
mod sequence;
mod server_index;
mod server_key;
mod sqlite;
mod start;
mod trigger;
mod view;
mod words;

use crate::apply::{apply_for, tables};
use crate::capability;
use crate::catalog::Catalog;
use crate::dialect::{Dialect, Target};
use crate::expression;
use crate::migration::{Evidence, Step, Transaction};
use crate::operation::{AlreadyExists, Operation, Passage};
use crate::refusal::Refusal;
use crate::render;
use action::{Action, Build, WhichRows};
use existing::Existing;
use plan::{Discard, Group, Moment, Planned, Question};

/// The steps that carry out these operations on one database.
///
/// # Errors
///
/// Every operation that cannot be applied, and everything that this database cannot do.
pub fn steps(operations: &[Operation], before: &Catalog, target: Target) -> Result<Vec<Step>, Vec<Refusal>> {
    let moments = moments(operations, before, target)?;
    let groups = match target.dialect {
        Dialect::Postgres => moments.iter().map(postgres::plan).collect(),
        Dialect::MySql | Dialect::MariaDb => moments.iter().map(|moment| mysql::plan(moment, target.dialect)).collect(),
        Dialect::Sqlite => sqlite::plan(&moments),
    };
    let mut groups: Vec<Group<'_>> = groups;
    let mut refusals = Vec::new();
    for group in &mut groups {
        refusals.extend(words::put(group, target.dialect).err().into_iter().flatten());
        refusals.extend(recreated_view::refusal(group));
        recreated_view::undo_together(&mut group.planned);
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let start = capability::with_spelled_nulls(before, target.dialect);
    Ok(groups.iter().flat_map(|group| write(group, &start, target.dialect)).collect())
}

/// Each operation with the catalogue that it meets and the one that it leaves.
fn moments<'a>(operations: &'a [Operation], before: &Catalog, target: Target) -> Result<Vec<Moment<'a>>, Vec<Refusal>> {
    let mut catalog = before.clone();
    let mut spelled = capability::with_spelled_nulls(before, target.dialect);
    let mut existing = Existing::of(before);
    let mut moments = Vec::with_capacity(operations.len());
    let mut refusals = Vec::new();
    for (index, whole) in operations.iter().enumerate() {
        let operation = whole;
        let asks_at_start = match operation {
            Operation::AlreadyExists(_) => start::leaves_alone(&operations[..index], operation),
            other => start::has_the_answer(other.sent(), &operations[..index], before, &catalog),
        };
        let told = catalog.clone();
        apply_for(operation, &mut catalog, target)?;
        let after = capability::with_spelled_nulls(&catalog, target.dialect);
        let before = std::mem::replace(&mut spelled, after.clone());
        let words = words::of(operation, target.dialect);
        let (operation, is_there) = match operation {
            Operation::AlreadyExists(AlreadyExists { passage: Passage::Leaves, .. }) => {
                existing.follow(operation);
                continue;
            }
            Operation::AlreadyExists(there) => (&*there.operation, true),
            other => (other.sent(), false),
        };
        refusals.extend(capability::refusals(operation, &told, &catalog, target));
        refusals.extend(capability::refusals_of_tables(&tables(operation), &catalog, target));
        let is_dropped_later = false;
        let existing_now = existing.clone();
        let moment = Moment {
            operation,
            told,
            before,
            after,
            existing: existing_now,
            is_dropped_later,
            asks_at_start,
            is_there,
            words,
        };
        moments.push(moment);
        existing.follow(whole);
    }
    for moment in &mut moments {
        moment.is_dropped_later = tables(moment.operation).into_iter().any(|name| catalog.indexed(name).is_none());
    }
    if refusals.is_empty() { Ok(moments) } else { Err(refusals) }
}

fn write(group: &Group<'_>, start: &Catalog, dialect: Dialect) -> Vec<Step> {
    let Some(first) = group.moments.first() else { return Vec::new() };
    let mut questions = group.questions();
    questions.retain(|question| server_key::compares(question, first, dialect));
    let asks_at_start = group.moments.iter().all(|moment| moment.asks_at_start);
    // A name may be free, an extension unused, or a schema empty only after an earlier step.
    let asks_a_name = questions.iter().any(|question| match question {
        Question::NameIsFree(..)
        | Question::ExtensionIsMissing(_)
        | Question::ExtensionIsUnused(_)
        | Question::SchemaIsMissing(_)
        | Question::SchemaIsEmpty(_) => true,
        Question::Rows(..) | Question::Belongings(..) | Question::BelongingsOfView(..) | Question::Differing(_) => {
            false
        }
    });
    let has_answer = asks_at_start && !asks_a_name && questions.iter().all(|question| question.is_of(start));
    let mut condition = render::condition(&questions, has_answer, dialect);
    if let Some(query) = &mut condition {
        query.reads = read::of_questions(&questions, &first.before, dialect);
    }
    // What a later migration did to rows is undone before.
    let losses = group.discards();
    let counts_at_start = asks_at_start && !losses.iter().any(Discard::is_of_inserted_rows);
    let mut discards = render::discards(&losses, counts_at_start, dialect);
    if let Some(query) = &mut discards {
        query.reads = read::of_discards(&losses, &first.before, dialect);
    }
    let mut steps = Vec::with_capacity(group.planned.len());
    // Somebody uses what was there before, even where the history is empty.
    let adopted =
        |moment: &&Moment<'_>| tables(moment.operation).iter().any(|name| moment.before.adopted.contains(*name));
    let has_plain_form = !group.moments.iter().any(adopted);
    for planned in &group.planned {
        if first.is_there {
            steps.push(Step::there(
                render::statement(&planned.action, dialect),
                condition.take(),
                planned.without_foreign_keys,
            ));
            continue;
        }
        let plain = planned.plain.as_ref().filter(|_| has_plain_form && planned.words.is_none());
        steps.push(Step {
            sql: sent(&planned.action, planned.words.as_ref(), dialect),
            plain: plain.map(|action| render::statement(action, dialect)),
            transaction: transaction_of(planned, dialect),
            evidence: evidence(planned, dialect),
            lock: lock::of(&planned.action, first, dialect),
            undo: undo(planned, dialect),
            condition: condition.take(),
            discards: if planned.action.discards() { discards.take() } else { None },
            without_foreign_keys: planned.without_foreign_keys,
            batches: render::batches(&planned.action, dialect),
            is_there: false,
            changes: Vec::new(),
        });
    }
    // The questions of a group are asked before what it changes.
    if !first.is_there
        && let Some(last) = steps.last_mut()
    {
        last.changes = change::changes(group, dialect);
    }
    steps
}

fn undo(planned: &Planned, dialect: Dialect) -> Option<Vec<String>> {
    let actions = planned.undo.as_ref()?;
    Some(actions.iter().map(|undo| sent(&undo.action, undo.words.as_ref(), dialect)).collect())
}

/// What is sent for an action: the words of its author, or what is rendered.
fn sent(action: &Action, words: Option<&String>, dialect: Dialect) -> String {
    words.cloned().unwrap_or_else(|| render::statement(action, dialect))
}

/// A step inside a transaction is committed together with the note that it is done, and so is each batch.
fn evidence(planned: &Planned, dialect: Dialect) -> Evidence {
    match transaction_of(planned, dialect) {
        Transaction::Inside => Evidence::Note,
        Transaction::Outside if render::batches(&planned.action, dialect).is_some() => Evidence::Note,
        Transaction::Outside if planned.words.is_some() => words::evidence(&planned.action, dialect),
        Transaction::Outside => render::evidence(&planned.action, dialect),
    }
}

/// The words of an author may want no transaction, or allow one, where what is rendered does not.
fn transaction_of(planned: &Planned, dialect: Dialect) -> Transaction {
    match &planned.words {
        Some(words) => transaction(&Action::Execute(words.clone()), dialect),
        None => transaction(&planned.action, dialect),
    }
}

/// MySQL and MariaDB commit before and after whatever changes the schema, and what an author's SQL does is not known.
fn transaction(action: &Action, dialect: Dialect) -> Transaction {
    match action {
        Action::Fill { .. } | Action::Convert { .. } => Transaction::Inside,
        // Each batch has a transaction of its own.
        Action::UpdateRows { rows: WhichRows { batches: Some(_), .. }, .. }
        | Action::DeleteRows { rows: WhichRows { batches: Some(_), .. }, .. } => Transaction::Outside,
        Action::ChangeRows(_)
        | Action::InsertRows { .. }
        | Action::DeleteKeys(_)
        | Action::UpdateRows { .. }
        | Action::DeleteRows { .. } => Transaction::Inside,
        Action::CreateIndex { build: Build::Concurrent, .. } | Action::DropIndex { build: Build::Concurrent, .. } => {
            Transaction::Outside
        }
        // A value cannot be used in the transaction that added it.
        Action::AddEnumValue(_) => Transaction::Outside,
        Action::ReplaceValue { .. } | Action::Number { .. } => Transaction::Inside,
        Action::Execute(sql) if expression::runs_outside(sql, dialect) => Transaction::Outside,
        _ if dialect.has_transactional_ddl() => Transaction::Inside,
        _ => Transaction::Outside,
    }
}

#[cfg(test)]
mod tests;
