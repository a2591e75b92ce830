//! A history as a script for the database's own client: psql, mysql, mariadb or sqlite3.
//!
//! The script does what a run does, in the same order and with the same notes in the history, so that a later run knows
//! what the script did, or where it came to its end. It asks the rows the same questions, and stops where an answer is
//! not what it has to be.

use std::fmt::Write as _;

use migrate_core::dialect::{Dialect, Version};
use migrate_core::migration::{Migration, Migrations, Query, Step};

use crate::error::Reason;
use crate::history::{Applied, History, HistoryTable, State, TOMBSTONE};
use crate::machine::channel::Statement;
use crate::machine::text_literal;
use crate::machine::today::{Asked, Sort, Today, today};
use crate::machine::{begin_statement, groups, is_atomic, lock_of_dropped, plain_form, script_of, session};

/// From where a script goes to where, as versions; 0 is a database without migrations.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// The newest version that is applied where the script begins.
    pub from: i64,
    /// The newest version that is applied where it ends.
    pub to: i64,
}

/// What whoever wants a script that undoes accepts.
#[derive(Clone, Copy, Debug)]
pub struct Accepted {
    /// That what was written since is thrown away.
    pub data_loss: bool,
    /// That what the rows must allow is asked on the way.
    pub late_conditions: bool,
}

/// Writes the script. It applies, or undoes where the range goes down.
///
/// # Errors
/// The history is not built for the database, has no such version, or a migration to be undone cannot be.
pub fn write(
    migrations: &'static Migrations,
    dialect: Dialect,
    table: &HistoryTable,
    range: Range,
    accepted: Accepted,
) -> Result<String, Reason> {
    let rows = rows(migrations, dialect)?;
    let (from, to) = (place(migrations, range.from)?, place(migrations, range.to)?);
    let history = History::new(dialect, migrations.name, table);
    let mut script = Script { migrations, dialect, history, accepted, text: String::new() };
    script.begin(range, &rows[..from]);
    if from <= to {
        for (migration, row) in migrations.list[from..to].iter().zip(&rows[from..to]) {
            script.apply(migration, row, from == 0);
        }
    } else {
        let undo: Vec<&Applied> = rows[to..from].iter().rev().collect();
        if let Some((migration, reason)) = undo.iter().find_map(|one| Some((one.id(), one.undo.irreversible.clone()?)))
        {
            return Err(Reason::Irreversible { migration, reason });
        }
        script.undo(&undo)?;
    }
    script.end();
    Ok(script.text)
}

/// The rows of the history where all is applied.
fn rows(migrations: &'static Migrations, dialect: Dialect) -> Result<Vec<Applied>, Reason> {
    let mut rows: Vec<Applied> = Vec::new();
    for migration in migrations.list {
        let script = script_of(migrations, migration, dialect)?;
        rows.push(Applied::after(&rows, migration, script));
    }
    Ok(rows)
}

/// How many migrations are applied where this version is the newest.
fn place(migrations: &'static Migrations, version: i64) -> Result<usize, Reason> {
    if version == 0 {
        return Ok(0);
    }
    let versions = migrations.list.iter().map(|one| one.version);
    let nearest = versions.clone().min_by_key(|other| other.abs_diff(version));
    let found = versions.clone().position(|other| other == version);
    found.map(|place| place + 1).ok_or(Reason::UnknownGoal { version, nearest })
}

struct Script {
    migrations: &'static Migrations,
    dialect: Dialect,
    history: History,
    accepted: Accepted,
    text: String,
}

impl Script {
    fn begin(&mut self, range: Range, applied: &[Applied]) {
        let version = |version| match version {
            0 => "no migration".to_owned(),
            version => format!("{}", migrate_core::migration::VersionText(version)),
        };
        let client = match self.dialect {
            Dialect::Postgres => "psql",
            Dialect::MySql => "mysql",
            Dialect::MariaDb => "mariadb",
            Dialect::Sqlite => "sqlite3",
        };
        self.comment(&format!(
            "The history `{}` on {}, from {} to {}: a script for {client}.",
            self.migrations.name,
            self.dialect,
            version(range.from),
            version(range.to)
        ));
        // What stops a client at the first error, and what it must not change.
        self.text.push_str(match self.dialect {
            Dialect::Postgres => "\\set ON_ERROR_STOP on\n\\set AUTOCOMMIT on\nSET client_encoding = 'UTF8';\nSET client_min_messages = warning;\n",
            Dialect::MySql | Dialect::MariaDb => "SET NAMES utf8mb4;\n",
            Dialect::Sqlite => ".bail on\n",
        });
        let target = self.migrations.targets.iter().find(|target| target.dialect == self.dialect);
        let oldest = target.map_or(Version::new(0, 0, 0), |target| target.minimum_version);
        for setting in session::settings_of(self.dialect, oldest) {
            self.statement(&setting);
        }
        if let Some(takes_lock) = session::takes_lock(self.dialect) {
            self.check("no other run holds the database", &takes_lock);
        }
        self.note(&self.history.create_table());
        let hash = applied.last().map_or(0, |one| one.history_hash);
        let own = format!(
            "FROM {} AS applied WHERE history = {}",
            self.history.table().sql(self.dialect),
            text_literal(self.migrations.name, self.dialect)
        );
        // A tombstone keeps a place in the order of application that the script would give to another migration.
        let newest = format!(
            "coalesce((SELECT history_hash {own} ORDER BY applied.position DESC LIMIT 1), '0000000000000000') = \
             '{hash:016x}' AND NOT EXISTS (SELECT 1 {own} AND (state <> '{}' OR kind = '{TOMBSTONE}'))",
            State::Applied.text()
        );
        self.check(&format!("the database is at {}, as this script expects", version(range.from)), &newest);
    }

    fn end(&mut self) {
        let Some(unlock) = session::unlock(self.dialect) else { return };
        let (_, call) = unlock.sql.split_once(' ').expect("it is `SELECT` and a call");
        self.text.push('\n');
        // Without a result, which the client would show.
        self.statement(&match self.dialect {
            Dialect::Postgres => block(&format!("BEGIN PERFORM {call}; END")),
            Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite => format!("DO {call}"),
        });
    }

    fn apply(&mut self, migration: &Migration, row: &Applied, is_first: bool) {
        self.text.push('\n');
        self.comment(&row.id());
        let script = migration.script(self.dialect);
        let up = script.map_or_else(Vec::new, |script| script.up.read());
        let steps = if is_first { plain_form(up) } else { up };
        let insert = |row, state| self.history.insert(migration, row, state, 0, self.migrations.program_version);
        if steps.iter().all(is_atomic) {
            let insert = insert(row, State::Applied);
            self.begin_transaction(&steps);
            self.steps(&steps, false);
            self.note(&insert);
            self.commit(&steps);
        } else {
            let insert = insert(&script.map_or_else(|| row.clone(), |script| row.begun(script)), State::Applying);
            self.note(&insert);
            self.steps_noting(&steps, row, State::Applying);
            self.note(&self.history.finish(row, 0));
        }
    }

    /// All in one transaction where that can be, as a run does.
    fn undo(&mut self, rows: &[&Applied]) -> Result<(), Reason> {
        let all: Vec<Step> = rows.iter().flat_map(|row| row.undo.steps.iter().cloned()).collect();
        let is_atomic = all.iter().all(is_atomic);
        if is_atomic {
            self.begin_transaction(&all);
        } else {
            self.ask_range(rows)?;
        }
        for row in rows {
            self.text.push('\n');
            self.comment(&row.id());
            if is_atomic {
                self.steps(&row.undo.steps, true);
            } else {
                self.note(&self.history.update(row.version, State::Undoing, 0));
                self.steps_noting(&row.undo.steps, row, State::Undoing);
            }
            self.note(&self.history.delete(row.version));
        }
        if is_atomic {
            self.commit(&all);
        }
        Ok(())
    }

    /// What is undone first may not come back, so that all questions are asked before, as in a run.
    fn ask_range(&mut self, rows: &[&Applied]) -> Result<(), Reason> {
        for asked in Asked::of_range(rows) {
            if asked.sort == Sort::Loss && self.accepted.data_loss {
                continue;
            }
            match today(&asked, self.dialect) {
                // As in a run: of the first migration nothing but its own steps is done by then.
                Ok(Today { unless: Some(_), .. }) if self.accepted.late_conditions || asked.place == 0 => {}
                Ok(Today { query, .. }) if asked.sort == Sort::Loss => self.check_loss(&query),
                Ok(Today { query, .. }) => self.check_rows(&query),
                Err(late) if !self.accepted.late_conditions && asked.place > 0 => {
                    return Err(asked.refusal(late.to_string(), self.dialect));
                }
                Err(_) => {}
            }
        }
        Ok(())
    }

    fn check_rows(&mut self, condition: &Query) {
        self.check(&condition.meaning, &format!("NOT EXISTS ({})", condition.sql));
    }

    fn check_loss(&mut self, discards: &Query) {
        self.check(&format!("it throws away no {}", discards.meaning), &format!("({}) = 0", discards.sql));
    }

    /// Steps of which each is noted as it is done.
    fn steps_noting(&mut self, steps: &[Step], row: &Applied, state: State) {
        let mut done = 0;
        for group in groups(steps) {
            done += group.len();
            let note = self.history.update(row.version, state, done);
            if is_atomic(&group[0]) {
                self.begin_transaction(group);
            }
            self.steps(group, state == State::Undoing);
            self.note(&note);
            if is_atomic(&group[0]) {
                self.commit(group);
            }
        }
    }

    fn steps(&mut self, steps: &[Step], is_undoing: bool) {
        for step in steps {
            if let Some(condition) = &step.condition {
                self.check_rows(condition);
            }
            match step.discards.as_ref().filter(|_| is_undoing) {
                Some(discards) if self.accepted.data_loss => {
                    self.comment(&format!("throws away {}", discards.meaning));
                }
                Some(discards) => {
                    if let Some(lock) = lock_of_dropped(step, self.dialect) {
                        self.statement(&lock);
                    }
                    self.check_loss(discards);
                }
                None => {}
            }
            if step.is_there {
                self.comment("is there already");
                continue;
            }
            if let Some(batches) = &step.batches {
                self.comment(&format!("a run would do this in batches of {} rows", batches.size));
            }
            self.statement(&step.sql);
        }
    }

    /// On SQLite, foreign keys are off around a rebuild, and looked at before it is committed.
    fn begin_transaction(&mut self, steps: &[Step]) {
        let without_foreign_keys = steps.iter().any(|step| step.without_foreign_keys);
        if without_foreign_keys {
            self.statement("PRAGMA foreign_keys = 0");
        }
        self.statement(&begin_statement(steps, self.dialect).sql);
        if without_foreign_keys {
            self.statement(&format!("CREATE TEMP TABLE migrate_orphans AS {ORPHANS}"));
        }
    }

    fn commit(&mut self, steps: &[Step]) {
        let without_foreign_keys = steps.iter().any(|step| step.without_foreign_keys);
        if without_foreign_keys {
            let holds = format!("({ORPHANS}) <= (SELECT count FROM temp.migrate_orphans)");
            self.check("every row that is referred to is there", &holds);
            self.statement("DROP TABLE temp.migrate_orphans");
        }
        self.statement("COMMIT");
        if without_foreign_keys {
            self.statement("PRAGMA foreign_keys = 1");
        }
    }

    /// Stops the script where something does not hold.
    fn check(&mut self, meaning: &str, holds: &str) {
        self.comment(&format!("needs that {meaning}"));
        match self.dialect {
            Dialect::Postgres => {
                let fault = text_literal(&format!("this does not hold: {meaning}").replace('%', "%%"), self.dialect);
                self.statement(&block(&format!("BEGIN IF NOT ({holds}) THEN RAISE EXCEPTION {fault}; END IF; END")));
            }
            // Outside a routine nothing raises an error on purpose; a subquery of two rows does.
            Dialect::MySql | Dialect::MariaDb => {
                self.statement(&format!("SET @holds = IF({holds}, 1, (SELECT 1 UNION ALL SELECT 2))"));
            }
            Dialect::Sqlite => {
                let fault = text_literal(meaning, self.dialect);
                self.statement("CREATE TEMP TABLE migrate_check (unless, holds CHECK (holds))");
                self.statement(&format!("INSERT INTO temp.migrate_check SELECT {fault}, {holds}"));
                self.statement("DROP TABLE temp.migrate_check");
            }
        }
    }

    /// A statement about the history.
    fn note(&mut self, statement: &Statement) {
        let sql = statement.written_out(self.dialect);
        self.statement(&sql);
    }

    /// One line that the client does not read.
    fn comment(&mut self, text: &str) {
        let _infallible = writeln!(self.text, "-- {}", text.replace(['\n', '\r'], " "));
    }

    fn statement(&mut self, sql: &str) {
        let statement = terminated(sql, self.dialect);
        self.text.push_str(&statement);
        self.text.push('\n');
    }
}

/// PostgreSQL: a statement that runs this code of PL/pgSQL.
fn block(code: &str) -> String {
    const QUOTE: &str = "$migrate$";
    // A name may hold it.
    if code.contains(QUOTE) {
        return format!("DO {}", text_literal(code, Dialect::Postgres));
    }
    format!("DO {QUOTE} {code} {QUOTE}")
}

/// A statement and its end, in whatever way the client of the database finds that.
pub fn terminated(sql: &str, dialect: Dialect) -> String {
    let sql = sql.trim().trim_end_matches(';').trim_end();
    let is_mysql = matches!(dialect, Dialect::MySql | Dialect::MariaDb);
    // A comment in the last line would hide the end.
    let last = sql.lines().last().unwrap_or_default();
    let end = if last.contains("--") || (is_mysql && last.contains('#')) { "\n" } else { "" };
    if is_mysql && sql.contains(';') {
        let delimiter = ["//", "$$", "@@", "~~~~"].into_iter().find(|one| !sql.contains(one)).unwrap_or("~~migrate~~");
        format!("DELIMITER {delimiter}\n{sql}{end}{delimiter}\nDELIMITER ;")
    } else {
        format!("{sql}{end};")
    }
}

/// The number of rows that refer to nothing.
const ORPHANS: &str = "SELECT count(*) AS count FROM pragma_foreign_key_check";
