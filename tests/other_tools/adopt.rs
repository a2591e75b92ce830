//! sqlx's, diesel's, sea-orm's and refinery's own code makes a history, on SQLite and on PostgreSQL; it is adopted and built upon.
//!
//! Run it with `cargo test --manifest-path tests/other_tools/Cargo.toml`.
#![cfg(test)]

#[path = "../drift/built.rs"]
mod built;
mod diesel;
mod sea_orm;

use migrate::__private::{Dialect, Target};
use migrate::{Database, Migrations, Migrator};

mod refinery_migrations {
    refinery::embed_migrations!("migrations/refinery");
}

const ADOPT: &str = "m20260101_000000_adopt_existing_schema";
const LATER: &str = "m20260102_000000_change_customers";
const LATER_TEXT: &str = "use migrate::prelude::*;

pub struct ChangeCustomers;

#[migration]
impl Migration for ChangeCustomers {
    fn up(schema: &mut Schema) {
        schema.add_column(\"customers\", string(\"nick\").default(\"none\"));
        #[allow(rename_column, reason = \"nobody reads it\")]
        schema.rename_column(\"customers\", \"name\", \"full_name\");
        #[allow(drop_column, reason = \"nobody reads it\")]
        schema.drop_column(\"customers\", \"bio\").accept_data_loss(\"nobody asked for it\");
    }
}
";

/// A database that is dropped in the end, as far as a test comes to its end.
struct Scratch {
    url: String,
    server: Option<(String, String)>,
    file: Option<std::path::PathBuf>,
}

impl Scratch {
    async fn sqlite(name: &str) -> Self {
        let file = std::env::temp_dir().join(format!("migrate_other_tools_{name}_{}.db", std::process::id()));
        let _missing = std::fs::remove_file(&file);
        Self { url: format!("sqlite://{}?mode=rwc", file.display()), server: None, file: Some(file) }
    }

    async fn postgres(name: &str) -> Self {
        let server = std::env::var("MIGRATE_TEST_POSTGRES")
            .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
        let name = format!("migrate_other_tools_{name}_{}", std::process::id());
        send(&server, &format!("CREATE DATABASE {name}")).await;
        let (before, _) = server.rsplit_once('/').expect("a URL names a database");
        Self { url: format!("{before}/{name}"), server: Some((server, name)), file: None }
    }

    async fn drop(self) {
        if let Some((server, name)) = self.server {
            send(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
        if let Some(file) = self.file {
            let _missing = std::fs::remove_file(file);
        }
    }
}

async fn send(url: &str, sql: &str) {
    use sqlx::Connection as _;
    let mut connection = sqlx::PgConnection::connect(url).await.expect("the server answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.expect("it is SQL");
}

/// Adopts what a tool made, and builds upon it.
async fn check(scratch: Scratch, dialect: Dialect, tool: &str, migrations: usize) {
    let db = Database::connect(&scratch.url).await.expect("the database answers");
    let none: &'static Migrations =
        Box::leak(Box::new(Migrations { name: "adopting", targets: vec![Target::new(dialect)].leak(), ..Migrations::EMPTY }));
    let adoption = Migrator::new(none).adopt(&db).await.unwrap_or_else(|error| panic!("{tool}: {error}"));
    let found: Vec<(&str, usize)> = adoption.histories.iter().map(|one| (one.tool.as_str(), one.migrations)).collect();
    assert_eq!(found, [(tool, migrations)]);
    assert_eq!(adoption.left_out, [""; 0], "{tool}");
    let text = adoption.file("AdoptExistingSchema");
    let files = [(ADOPT, text.as_str()), (LATER, LATER_TEXT)];
    for count in 1..=2 {
        let history = built::built(dialect, &files[..count]).unwrap_or_else(|error| panic!("{tool}: {error}\n{text}"));
        let migrator = Migrator::new(history).accept_data_loss();
        let report = migrator.up(&db).await.unwrap_or_else(|error| panic!("{tool}: {error}\n{text}"));
        assert_eq!(report.applied.len(), 1, "{tool}");
        let check = migrator.check(&db).await.unwrap_or_else(|error| panic!("{tool}: {error}\n{text}"));
        assert!(check.is_clean() && check.not_compared.is_none(), "{tool}: {check}\n{text}");
    }
    let history = built::built(dialect, &files).expect("it was built before");
    let migrator = Migrator::new(history).accept_data_loss();
    migrator.down(&db).await.unwrap_or_else(|error| panic!("{tool}: {error}\n{text}"));
    let check = migrator.check(&db).await.unwrap_or_else(|error| panic!("{tool}: {error}\n{text}"));
    assert!(check.is_clean(), "{tool}: {check}\n{text}");
    migrator.up(&db).await.unwrap_or_else(|error| panic!("{tool}: {error}\n{text}"));
    drop(db);
    scratch.drop().await;
}

#[tokio::test]
async fn sqlx_on_sqlite() {
    let scratch = Scratch::sqlite("sqlx").await;
    let pool = sqlx::SqlitePool::connect(&scratch.url).await.expect("a file");
    sqlx::migrate!("migrations/sqlx").run(&pool).await.expect("sqlx applies its migrations");
    pool.close().await;
    check(scratch, Dialect::Sqlite, "sqlx", 2).await;
}

#[tokio::test]
async fn sqlx_on_postgres() {
    let scratch = Scratch::postgres("sqlx").await;
    let pool = sqlx::PgPool::connect(&scratch.url).await.expect("a database");
    sqlx::migrate!("migrations/sqlx").run(&pool).await.expect("sqlx applies its migrations");
    pool.close().await;
    check(scratch, Dialect::Postgres, "sqlx", 2).await;
}

#[tokio::test]
async fn diesel_on_sqlite() {
    let scratch = Scratch::sqlite("diesel").await;
    diesel::apply_on_sqlite(scratch.file.as_deref().expect("a file"));
    check(scratch, Dialect::Sqlite, "diesel", 2).await;
}

#[tokio::test]
async fn diesel_on_postgres() {
    let scratch = Scratch::postgres("diesel").await;
    diesel::apply_on_postgres(&scratch.url);
    check(scratch, Dialect::Postgres, "diesel", 3).await;
}

#[tokio::test]
async fn refinery_on_sqlite() {
    let scratch = Scratch::sqlite("refinery").await;
    let file = scratch.file.clone().expect("a file");
    let mut connection = rusqlite::Connection::open(file).expect("a file");
    refinery_migrations::migrations::runner().run(&mut connection).expect("refinery applies its migrations");
    drop(connection);
    check(scratch, Dialect::Sqlite, "refinery", 2).await;
}

#[tokio::test]
async fn refinery_on_postgres() {
    let scratch = Scratch::postgres("refinery").await;
    let (mut client, connection) =
        tokio_postgres::connect(&scratch.url, tokio_postgres::NoTls).await.expect("a database");
    let connection = tokio::spawn(connection);
    let applied = refinery_migrations::migrations::runner().run_async(&mut client).await;
    applied.expect("refinery applies its migrations");
    drop(client);
    connection.await.expect("no panic").expect("it ends");
    check(scratch, Dialect::Postgres, "refinery", 2).await;
}

#[tokio::test]
async fn sea_orm_on_sqlite() {
    let scratch = Scratch::sqlite("sea_orm").await;
    sea_orm::apply(&scratch.url).await;
    check(scratch, Dialect::Sqlite, "sea-orm-migration", 1).await;
}

#[tokio::test]
async fn sea_orm_on_postgres() {
    let scratch = Scratch::postgres("sea_orm").await;
    sea_orm::apply(&scratch.url).await;
    check(scratch, Dialect::Postgres, "sea-orm-migration", 1).await;
}
