//! Up, down and up again for each migration of a case, on every database, with rows in the tables.

use migrate::{Migrations, Migrator};

use crate::dump::{Dump, dump};
use crate::scratch::Scratch;
use crate::server::Server;

/// One history: its first migration sets the scene, each of the others is put to the test in turn.
pub struct Case {
    migrations: &'static Migrations,
    rows: Vec<(&'static str, &'static str)>,
    lost: &'static [&'static str],
    silent: Vec<(usize, &'static str)>,
}

impl Case {
    /// A case without rows, which loses nothing and changes something with every migration.
    pub fn of(migrations: &'static Migrations) -> Self {
        Self { migrations, rows: Vec::new(), lost: &[], silent: Vec::new() }
    }

    /// SQL that is run after the first migration.
    pub fn rows(mut self, sql: &'static str) -> Self {
        self.rows.push(("", sql));
        self
    }

    /// The same, for the database of this key alone.
    pub fn rows_on(mut self, key: &'static str, sql: &'static str) -> Self {
        self.rows.push((key, sql));
        self
    }

    /// The columns, `table.column`, and tables whose values do not come back.
    pub const fn losing(mut self, lost: &'static [&'static str]) -> Self {
        self.lost = lost;
        self
    }

    /// The migration at this place changes nothing in the database of this key.
    pub fn silent(mut self, place: usize, key: &'static str) -> Self {
        self.silent.push((place, key));
        self
    }
}

/// Carries out a case on every database that it targets.
pub fn check(case: &Case) {
    assert!(case.migrations.list.len() > 1, "a case has a first migration and one to test");
    assert!(!case.rows.is_empty(), "a case has rows");
    on_every_database(case.migrations, async |scratch| {
        let run =
            Run { case, scratch, migrator: Migrator::new(case.migrations).accept_data_loss().accept_late_conditions() };
        run.check().await;
    });
}

/// Runs a test on a fresh database of every server that a history targets, at the same time.
pub fn on_every_database(migrations: &Migrations, test: impl AsyncFn(&Scratch) + Sync) {
    let run = &|server| {
        block_on(async {
            if let Some(scratch) = Scratch::new(server).await {
                test(&scratch).await;
            }
        });
    };
    let name = std::thread::current().name().unwrap_or("databases").to_owned();
    let targets = Server::ALL.iter().copied().filter(|server| server.is_target_of(migrations));
    std::thread::scope(|scope| {
        let start = |server| std::thread::Builder::new().name(name.clone()).spawn_scoped(scope, move || run(server));
        let threads: Vec<_> = targets.map(|server| (server, start(server).expect("a thread"))).collect();
        // One database that fails must not hide what the others do.
        let ends = threads.into_iter().map(|(server, thread)| (server, thread.join()));
        let failed: Vec<&str> = ends.filter(|(_, end)| end.is_err()).map(|(server, _)| server.key()).collect();
        assert!(failed.is_empty(), "failed on {}", failed.join(", "));
    });
}

/// Runs a future to its end.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

struct Run<'a> {
    case: &'a Case,
    scratch: &'a Scratch,
    migrator: Migrator,
}

impl Run<'_> {
    async fn check(&self) {
        let list = self.case.migrations.list;
        self.to(list[0].version).await;
        for (key, sql) in &self.case.rows {
            if key.is_empty() || *key == self.scratch.server.key() {
                self.scratch.run(sql).await;
            }
        }
        let first = dump(self.scratch).await;
        assert!(!first.schema.is_empty() && !first.rows.is_empty(), "the first migration makes a table with rows");
        let mut before = first.clone();
        for place in 1..list.len() {
            before = self.there_and_back(place, &before).await;
        }
        self.to(list[0].version).await;
        self.assert_same(&first, "down to the first").await;
        self.to(list[list.len() - 1].version).await;
        self.assert_same(&before, "up to the last").await;
    }

    /// Up, down and up again, and what the database holds then.
    async fn there_and_back(&self, place: usize, before: &Dump) -> Dump {
        let list = self.case.migrations.list;
        let (previous, version, name) = (list[place - 1].version, list[place].version, list[place].name);
        self.to(version).await;
        let after = dump(self.scratch).await;
        let is_silent = self.case.silent.contains(&(place, self.scratch.server.key()));
        assert_eq!(after == *before, is_silent, "{}: whether `{name}` changes nothing", self.scratch.server.key());
        self.to(previous).await;
        self.assert_same(before, &format!("`{name}` undone")).await;
        self.to(version).await;
        self.assert_same(&after, &format!("`{name}` applied again")).await
    }

    async fn to(&self, version: i64) {
        let key = self.scratch.server.key();
        match self.migrator.to(&self.scratch.db, version).await {
            Ok(report) => assert!(!report.is_empty(), "{key}: nothing was done to reach {version}"),
            Err(error) => panic!("{key}: to {version}: {error}"),
        }
    }

    async fn assert_same(&self, expected: &Dump, context: &str) -> Dump {
        let now = dump(self.scratch).await;
        let context = format!("{}: {context}", self.scratch.server.key());
        expected.without(self.case.lost).assert_same(&now.without(self.case.lost), &context);
        now
    }
}
