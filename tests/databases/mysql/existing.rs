//! What MODIFY says again of a column that joined a history on MySQL and MariaDB was so before.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::on_every_database;

const THINGS: &str = "CREATE TABLE things (id bigint AUTO_INCREMENT PRIMARY KEY, age int NOT NULL DEFAULT '7',
    word varchar(20) NOT NULL DEFAULT 'new', kind enum('a_b', 'c') NOT NULL DEFAULT 'a_b', code varchar(20) COLLATE utf8mb4_bin NOT NULL,
    name varchar(20) NOT NULL, seen datetime(6) NULL ON UPDATE CURRENT_TIMESTAMP(6), body json NOT NULL)
    DEFAULT CHARSET=utf8mb4";

#[test]
fn defaults_collations_and_times_of_updates_that_differ() {
    struct Join;
    #[migration(version = 20260101_000000)]
    impl Migration for Join {
        fn up(schema: &mut Schema) {
            schema.create_enum("kind", ["a_b", "c"]);
            schema
                .create_table("things")
                .columns([
                    id(),
                    integer("age").default(7),
                    varchar("word", 20).default("new"),
                    enumeration("kind", "kind").default("a_b"),
                    varchar("code", 20).collate("utf8mb4_bin"),
                    varchar("name", 20),
                    datetime("seen").nullable().on_update_now(),
                    json("body"),
                ])
                .already_exists();
        }
    }
    migrate::migrations![Join];
    for (known, other, named) in [
        ("", "", ""),
        ("'7'", "8", "`things.age` is int NOT NULL, with a default of 8, not int NOT NULL, with a default of 7"),
        ("'new'", "'New'", "with a default of New, not varchar(20) NOT NULL, with a default of new"),
        (
            "DEFAULT 'a_b'",
            "DEFAULT 'c'",
            "NOT NULL, with a default of c, not enum('a_b','c') NOT NULL, with a default of a_b",
        ),
        (" COLLATE utf8mb4_bin", "", "not varchar(20) NOT NULL, collated as utf8mb4_bin"),
        (
            "name varchar(20)",
            "name varchar(20) COLLATE utf8mb4_bin",
            "`things.name` is varchar(20) NOT NULL, collated as",
        ),
        (" ON UPDATE CURRENT_TIMESTAMP(6)", "", "`things.seen` is datetime(6), not datetime(6), set by each update"),
    ] {
        assert!(THINGS.contains(known), "{known}");
        on_every_database(&MIGRATIONS, async |scratch| {
            let key = scratch.server.key();
            scratch.run(&THINGS.replacen(known, other, 1)).await;
            match Migrator::new(&MIGRATIONS).up(&scratch.db).await {
                Ok(_) => assert_eq!(named, "", "{key}"),
                Err(error) => {
                    assert!(!named.is_empty() && error.to_string().contains(named), "{key}: {named}: {error}")
                }
            }
        });
    }
}
