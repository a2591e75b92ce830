//! Sends the statements of the history and notes nothing: one transaction for each migration, or one for all.

use std::time::Instant;

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (at_once, url) = (arguments[1] == "apply-at-once", arguments[2].as_str());
    let begin = Instant::now();
    if url.starts_with("sqlite") {
        let mut connection = sqlx::SqliteConnection::connect(url).await.expect("a connection");
        for migration in texts(&sqlx::migrate!("./sqlite"), at_once) {
            connection.execute(AssertSqlSafe(migration)).await.expect("it applies");
        }
        println!("{}", begin.elapsed().as_secs_f64());
        return;
    }
    #[cfg(feature = "postgres")]
    {
        let mut connection = sqlx::PgConnection::connect(url).await.expect("a connection");
        for migration in texts(&sqlx::migrate!("./postgres"), at_once) {
            connection.execute(AssertSqlSafe(migration)).await.expect("it applies");
        }
        println!("{}", begin.elapsed().as_secs_f64());
    }
}

fn texts(history: &Migrator, at_once: bool) -> Vec<String> {
    let texts = history.iter().map(|migration| migration.sql.as_str().to_owned());
    if at_once {
        return [String::from("BEGIN")].into_iter().chain(texts).chain([String::from("COMMIT")]).collect();
    }
    texts.map(|text| format!("BEGIN;\n{text}\nCOMMIT;")).collect()
}
