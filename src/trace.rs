//! What a run tells to `tracing`: a span for each migration, inside that of the run, and what happens in it. Neither URLs
//! nor errors are told: these are the caller's, and may hold what rows hold.

use tracing::{Span, debug, info, info_span};

use crate::event::Event;
use crate::plan::Goal;

/// The span of a run.
pub fn run(history: &str, goal: Goal) -> Span {
    info_span!("migrate", history, ?goal)
}

/// The span of the migration that is under way.
pub struct Trace {
    migration: Span,
}

impl Trace {
    /// Before the first migration.
    pub fn begin() -> Self {
        Self { migration: Span::none() }
    }

    /// The span in which a statement is sent.
    pub fn span(&self) -> Span {
        if self.migration.is_none() { Span::current() } else { self.migration.clone() }
    }

    /// Tells what a run tells.
    pub fn tell(&mut self, event: &Event) {
        match event {
            Event::Waiting { waited } if waited.is_zero() => self.span().in_scope(|| info!("waiting for a lock")),
            Event::Waiting { .. } => {}
            Event::MigrationBegins { migration, position, steps } => {
                self.migration = info_span!("migration", name = migration, position = %position, steps);
                self.migration.in_scope(|| info!("begins"));
            }
            Event::StepBegins { step, sql } => self.span().in_scope(|| debug!(step, sql, "step")),
            Event::BatchEnds { up_to } => self.span().in_scope(|| debug!(up_to, "batch is committed")),
            Event::MigrationEnds { duration } => {
                self.span().in_scope(|| info!(?duration, "ends"));
                self.migration = Span::none();
            }
        }
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use migrate_core::dialect::{Dialect, Target};
    use migrate_core::migration::{Definition, Grade, Kind, Migration, Migrations, Script, Step, Steps, Transaction};
    use tracing_subscriber::filter::LevelFilter;

    use crate::{Database, Migrator};

    /// What was written.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("no panic").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// One migration of one step.
    fn one() -> &'static Migrations {
        let steps = |sql: &str| Steps::leaked(&[Step::new(sql.to_owned(), Transaction::Inside)]);
        let script = Script {
            dialect: Dialect::Sqlite,
            grade: Grade::Exact,
            up: steps("CREATE TABLE teams (id integer)"),
            down: steps("DROP TABLE teams"),
        };
        let migration = Migration {
            version: 20_260_101_000_000,
            name: "create_teams",
            kind: Kind::Schema,
            checksum: 1,
            irreversible: None,
            definition: Definition::NONE,
            scripts: Vec::leak(vec![script]),
            independent_of: 0,
        };
        Box::leak(Box::new(Migrations {
            name: "traced",
            targets: const { &[Target::new(Dialect::Sqlite)] },
            list: Vec::leak(vec![&*Box::leak(Box::new(migration))]),
            ..Migrations::EMPTY
        }))
    }

    #[test]
    fn a_run_is_a_span_and_each_migration_one_in_it() {
        let lines = Lines::default();
        let written = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::DEBUG)
            .with_ansi(false)
            .without_time()
            .with_writer(move || written.clone())
            .finish();
        let run = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let db = Database::connect("sqlite::memory:").await.expect("a database");
                Migrator::new(one()).up(&db).await.expect("it is applied");
            });
        };
        // Who comes to an event first registers it. If that is another test, to which nobody listens, while this one begins to
        // listen, the event is lost; so this one comes to all of them before.
        run();
        tracing::subscriber::with_default(subscriber, run);
        let written = lines.0.lock().expect("no panic").clone();
        let written = String::from_utf8(written).expect("text");
        let own: Vec<&str> = written.lines().filter(|line| line.contains("migrate::trace: ")).collect();
        let span = "migrate{history=\"traced\" goal=Newest}:migration{name=\"m20260101_000000_create_teams\" \
                    position=applied steps=1}";
        for (line, end) in own.iter().zip(["begins", "step step=1 sql=\"CREATE TABLE teams (id integer)\"", "ends"]) {
            assert!(line.contains(&format!("{span}: migrate::trace: {end}")), "{line}");
        }
        assert_eq!(own.len(), 3, "{written}");
    }
}
