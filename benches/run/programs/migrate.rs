//! Runs the history by this project.

mod migrations;

use std::time::{Duration, Instant};

use migrate::{Database, Migrator};
use migrations::MIGRATIONS;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (task, url) = (arguments[1].as_str(), arguments[2].as_str());
    let time = match task {
        "apply" => up(Migrator::new(&MIGRATIONS), url).await,
        "apply-at-once" => up(Migrator::new(&MIGRATIONS).single_transaction(), url).await,
        "fresh" => {
            drop(migrate::testing::fresh(&MIGRATIONS, url).await.expect("a fresh database"));
            let begin = Instant::now();
            let db = migrate::testing::fresh(&MIGRATIONS, url).await.expect("a fresh database");
            let time = begin.elapsed();
            drop(db);
            time
        }
        task => panic!("unknown task `{task}`"),
    };
    println!("{}", time.as_secs_f64());
}

async fn up(migrator: Migrator, url: &str) -> Duration {
    let begin = Instant::now();
    let db = Database::connect(url).await.expect("a connection");
    migrator.up(&db).await.expect("every migration applies");
    begin.elapsed()
}
