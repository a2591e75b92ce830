//! How long a test waits for its database: the first one, which pays for the migrations, and each further one.
//!
//! `cargo bench --features postgres,mysql --bench fresh`, with the history of the example `quickstart`. The servers are those
//! of the tests; one that does not answer is left out.

use std::time::{Duration, Instant};

use migrate::testing::fresh;

/// A path on the file itself would look for its migrations beside it.
#[path = "../examples/quickstart"]
mod example {
    pub mod migrations;
}
use example::migrations::MIGRATIONS;

/// How many further ones are made; the time is that of the middle one.
const FURTHER: usize = 20;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let url = |variable, default: &str| std::env::var(variable).unwrap_or_else(|_| default.to_owned());
    let databases = [
        ("SQLite", "sqlite::memory:".to_owned()),
        ("PostgreSQL", url("MIGRATE_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")),
        ("MariaDB", url("MIGRATE_TEST_MARIADB", "mysql://root@127.0.0.1:3306/test")),
        ("MySQL", url("MIGRATE_TEST_MYSQL", "mysql://root@127.0.0.1:3307/mysql")),
    ];
    // Another name is another history, of which no earlier run left a template.
    let name = String::leak(format!("bench_{}", std::process::id()));
    let migrations = Box::leak(Box::new(migrate::Migrations { name, ..MIGRATIONS }));
    println!("{} migrations{:>16}{:>12}{:>12}", migrations.list.len(), "first", "further", "dropping");
    for (database, url) in databases {
        match measure(migrations, &url).await {
            Ok([first, further, dropping]) => println!("{database:<14}{first:>16.1?}{further:>12.1?}{dropping:>12.1?}"),
            Err(error) => println!("{database:<14}{error}"),
        }
    }
}

async fn measure(migrations: &'static migrate::Migrations, url: &str) -> migrate::Result<[Duration; 3]> {
    let begin = Instant::now();
    let db = fresh(migrations, url).await?;
    let first = begin.elapsed();
    drop(db);
    let (mut making, mut dropping) = (Vec::new(), Vec::new());
    for _ in 0..FURTHER {
        let begin = Instant::now();
        let db = fresh(migrations, url).await?;
        making.push(begin.elapsed());
        let begin = Instant::now();
        drop(db);
        dropping.push(begin.elapsed());
    }
    making.sort();
    dropping.sort();
    Ok([first, making[FURTHER / 2], dropping[FURTHER / 2]])
}
