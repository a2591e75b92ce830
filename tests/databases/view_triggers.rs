//! Triggers of views: they step aside with their view, and come back with it.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, block_on, check, on_every_database};

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
        schema.create_function(
            "add_email",
            sql_for()
                .postgres(
                    "CREATE FUNCTION add_email() RETURNS trigger LANGUAGE plpgsql AS $$
                     BEGIN INSERT INTO users (email, nick) VALUES (NEW.email, 'seen'); RETURN NEW; END $$",
                )
                .nothing_on(MySql)
                .nothing_on(Sqlite),
        );
    }
}

struct CreateViews;
#[migration(version = 20260102_000000)]
impl Migration for CreateViews {
    fn up(schema: &mut Schema) {
        schema.create_view("emails", "SELECT id, email FROM users");
        schema.create_trigger(
            "add_email",
            "emails",
            sql_for()
                .postgres(
                    "CREATE TRIGGER add_email INSTEAD OF INSERT ON emails FOR EACH ROW EXECUTE FUNCTION add_email()",
                )
                .nothing_on(MySql)
                .sqlite(
                    "CREATE TRIGGER add_email INSTEAD OF INSERT ON emails BEGIN
                       INSERT INTO users (email, nick) VALUES (NEW.email, 'seen'); END",
                ),
        );
        schema.create_view("counted", "SELECT count(*) AS number FROM emails");
    }
}

struct RenameView;
#[migration(version = 20260103_000000)]
impl Migration for RenameView {
    fn up(schema: &mut Schema) {
        schema.rename_view("emails", "mails");
        schema.rename_trigger("add_email", "add_mail");
    }
}

/// SQLite makes the table anew.
struct ChangeTable;
#[migration(version = 20260104_000000)]
impl Migration for ChangeTable {
    fn up(schema: &mut Schema) {
        schema.set_default("users", "nick", "none");
        schema.add_column("users", integer("age").default(7));
        schema.rename_column("users", "age", "years");
    }
}

/// PostgreSQL puts the first query in place of the one before, and has to drop the view for the second.
struct ReplaceView;
#[migration(version = 20260105_000000)]
impl Migration for ReplaceView {
    fn up(schema: &mut Schema) {
        schema.replace_view("mails", "SELECT id, email, years FROM users");
    }
}

struct ReplaceViewAgain;
#[migration(version = 20260106_000000)]
impl Migration for ReplaceViewAgain {
    fn up(schema: &mut Schema) {
        schema.replace_view("mails", "SELECT email FROM users");
    }
}

struct DropViews;
#[migration(version = 20260107_000000)]
impl Migration for DropViews {
    fn up(schema: &mut Schema) {
        schema.drop_view("counted");
        schema.drop_view("mails");
    }
}

migrate::migrations![Setup, CreateViews, RenameView, ChangeTable, ReplaceView, ReplaceViewAgain, DropViews];

#[test]
fn triggers_of_views() {
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO users (email) VALUES ('a@x'), ('b@x')"));
}

#[test]
fn they_are_reversible() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let url = scratch.url.clone();
        let proof = || block_on(migrate::testing::assert_reversible(&MIGRATIONS, &url));
        let reversal = std::thread::scope(|scope| scope.spawn(proof).join());
        assert!(reversal.is_ok(), "{}", scratch.server.key());
    });
}

#[test]
fn they_work_at_each_point() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        if !["postgres", "sqlite"].contains(&key) {
            return;
        }
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        let mut expected = 0;
        for place in [1, 2, 3, 4, 5, 4, 3, 2, 5] {
            migrator
                .to(&scratch.db, MIGRATIONS.list[place].version)
                .await
                .unwrap_or_else(|error| panic!("{key}: {error}"));
            let view = if place == 1 { "emails" } else { "mails" };
            scratch.run(&format!("INSERT INTO {view} (email) VALUES ('c@x')")).await;
            expected += 1;
            let found = scratch.value("SELECT count(*) FROM users WHERE nick = 'seen'").await;
            assert_eq!(found, expected.to_string(), "{key} at {place}");
        }
    });
}
