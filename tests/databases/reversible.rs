//! `assert_reversible` fails for what does not come back, and for nothing else.

use std::panic::{AssertUnwindSafe, catch_unwind};

use migrate::__private::{Dialect, Grade, Kind, Migration, Migrations, Script, Step, Steps, Target, Transaction};
use migrate::testing::{Reversal, assert_reversible};

use crate::check::{block_on, on_every_database};
use crate::scratch::Scratch;

/// A history that sets the scene and then changes it, from SQL as it is.
struct Raw {
    /// What sets the scene.
    scene: &'static [&'static str],
    up: &'static [&'static str],
    down: &'static [&'static str],
    /// The databases, by key.
    on: &'static [&'static str],
}

const ALL: &[&str] = &["postgres", "mysql", "mariadb", "sqlite"];
const SERVERS: &[&str] = &["postgres", "mysql", "mariadb"];

impl Raw {
    fn migrations(&self) -> &'static Migrations {
        let dialects = [Dialect::Postgres, Dialect::MySql, Dialect::MariaDb, Dialect::Sqlite];
        let dialects: Vec<Dialect> = dialects.into_iter().filter(|dialect| self.on.contains(&dialect.key())).collect();
        let scripts = |up: &[&'static str], down: &[&'static str]| -> &'static [Script] {
            let steps = |lines: &[&'static str], dialect| {
                let steps: Vec<Step> = lines.iter().map(|sql| step(sql, dialect)).collect();
                Steps::leaked(&steps)
            };
            let script = |dialect: &Dialect| Script {
                dialect: *dialect,
                grade: Grade::Exact,
                up: steps(up, *dialect),
                down: steps(down, *dialect),
            };
            Vec::leak(dialects.iter().map(script).collect())
        };
        let migration = |version, name, up: &[&'static str], down: &[&'static str]| -> &'static Migration {
            let kind = Kind::Schema;
            let scripts = scripts(up, down);
            Box::leak(Box::new(Migration {
                version,
                name,
                kind,
                checksum: 1,
                irreversible: None,
                definition: migrate_core::migration::Definition::NONE,
                scripts,
                independent_of: 0,
            }))
        };
        let drops: Vec<&'static str> = self.scene.iter().rev().filter_map(|sql| undoing(sql)).collect();
        let list = vec![migration(1, "scene", self.scene, &drops), migration(2, "change", self.up, self.down)];
        let targets = Vec::leak(dialects.iter().map(|dialect| Target::new(*dialect)).collect());
        Box::leak(Box::new(Migrations { name: "raw", targets, list: Vec::leak(list), ..Migrations::EMPTY }))
    }
}

/// What undoes a line of a scene, if that does not go with its table.
fn undoing(sql: &'static str) -> Option<&'static str> {
    if sql.starts_with("CREATE FUNCTION f()") {
        return Some("DROP FUNCTION f()");
    }
    let (name, _) = sql.strip_prefix("CREATE TABLE ")?.split_once(" (")?;
    Some(String::leak(format!("DROP TABLE {name}")))
}

fn step(sql: &str, dialect: Dialect) -> Step {
    let is_inside = matches!(dialect, Dialect::Postgres | Dialect::Sqlite);
    Step::new(sql.to_owned(), if is_inside { Transaction::Inside } else { Transaction::Outside })
}

/// What the proof says: what it could not prove, or why it fails.
fn prove(migrations: &'static Migrations, scratch: &Scratch) -> Result<Reversal, String> {
    let url = scratch.url.clone();
    let proof = || std::thread::scope(|scope| scope.spawn(|| block_on(assert_reversible(migrations, &url))).join());
    catch_unwind(AssertUnwindSafe(proof))
        .expect("the thread is joined")
        .map_err(|panic| panic.downcast_ref::<String>().cloned().unwrap_or_else(|| "a panic without a text".to_owned()))
}

/// The proof fails and names this.
fn check_wrong(raw: &Raw, named: &str) {
    let migrations = raw.migrations();
    on_every_database(migrations, async |scratch| {
        let key = scratch.server.key();
        match prove(migrations, scratch) {
            Ok(_) => panic!("{key}: it passes"),
            Err(problem) => assert!(problem.contains(named), "{key}: `{named}` is not named: {problem}"),
        }
        assert_eq!(left_behind(scratch).await, "0", "{key}: a scratch database is left behind");
    });
}

/// The proof holds, with rows in every table.
fn check_right(migrations: &'static Migrations) {
    on_every_database(migrations, async |scratch| {
        let key = scratch.server.key();
        let reversal = prove(migrations, scratch).unwrap_or_else(|problem| panic!("{key}: {problem}"));
        assert_eq!(reversal, Reversal::default(), "{key}");
    });
}

/// How many databases of this process's proofs are still there.
async fn left_behind(scratch: &Scratch) -> String {
    let name = format!("migrate_scratch_{}_%", std::process::id()).replace('_', "\\_");
    // Those of proofs that go on meanwhile are in use.
    match scratch.server.key() {
        "postgres" => {
            let sql = format!(
                "SELECT count(*) FROM pg_database d WHERE datname LIKE '{name}' \
                 AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datid = d.oid)"
            );
            // A database that is being made or dropped is in use by nobody for a moment.
            for _ in 0..50 {
                if scratch.value(&sql).await == "0" {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            scratch.value(&sql).await
        }
        _ => "0".to_owned(),
    }
}

const USERS: &str = "CREATE TABLE users (id integer PRIMARY KEY, nick varchar(30) DEFAULT 'a', age integer)";

#[test]
fn a_default_that_comes_back_otherwise() {
    check_wrong(
        &Raw {
            scene: &[USERS],
            up: &["ALTER TABLE users ALTER COLUMN nick SET DEFAULT 'b'"],
            down: &["ALTER TABLE users ALTER COLUMN nick SET DEFAULT 'c'"],
            on: SERVERS,
        },
        "nick",
    );
}

#[test]
fn an_index_that_does_not_come_back() {
    for (drop, on) in
        [("DROP INDEX by_age", &["postgres", "sqlite"]), ("DROP INDEX by_age ON users", &["mysql", "mariadb"])]
    {
        let up = Vec::leak(vec![drop]);
        check_wrong(
            &Raw {
                scene: &[USERS, "CREATE INDEX by_age ON users (age)"],
                up,
                down: &["CREATE INDEX by_age ON users (id)"],
                on,
            },
            "by_age",
        );
    }
}

#[test]
fn rows_that_are_lost_or_changed() {
    for spoil in ["DELETE FROM users WHERE id = 2", "UPDATE users SET age = 77 WHERE id = 2"] {
        let down = Vec::leak(vec!["ALTER TABLE users DROP COLUMN city", spoil]);
        let up = &["ALTER TABLE users ADD COLUMN city varchar(10)"];
        check_wrong(&Raw { scene: &[USERS], up, down, on: ALL }, "the rows are not what they were");
    }
}

#[test]
fn a_comment_that_stays() {
    check_wrong(
        &Raw {
            scene: &[USERS],
            up: &["COMMENT ON TABLE users IS 'people'"],
            down: &["COMMENT ON TABLE users IS 'folk'"],
            on: &["postgres"],
        },
        "folk",
    );
    check_wrong(
        &Raw {
            scene: &[USERS],
            up: &["ALTER TABLE users COMMENT = 'people'"],
            down: &["ALTER TABLE users COMMENT = 'folk'"],
            on: &["mysql", "mariadb"],
        },
        "folk",
    );
}

#[test]
fn a_trigger_that_comes_back_otherwise() {
    check_wrong(
        &Raw {
            scene: &[USERS, "CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW SET NEW.age = NEW.age + 1"],
            up: &["DROP TRIGGER t"],
            down: &["CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW SET NEW.age = NEW.age + 2"],
            on: &["mysql", "mariadb"],
        },
        "NEW.age + 2",
    );
    check_wrong(
        &Raw {
            scene: &[USERS, "CREATE TRIGGER t AFTER DELETE ON users BEGIN UPDATE users SET age = 1; END"],
            up: &["DROP TRIGGER t"],
            down: &["CREATE TRIGGER t AFTER DELETE ON users BEGIN UPDATE users SET age = 2; END"],
            on: &["sqlite"],
        },
        "2",
    );
    check_wrong(
        &Raw {
            scene: &[
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                USERS,
                "CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f()",
            ],
            up: &["DROP TRIGGER t ON users"],
            down: &["CREATE TRIGGER t AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION f()"],
            on: &["postgres"],
        },
        "AFTER INSERT",
    );
}

#[test]
fn what_only_the_text_of_a_sqlite_table_tells() {
    let cases: [(&[&str], &[&str], &str); 4] = [
        // The names of two checks change places.
        (
            &["CREATE TABLE t (a integer, b integer, CONSTRAINT p CHECK (a > 0), CONSTRAINT q CHECK (b > 0))"],
            &["CREATE TABLE t (a integer, b integer, CONSTRAINT q CHECK (a > 0), CONSTRAINT p CHECK (b > 0))"],
            "constraint q",
        ),
        (
            &["CREATE TABLE t (a text COLLATE nocase, b text COLLATE rtrim)"],
            &["CREATE TABLE t (a text COLLATE rtrim, b text COLLATE nocase)"],
            "nocase",
        ),
        (
            &["CREATE TABLE t (id integer PRIMARY KEY, a integer REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED)"],
            &["CREATE TABLE t (id integer PRIMARY KEY, a integer REFERENCES t (id) DEFERRABLE INITIALLY IMMEDIATE)"],
            "INITIALLY",
        ),
        (
            &["CREATE TABLE t (id integer PRIMARY KEY, a text) WITHOUT ROWID"],
            &["CREATE TABLE t (id integer PRIMARY KEY, a text)"],
            "WITHOUT ROWID",
        ),
    ];
    for (scene, down, named) in cases {
        check_wrong(&Raw { scene, up: &["DROP TABLE t"], down, on: &["sqlite"] }, named);
    }
}

#[test]
fn a_grant_that_is_revoked_leaves_nothing() {
    let up = &["GRANT SELECT ON users TO PUBLIC"];
    let down = &["REVOKE SELECT ON users FROM PUBLIC"];
    check_right(Raw { scene: &[USERS], up, down, on: &["postgres"] }.migrations());
    check_wrong(&Raw { scene: &[USERS], up, down: &["GRANT SELECT ON users TO PUBLIC"], on: &["postgres"] }, "users");
}

#[test]
fn names_that_hold_quotes() {
    let up = &["ALTER TABLE users ADD COLUMN city varchar(10)"];
    let down = &["ALTER TABLE users DROP COLUMN city"];
    let scene = &[USERS, "CREATE TABLE \"a \"\"b\" (\"c \"\"d\" integer PRIMARY KEY, \"Order\" text NOT NULL)"];
    check_right(Raw { scene, up, down, on: &["postgres", "sqlite"] }.migrations());
    let scene = &[USERS, "CREATE TABLE `a ``b` (`c ``d` integer PRIMARY KEY, `Order` varchar(9) NOT NULL)"];
    check_right(Raw { scene, up, down, on: &["mysql", "mariadb"] }.migrations());
}

#[test]
fn tables_of_every_shape_get_rows() {
    use migrate::prelude::*;
    struct Shapes;
    #[migration(version = 20260101_000000)]
    impl Migration for Shapes {
        fn up(schema: &mut Schema) {
            schema.create_table("tenants").columns([id(), string("name").unique()]);
            // Two keys share a column.
            schema
                .create_table("users")
                .columns([
                    reference("tenant_id", "tenants"),
                    big_integer("number"),
                    string("email").check("email LIKE '%@%'"),
                ])
                .primary_key(["tenant_id", "number"]);
            schema
                .create_table("teams")
                .columns([reference("tenant_id", "tenants"), big_integer("number")])
                .primary_key(["tenant_id", "number"]);
            schema
                .create_table("members")
                .columns([big_integer("tenant_id"), big_integer("user_number"), big_integer("team_number")])
                .primary_key(["tenant_id", "user_number", "team_number"])
                .foreign_key(["tenant_id", "user_number"], "users", ["tenant_id", "number"])
                .foreign_key(["tenant_id", "team_number"], "teams", ["tenant_id", "number"]);
            schema.create_table("Order").columns([
                id(),
                reference("parent_id", "Order").nullable(),
                string("select").default("x"),
                integer("Group").nullable(),
                integer("size").check("size BETWEEN 5 AND 8"),
            ]);
            // A reference that is the key, and one that is unique.
            schema
                .create_table("profiles")
                .columns([big_integer("order_id").primary_key().references("Order", "id"), text("bio")]);
        }
    }
    struct Change;
    #[migration(version = 20260102_000000)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.rename_column("Order", "Group", "group");
            schema.add_column("members", string("role").default("guest"));
            schema.drop_check("users", "users_email_check");
        }
    }
    struct Circle;
    #[migration(version = 20260103_000000)]
    impl Migration for Circle {
        fn up(schema: &mut Schema) {
            schema.create_table("heads").columns([id(), big_integer("body_id").nullable()]);
            schema.create_table("bodies").columns([id(), reference("head_id", "heads")]);
            schema.add_foreign_key("heads", ["body_id"]).references("bodies", ["id"]);
        }
    }
    struct Nothing;
    #[migration(version = 20260104_000000)]
    impl Migration for Nothing {
        fn up(schema: &mut Schema) {
            schema.create_table("last").columns([id()]);
        }
    }
    migrate::migrations![Shapes, Change, Circle, Nothing];
    check_right(&MIGRATIONS);
}

#[test]
fn what_takes_the_place_of_something_that_is_dropped() {
    use migrate::prelude::*;
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("Order").columns([id(), integer("Size"), integer("weight").default(1)]);
        }
    }
    struct ReplaceTable;
    #[migration(version = 20260102_000000)]
    impl Migration for ReplaceTable {
        fn up(schema: &mut Schema) {
            schema.drop_table("Order").accept_data_loss("they are made anew");
            schema.create_table("Order").columns([id(), integer("Size"), integer("height").default(1)]);
        }
    }
    struct ReplaceColumn;
    #[migration(version = 20260103_000000)]
    impl Migration for ReplaceColumn {
        fn up(schema: &mut Schema) {
            schema.drop_column("Order", "height").accept_data_loss("it is measured anew");
            schema.add_column("Order", integer("height").default(1));
        }
    }
    migrate::migrations![Setup, ReplaceTable, ReplaceColumn];
    check_right(&MIGRATIONS);
}

#[test]
fn what_replaces_null_stays() {
    use migrate::prelude::*;
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age").nullable(), text("nick").nullable()]);
        }
    }
    struct RequireAge;
    #[migration(version = 20260102_000000)]
    impl Migration for RequireAge {
        fn up(schema: &mut Schema) {
            schema.set_not_null("users", "age").restore_with(0).accept_data_loss("nobody asks which rows held none");
        }
    }
    migrate::migrations![Setup, RequireAge];
    check_right(&MIGRATIONS);
}

#[test]
fn data_migrations() {
    use migrate::prelude::*;
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("countries").columns([char("code", 2).primary_key(), string("name")]);
            schema.create_table("cities").columns([id(), string("name"), reference("country", "countries")]);
        }
    }
    struct Insert;
    #[migration(version = 20260102_000000)]
    impl DataMigration for Insert {
        fn up(data: &mut Data) {
            data.insert("countries").columns(["code", "name"]).row(("de", "Germany")).key("code");
        }
    }
    struct Shout;
    #[migration(version = 20260103_000000)]
    impl DataMigration for Shout {
        fn up(data: &mut Data) {
            data.update("cities").set("name", sql("upper(name)")).in_batches_of(2);
        }

        fn down(data: &mut Data) {
            data.nothing_to_undo("nobody minds");
        }
    }
    struct Mark;
    #[migration(version = 20260104_000000)]
    impl DataMigration for Mark {
        fn up(data: &mut Data) {
            data.update("countries").set("name", "none").only_where("name = 'Germany'");
        }

        fn down(data: &mut Data) {
            data.update("countries").set("name", "Germany").only_where("name = 'none'");
        }
    }
    struct Forget;
    #[migration(version = 20260105_000000)]
    impl DataMigration for Forget {
        fn up(data: &mut Data) {
            data.delete("cities").only_where("id > 1");
        }

        fn down(data: &mut Data) {
            data.irreversible("they are gone");
        }
    }
    migrate::migrations![Setup, Insert, Shout, Mark, Forget];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let reversal = prove(&MIGRATIONS, scratch).unwrap_or_else(|problem| panic!("{key}: {problem}"));
        assert_eq!(reversal.left, ["m20260103_000000_shout"], "{key}");
        assert_eq!(reversal.not_undone, ["m20260105_000000_forget"], "{key}");
    });
}

#[test]
fn a_written_down_of_a_data_migration_that_brings_back_other_rows() {
    use migrate::prelude::*;
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age")]);
        }
    }
    struct Round;
    #[migration(version = 20260102_000000)]
    impl DataMigration for Round {
        fn up(data: &mut Data) {
            data.update("users").set("age", sql("age + 1")).only_where("age > 0");
        }

        fn down(data: &mut Data) {
            data.update("users").set("age", sql("age - 2")).only_where("age > 0");
        }
    }
    migrate::migrations![Setup, Round];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let problem = prove(&MIGRATIONS, scratch).expect_err("other rows come back");
        assert!(problem.contains("the rows are not what they were"), "{key}: {problem}");
    });
}

/// A table whose check takes nothing that is made up: the proof says so, and takes rows of its owner's.
mod odd_rows {
    use migrate::prelude::*;
    use migrate::testing::{assert_reversible, assert_reversible_with_rows};

    use crate::check::{block_on, on_every_database};

    struct CreateCoupons;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateCoupons {
        fn up(schema: &mut Schema) {
            schema
                .create_table("coupons")
                .columns([big_integer("number").primary_key()])
                .check("odd", "number > 1000000 AND number % 1000003 = 77");
        }
    }
    struct NoteCoupons;
    #[migration(version = 20260102_000000)]
    impl Migration for NoteCoupons {
        fn up(schema: &mut Schema) {
            schema.add_column("coupons", text("note").nullable());
        }
    }
    migrate::migrations![CreateCoupons, NoteCoupons];

    #[test]
    fn a_table_that_cannot_be_filled_is_named_with_the_reason() {
        on_every_database(&MIGRATIONS, async |scratch| {
            let (key, url) = (scratch.server.key(), scratch.url.clone());
            let proof = || block_on(assert_reversible(&MIGRATIONS, &url));
            let empty = std::thread::scope(|scope| scope.spawn(proof).join()).expect("it holds").without_rows;
            let [why] = empty.as_slice() else { panic!("{key}: {empty:?}") };
            assert!(why.contains("coupons") && why.contains(": ") && why.contains("odd"), "{key}: {why}");
            let rows =
                ["INSERT INTO coupons (number) VALUES (1000080)", "INSERT INTO coupons (number, note) VALUES (1, 2)"];
            let proof = || block_on(assert_reversible_with_rows(&MIGRATIONS, &url, &rows));
            let reversal = std::thread::scope(|scope| scope.spawn(proof).join()).expect("it holds");
            assert_eq!(reversal.without_rows, Vec::<String>::new(), "{key}");
        });
    }
}

/// A check that comes when rows are there which it does not allow.
mod refused_rows {
    use migrate::prelude::*;
    use migrate::testing::assert_reversible;

    use crate::check::{block_on, on_every_database};

    struct CreateCoupons;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateCoupons {
        fn up(schema: &mut Schema) {
            schema.create_table("coupons").columns([id(), integer("amount")]);
        }
    }
    struct CheckAmount;
    #[migration(version = 20260102_000000)]
    impl Migration for CheckAmount {
        fn up(schema: &mut Schema) {
            schema.add_check("coupons", "large", "amount >= 5000");
        }
    }
    struct AddNote;
    #[migration(version = 20260103_000000)]
    impl Migration for AddNote {
        fn up(schema: &mut Schema) {
            schema.add_column("coupons", text("note").nullable());
        }
    }
    migrate::migrations![CreateCoupons, CheckAmount, AddNote];

    #[test]
    fn what_made_up_rows_do_not_meet_is_proved_on_empty_tables() {
        on_every_database(&MIGRATIONS, async |scratch| {
            let (key, url) = (scratch.server.key(), scratch.url.clone());
            let proof = || block_on(assert_reversible(&MIGRATIONS, &url));
            let reversal = std::thread::scope(|scope| scope.spawn(proof).join()).expect("it holds");
            let [needed] = reversal.on_empty_tables.as_slice() else { panic!("{key}: {reversal:?}") };
            assert!(
                needed.starts_with("m20260102_000000_check_amount: ") && needed.contains("large"),
                "{key}: {needed}"
            );
            assert!(reversal.without_rows.is_empty(), "{key}: {reversal:?}");
        });
    }
}
