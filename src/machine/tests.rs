//! A fault at every single action of a run, on a real SQLite.

use std::sync::LazyLock;

use migrate_core::dialect::Target;
use migrate_core::migration::{Grade, Kind, Lock, LockMode, Query, Script, Steps};

use super::channel::{FailureKind, Row};
use super::*;
use crate::Database;
use crate::driver::{Connection, Driver, drive};

fn step(sql: &str) -> Step {
    Step {
        sql: sql.to_owned(),
        plain: None,
        transaction: Transaction::Inside,
        lock: Lock { mode: LockMode::Database, tables: Vec::new() },
        undo: None,
        condition: None,
        discards: None,
        without_foreign_keys: false,
    }
}

fn without_foreign_keys(sql: &str) -> Step {
    let mut one = step(sql);
    one.without_foreign_keys = true;
    one
}

fn migration(version: i64, name: &'static str, scripts: &'static [Script]) -> &'static Migration {
    Box::leak(Box::new(Migration { version, name, kind: Kind::Schema, checksum: 1, irreversible: None, scripts }))
}

fn script(up: &[Step], down: &[Step]) -> &'static [Script] {
    let steps = |steps| Steps::new(String::leak(Steps::text(steps)));
    Vec::leak(vec![Script { dialect: Dialect::Sqlite, grade: Grade::Exact, up: steps(up), down: steps(down) }])
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
            Fault::Refused => FailureKind::Refused,
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

fn orders(goal: Goal) -> Orders {
    Orders { migrations: &MIGRATIONS, goal, accepts_data_loss: true, patience: Duration::ZERO }
}

async fn run_on(driver: &mut impl Driver, goal: Goal) -> Result<Report, Error> {
    drive(driver, |channel| run(channel, Dialect::Sqlite, orders(goal))).await
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
        Goal::Previous => None,
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
