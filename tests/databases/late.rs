//! What the rows must allow where several migrations are undone: asked of today's schema before anything is done, or on the
//! way where only that can answer.

use migrate::error::Reason;
use migrate::prelude::*;
use migrate::{Goal, Migrations, Migrator};

use crate::check::on_every_database;
use crate::dump::{Dump, dump, history};
use crate::scratch::{Rows, Scratch};

/// What a refused run must leave as it was.
async fn all(scratch: &Scratch) -> (Dump, Rows) {
    (dump(scratch).await, history(scratch).await)
}

/// A column whose table and name change after it was allowed to hold NULL.
fn renamed() -> &'static Migrations {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick"), string("email").nullable()]);
        }
    }
    struct DropNotNull;
    #[migration(version = 20260102_000000)]
    impl Migration for DropNotNull {
        fn up(schema: &mut Schema) {
            schema.drop_not_null("users", "nick");
        }
    }
    struct AddMotto;
    #[migration(version = 20260103_000000)]
    impl Migration for AddMotto {
        fn up(schema: &mut Schema) {
            schema.add_column("users", string("motto").nullable());
        }
    }
    struct RenameColumns;
    #[migration(version = 20260104_000000)]
    impl Migration for RenameColumns {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "handle");
            schema.rename_column("users", "email", "nick");
            schema.rename_column("users", "motto", "slogan");
        }
    }
    struct RenameTable;
    #[migration(version = 20260105_000000)]
    impl Migration for RenameTable {
        fn up(schema: &mut Schema) {
            schema.rename_table("users", "people");
        }
    }
    migrate::migrations![Setup, DropNotNull, AddMotto, RenameColumns, RenameTable];
    &MIGRATIONS
}

#[test]
fn a_condition_is_asked_through_renames_before_anything_is_undone() {
    on_every_database(renamed(), async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(renamed()).accept_data_loss();
        let first = renamed().list[0].version;
        migrator.up(&scratch.db).await.expect("up");
        // What is called `nick` today holds NULL too, and is not what is asked about.
        scratch.run("INSERT INTO people (handle, nick) VALUES ('ada', NULL), (NULL, 'b@c'), ('eve', NULL)").await;
        let before = all(scratch).await;
        let error = migrator.to(&scratch.db, first).await.expect_err("the rows forbid it");
        let Reason::Rows { migration, rows, .. } = error.reason() else { panic!("{key}: {error}") };
        assert_eq!(
            (migration.as_str(), rows.as_slice()),
            ("m20260102_000000_drop_not_null", &["id = 2".to_owned()][..])
        );
        assert!(error.report().undone.is_empty(), "{key}: {error}");
        assert!(error.to_string().contains("nothing was changed"), "{key}: {error}");
        assert_eq!(all(scratch).await, before, "{key}");

        // SQLite makes the table anew, before which it asks what else stands on it.
        let plan = migrator.plan(&scratch.db, Goal::Version(first)).await.expect("a plan");
        let asked = plan.undo[3].steps.iter().find(|step| step.needs.is_some()).expect("it needs something");
        assert_eq!(asked.asked_on_the_way.is_some(), key == "sqlite", "{key}: {plan}");

        scratch.run("UPDATE people SET handle = 'bob' WHERE handle IS NULL").await;
        migrator.to(&scratch.db, first).await.unwrap_or_else(|error| panic!("{key}: {error}"));
    });
}

#[test]
fn what_would_be_thrown_away_is_counted_through_renames() {
    on_every_database(renamed(), async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(renamed());
        migrator.up(&scratch.db).await.expect("up");
        scratch.run("INSERT INTO people (handle, slogan) VALUES ('ada', 'go on'), ('bob', NULL)").await;
        let before = all(scratch).await;
        let second = renamed().list[1].version;
        let error = migrator.to(&scratch.db, second).await.expect_err("a value would be lost");
        let Reason::Loss { migration, count, what, .. } = error.reason() else { panic!("{key}: {error}") };
        assert_eq!((migration.as_str(), *count), ("m20260103_000000_add_motto", 1), "{key}");
        assert_eq!(what, "values of `users.motto`, where `users` is `people` and `motto` is `slogan` today", "{key}");
        assert!(error.report().undone.is_empty(), "{key}: {error}");
        assert_eq!(all(scratch).await, before, "{key}");
        let plan = migrator.plan(&scratch.db, Goal::Version(second)).await.expect("a plan");
        let loss = plan.undo[2].losses().next().expect("a value");
        assert_eq!((loss.count, loss.asked_on_the_way.as_ref()), (Some(1), None), "{key}: {plan}");
    });
}

/// A column that is allowed to hold NULL, and then does so in batches, which no database can undo together with the rest.
fn batches() -> &'static Migrations {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick"), integer("number")]);
        }
    }
    struct DropNotNull;
    #[migration(version = 20260102_000000)]
    impl Migration for DropNotNull {
        fn up(schema: &mut Schema) {
            schema.drop_not_null("users", "nick");
        }
    }
    struct Forget;
    #[migration(version = 20260103_000000)]
    impl DataMigration for Forget {
        fn up(data: &mut Data) {
            data.update("users").set("nick", null()).only_where("number = 2").in_batches_of(10);
        }
        fn down(data: &mut Data) {
            data.update("users").set("nick", "bob").only_where("number = 2").in_batches_of(10);
        }
    }
    migrate::migrations![Setup, DropNotNull, Forget];
    &MIGRATIONS
}

async fn with_batches(scratch: &Scratch) -> i64 {
    let first = batches().list[0].version;
    let migrator = Migrator::new(batches());
    migrator.to(&scratch.db, first).await.expect("the table is made");
    scratch.run("INSERT INTO users (nick, number) VALUES ('ada', 1), ('bob', 2), ('eve', 3)").await;
    migrator.up(&scratch.db).await.expect("up");
    first
}

#[test]
fn a_late_condition_is_refused_unless_that_is_accepted() {
    on_every_database(batches(), async |scratch| {
        let key = scratch.server.key();
        let first = with_batches(scratch).await;
        let migrator = Migrator::new(batches());
        let before = all(scratch).await;
        let error = migrator.to(&scratch.db, first).await.expect_err("it is asked on the way");
        let Reason::Late { migration, condition, .. } = error.reason() else { panic!("{key}: {error}") };
        assert_eq!(migration, "m20260102_000000_drop_not_null", "{key}");
        assert!(condition.contains("no `users.nick` is NULL"), "{key}: {condition}");
        let text = error.to_string();
        for part in [
            "undoing `m20260103_000000_forget` changes rows of `users`",
            "nothing was changed",
            "undo one migration after the other with `Migrator::down`",
            "`Migrator::accept_late_conditions()`",
        ] {
            assert!(text.contains(part), "{key}: `{part}` is missing: {text}");
        }
        assert_eq!(all(scratch).await, before, "{key}");

        let plan = migrator.plan(&scratch.db, Goal::Version(first)).await.expect("a plan");
        assert!(
            plan.to_string().contains("asked on the way: undoing `m20260103_000000_forget` changes rows"),
            "{key}: {plan}"
        );
        let json = serde_json::to_value(&plan).expect("it is data");
        let late = &json["undo"][1]["steps"][0]["asked_on_the_way"];
        assert!(late.as_str().is_some_and(|why| why.contains("m20260103_000000_forget")), "{key}: {json}");

        let report = migrator.accept_late_conditions().to(&scratch.db, first).await;
        assert_eq!(report.unwrap_or_else(|error| panic!("{key}: {error}")).undone.len(), 2, "{key}");
    });
}

#[test]
fn a_late_condition_that_does_not_hold_stops_on_the_way_and_up_goes_on() {
    on_every_database(batches(), async |scratch| {
        let key = scratch.server.key();
        let first = with_batches(scratch).await;
        let migrator = Migrator::new(batches()).accept_late_conditions();
        let at_the_end = dump(scratch).await;
        scratch.run("UPDATE users SET nick = NULL WHERE number = 3").await;
        let error = migrator.to(&scratch.db, first).await.expect_err("the rows forbid it");
        let Reason::Rows { migration, rows, .. } = error.reason() else { panic!("{key}: {error}") };
        assert_eq!(
            (migration.as_str(), rows.as_slice()),
            ("m20260102_000000_drop_not_null", &["id = 3".to_owned()][..])
        );
        let undone: Vec<&str> = error.report().undone.iter().map(|one| one.migration.as_str()).collect();
        assert_eq!(undone, ["m20260103_000000_forget"], "{key}");
        assert!(error.to_string().contains("note: undone before: `m20260103_000000_forget`"), "{key}: {error}");

        scratch.run("UPDATE users SET nick = 'eve' WHERE number = 3").await;
        let report = migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(report.applied.len(), 1, "{key}: {report}");
        dump(scratch).await.assert_same(&at_the_end, key);
        migrator.to(&scratch.db, first).await.unwrap_or_else(|error| panic!("{key}: {error}"));
    });
}

#[test]
fn a_late_condition_in_one_transaction_changes_nothing_where_it_does_not_hold() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick"), integer("number")]);
        }
    }
    struct DropNotNull;
    #[migration(version = 20260102_000000)]
    impl Migration for DropNotNull {
        fn up(schema: &mut Schema) {
            schema.drop_not_null("users", "nick");
        }
    }
    struct DropNick;
    #[migration(version = 20260103_000000)]
    impl Migration for DropNick {
        fn up(schema: &mut Schema) {
            schema.drop_column("users", "nick").accept_data_loss("nobody reads it");
        }
    }
    migrate::migrations![Setup, DropNotNull, DropNick];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.up(&scratch.db).await.expect("up");
        scratch.run("INSERT INTO users (number) VALUES (1)").await;
        let before = all(scratch).await;
        let error = migrator.to(&scratch.db, 20_260_101_000_000).await.expect_err("it comes back without a value");
        match error.reason() {
            Reason::Rows { .. } if scratch.server.is_transactional() => {}
            Reason::Late { why, .. } if !scratch.server.is_transactional() => assert_eq!(
                why, "column `users.nick` is what it was then only after `m20260103_000000_drop_nick` is undone",
                "{key}"
            ),
            _ => panic!("{key}: {error}"),
        }
        assert_eq!(all(scratch).await, before, "{key}");
        scratch.run("DELETE FROM users").await;
        let report = migrator.accept_late_conditions().to(&scratch.db, 20_260_101_000_000).await;
        assert_eq!(report.unwrap_or_else(|error| panic!("{key}: {error}")).undone.len(), 2, "{key}");
    });
}

#[test]
fn what_later_migrations_do_to_other_things_makes_no_condition_late() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age")]).check("grown_up", "age >= 18").index(["age"]);
        }
    }
    struct DropThem;
    #[migration(version = 20260102_000000)]
    impl Migration for DropThem {
        fn up(schema: &mut Schema) {
            schema.drop_check("users", "grown_up");
        }
    }
    struct DropIndex;
    #[migration(version = 20260103_000000)]
    impl Migration for DropIndex {
        fn up(schema: &mut Schema) {
            schema.drop_index("users", ["age"]);
        }
    }
    struct AddMore;
    #[migration(version = 20260104_000000)]
    impl Migration for AddMore {
        fn up(schema: &mut Schema) {
            schema.create_table("orders").columns([id(), reference("user_id", "users")]);
            schema.add_column("users", string("nick").nullable());
        }
    }
    migrate::migrations![Setup, DropThem, DropIndex, AddMore];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.up(&scratch.db).await.expect("up");
        scratch.run("INSERT INTO users (age) VALUES (18), (17)").await;
        let before = all(scratch).await;
        let error = migrator.to(&scratch.db, 20_260_101_000_000).await.expect_err("the rows forbid it");
        assert!(matches!(error.reason(), Reason::Rows { .. }), "{key}: {error}");
        assert!(error.report().undone.is_empty(), "{key}: {error}");
        assert_eq!(all(scratch).await, before, "{key}");
        scratch.run("DELETE FROM users WHERE age = 17").await;
        let report =
            migrator.to(&scratch.db, 20_260_101_000_000).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(report.undone.len(), 3, "{key}");
    });
}

#[test]
fn a_loss_that_is_counted_late_is_accepted_as_a_loss() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("number")]);
        }
    }
    struct AddMotto;
    #[migration(version = 20260102_000000)]
    impl Migration for AddMotto {
        fn up(schema: &mut Schema) {
            schema.add_column("users", string("motto").nullable());
        }
    }
    struct Fill;
    #[migration(version = 20260103_000000)]
    impl DataMigration for Fill {
        fn up(data: &mut Data) {
            data.update("users").set("motto", "none").in_batches_of(10);
        }
        fn down(data: &mut Data) {
            data.update("users").set("motto", null()).only_where("motto = 'none'").in_batches_of(10);
        }
    }
    migrate::migrations![Setup, AddMotto, Fill];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        let first = MIGRATIONS.list[0].version;
        migrator.to(&scratch.db, first).await.expect("the table is made");
        scratch.run("INSERT INTO users (number) VALUES (1)").await;
        migrator.up(&scratch.db).await.expect("up");
        let before = all(scratch).await;
        let error = migrator.to(&scratch.db, first).await.expect_err("it is counted on the way");
        assert!(matches!(error.reason(), Reason::Late { is_loss: true, .. }), "{key}: {error}");
        assert!(error.to_string().contains("accept the loss with `Migrator::accept_data_loss()`"), "{key}: {error}");
        assert_eq!(all(scratch).await, before, "{key}");
        // Undone first, nothing is left to be lost.
        let report = migrator.clone().accept_late_conditions().to(&scratch.db, first).await;
        assert_eq!(report.unwrap_or_else(|error| panic!("{key}: {error}")).undone.len(), 2, "{key}");
        migrator.up(&scratch.db).await.expect("up again");
        let report = migrator.accept_data_loss().to(&scratch.db, first).await;
        assert_eq!(report.unwrap_or_else(|error| panic!("{key}: {error}")).undone.len(), 2, "{key}");
    });
}

#[test]
fn rows_that_a_later_migration_takes_away_again_make_no_condition_late_that_holds() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick"), integer("number")]);
        }
    }
    struct DropNotNull;
    #[migration(version = 20260102_000000)]
    impl Migration for DropNotNull {
        fn up(schema: &mut Schema) {
            schema.drop_not_null("users", "nick");
        }
    }
    struct AddNobody;
    #[migration(version = 20260103_000000)]
    impl DataMigration for AddNobody {
        fn up(data: &mut Data) {
            data.insert("users").columns(["id", "nick", "number"]).row((7, null(), 2)).key("id");
        }
    }
    migrate::migrations![Setup, DropNotNull, AddNobody];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        let first = MIGRATIONS.list[0].version;
        migrator.up(&scratch.db).await.expect("up");
        scratch.run("INSERT INTO users (nick, number) VALUES ('ada', 1)").await;
        let before = all(scratch).await;
        let plan = migrator.plan(&scratch.db, Goal::Version(first)).await.expect("a plan");
        let asked = plan.undo[1].steps.iter().find_map(|step| step.asked_on_the_way.as_ref());
        if !scratch.server.is_transactional() {
            let error = migrator.to(&scratch.db, first).await.expect_err("the row is in the way today");
            let Reason::Late { why, .. } = error.reason() else { panic!("{key}: {error}") };
            assert_eq!(why, "undoing `m20260103_000000_add_nobody` changes rows of `users`", "{key}");
            assert_eq!(asked, Some(why), "{key}: {plan}");
            assert_eq!(all(scratch).await, before, "{key}");
            scratch.run("DELETE FROM users WHERE nick IS NULL").await;
            let plan = migrator.plan(&scratch.db, Goal::Version(first)).await.expect("a plan");
            assert!(plan.undo[1].steps.iter().all(|step| step.asked_on_the_way.is_none()), "{key}: {plan}");
        }
        let report = migrator.to(&scratch.db, first).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(report.undone.len(), 2, "{key}");
        assert_eq!(scratch.value("SELECT nick FROM users").await, "ada", "{key}");
    });
}
