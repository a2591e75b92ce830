//! What the example prints, and what it compares.

use migrate::{Error, Ran, Report};
use sqlx::{AssertSqlSafe, Row, SqlitePool};

/// A heading.
pub fn title(text: &str) {
    println!("\n{text}\n{}\n", "─".repeat(text.chars().count()));
}

/// What a run did, a line for each migration.
pub fn report(report: &Report) {
    let line = |arrow: &str, ran: &Ran| {
        let milliseconds = ran.duration.as_secs_f64() * 1_000.0;
        println!("  {arrow} {:<50} {:<12} {milliseconds:>6.1} ms", ran.migration, ran.grade.to_string());
    };
    report.undone.iter().for_each(|ran| line("↓", ran));
    report.applied.iter().for_each(|ran| line("↑", ran));
    println!();
}

/// A run that was refused.
pub fn refusal(error: &Error) {
    for line in format!("refused: {error}").lines() {
        println!("  {line}");
    }
    println!();
}

/// Whether something is as it should be.
pub fn verdict(what: &str, holds: bool) -> Result<(), String> {
    println!("  {} {what}", if holds { "✓" } else { "✗" });
    if holds { Ok(()) } else { Err(format!("not so: {what}")) }
}

/// The rows of tables.
pub async fn tables(pool: &SqlitePool, names: &[&str]) -> sqlx::Result<()> {
    for name in names {
        let columns: Vec<String> =
            sqlx::query_scalar("SELECT name FROM pragma_table_info(?) WHERE name NOT LIKE '%_at'")
                .bind(name)
                .fetch_all(pool)
                .await?;
        let select = format!("SELECT {} FROM {name} ORDER BY id", columns.join(", "));
        let rows = sqlx::raw_sql(AssertSqlSafe(select)).fetch_all(pool).await?;
        let mut lines = vec![columns.clone()];
        for row in &rows {
            let value = |index| row.try_get_unchecked::<Option<String>, usize>(index);
            let values = (0..columns.len()).map(value).collect::<sqlx::Result<Vec<_>>>()?;
            lines.push(values.into_iter().map(|value| value.unwrap_or_else(|| "NULL".to_owned())).collect());
        }
        println!("  {name}");
        print_aligned(&lines);
    }
    Ok(())
}

fn print_aligned(lines: &[Vec<String>]) {
    let width = |index: usize| lines.iter().map(|line| line[index].chars().count()).max().unwrap_or(0);
    for line in lines {
        let cells: Vec<String> =
            line.iter().enumerate().map(|(index, cell)| format!("{cell:<0$}", width(index))).collect();
        println!("    {}", cells.join("  ").trim_end());
    }
    println!();
}

/// Every column, index, foreign key and view, as SQLite itself describes them, whatever their order.
pub async fn schema(pool: &SqlitePool) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "WITH tables AS (SELECT name FROM sqlite_schema WHERE type = 'table'
                         AND name NOT LIKE 'sqlite_%' AND name <> 'migrate_history')
         SELECT tables.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' '
                || coalesce(c.dflt_value, '') || ' ' || c.pk FROM tables, pragma_table_info(tables.name) AS c
         UNION ALL SELECT 'index ' || i.name || ' ' || i.\"unique\" || ' '
                || (SELECT group_concat(name) FROM pragma_index_info(i.name))
                FROM tables, pragma_index_list(tables.name) AS i
         UNION ALL SELECT tables.name || '.' || k.\"from\" || ' refers to ' || k.\"table\" || ' ' || k.on_delete
                FROM tables, pragma_foreign_key_list(tables.name) AS k
         UNION ALL SELECT 'view ' || sql FROM sqlite_schema WHERE type = 'view' ORDER BY 1",
    )
    .fetch_all(pool)
    .await
}
