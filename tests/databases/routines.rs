//! Functions and triggers, there and back, and while what they name changes.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([
            id(),
            string("email"),
            varchar("nick", 20).nullable(),
            integer("age").default(1),
        ]);
        schema.create_table("notes").columns([id(), text("body")]);
        schema.create_view("emails", "SELECT id, email FROM users");
    }
}

struct CreateRoutines;
#[migration(version = 20260102_000000)]
impl Migration for CreateRoutines {
    fn up(schema: &mut Schema) {
        schema.create_function(
            "shout",
            sql_for()
                .postgres(
                    "CREATE FUNCTION shout(what text DEFAULT 'x;y') RETURNS text LANGUAGE sql IMMUTABLE AS \
                     $$ SELECT upper(what) $$",
                )
                .mysql(
                    "CREATE FUNCTION shout(what text) RETURNS text DETERMINISTIC \
                     IF what IS NULL THEN RETURN 'nobody'; ELSE RETURN upper(what); END IF",
                )
                .nothing_on(Sqlite),
        );
        schema.create_function(
            "note_user",
            sql_for()
                .postgres(
                    "CREATE FUNCTION note_user() RETURNS trigger LANGUAGE plpgsql AS $$
                     BEGIN INSERT INTO notes (body) VALUES ('noted ' || NEW.email); RETURN NEW; END $$;",
                )
                .nothing_on(MySql)
                .nothing_on(Sqlite),
        );
        schema.create_trigger(
            "note_users",
            "users",
            sql_for()
                .postgres(
                    "CREATE TRIGGER note_users AFTER INSERT OR UPDATE OF nick ON users FOR EACH ROW
                     WHEN (NEW.nick IS NOT NULL) EXECUTE FUNCTION note_user()",
                )
                .mysql(
                    "CREATE TRIGGER note_users AFTER INSERT ON users FOR EACH ROW BEGIN
                       IF NEW.nick IS NOT NULL THEN
                         INSERT INTO notes (body) VALUES (CONCAT('noted ', NEW.email));
                       END IF;
                     END;",
                )
                .sqlite(
                    "CREATE TRIGGER note_users AFTER INSERT ON users WHEN NEW.nick IS NOT NULL BEGIN
                       INSERT INTO notes (body) SELECT 'noted ' || email FROM emails WHERE id = NEW.id;
                     END;",
                ),
        );
        schema.create_trigger(
            "save_writes",
            "users",
            sql_for()
                .postgres(
                    "CREATE TRIGGER save_writes BEFORE UPDATE ON users
                     FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
                )
                .mysql("CREATE TRIGGER save_writes BEFORE UPDATE ON users FOR EACH ROW SET NEW.age = COALESCE(NEW.age, 0)")
                .sqlite("CREATE TRIGGER save_writes AFTER DELETE ON users BEGIN DELETE FROM notes WHERE body = OLD.email; END"),
        );
    }
}

struct RenameColumn;
#[migration(version = 20260103_000000)]
impl Migration for RenameColumn {
    fn up(schema: &mut Schema) {
        schema.rename_column("users", "nick", "alias");
    }
}

struct RenameTable;
#[migration(version = 20260104_000000)]
impl Migration for RenameTable {
    fn up(schema: &mut Schema) {
        schema.rename_table("users", "all people");
    }
}

struct ChangeTable;
#[migration(version = 20260105_000000)]
impl Migration for ChangeTable {
    fn up(schema: &mut Schema) {
        schema.change_type("all people", varchar("alias", 40));
        schema.add_check("all people", "people_age_check", "age >= 0");
        schema.set_default("all people", "age", 18);
    }
}

struct RenameRoutines;
#[migration(version = 20260106_000000)]
impl Migration for RenameRoutines {
    fn up(schema: &mut Schema) {
        schema.rename_trigger("note_users", "note_people");
        schema.rename_function("note_user", "note_person");
        schema.rename_function("shout", "cry");
    }
}

struct ReplaceInPlace;
#[migration(version = 20260107_000000)]
impl Migration for ReplaceInPlace {
    fn up(schema: &mut Schema) {
        schema.replace_function(
            "note_person",
            sql_for()
                .postgres(
                    "CREATE OR REPLACE FUNCTION note_person() RETURNS trigger LANGUAGE plpgsql AS $$
                     BEGIN INSERT INTO notes (body) VALUES ('noted ' || lower(NEW.email)); RETURN NEW; END $$",
                )
                .nothing_on(MySql)
                .nothing_on(Sqlite),
        );
    }
}

struct ReplaceByOther;
#[migration(version = 20260108_000000)]
impl Migration for ReplaceByOther {
    fn up(schema: &mut Schema) {
        schema.replace_function(
            "cry",
            sql_for()
                .postgres(
                    "CREATE FUNCTION cry(how int, what text) RETURNS text LANGUAGE sql AS 'SELECT repeat(what, how)'",
                )
                .mysql("CREATE FUNCTION cry(how int) RETURNS int DETERMINISTIC RETURN how")
                .nothing_on(Sqlite),
        );
    }
}

struct DropTable;
#[migration(version = 20260109_000000)]
impl Migration for DropTable {
    fn up(schema: &mut Schema) {
        schema.drop_trigger("note_people");
        schema.drop_view("emails");
        schema.drop_table("all people").accept_data_loss("nobody is left");
    }
}

struct DropFunctions;
#[migration(version = 20260110_000000)]
impl Migration for DropFunctions {
    fn up(schema: &mut Schema) {
        schema.drop_function("note_person");
        schema.drop_function("cry");
    }
}

migrate::migrations![
    Setup,
    CreateRoutines,
    RenameColumn,
    RenameTable,
    ChangeTable,
    RenameRoutines,
    ReplaceInPlace,
    ReplaceByOther,
    DropTable,
    DropFunctions
];

#[test]
fn functions_and_triggers() {
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO users (email, nick) VALUES ('a@example.org', 'A'), ('b@example.org', NULL)")
            .rows("INSERT INTO notes (body) VALUES ('first')")
            .losing(&["users", "all people"])
            .silent(6, "mysql")
            .silent(6, "mariadb")
            .silent(6, "sqlite")
            .silent(7, "sqlite")
            .silent(9, "sqlite"),
    );
}

#[test]
fn they_are_reversible() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let reversal = migrate::testing::assert_reversible(&MIGRATIONS, &scratch.url).await;
        assert_eq!(reversal.without_rows, Vec::<String>::new());
    });
}

/// The trigger works under every name of its table and column, and no change of the schema sets it off.
#[test]
fn triggers_keep_working() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss().accept_late_conditions();
        let quote = if scratch.server.key().starts_with('m') { '`' } else { '"' };
        let mut expected = 0;
        let states = [
            (1, "users", "nick"),
            (2, "users", "alias"),
            (3, "all people", "alias"),
            (6, "all people", "alias"),
            (8, "", ""),
            (7, "all people", "alias"),
            (3, "all people", "alias"),
            (1, "users", "nick"),
        ];
        for (place, table, column) in states {
            let version = MIGRATIONS.list[place].version;
            migrator.to(&scratch.db, version).await.unwrap_or_else(|error| panic!("to {version}: {error}"));
            let count = "SELECT count(*) FROM notes";
            assert_eq!(scratch.value(count).await, expected.to_string(), "to {version}");
            if table.is_empty() {
                continue;
            }
            let insert = format!("INSERT INTO {quote}{table}{quote} (email, {column}) VALUES ('a', 'x'), ('b', NULL)");
            scratch.run(&insert).await;
            expected += 1;
            assert_eq!(scratch.value(count).await, expected.to_string(), "at {version}");
        }
    });
}

#[test]
fn triggers_see_what_a_migration_fills_in() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age").nullable()]);
            schema.create_table("notes").columns([id(), integer("age")]);
            schema.create_function(
                "note",
                sql_for()
                    .postgres(
                        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
                         'BEGIN INSERT INTO notes (age) VALUES (NEW.age); RETURN NEW; END'",
                    )
                    .nothing_on(MySql)
                    .nothing_on(Sqlite),
            );
            schema.create_trigger(
                "note_ages",
                "users",
                sql_for()
                    .postgres("CREATE TRIGGER note_ages AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION note()")
                    .mysql("CREATE TRIGGER note_ages AFTER UPDATE ON users FOR EACH ROW INSERT INTO notes (age) VALUES (NEW.age)")
                    .sqlite(
                        "CREATE TRIGGER note_ages AFTER UPDATE ON users BEGIN
                         INSERT INTO notes (age) VALUES (NEW.age); END",
                    ),
            );
        }
    }
    struct Require;
    #[migration(version = 20260102_000000)]
    impl Migration for Require {
        fn up(schema: &mut Schema) {
            schema.set_not_null("users", "age").restore_with(18).accept_data_loss("nobody asks who it was");
        }
    }
    migrate::migrations![Setup, Require];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("up");
        scratch.run("INSERT INTO users (age) VALUES (1), (NULL), (NULL)").await;
        migrator.up(&scratch.db).await.expect("up");
        let expected = if scratch.server.key() == "sqlite" { "0" } else { "2" };
        assert_eq!(scratch.value("SELECT count(*) FROM notes").await, expected, "{}", scratch.server.key());
        assert_eq!(scratch.value("SELECT sum(age) FROM users").await, "37");
    });
}
