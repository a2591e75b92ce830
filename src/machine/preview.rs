//! What a run would do, found out without changing anything.

use migrate_core::dialect::Dialect;
use migrate_core::migration::{Migrations, Query};

use super::channel::Channel;
use super::resume::steps_of;
use super::today::{Asked, Late, Sort, Today, today};
use super::{Orders, has_table, may_share_a_transaction, plain, plain_form, read_rows, script_of, session};
use crate::error::{Error, Position, Reason, Unresumable};
use crate::history::{self, Applied, History, State};
use crate::plan::{Goal, Way, plan, plan_to_come_back, refuse_tombstones, way};
use crate::preview::{Plan, PlannedLoss, PlannedMigration, PlannedStep, Unfinished};

/// Plans a run, and counts what undoing would throw away as far as that can be counted now.
pub async fn preview(channel: Channel, dialect: Dialect, orders: Orders) -> Result<Plan, Error> {
    let Orders { migrations, patience, .. } = orders;
    let (dialect, version) = session::identify(&channel, dialect, migrations, patience).await?;
    let history = History::new(dialect, migrations.name, &orders.table);
    let rows = match has_table(&channel, &history, patience).await? {
        true => read_rows(&channel, &history, patience).await?,
        false => Vec::new(),
    };
    if orders.goal.applies() {
        refuse_tombstones(migrations, &rows)?;
    }
    let applied: Vec<Applied> = rows.into_iter().filter(|row| !row.is_tombstone).collect();
    if let Some(edited) = history::edited(migrations, &applied, &history) {
        return Err(edited.into());
    }
    let is_first = applied.is_empty();
    let (applied, goal, unfinished) = settle(applied, migrations, dialect, orders.goal)?;
    let comes_back = unfinished.as_ref().filter(|one| goal == Goal::Again && !one.will_be_applied);
    let work = match comes_back {
        Some(one) => plan_to_come_back(migrations, &applied, one.version, orders.terms)?,
        None => plan(migrations, &applied, goal, orders.terms)?,
    };
    let mut undo = Vec::new();
    for place in 0..work.undo.len() {
        undo.push(to_undo(&channel, &work.undo, place, dialect).await);
    }
    let is_together = undo.iter().all(|one: &PlannedMigration| one.in_one_transaction);
    undo.iter_mut().for_each(|one| one.in_one_transaction &= is_together);
    let mut apply = Vec::new();
    for migration in work.apply {
        let script = script_of(migrations, migration, dialect)?;
        let steps = script.up.read();
        let steps = if is_first { plain_form(steps) } else { steps };
        apply.push(PlannedMigration {
            version: migration.version,
            migration: migration.to_string(),
            grade: script.grade,
            in_one_transaction: may_share_a_transaction(&steps),
            steps: steps.iter().map(PlannedStep::applying).collect(),
        });
    }
    Ok(Plan { database: format!("{dialect} {version}"), unfinished, undo, apply, ahead: work.is_ahead })
}

/// The history, and what is left to do, once the run has brought to an end what an earlier one left in the middle.
fn settle(
    mut applied: Vec<Applied>,
    migrations: &Migrations,
    dialect: Dialect,
    goal: Goal,
) -> Result<(Vec<Applied>, Goal, Option<Unfinished>), Reason> {
    let Some(place) = applied.iter().rposition(|one| one.state != State::Applied) else {
        return Ok((applied, goal, None));
    };
    let row = &mut applied[place];
    let position = if row.state == State::Undoing { Position::Undoing } else { Position::Applying };
    let refusal =
        |why| Reason::Interrupted { migration: row.id(), position, steps_done: row.progress, next_step: None, why };
    let Some(way) = way(row, goal) else { return Err(refusal(Unresumable::BeingUndone)) };
    if steps_of(row, migrations, dialect, way).is_none() {
        return Err(refusal(Unresumable::Changed));
    }
    let will_be_applied = (position == Position::Applying) == (way == Way::Onward);
    let (migration, steps_done) = (row.id(), row.progress);
    let unfinished = Unfinished { version: row.version, migration, steps_done, will_be_applied };
    row.state = State::Applied;
    if !will_be_applied {
        applied.remove(place);
    }
    let left = match goal {
        Goal::Previous if !will_be_applied => Goal::Repair,
        Goal::Next(count) if will_be_applied => Goal::Next(count.saturating_sub(1)),
        goal => goal,
    };
    Ok((applied, left, Some(unfinished)))
}

async fn to_undo(channel: &Channel, range: &[&Applied], place: usize, dialect: Dialect) -> PlannedMigration {
    let applied = range[place];
    let (mut asked_on_the_way, mut losses) =
        (vec![None; applied.undo.steps.len()], vec![None; applied.undo.steps.len()]);
    for asked in Asked::of_range(range).filter(|asked| asked.place == place) {
        let today = today(&asked, dialect);
        match asked.sort {
            Sort::Condition => asked_on_the_way[asked.step] = late_condition(channel, today).await,
            Sort::Loss => losses[asked.step] = Some(count(channel, asked.query, today).await),
        }
    }
    let questions = asked_on_the_way.into_iter().zip(losses);
    let steps = applied.undo.steps.iter().zip(questions);
    PlannedMigration {
        version: applied.version,
        migration: applied.id(),
        grade: applied.undo.grade,
        in_one_transaction: may_share_a_transaction(&applied.undo.steps),
        steps: steps.map(|(step, (late, loss))| PlannedStep::of(step, late, loss)).collect(),
    }
}

/// Why a condition is asked when the run comes to it.
async fn late_condition(channel: &Channel, today: Result<Today, Late>) -> Option<String> {
    let late = match today {
        Ok(Today { query, unless }) => {
            let late = unless?;
            let rows = channel.query(plain(&query.sql)).await;
            if rows.is_ok_and(|rows| rows.is_empty()) {
                return None;
            }
            late
        }
        Err(late) => late,
    };
    Some(late.to_string())
}

/// What today's schema cannot answer is counted when the run comes to it.
async fn count(channel: &Channel, discards: &Query, today: Result<Today, Late>) -> PlannedLoss {
    let (count, late) = match today {
        Ok(Today { query, unless }) => {
            let count = channel.query_value(plain(&query.sql)).await.ok().flatten();
            let count = count.and_then(|count| count.parse().ok());
            let late = unless.filter(|_| count != Some(0));
            (count.filter(|_| late.is_none()), late)
        }
        Err(late) => (None, Some(late)),
    };
    PlannedLoss { what: discards.meaning.clone(), count, asked_on_the_way: late.map(|late| late.to_string()) }
}
