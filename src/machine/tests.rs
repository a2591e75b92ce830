//! A fault at every single action of a run, on a real SQLite.

mod redo;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use migrate_core::dialect::Target;
use migrate_core::migration::{Batches, Grade, Kind, Query, Script, Steps};

use super::channel::{FailureKind, Row};
use super::*;
use crate::Database;
use crate::driver::{Connection, Driver, drive};
use crate::event::Listener;
use crate::plan::Terms;

fn step(sql: &str) -> Step {
    Step::new(sql.to_owned(), Transaction::Inside)
}

fn without_foreign_keys(sql: &str) -> Step {
    let mut one = step(sql);
    one.without_foreign_keys = true;
    one
}

fn migration(version: i64, name: &'static str, scripts: &'static [Script]) -> &'static Migration {
    Box::leak(Box::new(Migration {
        version,
        name,
        kind: Kind::Schema,
        checksum: 1,
        irreversible: None,
        definition: migrate_core::migration::Definition::NONE,
        scripts,
        independent_of: 0,
    }))
}

fn script(up: &[Step], down: &[Step]) -> &'static [Script] {
    Vec::leak(vec![Script {
        dialect: Dialect::Sqlite,
        grade: Grade::Exact,
        up: Steps::leaked(up),
        down: Steps::leaked(down),
    }])
}

/// Two tables of which one refers to the other.
fn create_tables() -> &'static [Script] {
    let create = [
        step("CREATE TABLE \"teams\" (id integer PRIMARY KEY, name text)"),
        step("CREATE TABLE users (id integer PRIMARY KEY, team_id integer REFERENCES teams (id) ON DELETE CASCADE)"),
    ];
    script(&create, &[step("DROP TABLE users"), step("DROP TABLE teams")])
}

/// A rebuild of the one that is referred to.
fn rebuild_teams() -> &'static [Script] {
    let rebuild = [
        "CREATE TABLE _new_teams (id integer PRIMARY KEY, name text)",
        "INSERT INTO _new_teams SELECT id, name FROM teams",
        "DROP TABLE teams",
        "ALTER TABLE _new_teams RENAME TO teams",
    ]
    .map(without_foreign_keys);
    script(&rebuild, &rebuild)
}

/// An index under a condition.
fn index_names() -> &'static [Script] {
    let mut create = step("CREATE UNIQUE INDEX teams_name_idx ON teams (name)");
    create.condition = Some(Query {
        meaning: "no two teams have the same name".to_owned(),
        sql: "SELECT name FROM teams GROUP BY name HAVING count(*) > 1".to_owned(),
        at_start: true,
        reads: None,
    });
    script(&[create], &[step("DROP INDEX teams_name_idx")])
}

static MIGRATIONS: LazyLock<Migrations> = LazyLock::new(|| Migrations {
    name: "faults",
    targets: const { &[Target::new(Dialect::Sqlite)] },
    list: Vec::leak(vec![
        migration(1, "create_tables", create_tables()),
        migration(2, "rebuild_teams", rebuild_teams()),
        migration(3, "index_names", index_names()),
    ]),
    ..Migrations::EMPTY
});

/// A table, and an update of its rows in batches.
static COUNTING: LazyLock<Migrations> = LazyLock::new(|| {
    let of_range = |range: &str| format!("SELECT id FROM numbers WHERE {range} ORDER BY id LIMIT 2");
    let end = |range: &str| {
        format!("SELECT CAST(id AS text) FROM ({}) AS batch ORDER BY batch.id DESC LIMIT 1", of_range(range))
    };
    let mut count = step("UPDATE numbers SET met = met + 1");
    count.transaction = Transaction::Outside;
    count.batches = Some(Batches {
        size: 2,
        last_key: "SELECT CAST(id AS text) FROM numbers ORDER BY numbers.id DESC LIMIT 1".to_owned(),
        first_end: end("id <= ?"),
        first: "UPDATE numbers SET met = met + 1 WHERE id <= ?".to_owned(),
        next_end: end("id > ? AND id <= ?"),
        next: "UPDATE numbers SET met = met + 1 WHERE id > ? AND id <= ?".to_owned(),
    });
    count.condition = Some(Query {
        meaning: "no number is greater than 900".to_owned(),
        sql: "SELECT CAST(id AS text) FROM numbers WHERE id > 900".to_owned(),
        at_start: false,
        reads: None,
    });
    let create = step("CREATE TABLE numbers (id integer PRIMARY KEY, met integer NOT NULL DEFAULT 0)");
    Migrations {
        name: "counting",
        targets: const { &[Target::new(Dialect::Sqlite)] },
        list: Vec::leak(vec![
            migration(1, "create_numbers", script(&[create], &[step("DROP TABLE numbers")])),
            migration(2, "count", script(&[count], &[])),
        ]),
        ..Migrations::EMPTY
    }
});

/// A driver that breaks down once.
struct Faulty {
    inner: Connection,
    /// How many actions are still carried out.
    left: usize,
    fault: Fault,
}

#[derive(Clone, Copy, Debug)]
enum Fault {
    /// The database refuses the statement.
    Refused,
    /// The statement is carried out, but the answer never arrives.
    AnswerLost,
}

impl Faulty {
    /// Whether this is the action at which it breaks down.
    fn breaks_down(&mut self) -> bool {
        let now = self.left == 0;
        self.left = self.left.wrapping_sub(1);
        now
    }

    fn failure(&self) -> Failure {
        let kind = match self.fault {
            Fault::Refused => FailureKind::Refused(None),
            Fault::AnswerLost => FailureKind::ConnectionLost,
        };
        Failure { message: "the test says so".to_owned(), kind }
    }
}

impl Driver for Faulty {
    fn dialect(&self) -> Dialect {
        self.inner.dialect()
    }

    async fn execute(&mut self, statement: &Statement) -> Result<(), Failure> {
        if self.breaks_down() {
            if let Fault::AnswerLost = self.fault {
                self.inner.execute(statement).await?;
            }
            return Err(self.failure());
        }
        self.inner.execute(statement).await
    }

    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, Failure> {
        if self.breaks_down() { Err(self.failure()) } else { self.inner.query(statement).await }
    }
}

const fn orders(migrations: &'static Migrations, goal: Goal) -> Orders {
    Orders {
        table: crate::history::HistoryTable::USUAL,
        accepts_late_conditions: false,
        migrations,
        goal,
        accepts_data_loss: true,
        patience: Duration::ZERO,
        patience_with_locks: Duration::ZERO,
        in_one_transaction: false,
        known_outcome: None,
        shown: None,
        terms: Terms { refuses_newer: false, accepts_out_of_order: false },
        lock: Lock::Session,
        is_direct: false,
    }
}

async fn run_on(driver: &mut impl Driver, goal: Goal) -> Result<Report, Error> {
    run_of(&MIGRATIONS, driver, goal).await
}

async fn run_of(migrations: &'static Migrations, driver: &mut impl Driver, goal: Goal) -> Result<Report, Error> {
    let orders = orders(migrations, goal);
    drive(driver, None, |channel| run(channel, Dialect::Sqlite, orders)).await
}

/// Runs until the event of this number, and stops there; also returns how many events there were.
async fn run_until(
    migrations: &'static Migrations,
    driver: &mut impl Driver,
    goal: Goal,
    event: usize,
) -> (Result<Report, Error>, usize) {
    let orders = orders(migrations, goal);
    let told = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&told);
    let listener: Listener = Arc::new(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        before if before >= event => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    let outcome = drive(driver, Some(&listener), |channel| run(channel, Dialect::Sqlite, orders)).await;
    (outcome, told.load(Ordering::Relaxed))
}

/// The objects, the rows and the number of applied migrations.
async fn state(connection: &mut Connection) -> (Vec<Row>, Vec<Row>) {
    let mut query = async |sql: &str| connection.query(&plain(sql)).await;
    let objects = query("SELECT name, sql FROM sqlite_schema WHERE tbl_name <> 'migrate_history' ORDER BY name").await;
    let history = query("SELECT version FROM migrate_history ORDER BY version").await;
    (objects.expect("the schema can be read"), history.unwrap_or_default())
}

async fn connect() -> (Database, Connection) {
    let db = Database::connect("sqlite::memory:").await.expect("SQLite opens");
    let connection = db.connection().await.expect("it has a connection");
    (db, connection)
}

/// The state after each number of migrations.
async fn states() -> Vec<(Vec<Row>, Vec<Row>)> {
    let (_db, mut connection) = connect().await;
    let mut states = vec![state(&mut connection).await];
    for migration in MIGRATIONS.list {
        run_on(&mut connection, Goal::Version(migration.version)).await.expect("it is applied");
        states.push(state(&mut connection).await);
    }
    states
}

/// Breaks a run from `before` to `goal` at its `at`th action. Returns whether it had so many.
async fn check_fault(before: i64, goal: Goal, at: usize, fault: Fault, states: &[(Vec<Row>, Vec<Row>)]) -> bool {
    let (_db, mut connection) = connect().await;
    run_on(&mut connection, Goal::Version(before)).await.expect("it is brought to where it begins");
    let has_tables = before > 0;
    if has_tables {
        let rows = "INSERT INTO teams (id, name) VALUES (1, 'a'), (2, 'b'); INSERT INTO users VALUES (1, 1), (2, 2)";
        connection.execute(&plain(rows)).await.expect("the tables take rows");
    }
    let mut faulty = Faulty { inner: connection, left: at, fault };
    let outcome = run_on(&mut faulty, goal).await;
    let was_reached = faulty.left > at;
    let mut connection = faulty.inner;
    let what = format!("from {before} to {goal:?}, {fault:?} at {at}: {:?}", outcome.map(|_| ()));

    // A lost connection takes its transaction with it.
    let _rolled_back = connection.execute(&plain("ROLLBACK")).await;
    let found = state(&mut connection).await;
    assert!(states.contains(&found), "half of a migration is left, {what}: {found:?}");
    run_on(&mut connection, goal).await.unwrap_or_else(|error| panic!("the next run does not finish, {what}: {error}"));
    let expected = match goal {
        Goal::Newest => states.last(),
        Goal::Version(version) => states.get(usize::try_from(version).expect("it is small")),
        Goal::Next(_)
        | Goal::UpTo(_)
        | Goal::Previous
        | Goal::DownTo(_)
        | Goal::Again
        | Goal::Resume
        | Goal::Repair => None,
    };
    assert_eq!(Some(&state(&mut connection).await), expected, "{what}");
    if has_tables && goal != Goal::Version(0) {
        let rows = connection.query(&plain("SELECT count(*) FROM users JOIN teams ON teams.id = team_id")).await;
        assert_eq!(rows.expect("they can be counted"), [[Some("2".to_owned())]], "rows are lost, {what}");
    }
    was_reached
}

#[tokio::test]
async fn a_fault_at_any_action_leaves_whole_migrations_and_every_row() {
    let states = states().await;
    for (before, goal) in [(0, Goal::Newest), (1, Goal::Newest), (3, Goal::Version(1)), (3, Goal::Version(0))] {
        for fault in [Fault::Refused, Fault::AnswerLost] {
            let mut actions = 0;
            while check_fault(before, goal, actions, fault, &states).await {
                actions += 1;
            }
            assert!(actions > 15, "a run from {before} to {goal:?} has only {actions} actions");
        }
    }
}

#[tokio::test]
async fn a_fault_in_the_one_transaction_leaves_all_or_nothing() {
    let states = states().await;
    for before in [0, 1] {
        for fault in [Fault::Refused, Fault::AnswerLost] {
            for at in 0.. {
                let (_db, mut connection) = connect().await;
                run_on(&mut connection, Goal::Version(before)).await.expect("it is brought to where it begins");
                let mut faulty = Faulty { inner: connection, left: at, fault };
                let all = Orders { in_one_transaction: true, ..orders(&MIGRATIONS, Goal::Newest) };
                let outcome = drive(&mut faulty, None, |channel| run(channel, Dialect::Sqlite, all)).await;
                let was_reached = faulty.left > at;
                let mut connection = faulty.inner;
                let _rolled_back = connection.execute(&plain("ROLLBACK")).await;
                let found = state(&mut connection).await;
                let index = usize::try_from(before).expect("it is small");
                assert!(found == states[index] || Some(&found) == states.last(), "{fault:?} at {at}: {found:?}");
                if !was_reached {
                    assert_eq!(outcome.expect("nothing is in the way").applied.len(), MIGRATIONS.list.len() - index);
                    break;
                }
                if let Err(error) = outcome {
                    // What comes after the commit may fail too.
                    let is_told = [0, MIGRATIONS.list.len() - index].contains(&error.report().applied.len());
                    assert!(is_told, "{error}");
                }
                run_on(&mut connection, Goal::Newest).await.expect("the next run finishes");
                assert_eq!(Some(&state(&mut connection).await), states.last(), "{fault:?} at {at}");
            }
        }
    }
}

#[tokio::test]
async fn a_run_that_is_told_to_stop_leaves_whole_migrations() {
    let states = states().await;
    for (before, goal) in [(0, Goal::Newest), (1, Goal::Newest), (3, Goal::Version(1)), (3, Goal::Version(0))] {
        for event in 0.. {
            let (_db, mut connection) = connect().await;
            run_on(&mut connection, Goal::Version(before)).await.expect("it is brought to where it begins");
            let (outcome, told) = run_until(&MIGRATIONS, &mut connection, goal, event).await;
            let Err(error) = outcome else {
                assert!(told > 3, "a run from {before} to {goal:?} tells only {told} events");
                break;
            };
            assert!(matches!(error.reason(), Reason::Stopped { aftermath: Aftermath::Unchanged, .. }), "{error}");
            let found = state(&mut connection).await;
            assert!(states.contains(&found), "half of a migration is left, {event}: {found:?}");
            run_on(&mut connection, goal).await.expect("the next run goes on");
        }
    }
}

/// A database whose table `numbers` holds the rows of these keys.
async fn numbers(keys: &str) -> (Database, Connection) {
    let (db, mut connection) = connect().await;
    run_of(&COUNTING, &mut connection, Goal::Version(1)).await.expect("the table is made");
    let insert = format!("INSERT INTO numbers (id) VALUES {keys}");
    connection.execute(&plain(&insert)).await.expect("the table takes rows");
    (db, connection)
}

async fn value(connection: &mut Connection, sql: &str) -> String {
    let rows = connection.query(&plain(sql)).await.expect("it can be asked");
    rows.into_iter().flatten().flatten().next().unwrap_or_default()
}

#[tokio::test]
async fn a_fault_between_batches_is_told_and_no_row_is_met_twice() {
    for fault in [Fault::Refused, Fault::AnswerLost] {
        let (mut at, mut in_part) = (0, 0);
        loop {
            let (_db, connection) = numbers("(1), (2), (5), (9), (10)").await;
            let mut faulty = Faulty { inner: connection, left: at, fault };
            let outcome = run_of(&COUNTING, &mut faulty, Goal::Newest).await;
            let was_reached = faulty.left > at;
            let mut connection = faulty.inner;
            let _rolled_back = connection.execute(&plain("ROLLBACK")).await;
            let met = value(&mut connection, "SELECT sum(met) FROM numbers").await;
            let most = value(&mut connection, "SELECT max(met) FROM numbers").await;
            let noted = value(&mut connection, "SELECT state FROM migrate_history WHERE version = 2").await;
            let what = format!("{fault:?} at {at}: {met} met, `{noted}` noted, {:?}", outcome.as_ref().map(|_| ()));
            assert!(["0", "1"].contains(&most.as_str()), "a row is met twice, {what}");
            match noted.as_str() {
                "applied" => assert_eq!(met, "5", "{what}"),
                "" => assert_eq!(met, "0", "what is not noted is not done, {what}"),
                _ => in_part += usize::from(met != "0" && met != "5"),
            }
            let next = run_of(&COUNTING, &mut connection, Goal::Newest).await;
            let next = next.unwrap_or_else(|error| panic!("the next run does not go on, {what}: {error}"));
            assert_eq!(next.applied.iter().any(|one| one.resumed), noted == "applying", "{what}");
            assert_eq!(value(&mut connection, "SELECT sum(met) FROM numbers").await, "5", "{what}");
            assert_eq!(value(&mut connection, "SELECT max(met) FROM numbers").await, "1", "a row is met twice, {what}");
            if !was_reached {
                assert!(outcome.is_ok() && noted == "applied", "{what}");
                break;
            }
            at += 1;
        }
        assert!(in_part >= 2, "{in_part} runs stopped between batches");
    }
}

#[tokio::test]
async fn rows_that_come_into_the_way_between_batches_leave_what_is_done_noted() {
    let (_db, mut connection) = numbers("(1), (2), (5)").await;
    let (outcome, _) = run_until(&COUNTING, &mut connection, Goal::Newest, 2).await;
    outcome.expect_err("it is stopped after the first batch");
    connection.execute(&plain("INSERT INTO numbers (id) VALUES (999)")).await.expect("the table takes it");
    let refused = run_of(&COUNTING, &mut connection, Goal::Newest).await.expect_err("a number is too great");
    let Reason::Rows { aftermath, .. } = refused.reason() else { panic!("{refused}") };
    assert_eq!(*aftermath, Aftermath::PartRemains { steps: 0, up_to: "2".to_owned() });
    connection.execute(&plain("DELETE FROM numbers WHERE id = 999")).await.expect("it can be deleted");
    run_of(&COUNTING, &mut connection, Goal::Newest).await.expect("the next run goes on");
    assert_eq!(value(&mut connection, "SELECT min(met) || max(met) FROM numbers").await, "11", "each is met once");
}

/// A driver beside which somebody else writes, after each batch.
struct Shared {
    inner: Connection,
    others: Vec<&'static str>,
}

impl Driver for Shared {
    fn dialect(&self) -> Dialect {
        self.inner.dialect()
    }

    async fn execute(&mut self, statement: &Statement) -> Result<(), Failure> {
        self.inner.execute(statement).await?;
        let is_batch = statement.sql.starts_with("UPDATE numbers");
        match is_batch.then(|| self.others.pop()).flatten() {
            Some(sql) => self.inner.execute(&plain(sql)).await,
            None => Ok(()),
        }
    }

    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, Failure> {
        self.inner.query(statement).await
    }
}

#[tokio::test]
async fn rows_that_come_and_go_between_batches_are_met_once_or_left_alone() {
    let (_db, connection) = numbers("(1), (2), (5), (9), (10), (20)").await;
    // The last of them happens first.
    let others = vec![
        "INSERT INTO numbers (id) VALUES (30), (31), (32)",
        "DELETE FROM numbers WHERE id = 9; INSERT INTO numbers (id) VALUES (4), (6), (7), (21)",
    ];
    let mut shared = Shared { inner: connection, others };
    run_of(&COUNTING, &mut shared, Goal::Newest).await.expect("it comes to its end");
    assert!(shared.others.is_empty(), "somebody else wrote meanwhile");
    let met = shared.inner.query(&plain("SELECT CAST(id AS text), CAST(met AS text) FROM numbers ORDER BY id")).await;
    let met: Vec<String> = met
        .expect("it can be asked")
        .into_iter()
        .map(|row| row.into_iter().flatten().collect::<Vec<_>>().join(":"))
        .collect();
    assert_eq!(met, ["1:1", "2:1", "4:1", "5:1", "6:1", "7:1", "10:1", "20:1", "21:0", "30:0", "31:0", "32:0"]);
}
