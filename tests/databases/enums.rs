//! Enumerations, and values that an undone migration left in them.

use migrate::Migrator;
use migrate::error::{Position, Reason};
use migrate::prelude::*;

use crate::check::on_every_database;
use crate::dump::dump;

#[test]
fn values_that_were_left_behind_are_asked_for() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_enum("role", ["member", "admin"]);
            schema.create_table("users").columns([id(), enumeration("role", "role").nullable(), integer("id2")]);
        }
    }
    struct Rename;
    #[migration(version = 20260102_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_enum_value("role", "admin", "owner");
        }
    }
    struct Default;
    #[migration(version = 20260103_000000)]
    impl Migration for Default {
        fn up(schema: &mut Schema) {
            schema.drop_not_null("users", "id2");
        }
    }
    struct AddValue;
    #[migration(version = 20260104_000000)]
    impl Migration for AddValue {
        fn up(schema: &mut Schema) {
            schema.add_enum_value("role", "guest");
        }

        fn down(schema: &mut Schema) {
            schema.nothing_to_undo("the value may stay");
        }
    }
    migrate::migrations![Setup, Rename, Default, AddValue];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let [first, rename, default, _] = MIGRATIONS.list else { panic!("four migrations") };
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        let to = async |version| migrator.to(&scratch.db, version).await;
        migrator.up(&scratch.db).await.expect("up");
        scratch.run("INSERT INTO users (role, id2) VALUES ('owner', 1), ('guest', 2), (NULL, 3)").await;
        to(default.version).await.expect("the value stays");
        migrator.up(&scratch.db).await.expect("and is added again");
        to(default.version).await.expect("and stays again");
        if key != "postgres" {
            // MySQL and MariaDB say the values again with the column, SQLite with its table.
            let goal = if key == "sqlite" { rename.version } else { first.version };
            if key != "sqlite" {
                to(rename.version).await.expect("another column");
            }
            let before = dump(scratch).await;
            let error = to(goal).await.expect_err("a row holds the value");
            let text = error.to_string();
            let is_asked = matches!(error.reason(), Reason::Rows { position: Position::Undoing, .. });
            assert!(is_asked && text.contains("every `users.role` is one of `member`, `"), "{key}: {text}");
            assert!(text.contains("id = 2") && text.contains("nothing was changed"), "{key}: {text}");
            before.assert_same(&dump(scratch).await, &format!("{key}: refused"));
            scratch.run("DELETE FROM users WHERE role = 'guest'").await;
        }
        to(0).await.unwrap_or_else(|error| panic!("{key}: {error}"));
    });
}
