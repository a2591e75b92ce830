//! The proof of one history on one database.

use std::collections::BTreeSet;

use migrate::Migrator;
use migrate::error::{Aftermath, Reason};
use migrate_core::catalog::Catalog;
use migrate_core::dialect::Dialect;

use super::history::{Accepted, Drawn, History, keeps_values};
use super::{model, read, rows};
use crate::dump::Dump;
use crate::scratch::Scratch;

/// What a proof went through.
#[derive(Debug, Default)]
pub struct Proof {
    /// Migrations applied or undone.
    pub ways: usize,
    /// Those that were refused as long as the tables held rows.
    pub refused: usize,
    /// Tables met.
    pub tables: usize,
    /// Those that held rows.
    pub filled: usize,
}

impl Proof {
    pub const fn add(&mut self, other: &Self) {
        self.ways += other.ways;
        self.refused += other.refused;
        self.tables += other.tables;
        self.filled += other.filled;
    }
}

/// Takes each migration up, down and up, with rows in the tables, and then everything down.
pub async fn prove(scratch: &Scratch, dialect: Dialect, history: &History<'_>) -> Result<Proof, String> {
    prove_written_downs(history, dialect)?;
    let targets = [migrate::__private::Target::new(dialect)];
    let migrator = Migrator::new(history.migrations(&targets)).accept_data_loss().accept_late_conditions();
    let now = read::dump(scratch).await;
    let mut prover = Prover { scratch, dialect, migrator, salt: 0, now, proof: Proof::default() };
    match prover.prove_all(history).await {
        Ok(()) | Err(Stop::Stuck) => Ok(prover.proof),
        Err(Stop::Wrong(problem)) => Err(problem),
    }
}

/// Why a proof goes no further.
enum Stop {
    /// Steps remain that nothing undoes: MySQL and MariaDB commit each by itself, and some are lossy.
    Stuck,
    /// Something is not as it should be.
    Wrong(String),
}

impl From<String> for Stop {
    fn from(problem: String) -> Self {
        Self::Wrong(problem)
    }
}

/// The derived `down`, written by hand, is proved to undo its `up`.
fn prove_written_downs(history: &History<'_>, dialect: Dialect) -> Result<(), String> {
    let settings = super::settings(dialect);
    let mut again = History::new(&settings);
    for Accepted { drawn, derived_down, .. } in &history.accepted {
        if let Some(down) = derived_down {
            let written = Drawn { down: Some(down.clone()), ..drawn.clone() };
            let text = written.text(0);
            again.try_out(&written).map_err(|problem| format!("the derived `down`, written: {problem}\n{text}"))?;
        }
        again.add(drawn.clone()).map_err(|problem| format!("a second replay refuses it: {problem}"))?;
    }
    Ok(())
}

struct Prover<'a> {
    scratch: &'a Scratch,
    dialect: Dialect,
    migrator: Migrator,
    /// Makes rows different from each other.
    salt: usize,
    /// What the database holds.
    now: Dump,
    proof: Proof,
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

impl Prover<'_> {
    async fn prove_all(&mut self, history: &History<'_>) -> Result<(), Stop> {
        let places = 0..history.accepted.len();
        for place in places.clone() {
            self.prove_one(history, place).await?;
        }
        for place in places.rev() {
            self.go(history, place, Way::Down).await?;
        }
        let left = read::lines(self.scratch).await;
        if left.is_empty() || history.leaves_values_from(0) {
            return Ok(());
        }
        Err(Stop::Wrong(format!("left when everything is undone: {left:?}")))
    }

    async fn prove_one(&mut self, history: &History<'_>, place: usize) -> Result<(), Stop> {
        let earlier = &history.before(place);
        let one = &history.accepted[place];
        self.fill(earlier).await;
        self.proof.tables += earlier.tables.len();
        self.proof.filled += rows::filled_tables(self.scratch, earlier).await;
        let (before, _) = self.go(history, place, Way::Up).await?;
        let after = self.now.clone();
        let (_, kept_rows) = self.go(history, place, Way::Down).await?;
        let back = &self.now;
        if !one.drawn.says("add_enum_value(") {
            differences(&before.schema, &back.schema, &format!("{} undone", one.migration))?;
            if kept_rows {
                let lost = lost(one, earlier, self.dialect);
                let lost: Vec<&str> = lost.iter().map(String::as_str).collect();
                let context = format!("{} undone, without {lost:?}", one.migration);
                differences(&row_lines(&before.without(&lost)), &row_lines(&back.without(&lost)), &context)?;
            }
        }
        self.go(history, place, Way::Up).await?;
        differences(&after.schema, &self.now.schema, &format!("{} applied a second time", one.migration))?;
        // What is written after a migration stands in the way of undoing it, or it does not.
        self.fill(&one.after).await;
        Ok(())
    }

    async fn fill(&mut self, catalog: &Catalog) {
        rows::fill(self.scratch, catalog, &mut self.salt).await;
        self.now = read::dump(self.scratch).await;
    }

    /// Applies or undoes one migration. Where rows stand in the way nothing may have changed, and it must be done when
    /// they are gone. Returns what was there just before it was done, and whether the rows were left alone.
    async fn go(&mut self, history: &History<'_>, place: usize, way: Way) -> Result<(Dump, bool), Stop> {
        let one = &history.accepted[place];
        let earlier = history.before(place);
        let (present, to, goal) = match way {
            Way::Up => (&earlier, &one.after, one.migration.version),
            Way::Down if place == 0 => (&one.after, &earlier, 0),
            Way::Down => (&one.after, &earlier, history.accepted[place - 1].migration.version),
        };
        self.proof.ways += 1;
        let mut before = self.now.clone();
        let mut kept_rows = true;
        let context = format!("{way:?} {}", one.migration);
        if let Err(error) = self.migrator.to(&self.scratch.db, goal).await {
            self.proof.refused += 1;
            match error.reason() {
                Reason::Rows { .. } => {}
                // A value may be too great for another type, and one that is given may violate a check.
                Reason::Step { .. } if one.drawn.says("change_type(") || one.drawn.says(".restore_with(") => {}
                // A row may be there already, or another one may refer to it, which a key that waits says at the end.
                Reason::Step { .. } | Reason::Database { .. } if one.drawn.is_of_rows() => {}
                // A value of an enumeration that stayed when it was undone is none to the migrations before.
                Reason::Step { .. } if way == Way::Down && history.leaves_values_from(place) => {}
                _ => return Err(Stop::Wrong(format!("{context}: {error}"))),
            }
            if let Reason::Rows { aftermath: Aftermath::StepsRemain(_), .. }
            | Reason::Step { aftermath: Aftermath::StepsRemain(_), .. } = error.reason()
                && matches!(self.dialect, Dialect::MySql | Dialect::MariaDb)
            {
                return Err(Stop::Stuck);
            }
            let now = read::dump(self.scratch).await;
            let refused = format!("{context} was refused, and something changed\n{error}");
            differences(&before.schema, &now.schema, &refused)?;
            differences(&row_lines(&before), &row_lines(&now), &refused)?;
            rows::empty(self.scratch, present).await;
            (before, kept_rows) = (read::dump(self.scratch).await, false);
            let outcome = self.migrator.to(&self.scratch.db, goal).await;
            // A value that stayed may have the name that another one gets back.
            if outcome.is_err() && way == Way::Down && history.leaves_values_from(place) {
                return Err(Stop::Stuck);
            }
            outcome.map_err(|error| format!("{context}, without rows: {error}"))?;
        }
        self.now = read::dump(self.scratch).await;
        if way == Way::Up || !history.leaves_values_from(place) {
            self.compare_with_model(to, &context, way).await?;
        }
        Ok((before, kept_rows))
    }

    async fn compare_with_model(&self, catalog: &Catalog, context: &str, way: Way) -> Result<(), String> {
        // What was proved of the rows stays proved.
        let line = |line: String| if way == Way::Down { line.replace(", not valid", "") } else { line };
        let expected: Vec<String> = model::lines(catalog, self.dialect).into_iter().map(line).collect();
        let found: Vec<String> = read::lines(self.scratch).await.into_iter().map(line).collect();
        differences(&expected, &found, &format!("{context}: `-` is in the replay, `+` in the database"))
    }
}

fn differences(expected: &[String], found: &[String], context: &str) -> Result<(), String> {
    let (before, now): (BTreeSet<_>, BTreeSet<_>) = (expected.iter().collect(), found.iter().collect());
    let missing = before.difference(&now).map(|line| format!("\n- {line}"));
    let added = now.difference(&before).map(|line| format!("\n+ {line}"));
    let all: String = missing.chain(added).collect();
    if all.is_empty() { Ok(()) } else { Err(format!("{context}{all}")) }
}

fn row_lines(dump: &Dump) -> Vec<String> {
    dump.rows.iter().map(|row| format!("{row:?}")).collect()
}

/// With the rows of other tables that go with those of a table, or the values that do, and with what is computed.
fn with_what_follows(mut changed: Vec<String>, catalog: &Catalog) -> Vec<String> {
    let mut next = 0;
    while let Some(one) = changed.get(next).cloned() {
        next += 1;
        if let Some(table) = catalog.table(&one) {
            for (child, _) in catalog.referencing(&table.name) {
                if !changed.contains(&child.name.to_string()) {
                    changed.push(child.name.to_string());
                }
            }
        } else if let Some(table) = catalog.tables.values().find(|table| one.starts_with(&format!("{}.", table.name))) {
            let computed = table.columns.iter().filter(|column| column.generated.is_some());
            let computed = computed.map(|column| format!("{}.{}", table.name, column.name));
            let new: Vec<String> = computed.filter(|column| !changed.contains(column)).collect();
            changed.extend(new);
        }
    }
    changed
}

/// The tables and columns whose values need not come back.
fn lost(one: &Accepted, earlier: &Catalog, dialect: Dialect) -> Vec<String> {
    let mut lost = with_what_follows(one.drawn.changes_for_good(), earlier);
    let is_lossy = !keeps_values(one.migration, dialect);
    // Which rows held NULL before they got a value is not known any more.
    let fills = one.drawn.says("set_not_null(") && one.drawn.says(".restore_with(");
    for table in earlier.tables.values() {
        let after = one.after.table(&table.name);
        // Another one may have taken its place.
        let is_dropped = one.drawn.says(&format!("drop_table({:?})", table.name.as_str()));
        if is_lossy && (after.is_none() || is_dropped) {
            lost.push(table.name.to_string());
        }
        for column in &table.columns {
            let now = after.and_then(|after| after.column(&column.name));
            // One that is computed may be an ordinary one again in the end, by whatever name.
            let computes = one.drawn.up.iter().any(|(name, _)| *name == "set_generated");
            let is_computed = column.generated.is_some() || computes;
            let is_dropped =
                one.drawn.says(&format!("drop_column({:?}, {:?})", table.name.as_str(), column.name.as_str()));
            let is_changed = is_dropped
                || one.drawn.converts(&table.name, &column.name)
                || now.is_none_or(|now| now.column_type != column.column_type || now.generated != column.generated);
            // What is computed from lost values is lost with them.
            if is_lossy && (is_changed || is_computed) || fills && (column.nullable || is_computed) {
                lost.push(format!("{}.{}", table.name, column.name));
            }
        }
    }
    lost
}
