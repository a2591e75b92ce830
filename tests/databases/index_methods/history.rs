//! How PostgreSQL organises an index is left out where there are B-trees alone.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), varchar("nick", 20).nullable(), integer("age")]);
    }
}
struct Create;
#[migration(version = 20260102_000000)]
impl Migration for Create {
    fn up(schema: &mut Schema) {
        schema.create_index("users", "nick").using("hash");
        schema.create_index("users", "age").using("brin");
        schema.create_index("users", "nick").using("spgist").named("by_beginning");
        schema.create_index("users", ["nick", "age"]).using("btree");
    }
}
struct Change;
#[migration(version = 20260103_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.rename_column("users", "nick", "handle");
        schema.change_type("users", varchar("handle", 40));
        schema.rename_index("users", "users_nick_idx", "by_handle");
    }
}
struct Drop;
#[migration(version = 20260104_000000)]
impl Migration for Drop {
    fn up(schema: &mut Schema) {
        schema.drop_index("users", "by_handle");
        schema.drop_table("users").accept_data_loss("nobody is left");
        schema.create_table("last").columns([id()]);
    }
}
migrate::migrations![Setup, Create, Change, Drop];

#[test]
fn they_come_and_go() {
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO users (nick, age) VALUES ('a', 1), (NULL, 2), ('a', 3)")
            .losing(&["users"]),
    );
}

#[test]
fn they_are_what_the_history_says() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        for version in [20_260_102_000_000, 20_260_103_000_000] {
            migrator.to(&scratch.db, version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            let check = migrator.check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            assert!(check.schema.is_empty() && check.not_compared.is_none(), "{key}: {check}");
        }
        let shown = match key {
            "postgres" => "SELECT count(*)::text FROM pg_indexes WHERE indexdef LIKE '%hash%'",
            _ => {
                "SELECT CAST(count(*) AS CHAR) FROM information_schema.statistics WHERE table_schema = DATABASE() \
                  AND table_name = 'users' AND index_name = 'by_handle' AND index_type = 'BTREE'"
            }
        };
        assert_eq!(scratch.value(shown).await, "1", "{key}");
    });
}
