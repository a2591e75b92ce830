//! A real history on an embedded SQLite, up, down and up again, with rows in its tables.
//!
//! `cargo run --example quickstart`. The history is in `migrations/`; this file is what a program does with it.

mod migrations;
mod show;

use migrate::{Database, Migrator, Report};
use migrations::MIGRATIONS;
use sqlx::SqlitePool;

/// The version of the last migration that creates a table.
#[expect(clippy::inconsistent_digit_grouping, reason = "written as in the file names")]
const TABLES_CREATED: i64 = 20260112_140000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::temp_dir().join(format!("migrate-quickstart-{}.db", std::process::id()));
    let outcome = run(&format!("sqlite://{}?mode=rwc", file.display())).await;
    std::fs::remove_file(file)?;
    outcome
}

async fn run(url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let pool = SqlitePool::connect(url).await?;
    let db = Database::from(pool.clone());
    let migrator = Migrator::new(&MIGRATIONS);

    show::title("Up to the first three tables, and rows into them");
    show::report(&migrator.to(&db, TABLES_CREATED).await?);
    sqlx::raw_sql(ROWS).execute(&pool).await?;
    show::tables(&pool, &["users", "invoices"]).await?;
    let schema_before = show::schema(&pool).await?;
    let rows_before = surviving_rows(&pool).await?;

    show::title("Up: everything else, with those rows in place");
    show::report(&migrator.up(&db).await?);
    show::tables(&pool, &["users", "open_invoices"]).await?;
    let newest_schema = show::schema(&pool).await?;

    show::title("Down again, to where the rows came in");
    let report = migrator.to(&db, TABLES_CREATED).await;
    show::refusal(&report.expect_err("the countries of the people would be lost"));
    let report: Report = migrator.clone().accept_data_loss().to(&db, TABLES_CREATED).await?;
    show::report(&report);
    show::tables(&pool, &["users", "invoices"]).await?;
    show::verdict("the schema is what it was", show::schema(&pool).await? == schema_before)?;
    show::verdict("the rows are what they were, but for the dropped names", {
        surviving_rows(&pool).await? == rows_before
    })?;

    show::title("All the way down, and up again");
    show::report(&migrator.clone().accept_data_loss().to(&db, 0).await?);
    show::verdict("nothing is left", show::schema(&pool).await?.is_empty())?;
    show::report(&migrator.up(&db).await?);
    show::verdict("the schema is what it was", show::schema(&pool).await? == newest_schema)?;
    Ok(())
}

const ROWS: &str = "
    INSERT INTO teams (name) VALUES ('Engines'), ('Bridges');
    INSERT INTO users (email, full_name, nick, team_id) VALUES
        ('ada@example.org', 'Ada Lovelace', 'ada', 1),
        ('grace@example.org', 'Grace Hopper', 'amazing', 1),
        ('emily@example.org', NULL, 'emily', 2);
    INSERT INTO invoices (user_id, cents, status, due_on) VALUES
        (1, 2147483647, 'open', '2026-02-01'),
        (1, 995, 'paid', NULL),
        (3, 0, 'open', NULL);
";

/// The rows without what the history drops for good, and without what it fills in.
async fn surviving_rows(pool: &SqlitePool) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT 'team ' || id || ' ' || name FROM teams
         UNION ALL SELECT 'user ' || id || ' ' || email || ' ' || nick || ' ' || role || ' ' || team_id || ' ' || created_at
         FROM users
         UNION ALL SELECT 'invoice ' || id || ' ' || user_id || ' ' || cents || ' ' || status FROM invoices ORDER BY 1",
    )
    .fetch_all(pool)
    .await
}
