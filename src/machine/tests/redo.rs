//! `redo` brings back what it has undone, whatever else is pending.

use super::*;
use crate::machine::preview;

/// A driver to which somebody is in the way once, at the statement that begins like this.
struct Held {
    inner: Connection,
    at: Option<&'static str>,
}

impl Driver for Held {
    fn dialect(&self) -> Dialect {
        self.inner.dialect()
    }

    async fn execute(&mut self, statement: &Statement) -> Result<(), Failure> {
        if self.at.take_if(|at| statement.sql.starts_with(*at)).is_some() {
            return Err(Failure { message: "somebody reads it".to_owned(), kind: FailureKind::Busy });
        }
        self.inner.execute(statement).await
    }

    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, Failure> {
        self.inner.query(statement).await
    }
}

/// The same program before it had the second migration.
static WITHOUT_SECOND: LazyLock<Migrations> =
    LazyLock::new(|| Migrations { list: Vec::leak(vec![MIGRATIONS.list[0], MIGRATIONS.list[2]]), ..*MIGRATIONS });

async fn versions(connection: &mut Connection) -> Vec<Row> {
    connection.query(&plain("SELECT CAST(version AS text) FROM migrate_history ORDER BY position")).await.expect("rows")
}

#[tokio::test]
async fn what_is_undone_comes_back_though_an_older_one_is_pending() {
    let (_db, mut connection) = connect().await;
    run_of(&WITHOUT_SECOND, &mut connection, Goal::Newest).await.expect("two are applied");
    let before = versions(&mut connection).await;
    let mut held = Held { inner: connection, at: Some("CREATE UNIQUE INDEX") };
    let again = Orders { patience_with_locks: Duration::from_mins(1), ..orders(&MIGRATIONS, Goal::Again) };
    let report = drive(&mut held, None, |channel| run(channel, Dialect::Sqlite, again)).await.expect("it comes back");
    assert!(held.at.is_none(), "somebody was in the way");
    let names = |all: &[Ran]| all.iter().map(|one| one.migration.clone()).collect::<Vec<_>>();
    assert_eq!(names(&report.undone), names(&report.applied));
    assert_eq!(versions(&mut held.inner).await, before);
}

#[tokio::test]
async fn it_does_so_too_where_an_earlier_run_was_undoing_it() {
    let (_db, mut connection) = connect().await;
    run_of(&WITHOUT_SECOND, &mut connection, Goal::Newest).await.expect("two are applied");
    let before = versions(&mut connection).await;
    let undoing = plain("UPDATE migrate_history SET state = 'undoing' WHERE version = 3");
    connection.execute(&undoing).await.expect("the row is there");
    let again = || orders(&MIGRATIONS, Goal::Again);
    let plan =
        drive(&mut connection, None, |channel| preview(channel, Dialect::Sqlite, again())).await.expect("a plan");
    assert_eq!(plan.apply.iter().map(|one| one.version).collect::<Vec<_>>(), [3], "{plan}");
    run_of(&MIGRATIONS, &mut connection, Goal::Again).await.expect("it comes back");
    assert_eq!(versions(&mut connection).await, before);
}
