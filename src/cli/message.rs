//! Why a command did not do what it was told, for a person and for a program.

use serde_json::{Value, json};

use super::exit::Exit;
use super::paint::Paint;
use crate::error::{Aftermath, Error, Reason, Unamendable};

/// Why a command did not do what it was told.
#[derive(Debug)]
pub enum Failure {
    /// The library stopped.
    Stopped(Error),
    /// The command line itself has something to say.
    Refused {
        /// What is wrong, and its notes and help, each on a line of its own.
        text: String,
        /// In one word.
        reason: &'static str,
        /// How it ends.
        exit: Exit,
    },
}

impl Failure {
    /// The command line names too little.
    pub fn usage(text: &str) -> Self {
        Self::Refused { text: text.to_owned(), reason: "usage", exit: Exit::Usage }
    }

    /// Something is not done.
    pub fn refused(reason: &'static str, text: String) -> Self {
        Self::Refused { text, reason, exit: Exit::Failed }
    }

    /// Something that has nothing to do with a database.
    pub fn of_this_program(what: &str, error: &std::io::Error) -> Self {
        Self::refused("io", format!("{what}: {error}"))
    }

    /// How the program ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Stopped(error) => kind(error.reason()).1,
            Self::Refused { exit, .. } => *exit,
        }
    }

    /// What is wrong, and its notes and help, each on a line of its own.
    pub fn text(&self) -> String {
        match self {
            Self::Stopped(error) => format!("{error:#}"),
            Self::Refused { text, .. } => text.clone(),
        }
    }

    /// The same with its parts marked, for a terminal.
    pub fn painted(text: &str, paint: Paint) -> String {
        let mut lines = Vec::new();
        for (index, line) in text.lines().enumerate() {
            lines.push(match line.split_once(": ") {
                _ if index == 0 => format!("{} {}", paint.red("error:"), paint.bold(line)),
                Some((label @ "note", rest)) => format!("{} {rest}", paint.bold(&format!("{label}:"))),
                Some((label @ "help", rest)) => format!("{} {rest}", paint.cyan(&format!("{label}:"))),
                _ => line.to_owned(),
            });
        }
        lines.join("\n")
    }

    /// The same for a program. `hide` takes away what nobody may read.
    pub fn json(&self, hide: impl Fn(&str) -> String) -> Value {
        let text = hide(&self.text());
        let part = |label: &str| -> Vec<&str> { text.lines().filter_map(|line| line.strip_prefix(label)).collect() };
        let reason = match self {
            Self::Stopped(error) => kind(error.reason()).0,
            Self::Refused { reason, .. } => reason,
        };
        let mut answer = json!({
            "error": {
                "reason": reason,
                "message": text.lines().next().unwrap_or_default(),
                "notes": part("note: "),
                "help": part("help: "),
            },
            "exit_code": self.exit() as u8,
        });
        if let Self::Stopped(error) = self {
            answer["undone"] = json!(error.report().undone);
            answer["applied"] = json!(error.report().applied);
        }
        answer
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Stopped(error.into())
    }
}

/// What a reason is called in JSON, and how the program ends.
fn kind(reason: &Reason) -> (&'static str, Exit) {
    match reason {
        Reason::Url { .. } => ("url", Exit::Failed),
        Reason::Database { .. } => ("database", Exit::Failed),
        Reason::ConnectionLost { .. } => ("connection_lost", Exit::Failed),
        Reason::NotTargeted { .. } => ("not_targeted", Exit::Failed),
        Reason::TooOld { .. } => ("too_old", Exit::Failed),
        Reason::Locked { .. } => ("locked", Exit::Locked),
        Reason::HistoryTable { .. } => ("history_table", Exit::Failed),
        Reason::HistoryChanged => ("history_changed", Exit::Failed),
        Reason::Unamendable { why: Unamendable::HalfDone | Unamendable::OtherSteps { .. }, .. } => {
            ("unamendable", Exit::HalfDone)
        }
        Reason::Unamendable { .. } => ("unamendable", Exit::Failed),
        Reason::Tombstone { .. } => ("tombstone", Exit::Failed),
        Reason::Overtaken { .. } => ("overtaken", Exit::Locked),
        Reason::StartupParameter { .. } => ("startup_parameter", Exit::Failed),
        Reason::Pooler => ("pooler", Exit::Failed),
        Reason::Setting { .. } => ("setting", Exit::Failed),
        Reason::Unreadable { .. } => ("unreadable", Exit::Failed),
        Reason::HistoryEdited { .. } => ("history_edited", Exit::Failed),
        Reason::Interrupted { .. } => ("interrupted", Exit::HalfDone),
        Reason::UndoChanged { .. } => ("undo_changed", Exit::Failed),
        Reason::Changed { .. } => ("changed", Exit::Failed),
        Reason::Unknown { .. } => ("unknown", Exit::Failed),
        Reason::OutOfOrder { .. } => ("out_of_order", Exit::Failed),
        Reason::Ahead { .. } => ("ahead", Exit::Failed),
        Reason::NotInOneTransaction { .. } => ("not_in_one_transaction", Exit::Failed),
        Reason::UnknownGoal { .. } => ("unknown_goal", Exit::Failed),
        Reason::NotApplied { .. } => ("not_applied", Exit::Failed),
        Reason::AppliedLater { .. } => ("applied_later", Exit::Failed),
        Reason::Scratch { .. } => ("scratch", Exit::Failed),
        Reason::NotReplayed { .. } => ("not_replayed", Exit::Failed),
        Reason::NotEmpty { .. } => ("not_empty", Exit::Failed),
        Reason::NotAsMade { .. } => ("not_as_made", Exit::Different),
        Reason::ForeignUnfinished { .. } => ("foreign_unfinished", Exit::Failed),
        Reason::Irreversible { .. } => ("irreversible", Exit::Failed),
        Reason::Different { aftermath, .. } => ("different", after(aftermath)),
        Reason::Rows { aftermath, .. } => ("rows", after(aftermath)),
        Reason::Loss { aftermath, .. } => ("loss", after(aftermath)),
        Reason::Late { .. } => ("late", Exit::Failed),
        Reason::Blocked { aftermath, .. } => ("blocked", blocked(aftermath)),
        Reason::Step { aftermath, .. } => ("step", after(aftermath)),
        Reason::Stopped { aftermath, .. } => ("stopped", stopped(aftermath)),
        Reason::ForeignKeys { aftermath, .. } => ("foreign_keys", after(aftermath)),
    }
}

/// How the program ends where a migration could not be carried out.
const fn after(aftermath: &Aftermath) -> Exit {
    match aftermath {
        Aftermath::Unchanged | Aftermath::StepsUndone => Exit::Failed,
        Aftermath::StepsRemain(_) | Aftermath::PartRemains { .. } | Aftermath::NotNoted | Aftermath::ConnectionLost => {
            Exit::HalfDone
        }
    }
}

/// How the program ends where others held locks for too long.
fn blocked(aftermath: &Aftermath) -> Exit {
    match after(aftermath) {
        Exit::HalfDone => Exit::HalfDone,
        _ => Exit::Locked,
    }
}

/// How the program ends where it was told to stop.
fn stopped(aftermath: &Aftermath) -> Exit {
    match after(aftermath) {
        Exit::HalfDone => Exit::HalfDone,
        _ => Exit::Stopped,
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use migrate_core::dialect::Dialect;
    use migrate_core::migration::Migrations;

    use super::*;
    use crate::cli::arguments;
    use crate::error::{Edit, Position, Unresumable};

    static NONE: Migrations =
        Migrations { name: "app", program_version: "", folder: None, schema: "", targets: &[], list: &[] };

    /// What a message says in the library and on the command line, and what of the latter can be typed.
    #[track_caller]
    fn check(reason: Reason, in_library: &str, typed: &str) {
        let error = Error::from(reason);
        assert!(error.to_string().contains(&format!("`{in_library}`")), "{error}");
        let text = Failure::from(error).text();
        assert!(text.contains(&format!("`{typed}`")) && !text.contains("Migrator::"), "{text}");
        let command = match typed {
            "--single-transaction" | "--accept-out-of-order" | "--refuse-newer" => "up ",
            option if option.starts_with("--") => "down ",
            _ => "",
        };
        let typed = typed.replace("<SECONDS>", "5").replace("<VERSION>", "20261122_103000").replace("<NAME>", "a.b");
        let typed = typed.replace("<OUTCOME>", "done");
        let words = format!("migrate {command}{typed}");
        let words: Vec<OsString> = words.split(' ').map(OsString::from).collect();
        arguments::read(&NONE, &words).unwrap_or_else(|error| panic!("{error}"));
    }

    #[test]
    fn what_helps_is_called_as_whoever_reads_calls_it_and_can_be_typed() {
        let interrupted = |why| Reason::Interrupted {
            migration: "m1_one".to_owned(),
            position: Position::Applying,
            steps_done: 1,
            next_step: None,
            why,
        };
        let unknown = || interrupted(Unresumable::UnknownOutcome);
        check(unknown(), "Migrator::resume_after(db, StepOutcome::Done)", "resume --unknown-step done");
        check(unknown(), "StepOutcome::NotDone", "resume --unknown-step not-done");
        check(unknown(), "Migrator::repair_after(db, outcome)", "repair --unknown-step <OUTCOME>");
        let accepting = "accept-change <VERSION> --unknown-step <OUTCOME>";
        check(unknown(), "Migrator::accept_change_after(db, version, outcome)", accepting);
        for why in [Unresumable::Changed, Unresumable::NotUndoable { step: 1 }] {
            check(interrupted(why), "Migrator::accept_change(db, version)", "accept-change <VERSION>");
        }
        check(interrupted(Unresumable::BeingUndone), "Migrator::resume", "resume");
        check(interrupted(Unresumable::BeingUndone), "Migrator::repair", "repair");
        check(interrupted(Unresumable::NotUndoable { step: 1 }), "Migrator::resume", "resume");
        let (migration, applied) = ("m1_one".to_owned(), "m2_two".to_owned());
        let out_of_order = Reason::OutOfOrder { migration, applied, related: None };
        check(out_of_order, "Migrator::accept_out_of_order()", "--accept-out-of-order");
        let ahead = Reason::Ahead { migrations: vec!["m2_two".to_owned()] };
        check(ahead, "Migrator::refuse_newer()", "--refuse-newer");
        check(Reason::NotApplied { version: 1 }, "Migrator::status", "status");
        let (migration, sql) = ("m1_one".to_owned(), "VACUUM".to_owned());
        check(Reason::NotInOneTransaction { migration, sql }, "Migrator::single_transaction()", "--single-transaction");
        let locked = Reason::Locked { seconds: 60, holder: None };
        check(locked, "Migrator::wait_for_others()", "--wait-for-others <SECONDS>");
        check(Reason::Pooler, "Migrator::lock_by_lease()", "--lock lease");
        check(Reason::Overtaken { holder: None }, "Migrator::status", "status");
        let (migration, what, aftermath) = ("m1_one".to_owned(), "rows of `a`".to_owned(), Aftermath::Unchanged);
        let loss = Reason::Loss { migration, what, count: 1, aftermath };
        check(loss, "Migrator::accept_data_loss()", "--accept-data-loss");
        let edited = Reason::HistoryEdited { migration: "m1_one".to_owned(), edit: Edit::Unexplained };
        check(edited, "Migrator::baseline", "baseline --to <VERSION>");
        let late = || Reason::Late {
            migration: "m1_one".to_owned(),
            condition: "values of `a.b`".to_owned(),
            is_loss: true,
            why: "nobody can tell".to_owned(),
            database: Dialect::MySql,
        };
        check(late(), "Migrator::accept_late_conditions()", "--accept-late-conditions");
        check(late(), "Migrator::accept_data_loss()", "--accept-data-loss");
        check(late(), "Migrator::down", "down");
        let changed = || Reason::Changed { migration: "m1_one".to_owned() };
        check(changed(), "Migrator::redo", "redo");
        check(changed(), "Migrator::accept_change(db, version)", "accept-change <VERSION>");
        let (migration, applied_at) = ("m1_one".to_owned(), "noon".to_owned());
        let unknown = Reason::Unknown { migration, applied_at };
        check(unknown, "Migrator::tombstone(db, version)", "tombstone <VERSION>");
        let (migration, applied_at) = ("m1_one".to_owned(), "noon".to_owned());
        let tombstone = Reason::Tombstone { migration, applied_at };
        check(tombstone, "Migrator::revive(db, version)", "tombstone --revive <VERSION>");
        let table = Reason::HistoryTable { name: "a b".to_owned(), problem: "it has a blank".to_owned() };
        check(table, "Migrator::history_table()", "--history-table <NAME>");
    }

    /// What can stop a migration in its middle, with everything that can be left of it.
    fn half_done() -> Vec<Reason> {
        let (migration, sql, what) = (|| "m1_one".to_owned(), || "VACUUM".to_owned(), || "rows".to_owned());
        let left = [
            Aftermath::StepsRemain(0),
            Aftermath::StepsRemain(2),
            Aftermath::PartRemains { steps: 0, up_to: "7".to_owned() },
            Aftermath::NotNoted,
            Aftermath::ConnectionLost,
        ];
        let of_each = left.into_iter().flat_map(|aftermath| {
            let left = || aftermath.clone();
            let (position, step, cause) = (Position::Applying, 1, None);
            [
                Reason::Different { migration: migration(), expected: what(), differences: vec![], aftermath: left() },
                Reason::Rows { migration: migration(), position, condition: what(), rows: vec![], aftermath: left() },
                Reason::Loss { migration: migration(), what: what(), count: 1, aftermath: left() },
                Reason::Blocked {
                    migration: migration(),
                    sql: sql(),
                    tables: vec![],
                    holders: vec![],
                    waited: std::time::Duration::ZERO,
                    aftermath: left(),
                },
                Reason::Step {
                    migration: migration(),
                    position,
                    step,
                    steps: 2,
                    sql: sql(),
                    message: what(),
                    cause,
                    aftermath: left(),
                },
                Reason::Stopped { migration: Some(migration()), aftermath: left() },
                Reason::ForeignKeys { migration: migration(), tables: vec![], aftermath: left() },
            ]
        });
        let interrupted = [
            Unresumable::UnknownOutcome,
            Unresumable::Changed,
            Unresumable::BeingUndone,
            Unresumable::NotUndoable { step: 1 },
        ];
        let interrupted = interrupted.map(|why| Reason::Interrupted {
            migration: migration(),
            position: Position::Applying,
            steps_done: 1,
            next_step: None,
            why,
        });
        let amendment = crate::error::Amendment::Accept;
        let unamendable = [Unamendable::HalfDone, Unamendable::OtherSteps { step: 1 }].map(|why| Reason::Unamendable {
            migration: migration(),
            amendment,
            why,
        });
        of_each.chain(interrupted).chain(unamendable).collect()
    }

    #[test]
    fn what_is_half_done_ends_with_5_and_names_a_command_that_goes_on() {
        for reason in half_done() {
            let failure = Failure::from(reason.clone());
            assert_eq!(failure.exit(), Exit::HalfDone, "{reason:?}");
            let text = failure.text();
            let helps = text.lines().filter_map(|line| line.strip_prefix("help: "));
            let named: Vec<&str> = helps.flat_map(|help| help.split('`').skip(1).step_by(2)).collect();
            let can_be_typed = |named: &&str| {
                let words = format!("migrate {}", named.replace("<VERSION>", "20261122_103000"));
                arguments::read(&NONE, &words.split(' ').map(OsString::from).collect::<Vec<_>>()).is_ok()
            };
            assert!(named.iter().any(can_be_typed), "{text}");
        }
    }
}
