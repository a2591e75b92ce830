//! What a rebuild of a SQLite table keeps, and what stops it.

use migrate::error::Reason;
use migrate::prelude::*;
use migrate::{Migrations, Migrator};

use crate::check::on_every_database;
use crate::dump::{dump, history};
use crate::scratch::Scratch;

/// A history whose second migration rebuilds `users`, which `notes` refers to.
fn users_and_notes() -> &'static Migrations {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id()]);
            schema
                .create_table("users")
                .columns([id(), integer("age"), big_integer("team_id").nullable().references("teams", "id")])
                .index(["age"]);
            schema.create_table("notes").columns([id(), reference("user_id", "users").on_delete(Cascade)]);
        }
    }
    struct Rebuild;
    #[migration(version = 20260102_000000)]
    impl Migration for Rebuild {
        fn up(schema: &mut Schema) {
            schema.change_type("users", big_integer("age"));
        }
    }
    migrate::migrations![Setup, Rebuild];
    &MIGRATIONS
}

const ROWS: &str = "
    INSERT INTO users (age) VALUES (1), (2), (3), (4);
    INSERT INTO notes (user_id) VALUES (1), (1), (3);";

/// Brings a database to before the rebuild, with rows.
async fn before_rebuild(scratch: &Scratch, migrations: &'static Migrations) -> Migrator {
    let migrator = Migrator::new(migrations).accept_data_loss();
    migrator.to(&scratch.db, migrations.list[0].version).await.expect("the tables are made");
    scratch.run(ROWS).await;
    migrator
}

/// The rebuild is refused; the message names this, and nothing is changed.
async fn refused(scratch: &Scratch, migrator: &Migrator, named: &[&str]) -> Reason {
    let (before, history_before) = (dump(scratch).await, history(scratch).await);
    let error = migrator.up(&scratch.db).await.expect_err("the rebuild is refused");
    for name in named {
        assert!(error.to_string().contains(name), "`{name}` is not named: {error}");
    }
    before.assert_same(&dump(scratch).await, "refused");
    assert_eq!(history(scratch).await, history_before);
    error.reason().clone()
}

#[test]
fn rows_that_refer_to_it_survive() {
    on_every_database(users_and_notes(), async |scratch| {
        let migrator = before_rebuild(scratch, users_and_notes()).await;
        let count = "SELECT count(*) FROM notes";
        migrator.up(&scratch.db).await.expect("up");
        assert_eq!(scratch.value(count).await, "3");
        migrator.down(&scratch.db).await.expect("down");
        assert_eq!(scratch.value(count).await, "3");
        // Foreign keys are back: the key works, and refuses.
        scratch.run("PRAGMA foreign_keys = 1; DELETE FROM users WHERE id = 1").await;
        assert_eq!(scratch.value(count).await, "1");
        assert!(scratch.try_run("INSERT INTO notes (user_id) VALUES (77)").await.is_err());
    });
}

#[test]
fn numbers_are_not_given_twice() {
    on_every_database(users_and_notes(), async |scratch| {
        let migrator = before_rebuild(scratch, users_and_notes()).await;
        let next = "INSERT INTO users (age) VALUES (9) RETURNING id";
        scratch.run("DELETE FROM users WHERE id = 4").await;
        migrator.up(&scratch.db).await.expect("up");
        assert_eq!(scratch.value(next).await, "5");
        scratch.run("DELETE FROM notes; DELETE FROM users").await;
        migrator.down(&scratch.db).await.expect("down");
        assert_eq!(scratch.value(next).await, "6");
        let rows = scratch.rows("SELECT name, seq FROM sqlite_sequence WHERE name LIKE '%users' ORDER BY 1").await;
        assert_eq!(rows, [[Some("users".to_owned()), Some("6".to_owned())]]);
    });
}

#[test]
fn a_trigger_stops_it() {
    on_every_database(users_and_notes(), async |scratch| {
        let migrator = before_rebuild(scratch, users_and_notes()).await;
        scratch.run("CREATE TRIGGER audit AFTER INSERT ON users BEGIN DELETE FROM notes; END").await;
        refused(scratch, &migrator, &["in the way: trigger `audit`", "`users` has nothing that would be lost"]).await;
        scratch.run("DROP TRIGGER audit").await;
        migrator.up(&scratch.db).await.expect("nothing is in the way");
        scratch.run("CREATE TRIGGER audit AFTER INSERT ON Users BEGIN DELETE FROM notes; END").await;
        let error = migrator.down(&scratch.db).await.expect_err("down is a rebuild too");
        assert!(error.to_string().contains("trigger `audit`"), "{error}");
    });
}

/// What is asked before a table is made anew is asked of today's schema too, before any migration of a range is undone.
#[test]
fn a_column_that_is_renamed_before_does_not() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), text("nick").nullable(), text("name")]);
        }
    }
    struct Rebuild;
    #[migration(version = 20260102_000000)]
    impl Migration for Rebuild {
        fn up(schema: &mut Schema) {
            schema.set_not_null("users", "nick");
            schema.rename_column("users", "name", "full_name");
        }
    }
    struct Last;
    #[migration(version = 20260103_000000)]
    impl Migration for Last {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id()]);
        }
    }
    migrate::migrations![Setup, Rebuild, Last];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.up(&scratch.db).await.expect("up");
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("nothing is in the way");
    });
}

#[test]
fn an_index_by_raw_sql_stops_it() {
    on_every_database(users_and_notes(), async |scratch| {
        let migrator = before_rebuild(scratch, users_and_notes()).await;
        scratch.run("CREATE INDEX half ON users (age) WHERE age > 1").await;
        refused(scratch, &migrator, &["index `half`"]).await;
    });
}

#[test]
fn a_value_of_an_enumeration_is_stopped_as_well() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_enum("role", ["guest", "admin"]);
            schema.create_table("members").columns([id(), enumeration("role", "role")]);
            schema.create_table("users").columns([id(), enumeration("role", "role"), string("nick")]);
        }
    }
    struct Rename;
    #[migration(version = 20260102_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_enum_value("role", "guest", "visitor");
        }
    }
    struct Add;
    #[migration(version = 20260103_000000)]
    impl Migration for Add {
        fn up(schema: &mut Schema) {
            schema.add_enum_value("role", "owner");
        }

        fn down(schema: &mut Schema) {
            schema.nothing_to_undo("the value may stay");
        }
    }
    migrate::migrations![Setup, Rename, Add];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS);
        let [setup, rename, _] = MIGRATIONS.list else { panic!("three migrations") };
        for before in [setup, rename] {
            migrator.to(&scratch.db, before.version).await.expect("nothing is in the way");
            for (made, named, gone) in [
                ("CREATE INDEX half ON users (nick) WHERE id > 1", "index `half`", "DROP INDEX half"),
                (
                    "CREATE TRIGGER audit AFTER INSERT ON users BEGIN DELETE FROM members; END",
                    "trigger `audit`",
                    "DROP TRIGGER audit",
                ),
                ("ALTER TABLE users ADD COLUMN age integer", "column `age`", "ALTER TABLE users DROP COLUMN age"),
            ] {
                scratch.run(made).await;
                refused(scratch, &migrator, &[named, "`users` has nothing that would be lost"]).await;
                scratch.run(gone).await;
            }
        }
        migrator.up(&scratch.db).await.expect("nothing is in the way");
        scratch.run("CREATE INDEX half ON members (role) WHERE id > 1").await;
        let error = migrator.to(&scratch.db, setup.version).await.expect_err("down makes them anew too");
        assert!(error.to_string().contains("index `half`"), "{error}");
    });
}

#[test]
fn a_view_stops_it() {
    on_every_database(users_and_notes(), async |scratch| {
        let migrator = before_rebuild(scratch, users_and_notes()).await;
        scratch.run("CREATE VIEW ages AS SELECT age FROM users").await;
        let reason = refused(scratch, &migrator, &["error in view ages", "nothing was changed"]).await;
        assert!(matches!(reason, Reason::Step { .. }), "{reason:?}");
    });
}

#[test]
fn rows_that_referred_to_nothing_before_do_not() {
    on_every_database(users_and_notes(), async |scratch| {
        let migrator = before_rebuild(scratch, users_and_notes()).await;
        scratch.run("PRAGMA foreign_keys = 0; INSERT INTO notes (user_id) VALUES (77), (78)").await;
        scratch.run("INSERT INTO users (age, team_id) VALUES (5, 99)").await;
        migrator.up(&scratch.db).await.expect("they were there before");
        assert_eq!(scratch.value("SELECT count(*) FROM notes").await, "5");
        migrator.down(&scratch.db).await.expect("they were there before");
    });
}

#[test]
fn rows_that_would_refer_to_nothing_are_rolled_back() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age"), text("nick").unique()]);
            schema.create_table("notes").columns([id(), text("author").references("users", "nick")]);
        }
    }
    struct Shorten;
    #[migration(version = 20260102_000000)]
    impl Migration for Shorten {
        fn up(schema: &mut Schema) {
            schema
                .change_type("users", varchar("nick", 2))
                .using("substr(nick, 1, 2)")
                .reverse_using("nick")
                .accept_data_loss("two letters will do");
            schema.change_type("notes", varchar("author", 2)).accept_data_loss("two letters will do");
        }
    }
    migrate::migrations![Setup, Shorten];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("the tables are made");
        scratch.run("INSERT INTO users (age, nick) VALUES (1, 'ada')").await;
        scratch.run("INSERT INTO notes (author) VALUES ('ada')").await;
        let reason = refused(scratch, &migrator, &["refer to nothing, in `notes`", "nothing was changed"]).await;
        assert!(matches!(reason, Reason::ForeignKeys { .. }), "{reason:?}");
    });
}

#[test]
fn a_table_of_odd_names_and_its_own_name_in_a_check() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("Group $-1")
                .columns([
                    id(),
                    integer("order").check("\"Group $-1\".\"order\" > 0"),
                    reference("select", "Group $-1").nullable(),
                ])
                .index(["order"]);
            schema.create_table("_new_Group $-1").columns([id()]);
        }
    }
    struct Rebuild;
    #[migration(version = 20260102_000000)]
    impl Migration for Rebuild {
        fn up(schema: &mut Schema) {
            schema.change_type("Group $-1", big_integer("order"));
        }
    }
    migrate::migrations![Setup, Rebuild];
    crate::check::check(
        &crate::check::Case::of(&MIGRATIONS)
            .rows("INSERT INTO \"Group $-1\" (\"order\", \"select\") VALUES (1, NULL), (2, 1)"),
    );
}
