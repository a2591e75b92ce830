//! What the rows must allow: refused while they do not, with those in the way named, and nothing written.

mod down;
mod up;

use migrate::error::{Position, Reason};
use migrate::{Migrations, Migrator};

use crate::check::on_every_database;
use crate::dump::{dump, history};

/// Two migrations, of which the second needs something of the rows, on its way up or down.
pub struct Case {
    pub migrations: &'static Migrations,
    /// Whether it is needed on the way up or down.
    pub position: Position,
    /// Rows that allow it.
    pub rows: &'static str,
    /// What makes them forbid it.
    pub spoil: &'static str,
    /// What the refusal names.
    pub named: &'static [&'static str],
    /// What makes them allow it again.
    pub mend: &'static str,
    /// A database that asks nothing.
    pub indifferent: &'static str,
}

pub fn check(case: &Case) {
    on_every_database(case.migrations, async |scratch| {
        let key = scratch.server.key();
        let [first, second] = case.migrations.list else { panic!("a case has two migrations") };
        let migrator = Migrator::new(case.migrations).accept_data_loss();
        migrator.to(&scratch.db, first.version).await.expect("the first migration needs nothing");
        scratch.run(case.rows).await;
        if case.position == Position::Undoing {
            migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        }
        let goal = if case.position == Position::Undoing { first.version } else { second.version };
        if key != case.indifferent {
            scratch.run(case.spoil).await;
            let (before, history_before) = (dump(scratch).await, history(scratch).await);
            let error = migrator.to(&scratch.db, goal).await.expect_err("the rows forbid it");
            assert!(
                matches!(error.reason(), Reason::Rows { position, .. } if *position == case.position),
                "{key}: {error}"
            );
            let text = error.to_string();
            let nothing_remains = ["nothing was changed", "the steps that were done have been undone"];
            assert!(nothing_remains.iter().any(|aftermath| text.contains(aftermath)), "{key}: {text}");
            for name in case.named {
                assert!(text.contains(name), "{key}: `{name}` is not named: {text}");
            }
            before.assert_same(&dump(scratch).await, &format!("{key}: refused"));
            assert_eq!(history(scratch).await, history_before, "{key}: the history of a refused run");
            scratch.run(case.mend).await;
        }
        let report = migrator.to(&scratch.db, goal).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(!report.is_empty(), "{key}: the rows allow it now");
    });
}
