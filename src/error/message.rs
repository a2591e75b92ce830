//! The texts of errors: what is wrong, what state things are in, what to type.

use std::borrow::Cow;
use std::fmt;

use migrate_core::migration::VersionText;

use super::{Aftermath, Amendment, Cause, Edit, Error, NextStep, Position, Reason, Unamendable, Unresumable};
use crate::check::Finding;
use crate::counted::counted;
use crate::report::Ran;

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Applying => "applied",
            Self::Undoing => "undone",
        })
    }
}

impl fmt::Display for Aftermath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unchanged => f.write_str("nothing was changed"),
            Self::StepsUndone => f.write_str("the steps that were done have been undone"),
            Self::StepsRemain(0) => f.write_str("none of its steps is done, but something of the first may be left"),
            Self::StepsRemain(1) => f.write_str("its first step remains done"),
            Self::StepsRemain(count) => write!(f, "its first {count} steps remain done"),
            Self::PartRemains { steps: 0, up_to } => {
                write!(f, "of its first step the batches up to the key `{up_to}` remain done")
            }
            Self::PartRemains { steps, up_to } => {
                write!(f, "{}, and of the next one the batches up to the key `{up_to}`", Self::StepsRemain(*steps))
            }
            Self::NotNoted => f.write_str(
                "none of its steps is done, but the history still says that it was begun; the next run goes on from there",
            ),
            Self::ConnectionLost => {
                f.write_str("the connection was lost; the next run goes on, or says where this one came to its end")
            }
        }
    }
}

/// The line that says what to type, or to do.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSpace => "help: make room on the disk of the database, and run it again; what is done is not done twice",
            Self::NoRight => "help: connect as a user who has that right, or give it to this one with `GRANT`",
            Self::ReadOnly => {
                "help: connect to a server that takes writes, and not to a replica; of SQLite, make the file and its folder \
                 writable for the user of this program"
            }
        })
    }
}

/// The same on a line of its own, where there is a cause.
fn mend(f: &mut fmt::Formatter<'_>, cause: Option<Cause>) -> fmt::Result {
    cause.map_or(Ok(()), |cause| write!(f, "\n{cause}"))
}

/// What to do when a connection was lost: whoever began the run begins it again.
const RUN_AGAIN: &str = "help: run it again when the database answers: it goes on from what is done";

/// What a message names for help, as the command line calls it and as the library does.
struct Remedy {
    command_line: &'static str,
    library: &'static str,
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", if f.alternate() { self.command_line } else { self.library })
    }
}

const ACCEPT_DATA_LOSS: Remedy = Remedy { command_line: "--accept-data-loss", library: "Migrator::accept_data_loss()" };

const ACCEPT_LATE_CONDITIONS: Remedy =
    Remedy { command_line: "--accept-late-conditions", library: "Migrator::accept_late_conditions()" };

const DOWN: Remedy = Remedy { command_line: "down", library: "Migrator::down" };

const ACCEPT_DIFFERENCES: Remedy =
    Remedy { command_line: "--accept-differences", library: "Migrator::accept_differences()" };

const SCRATCH: Remedy = Remedy { command_line: "--scratch <URL>", library: "Migrator::scratch()" };

const BASELINE: Remedy = Remedy { command_line: "baseline --to <VERSION>", library: "Migrator::baseline" };

const CHECK_HISTORY: Remedy = Remedy { command_line: "check --history-only", library: "Migrator::check_history()" };
const ACCEPT_OUT_OF_ORDER: Remedy =
    Remedy { command_line: "--accept-out-of-order", library: "Migrator::accept_out_of_order()" };

const LOCK_BY_LEASE: Remedy = Remedy { command_line: "--lock lease", library: "Migrator::lock_by_lease()" };

const REFUSE_NEWER: Remedy = Remedy { command_line: "--refuse-newer", library: "Migrator::refuse_newer()" };

const REPAIR: Remedy = Remedy { command_line: "repair", library: "Migrator::repair" };

const RESUME: Remedy = Remedy { command_line: "resume", library: "Migrator::resume" };

const RESUME_AFTER_DONE: Remedy =
    Remedy { command_line: "resume --unknown-step done", library: "Migrator::resume_after(db, StepOutcome::Done)" };

const RESUME_AFTER_NOT_DONE: Remedy =
    Remedy { command_line: "resume --unknown-step not-done", library: "StepOutcome::NotDone" };

const REPAIR_AFTER: Remedy =
    Remedy { command_line: "repair --unknown-step <OUTCOME>", library: "Migrator::repair_after(db, outcome)" };

const ACCEPT_CHANGE_AFTER: Remedy = Remedy {
    command_line: "accept-change <VERSION> --unknown-step <OUTCOME>",
    library: "Migrator::accept_change_after(db, version, outcome)",
};

const SINGLE_TRANSACTION: Remedy =
    Remedy { command_line: "--single-transaction", library: "Migrator::single_transaction()" };

const REDO: Remedy = Remedy { command_line: "redo", library: "Migrator::redo" };

const ACCEPT_CHANGE: Remedy =
    Remedy { command_line: "accept-change <VERSION>", library: "Migrator::accept_change(db, version)" };

const TOMBSTONE: Remedy = Remedy { command_line: "tombstone <VERSION>", library: "Migrator::tombstone(db, version)" };

const REVIVE: Remedy =
    Remedy { command_line: "tombstone --revive <VERSION>", library: "Migrator::revive(db, version)" };

const HISTORY_TABLE: Remedy = Remedy { command_line: "--history-table <NAME>", library: "Migrator::history_table()" };

const STATUS: Remedy = Remedy { command_line: "status", library: "Migrator::status" };

const WAIT_FOR_LOCKS: Remedy =
    Remedy { command_line: "--wait-for-locks <SECONDS>", library: "Migrator::wait_for_locks()" };

const WAIT_FOR_OTHERS: Remedy =
    Remedy { command_line: "--wait-for-others <SECONDS>", library: "Migrator::wait_for_others()" };

/// With `{:#}`, options of the command line are named for help, and else methods of the library.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.reason, f)?;
        let names = |ran: &[Ran]| ran.iter().map(|one| format!("`{}`", one.migration)).collect::<Vec<_>>().join(", ");
        if !self.report.undone.is_empty() {
            write!(f, "\nnote: undone before: {}", names(&self.report.undone))?;
        }
        if !self.report.applied.is_empty() {
            write!(f, "\nnote: applied before: {}", names(&self.report.applied))?;
        }
        Ok(())
    }
}

/// What another message says first.
fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Names what helps, as whoever reads calls it.
/// As much of a statement as a message has room for; [`Reason`] has all of it.
fn beginning(sql: &str) -> Cow<'_, str> {
    const LONGEST: usize = 1000;
    match sql.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{} …", &sql[..end])),
        None => Cow::Borrowed(sql),
    }
}

fn help(f: &mut fmt::Formatter<'_>, before: &str, remedy: &Remedy, after: &str) -> fmt::Result {
    write!(f, "\nhelp: {before}")?;
    fmt::Display::fmt(remedy, f)?;
    f.write_str(after)
}

impl fmt::Display for Reason {
    #[expect(clippy::too_many_lines, reason = "one arm for each reason")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url { problem } => {
                write!(
                    f,
                    "the database URL cannot be used: {problem}\n\
                     help: write `postgres://…`, `mysql://…` or `sqlite://…`, and enable the feature of that name"
                )
            }
            Self::Database { during, message, cause } => {
                write!(f, "the database refused {during}: {message}")?;
                mend(f, *cause)
            }
            Self::ConnectionLost { during, message } => {
                let asked = if during.starts_with("to ") { "asked" } else { "asked for" };
                write!(
                    f,
                    "the connection to the database was lost when it was {asked} {during}: {message}\n\
                     note: what was committed is there and noted in the history; the database rolls back the rest\n\
                     {RUN_AGAIN}"
                )
            }
            Self::NotTargeted { database, targets } => {
                let targets: Vec<String> = targets.iter().map(ToString::to_string).collect();
                write!(
                    f,
                    "the history is not built for {database}\n\
                     note: it is built for {}\n\
                     help: write `\"{}\"` into `backends` of `migrate.toml`",
                    targets.join(", "),
                    database.key()
                )
            }
            Self::TooOld { database, version, minimum } => write!(
                f,
                "{database} {version} is older than {minimum}, which the history is built for\n\
                 help: write `{} = \"{version}\"` below `[minimum_version]` in `migrate.toml`, if that version is supported",
                database.key()
            ),
            Self::Locked { seconds, holder } => {
                write!(f, "another run has held the database for {}", counted(*seconds, "seconds"))?;
                if let Some(holder) = holder {
                    write!(f, "\nnote: it is {holder}")?;
                }
                help(f, "wait longer with ", &WAIT_FOR_OTHERS, "")
            }
            Self::Overtaken { holder } => {
                f.write_str("another run has taken over from this one, which had not renewed its lease in time")?;
                if let Some(holder) = holder {
                    write!(f, "\nnote: it is {holder}")?;
                }
                f.write_str("\nnote: this run has changed nothing since; what it left in the middle, the other one goes on with")?;
                help(f, "see with ", &STATUS, " what is applied")
            }
            Self::Pooler => {
                f.write_str(
                    "the database is reached through a pooler that gives each transaction another session\n\
                     note: the lock that keeps other runs out would be left in a session of somebody else's, as would settings; \
                     nothing was changed\n\
                     help: connect to the server itself, as at the port 5432 of PostgreSQL and not at that of the pooler",
                )?;
                help(f, "or let a row be the lock, with ", &LOCK_BY_LEASE, "")
            }
            Self::StartupParameter { name } => write!(
                f,
                "a pooler in front of the database refused the connection, as it does not know the parameter `{name}`\n\
                 help: connect to the server itself, or write `ignore_startup_parameters = {name}` into the settings of the pooler"
            ),
            Self::Setting { name, value, needed } => write!(
                f,
                "`{name}` is `{value}`, where migrations need `{needed}`\n\
                 note: a run by lease leaves the settings of sessions alone, as others may use them; nothing was changed\n\
                 help: send `ALTER ROLE CURRENT_USER SET {name} = '{needed}'`, and connect again"
            ),
            Self::Unreadable { version } => write!(
                f,
                "the history holds a row for version {version} that cannot be read\n\
                 note: it was changed by hand, or written by a newer version of this library\n\
                 help: run the program that wrote it, or restore the row from a backup"
            ),
            Self::HistoryEdited { migration, edit } => history_edited(f, migration, edit),
            Self::Interrupted { migration, position, steps_done, next_step, why } => {
                let done = done_so_far(*steps_done, next_step.as_ref());
                write!(f, "`{migration}` was interrupted while it was being {position}\nnote: {done}")?;
                fmt::Display::fmt(why, f)
            }
            Self::UndoChanged { migration } => write!(
                f,
                "`{migration}` cannot be undone, as its steps in the history were changed after it was applied\n\
                 note: `undo_steps` does not fit `undo_checksum`; nothing was changed\n\
                 help: restore the row from a backup"
            ),
            Self::Changed { migration } => {
                write!(
                    f,
                    "`{migration}` was changed after it was applied\n\
                     note: the database has what it did then, not what it says now\n\
                     help: restore its text and write the change as a new migration"
                )?;
                help(f, "carry it out as it is now with ", &REDO, ", if it was applied last")?;
                help(
                    f,
                    "have its new text count as what was applied, if that makes the same, with ",
                    &ACCEPT_CHANGE,
                    "",
                )
            }
            Self::Unknown { migration, applied_at } => {
                write!(
                    f,
                    "`{migration}` is applied, but the program does not know it\n\
                     note: it was applied at {applied_at}\n\
                     help: restore its file"
                )?;
                help(f, "undo it, and what was applied after it, by the steps that were stored, with ", &DOWN, "")?;
                help(f, "if it is gone for good and the database is to keep what it made, say so with ", &TOMBSTONE, "")
            }
            Self::Tombstone { migration, applied_at } => {
                write!(
                    f,
                    "the program knows `{migration}`, which has a tombstone in this database\n\
                     note: it was applied at {applied_at}, and the database keeps what it made"
                )?;
                help(f, "have it count as applied again with ", &REVIVE, ", or give it another version")
            }
            Self::HistoryTable { name, problem } => {
                write!(f, "the table of applied migrations cannot be `{name}`: {problem}\nnote: nothing was changed")?;
                help(f, "create the schema, or choose another name with ", &HISTORY_TABLE, "")
            }
            Self::HistoryChanged => f.write_str(
                "somebody else changed the history meanwhile\n\
                 note: this run has changed nothing since\n\
                 help: look at it, and begin again",
            ),
            Self::Unamendable { migration, amendment, why } => unamendable(f, migration, *amendment, *why),
            Self::OutOfOrder { migration, applied, related: Some(related) } => write!(
                f,
                "`{migration}` is pending, but the newer `{applied}` is applied\n\
                 note: it was written for a schema without what `{related}` did, and the two may touch the same things\n\
                 help: give it a version after `{applied}`"
            ),
            Self::OutOfOrder { migration, applied, related: None } => {
                write!(
                    f,
                    "`{migration}` is pending, but the newer `{applied}` is applied\n\
                     note: it has nothing in common with what is applied and newer, so that the order makes no difference"
                )?;
                help(f, "accept that with ", &ACCEPT_OUT_OF_ORDER, &format!(", or give it a version after `{applied}`"))
            }
            Self::Ahead { migrations } => {
                let names: Vec<String> = migrations.iter().map(|one| format!("`{one}`")).collect();
                write!(
                    f,
                    "the database is ahead of this program: it has {}\n\
                     note: nothing was changed\n\
                     help: run the newer program",
                    names.join(", ")
                )?;
                f.write_str(", or leave ")?;
                fmt::Display::fmt(&REFUSE_NEWER, f)?;
                f.write_str(" away, as while a new version is being deployed")
            }
            Self::NotInOneTransaction { migration, sql } => {
                write!(
                    f,
                    "`{migration}` cannot be applied in one transaction with the others\n\
                     note: `{sql}` is committed by itself, so that a failure after it could not take it back; nothing was \
                     changed"
                )?;
                help(f, "leave out ", &SINGLE_TRANSACTION, "")
            }
            Self::UnknownGoal { version, nearest } => {
                write!(f, "there is no migration of version {}", VersionText(*version))?;
                match nearest {
                    Some(nearest) => write!(f, "\nhelp: did you mean {}?", VersionText(*nearest)),
                    None => Ok(()),
                }
            }
            Self::NotApplied { version } => {
                write!(f, "{} is not applied, so that nothing can be undone down to it", VersionText(*version))?;
                help(f, "see with ", &STATUS, " what is applied")
            }
            Self::AppliedLater { migration, than } => write!(
                f,
                "`{than}` cannot be undone alone, as `{migration}` was applied after it\n\
                 note: migrations are undone in the reverse order of their application"
            ),
            Self::Scratch { problem, is_beside } => {
                let where_ = if *is_beside { "beside this one" } else { "there" };
                write!(f, "no scratch database can be made {where_} to compare with: {}", first_line(problem))?;
                f.write_str("\nnote: the schema was not compared; nothing was changed")?;
                help(f, "name a server of the same version with ", &SCRATCH, "")?;
                help(f, "or compare the history alone with ", &CHECK_HISTORY, "")
            }
            Self::NotReplayed { problem } => {
                write!(
                    f,
                    "the applied migrations cannot be carried out in a scratch database: {}",
                    first_line(problem)
                )?;
                for line in problem.lines().skip(1).filter(|line| !line.starts_with("help: ")) {
                    write!(f, "\n{line}")?;
                }
                f.write_str("\nnote: the schema was not compared; nothing was changed")?;
                help(f, "compare the history alone with ", &CHECK_HISTORY, "")
            }
            Self::NotEmpty { migration } => write!(
                f,
                "the history has begun: `{migration}` is applied\n\
                 note: a baseline is for a database that no migration of this history has changed\n\
                 note: nothing was changed"
            ),
            Self::NotAsMade { differences } => {
                f.write_str("the database does not have what these migrations make")?;
                for Finding { message, help: remedy, .. } in differences {
                    write!(f, "\nnote: {message}")?;
                    if let Some((_, sql)) = remedy.split_once("send: ") {
                        write!(f, "\n      to take it back, send: {sql}")?;
                    }
                }
                f.write_str("\nnote: nothing was changed")?;
                help(f, "change the database, or record them all the same with ", &ACCEPT_DIFFERENCES, "")
            }
            Self::ForeignUnfinished { tool, version } => write!(
                f,
                "{tool} left its migration `{version}` half done\n\
                 note: nobody can say which schema the database has\n\
                 help: bring it to an end with {tool}, or mend it by hand, and begin again"
            ),
            Self::Irreversible { migration, reason } => {
                write!(f, "`{migration}` cannot be undone: {reason}\nnote: nothing was changed")
            }
            Self::Rows { migration, position, condition, rows, aftermath } => {
                write!(
                    f,
                    "`{migration}` cannot be {position}, as the rows do not allow it\n\
                     note: it needs that {condition}\n\
                     note: in the way: {}\n\
                     note: {aftermath}",
                    in_the_way(rows)
                )?;
                way_out(f, aftermath)
            }
            Self::Different { migration, expected, differences, aftermath } => {
                write!(
                    f,
                    "`{migration}` cannot be applied, as what it says to exist already is not like that\n\
                     note: it needs that {expected}\n\
                     note: {}\n\
                     note: {aftermath}\n\
                     help: write in the migration what is there, or change the database",
                    in_the_way(differences)
                )?;
                way_out(f, aftermath)
            }
            Self::Blocked { migration, sql, tables: _, holders, waited, aftermath } => {
                write!(
                    f,
                    "`{migration}` waits for locks that others have held for {}\n\
                     note: `{sql}` gave way each time, so that nobody had to wait for it\n",
                    counted(waited.as_secs(), "seconds")
                )?;
                for holder in holders {
                    writeln!(f, "note: a lock is held by {holder}")?;
                }
                write!(f, "note: {aftermath}")?;
                help(f, "try again when they have finished, or wait longer with ", &WAIT_FOR_LOCKS, "")?;
                way_on(f, aftermath)
            }
            Self::Loss { migration, what, count, aftermath } => {
                write!(f, "undoing `{migration}` would throw away {}\nnote: {aftermath}", counted(*count, what))?;
                help(f, "accept the loss with ", &ACCEPT_DATA_LOSS, "")?;
                way_on(f, aftermath)
            }
            Self::Late { migration, condition, is_loss, why, database } => {
                let needs = if *is_loss { "it would throw away, if there are any," } else { "it needs that" };
                let extent = if database.has_transactional_ddl() {
                    "not all steps can share a transaction".to_owned()
                } else {
                    format!("{database} commits each change of the schema, unlike PostgreSQL and SQLite")
                };
                write!(
                    f,
                    "whether `{migration}` can be undone cannot be asked before those after it are undone\n\
                     note: {needs} {condition}\n\
                     note: {why}\n\
                     note: {extent}, so that an answer which forbids it would come halfway; nothing was changed"
                )?;
                help(f, "undo one migration after the other with ", &DOWN, "")?;
                help(f, "have it asked on the way with ", &ACCEPT_LATE_CONDITIONS, "")?;
                if *is_loss {
                    help(f, "accept the loss with ", &ACCEPT_DATA_LOSS, "")?;
                }
                Ok(())
            }
            Self::Step {
                migration, position, step, steps, sql, message, aftermath: Aftermath::ConnectionLost, ..
            } => {
                write!(
                    f,
                    "the connection to the database was lost while `{migration}` was being {position}: {message}\n\
                     note: step {step} of {steps} is `{}`\n\
                     note: what was committed is there and noted in the history; the database rolls back the rest\n\
                     {RUN_AGAIN}, or says where this run came to its end",
                    beginning(sql)
                )?;
                way_on(f, &Aftermath::ConnectionLost)
            }
            Self::Step { migration, position, step, steps, sql, message, cause, aftermath } => {
                write!(
                    f,
                    "`{migration}` cannot be {position}: {message}\n\
                     note: step {step} of {steps} is `{}`\n\
                     note: {aftermath}",
                    beginning(sql)
                )?;
                mend(f, *cause)?;
                way_out(f, aftermath)
            }
            Self::Stopped { migration: None, aftermath: _ } => {
                f.write_str("the run was stopped between two migrations")
            }
            Self::Stopped { migration: Some(migration), aftermath } => {
                write!(f, "the run was stopped in the middle of `{migration}`\nnote: {aftermath}")?;
                way_on(f, aftermath)
            }
            Self::ForeignKeys { migration, tables, aftermath } => {
                write!(
                    f,
                    "`{migration}` would leave rows that refer to nothing, in {}\n\
                     note: {aftermath}",
                    tables.iter().map(|table| format!("`{table}`")).collect::<Vec<_>>().join(", ")
                )?;
                way_out(f, aftermath)
            }
        }
    }
}

/// What was done to a history by hand, and how it becomes what it was.
fn history_edited(f: &mut fmt::Formatter<'_>, migration: &str, edit: &Edit) -> fmt::Result {
    f.write_str("the history was changed by hand: ")?;
    match edit {
        Edit::Missing { migrations } => {
            let names: Vec<String> = migrations.iter().map(|one| format!("`{one}`")).collect();
            let (were, have) = if names.len() == 1 { ("was", "has no row") } else { ("were", "have no rows") };
            write!(
                f,
                "{} {were} applied before `{migration}`, and {have} any more\n\
                 note: a run would apply once more what is applied; nothing was changed",
                names.join(", ")
            )?;
            help(f, RESTORE, &BASELINE, "")
        }
        Edit::Row { migration: own, mend } => write!(
            f,
            "the row of `{own}` has another version or checksum than it was written with\n\
             note: nothing was changed\n\
             help: put it back with `{mend}`"
        ),
        Edit::State { is, was, mend } => write!(
            f,
            "the row of `{migration}` says `{is}`, and said `{was}`\n\
             note: a run would do again what is done, or leave out what is not; nothing was changed\n\
             help: put it back with `{mend}`"
        ),
        Edit::Unexplained => {
            write!(
                f,
                "the row of `{migration}` does not follow from those before it\n\
                 note: it was added or changed, or one before it was; nobody can say what is applied, and nothing was changed"
            )?;
            help(f, RESTORE, &BASELINE, "")
        }
    }
}

fn unamendable(f: &mut fmt::Formatter<'_>, migration: &str, amendment: Amendment, why: Unamendable) -> fmt::Result {
    let what = match amendment {
        Amendment::Bury => "cannot get a tombstone",
        Amendment::Revive => "has no tombstone to take away",
        Amendment::Accept => "cannot be accepted as it is now",
    };
    write!(f, "`{migration}` {what}")?;
    match why {
        Unamendable::NotApplied => {
            f.write_str(": it is not applied\nnote: nothing was changed")?;
            help(f, "see with ", &STATUS, " what is")
        }
        Unamendable::HalfDone => {
            f.write_str(", as it is half done\nnote: nothing was changed")?;
            help(f, "bring it to an end first with ", &RESUME, ", or take it back with ")?;
            fmt::Display::fmt(&REPAIR, f)
        }
        Unamendable::OtherSteps { step } => {
            write!(
                f,
                ": it is half done, and its step {step} is another one in the new text\n\
                 note: all or a part of that step is done as it was; nothing was changed\n\
                 help: restore what is done in its text, and change only what comes after it"
            )?;
            help(f, "take it back by the steps with which it was begun, with ", &REPAIR, "")
        }
        Unamendable::Known => {
            f.write_str(
                ", as this program knows it\n\
                 note: a tombstone is for a migration that was deleted on purpose; nothing was changed",
            )?;
            help(f, "undo it with ", &DOWN, ", or delete its file, its `mod` line and what is locked of it first")
        }
        Unamendable::Unknown => {
            f.write_str(", as this program does not know it\nnote: nothing was changed")?;
            help(f, "restore its file, or give it a tombstone with ", &TOMBSTONE, "")
        }
        Unamendable::Tombstone => {
            f.write_str(", as it has a tombstone\nnote: nothing was changed")?;
            help(f, "take it away with ", &REVIVE, "")
        }
        Unamendable::NoTombstone => {
            f.write_str("\nnote: it is applied; nothing was changed")?;
            help(f, "see with ", &STATUS, " which migrations have one")
        }
        Unamendable::Unchanged => {
            f.write_str(", as it was not changed since it was applied\nnote: nothing was changed")?;
            help(f, "see with ", &STATUS, " which ones were")
        }
    }
}

/// How a migration comes to its end that stopped for what others did, or for what somebody wanted, if it is half done.
fn way_on(f: &mut fmt::Formatter<'_>, aftermath: &Aftermath) -> fmt::Result {
    match aftermath {
        Aftermath::Unchanged | Aftermath::StepsUndone => Ok(()),
        Aftermath::ConnectionLost => help(f, "go on when the database answers, with ", &RESUME, ""),
        Aftermath::StepsRemain(_) | Aftermath::PartRemains { .. } | Aftermath::NotNoted => {
            help(f, "go on from there with ", &RESUME, ", or take it back with ")?;
            fmt::Display::fmt(&REPAIR, f)
        }
    }
}

/// The same where it may stop there again.
fn way_out(f: &mut fmt::Formatter<'_>, aftermath: &Aftermath) -> fmt::Result {
    match aftermath {
        Aftermath::StepsRemain(_) | Aftermath::PartRemains { .. } => ways_on(f),
        Aftermath::Unchanged | Aftermath::StepsUndone | Aftermath::NotNoted | Aftermath::ConnectionLost => {
            way_on(f, aftermath)
        }
    }
}

/// How a migration that is half done comes to its end.
fn ways_on(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    help(f, "remove what is in its way, and go on with ", &RESUME, "")?;
    help(f, "correct its text, if that is wrong, and have it go on with that, with ", &ACCEPT_CHANGE, "")?;
    help(f, "do the next step by hand, and go on after it with ", &RESUME_AFTER_DONE, "")
}

/// What to do about rows that nobody can put back.
const RESTORE: &str =
    "restore them from a backup; without one, delete the rows of this history and record what the database has with ";

/// The lines after what is wrong.
impl fmt::Display for Unresumable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOutcome => {
                f.write_str(
                    "\nnote: the database does not show whether that statement was carried out, as it is the author's SQL",
                )?;
                help(f, "look, and say it with ", &RESUME_AFTER_DONE, " or ")?;
                fmt::Display::fmt(&RESUME_AFTER_NOT_DONE, f)?;
                help(f, "say it in the same way to ", &REPAIR_AFTER, ", or to ")?;
                fmt::Display::fmt(&ACCEPT_CHANGE_AFTER, f)?;
                f.write_str(" where the text of the migration was corrected since")
            }
            Self::Changed => {
                f.write_str("\nnote: this program does not know the text of the migration that was begun")?;
                help(f, "have it go on from there with its new text, with ", &ACCEPT_CHANGE, "")?;
                help(f, "take it back by the steps with which it was begun, with ", &REPAIR, "")?;
                f.write_str("\nhelp: restore that text, or run the program that began it")
            }
            Self::BeingUndone => {
                help(f, "finish undoing it with ", &RESUME, ", or bring it back with ")?;
                fmt::Display::fmt(&REPAIR, f)
            }
            Self::NotUndoable { step } => {
                write!(f, "\nnote: step {step} cannot be taken back by itself")?;
                ways_on(f)
            }
        }
    }
}

/// How many rows a condition asks for: one more than are shown.
const ROWS_ASKED: usize = 6;

/// How far a migration came: the step after those that were noted may be done too.
fn done_so_far(steps_done: usize, next_step: Option<&NextStep>) -> String {
    let done = match steps_done {
        0 => "none of its steps is noted as done".to_owned(),
        1 => "its first step is done".to_owned(),
        count => format!("its first {count} steps are done"),
    };
    match next_step {
        Some(step) => {
            let in_part = if step.in_batches { ", or a part of its batches" } else { "" };
            format!("{done}, and the next one may be{in_part}: `{}`", step.sql)
        }
        None => format!("{done}, and the next one, if there is one, may be"),
    }
}

fn in_the_way(rows: &[String]) -> String {
    let shown: Vec<String> = rows.iter().take(ROWS_ASKED - 1).cloned().collect();
    let more = if rows.len() >= ROWS_ASKED { ", and more" } else { "" };
    format!("{}{more}", shown.join("; "))
}
