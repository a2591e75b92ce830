//! Runs the history by sqlx.

use std::time::Instant;

use sqlx::Connection as _;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let url = std::env::args().nth(2).expect("a URL");
    let begin = Instant::now();
    if url.starts_with("sqlite") {
        let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("a connection");
        sqlx::migrate!("./sqlite").run(&mut connection).await.expect("every migration applies");
        println!("{}", begin.elapsed().as_secs_f64());
        return;
    }
    #[cfg(feature = "postgres")]
    {
        let mut connection = sqlx::PgConnection::connect(&url).await.expect("a connection");
        sqlx::migrate!("./postgres").run(&mut connection).await.expect("every migration applies");
        println!("{}", begin.elapsed().as_secs_f64());
    }
}
