//! Vaultwarden, a server for passwords: PostgreSQL, MySQL, MariaDB and SQLite.
//!
//! What its tables and columns are called and in which order they came is taken from the migrations of
//! <https://github.com/dani-garcia/vaultwarden>. Where one of those changes rows as well, it is several here; those of
//! PostgreSQL begin in 2019, and here in 2018 as on the others. Where its databases differ (a text or a varchar), the narrower
//! type serves all of them here. One that only mends what SQLite does to references when a table is renamed is not needed.

mod migrations;

use super::{History, check, check_adoption, check_schema};
use crate::server::Server;

const HISTORY: History = History {
    migrations: &migrations::MIGRATIONS,
    count: 61,
    may_leave: &["m20180427_155152_copy_folders_of_ciphers", "m20200802_025026_copy_favorites"],
};

#[test]
fn vaultwarden_on_postgres() {
    check(&HISTORY, Server::Postgres);
}

#[test]
fn vaultwarden_on_mysql() {
    check(&HISTORY, Server::MySql);
}

#[test]
fn vaultwarden_on_mariadb() {
    check(&HISTORY, Server::MariaDb);
}

#[test]
fn vaultwarden_on_sqlite() {
    check(&HISTORY, Server::Sqlite);
}

#[test]
fn vaultwarden_comes_to_its_schema() {
    for server in [Server::Postgres, Server::MySql, Server::MariaDb, Server::Sqlite] {
        check_schema(&HISTORY, server, &[]);
    }
}

#[test]
fn vaultwarden_can_be_adopted() {
    for server in [Server::Postgres, Server::MySql, Server::MariaDb, Server::Sqlite] {
        check_adoption(&HISTORY, server, &[]);
    }
}
