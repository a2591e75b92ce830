//! Sends the statements of the history and notes nothing: one transaction for each migration.

use std::time::Instant;

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let url = std::env::args().nth(2).expect("a URL");
    let begin = Instant::now();
    if url.starts_with("sqlite") {
        let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("a connection");
        for migration in texts(&sqlx::migrate!("./sqlite")) {
            connection.execute(AssertSqlSafe(migration)).await.expect("it applies");
        }
        println!("{}", begin.elapsed().as_secs_f64());
        return;
    }
    #[cfg(feature = "postgres")]
    {
        let mut connection = sqlx::PgConnection::connect(&url).await.expect("a connection");
        for migration in texts(&sqlx::migrate!("./postgres")) {
            connection.execute(AssertSqlSafe(migration)).await.expect("it applies");
        }
        println!("{}", begin.elapsed().as_secs_f64());
    }
}

fn texts(history: &Migrator) -> Vec<String> {
    history.iter().map(|migration| format!("BEGIN;\n{}\nCOMMIT;", migration.sql.as_str())).collect()
}
