//! Objects beyond tables, there and back on real databases.

mod comments;
mod computed;
mod enums;
mod materialized_views;
mod views;

use migrate::Migrations;

/// A server, the variable that says where it is, and where it is by default.
struct Server {
    name: &'static str,
    variable: &'static str,
    default: &'static str,
}

const POSTGRES: Server = Server {
    name: "PostgreSQL",
    variable: "MIGRATE_TEST_POSTGRES",
    default: "postgres://postgres@127.0.0.1:5432/postgres",
};
const MARIADB: Server =
    Server { name: "MariaDB", variable: "MIGRATE_TEST_MARIADB", default: "mysql://root@127.0.0.1:3306/test" };
const MYSQL: Server =
    Server { name: "MySQL", variable: "MIGRATE_TEST_MYSQL", default: "mysql://root@127.0.0.1:3307/mysql" };

/// Proves a history on every database.
async fn check_everywhere(test: &str, migrations: &'static Migrations) {
    migrate::testing::assert_reversible(migrations, "sqlite::memory:").await;
    for server in [&POSTGRES, &MARIADB, &MYSQL] {
        check_on(server, test, migrations).await;
    }
}

/// Proves a history on one server, if it answers.
async fn check_on(server: &Server, test: &str, migrations: &'static Migrations) {
    let url = std::env::var(server.variable).unwrap_or_else(|_| server.default.to_owned());
    match migrate::Database::connect(&url).await {
        Ok(_) => {
            migrate::testing::assert_reversible(migrations, &url).await;
        }
        Err(_) => skip(test, server.name, &url),
    }
}

fn skip(test: &str, database: &str, url: &str) {
    use std::io::Write as _;

    let line = format!("skipped: {test} ({database} is not reachable at {url})");
    println!("{line}");
    if let Some(path) = std::env::var_os("MIGRATE_SKIPPED") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
        writeln!(file.expect("the list of skipped tests opens"), "{line}").expect("the list takes a line");
    }
}
