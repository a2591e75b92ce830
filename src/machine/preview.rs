//! What a run would do, found out without changing anything.

use migrate_core::dialect::Dialect;
use migrate_core::migration::Step;

use super::channel::Channel;
use super::{Orders, has_table, may_share_a_transaction, plain, plain_form, read_history, script_of, session};
use crate::error::{Error, Position, Reason, Unresumable};
use crate::history::{self, Applied, History, State};
use crate::plan::{Goal, Way, plan, way};
use crate::preview::{Plan, PlannedLoss, PlannedMigration, PlannedStep, Unfinished};

/// Plans a run, and counts what undoing would throw away as far as that can be counted now.
pub async fn preview(channel: Channel, dialect: Dialect, orders: Orders) -> Result<Plan, Error> {
    let Orders { migrations, patience, .. } = orders;
    let (dialect, version) = session::identify(&channel, dialect, migrations, patience).await?;
    let history = History::new(dialect, migrations.name);
    let applied = match has_table(&channel, &history, patience).await? {
        true => read_history(&channel, &history, patience).await?,
        false => Vec::new(),
    };
    if let Some(edited) = history::edited(migrations, &applied) {
        return Err(edited.into());
    }
    let is_first = applied.is_empty();
    let (applied, goal, unfinished) = settle(applied, orders)?;
    let work = plan(migrations, &applied, goal, orders.terms)?;
    let mut undo = Vec::new();
    for one in &work.undo {
        undo.push(to_undo(&channel, one).await);
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
            steps: steps.iter().map(|step| PlannedStep::of(step, None)).collect(),
        });
    }
    Ok(Plan { database: format!("{dialect} {version}"), unfinished, undo, apply, ahead: work.is_ahead })
}

/// The history, and what is left to do, once the run has brought to an end what an earlier one left in the middle.
fn settle(mut applied: Vec<Applied>, orders: Orders) -> Result<(Vec<Applied>, Goal, Option<Unfinished>), Reason> {
    let goal = orders.goal;
    let Some(place) = applied.iter().rposition(|one| one.state != State::Applied) else {
        return Ok((applied, goal, None));
    };
    let row = &mut applied[place];
    let position = if row.state == State::Undoing { Position::Undoing } else { Position::Applying };
    let refusal =
        |why| Reason::Interrupted { migration: row.id(), position, steps_done: row.progress, next_step: None, why };
    let Some(way) = way(row, goal) else { return Err(refusal(Unresumable::BeingUndone)) };
    let is_known = orders.migrations.list.iter().any(|one| one.version == row.version && one.checksum == row.checksum);
    if position == Position::Applying && !is_known {
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
        Goal::Again if !will_be_applied => Goal::Next(1),
        Goal::Next(count) if will_be_applied => Goal::Next(count.saturating_sub(1)),
        goal => goal,
    };
    Ok((applied, left, Some(unfinished)))
}

async fn to_undo(channel: &Channel, applied: &Applied) -> PlannedMigration {
    let mut steps = Vec::new();
    for step in &applied.undo.steps {
        let loss = count(channel, step).await;
        steps.push(PlannedStep::of(step, loss));
    }
    PlannedMigration {
        version: applied.version,
        migration: applied.id(),
        grade: applied.undo.grade,
        in_one_transaction: may_share_a_transaction(&applied.undo.steps),
        steps,
    }
}

/// What today's schema cannot answer is counted when the run comes to it.
async fn count(channel: &Channel, step: &Step) -> Option<PlannedLoss> {
    let discards = step.discards.as_ref()?;
    let counted = if discards.at_start { channel.query_value(plain(&discards.sql)).await.ok().flatten() } else { None };
    Some(PlannedLoss { what: discards.meaning.clone(), count: counted.and_then(|count| count.parse().ok()) })
}
