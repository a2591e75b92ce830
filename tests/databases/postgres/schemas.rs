//! Schemas, and everything that lies in one or names what does.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, block_on, check, on_every_database};
use crate::scratch::Scratch;
use crate::server::Server;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email").unique()]).index("email");
        schema.create_table("events").columns([id(), text("note").nullable()]);
    }
}

struct CreateAudit;
#[migration(version = 20260102_000000)]
impl Migration for CreateAudit {
    fn up(schema: &mut Schema) {
        schema.create_schema("audit");
        schema.create_enum("audit.kind", ["read", "write"]);
        schema.create_sequence("audit.numbers");
        schema
            .create_table("audit.users")
            .columns([
                id(),
                string("email").unique().check("users.email <> ''"),
                enumeration("kind", "audit.kind").default("read"),
            ])
            .index("email")
            .comment("who was seen");
        schema.create_table("audit.events").columns([
            id(),
            big_integer("number").default(sql("nextval('audit.numbers')")),
            reference("user_id", "audit.users").on_delete(Cascade),
            reference("main_user_id", "users").nullable(),
            reference("parent_id", "audit.events").nullable(),
            enumeration("kind", "audit.kind"),
            text("note").nullable().comment("in words"),
            text("state").default(sql("'read'::audit.kind::text")),
            text("loud").generated("upper(events.note)").stored(),
        ]);
        schema
            .create_index("audit.events", ("note", sql("lower(events.note)")))
            .named("notes")
            .only_where("note <> ''");
        schema.add_exclusion("audit.events", [("number", "=")]);
        schema.add_check("audit.events", "named", "audit.events.note <> 'x'");
    }
}

struct CreateRoutines;
#[migration(version = 20260103_000000)]
impl Migration for CreateRoutines {
    fn up(schema: &mut Schema) {
        schema.create_view(
            "audit.seen",
            "SELECT events.id, u.email, audit.events.note FROM audit.events JOIN audit.users u ON u.id = events.user_id",
        );
        schema
            .create_view("all_seen", "SELECT audit.* FROM audit.seen AS audit JOIN users ON users.email = audit.email");
        schema.create_materialized_view(
            "audit.counts",
            "SELECT kind, count(*) AS number FROM audit.events GROUP BY kind",
        );
        schema.create_index("audit.counts", "kind").unique();
        schema.create_function(
            "audit.stamp",
            "CREATE FUNCTION audit.stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.state := 'seen'; RETURN NEW; END $$",
        );
        schema.create_function(
            "audit.is_read",
            "CREATE FUNCTION audit.is_read(value audit.kind) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT value = ''read'''",
        );
        schema.create_trigger(
            "stamp",
            "audit.events",
            "CREATE TRIGGER stamp BEFORE UPDATE ON audit.events FOR EACH ROW EXECUTE FUNCTION audit.stamp()",
        );
        schema.add_check("audit.events", "known", "audit.is_read(kind) OR note IS NOT NULL");
    }
}

struct RenameInside;
#[migration(version = 20260104_000000)]
impl Migration for RenameInside {
    fn up(schema: &mut Schema) {
        schema.rename_table("audit.events", "audit.Entries");
        schema.rename_enum("audit.kind", "audit.manner");
        schema.rename_sequence("audit.numbers", "audit.counter");
        schema.rename_view("audit.seen", "audit.order");
        schema.rename_view("audit.counts", "audit.totals");
        schema.rename_function("audit.is_read", "audit.was_read");
        schema.rename_index("audit.Entries", "notes", "remarks");
        schema.rename_index("audit.totals", "counts_kind_idx", "kinds");
        schema.rename_constraint("audit.Entries", "named", "not_x");
        schema.rename_column("audit.Entries", "note", "remark");
        schema.rename_trigger("stamp", "mark");
    }
}

struct RenameSchema;
#[migration(version = 20260105_000000)]
impl Migration for RenameSchema {
    fn up(schema: &mut Schema) {
        schema.rename_schema("audit", "Audit log");
    }
}

struct Change;
#[migration(version = 20260106_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.create_index("Audit log.Entries", "state");
        schema.drop_index("Audit log.Entries", "remarks");
        schema.add_unique("Audit log.Entries", "number").deferrable();
        schema.set_not_null("Audit log.Entries", "remark").restore_with("nothing").accept_data_loss("nothing was said");
        schema.change_type("Audit log.Entries", varchar("state", 90)).accept_data_loss("no state is longer");
        schema.comment_on_column("Audit log.Entries", "state", "in a word");
        schema.add_column("Audit log.users", enumeration("last", "Audit log.manner").default("write"));
        schema.drop_auto_increment("Audit log.users", "id");
    }
}

struct DropAll;
#[migration(version = 20260107_000000)]
impl Migration for DropAll {
    fn up(schema: &mut Schema) {
        schema.drop_view("all_seen");
        schema.drop_view("Audit log.order");
        schema.drop_materialized_view("Audit log.totals");
        schema.drop_table("Audit log.Entries").accept_data_loss("nobody reads them");
        schema.drop_table("Audit log.users").accept_data_loss("nobody reads them");
        schema.drop_function("Audit log.stamp");
        schema.drop_function("Audit log.was_read");
        schema.drop_sequence("Audit log.counter").restart_with(100);
        schema.drop_enum("Audit log.manner");
        schema.drop_schema("Audit log");
    }
}

migrate::migrations![Setup, CreateAudit, CreateRoutines, RenameInside, RenameSchema, Change, DropAll];

#[test]
fn there_and_back() {
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO users (email) VALUES ('a'), ('b')"));
}

#[test]
fn they_are_reversible() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let reversal = migrate::testing::assert_reversible(&MIGRATIONS, &scratch.url).await;
        assert_eq!(reversal.without_rows, [""; 0]);
    });
}

#[test]
fn one_that_is_there_already_is_left_alone() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        scratch.run("CREATE SCHEMA audit").await;
        let error = Migrator::new(&MIGRATIONS).up(&scratch.db).await.expect_err("it is there").to_string();
        assert!(error.contains("schema `audit` is not there yet") && error.contains("schema audit"), "{error}");
    });
}

#[test]
fn one_in_which_something_lies_stays() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        let [first, created, ..] = MIGRATIONS.list else { unreachable!("it has more") };
        for (made, what, gone) in [
            ("CREATE TABLE audit.raw (a int)", "table audit.raw", "DROP TABLE audit.raw"),
            (
                "CREATE FUNCTION audit.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "function audit.f()",
                "DROP FUNCTION audit.f",
            ),
            ("CREATE TYPE audit.pair AS (a int, b int)", "type audit.pair", "DROP TYPE audit.pair"),
        ] {
            migrator.to(&scratch.db, created.version).await.expect("up to the schema");
            scratch.run(made).await;
            let error = migrator.down(&scratch.db).await.expect_err("something lies in it").to_string();
            assert!(error.contains("nothing lies in schema `audit`") && error.contains(what), "{error}");
            scratch.run(gone).await;
            migrator.to(&scratch.db, first.version).await.expect("nothing lies in it");
        }
    });
}

/// What an older tool made in a schema joins a history.
#[test]
fn what_is_there_already() {
    struct Adopt;
    #[migration(version = 20260101_000000)]
    impl Migration for Adopt {
        fn up(schema: &mut Schema) {
            schema.create_schema("audit").already_exists();
            schema.create_enum("audit.kind", ["read", "write"]).already_exists();
            schema.create_sequence("audit.numbers").already_exists();
            schema.create_table("audit.users").columns([id(), enumeration("kind", "audit.kind")]).already_exists();
            schema
                .create_table("audit.events")
                .columns([id(), reference("user_id", "audit.users"), integer("number")])
                .already_exists();
            schema.add_exclusion("audit.events", [("number", "="), ("user_id", "=")]).already_exists();
            schema.create_view("audit.seen", "SELECT id FROM audit.events").already_exists();
            schema
                .create_function("audit.one", "CREATE FUNCTION audit.one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
                .already_exists();
        }
    }
    struct Use;
    #[migration(version = 20260102_000000)]
    impl Migration for Use {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id(), reference("event_id", "audit.events")]);
        }
    }
    migrate::migrations![Adopt, Use];
    on_every_database(&MIGRATIONS, async |scratch| {
        migrate::testing::assert_reversible(&MIGRATIONS, &scratch.url).await;
        let migrator = Migrator::new(&MIGRATIONS);
        let error = migrator.up(&scratch.db).await.expect_err("nothing is there").to_string();
        assert!(error.contains("schema `audit` is missing"), "{error}");
        for sql in [
            "CREATE SCHEMA audit",
            "CREATE TYPE kind AS ENUM ('read')",
            "CREATE TYPE audit.kind AS ENUM ('read', 'write')",
            "CREATE SEQUENCE audit.numbers",
            "CREATE TABLE users (id bigint PRIMARY KEY)",
            "CREATE TABLE audit.users (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, kind kind NOT NULL)",
            "CREATE TABLE audit.events (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, user_id bigint NOT NULL, \
             number int NOT NULL, CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id), \
             CONSTRAINT events_number_user_id_excl EXCLUDE (number WITH =))",
            "CREATE INDEX events_user_id_idx ON audit.events (user_id)",
            "CREATE VIEW audit.seen AS SELECT id FROM audit.events",
            "CREATE FUNCTION audit.one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        ] {
            scratch.run(sql).await;
        }
        for (differs, mended) in [
            (
                "`audit.users.kind` is 'kind NOT NULL', not 'audit.kind NOT NULL'",
                "ALTER TABLE audit.users ALTER COLUMN kind TYPE audit.kind USING kind::text::audit.kind",
            ),
            (
                "foreign key `events_user_id_fkey` of `audit.events` is '(user_id) to users (id)', not '(user_id) to audit.users (id)'",
                "ALTER TABLE audit.events DROP CONSTRAINT events_user_id_fkey, \
                 ADD CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id) REFERENCES audit.users (id)",
            ),
            (
                "exclusion constraint `events_number_user_id_excl` of `audit.events` is '(number WITH =)', \
                 not '(number WITH =, user_id WITH =)'",
                "ALTER TABLE audit.events DROP CONSTRAINT events_number_user_id_excl, \
                 ADD CONSTRAINT events_number_user_id_excl EXCLUDE (number WITH =, user_id WITH =)",
            ),
        ] {
            let error = migrator.up(&scratch.db).await.expect_err(differs).to_string();
            let differs = differs.split(", not").next().unwrap_or_default().replace('\'', "");
            assert!(error.replace('\'', "").contains(&differs), "{error}");
            scratch.run(mended).await;
        }
        migrator.up(&scratch.db).await.expect("everything is as it should be");
    });
}

/// Statements that change rows, and an index that is built while its table is in use.
#[test]
fn rows_and_concurrent_indexes() {
    struct Create;
    #[migration(version = 20260101_000000)]
    impl Migration for Create {
        fn up(schema: &mut Schema) {
            schema.create_schema("audit");
            schema.create_table("audit.events").columns([id(), integer("number"), text("note").nullable()]);
        }
    }
    struct Fill;
    #[migration(version = 20260102_000000)]
    impl DataMigration for Fill {
        fn up(data: &mut Data) {
            data.insert("audit.events").columns(["id", "number"]).row((1, 10)).row((2, 20)).key(["id"]);
        }
    }
    struct Note;
    #[migration(version = 20260103_000000)]
    impl DataMigration for Note {
        fn up(data: &mut Data) {
            data.update("audit.events")
                .set("note", sql("(SELECT max(other.number) FROM audit.events other)::text || audit.events.number"))
                .only_where("events.number < (SELECT max(number) FROM audit.events)")
                .in_batches_of(1);
            data.delete("audit.events").only_where("audit.events.number > 100");
        }
        fn down(data: &mut Data) {
            data.update("audit.events").set("note", null()).only_where("id > 0");
        }
    }
    struct Index;
    #[migration(version = 20260104_000000)]
    impl Migration for Index {
        fn up(schema: &mut Schema) {
            schema.create_index("audit.events", "number").unique();
        }
    }
    struct DropIndex;
    #[migration(version = 20260105_000000)]
    impl Migration for DropIndex {
        fn up(schema: &mut Schema) {
            schema.drop_index("audit.events", ["number"]);
        }
    }
    migrate::migrations![Create, Fill, Note, Index, DropIndex];
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        let to = async |place: usize| migrator.to(&scratch.db, MIGRATIONS.list[place].version).await;
        let indexes = "SELECT count(*) FROM pg_indexes WHERE schemaname = 'audit' AND indexname = 'events_number_idx'";
        for _ in 0..2 {
            to(0).await.expect("the table is there");
            to(2).await.expect("the rows are there");
            assert_eq!(scratch.value("SELECT note FROM audit.events WHERE id = 1").await, "2010");
            to(3).await.expect("the index is built");
            assert_eq!(scratch.value(indexes).await, "1");
            to(4).await.expect("the index is dropped");
            assert_eq!(scratch.value(indexes).await, "0");
            to(2).await.expect("all of it is undone");
        }
        to(2).await.ok();
        scratch.run("CREATE TABLE audit.events_number_idx (a int)").await;
        let error = to(3).await.expect_err("the name is taken").to_string();
        assert!(error.contains("nothing is called `audit.events_number_idx`"), "{error}");
    });
}

#[test]
fn the_schema_that_a_history_comes_to_holds_them() {
    struct CreateEvents;

    #[migration(version = 20260101_000001)]
    impl Migration for CreateEvents {
        fn up(schema: &mut Schema) {
            schema.create_schema("audit");
            schema.create_table("audit.events").columns([id(), string("what")]);
        }
    }

    migrate::migrations![CreateEvents];
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let folded = migrate_core::schema::Schema::read(MIGRATIONS.schema).expect("the program has a command line");
        assert_eq!(folded.schemas, ["audit"]);
        for sql in folded.sql(migrate_core::dialect::Dialect::Postgres).expect("it can be created at once") {
            scratch.run(sql).await;
        }
        assert_eq!(scratch.value("SELECT count(*) FROM audit.events").await, "0");
    });
}
