//! A schema that another tool made: written down as a first migration, joined, compared, and built upon.

use migrate::__private::{Dialect, Target};
use migrate::{Adoption, Migrations, Migrator};

use crate::built::built;
use crate::check::on_every_database;
use crate::dump::dump;
use crate::scratch::Scratch;

/// The statements by which sqlx, sea-orm-migration, refinery and diesel make the tables of their histories, as their
/// sources have them: `sqlx-postgres/src/migrate.rs` and its siblings, the entity of
/// `sea-orm-migration/src/seaql_migrations.rs`, `refinery_core/src/traits/mod.rs` and
/// `diesel/src/migration/setup_migration_table.sql`; and a row of each.
fn tools(key: &str) -> Vec<String> {
    let (time, bytes) = match key {
        "postgres" => ("TIMESTAMPTZ NOT NULL DEFAULT now()", "BYTEA"),
        _ => ("TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP", "BLOB"),
    };
    let varchar = if ["postgres", "sqlite"].contains(&key) { "varchar" } else { "varchar(255)" };
    let checksum = if key == "postgres" { "'\\x01'" } else { "'1'" };
    vec![
        format!(
            "CREATE TABLE IF NOT EXISTS _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on {time},
    success BOOLEAN NOT NULL,
    checksum {bytes} NOT NULL,
    execution_time BIGINT NOT NULL
)"
        ),
        format!(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (20240101000000, 'create customers', true, {checksum}, 1), \
             (20240102000000, 'create orders', true, {checksum}, 1)"
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS \"seaql_migrations\" ( \"version\" {varchar} NOT NULL PRIMARY KEY, \
             \"applied_at\" bigint NOT NULL )"
        ),
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20220101_000001_create_table', 1)".to_owned(),
        "CREATE TABLE IF NOT EXISTS refinery_schema_history(
             version INT4 PRIMARY KEY,
             name VARCHAR(255),
             applied_on VARCHAR(255),
             checksum VARCHAR(255))"
            .to_owned(),
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (1, 'initial', '', '')"
            .to_owned(),
        "CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (
       version VARCHAR(50) PRIMARY KEY NOT NULL,
       run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
)"
        .to_owned(),
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('20240101000000')".to_owned(),
    ]
}

/// A schema with a bit of everything, as people write it.
fn older(key: &str) -> Vec<&'static str> {
    match key {
        "postgres" => vec![
            "CREATE EXTENSION citext",
            "CREATE DOMAIN short AS text DEFAULT 'x' NOT NULL CHECK (length(VALUE) < 10)",
            "CREATE TYPE state AS ENUM ('new', 'it''s paid')",
            "CREATE SCHEMA audit",
            "CREATE SEQUENCE numbers",
            "CREATE FUNCTION next_number() RETURNS bigint LANGUAGE sql AS $$ SELECT nextval('numbers') $$",
            "CREATE TABLE customers (id serial PRIMARY KEY, email citext NOT NULL UNIQUE, name varchar(80), \
             bio character varying, age int NOT NULL DEFAULT 18, is_active bool DEFAULT true, \
             role text NOT NULL DEFAULT 'member', balance numeric(10, 2) NOT NULL DEFAULT 0.00, \
             joined_on date NOT NULL DEFAULT CURRENT_DATE, seen_at timestamptz NOT NULL DEFAULT now(), tags text[] NOT NULL DEFAULT '{}', \
             body jsonb NOT NULL DEFAULT '{}'::jsonb, token uuid NOT NULL DEFAULT gen_random_uuid(), \
             number bigint NOT NULL DEFAULT next_number(), doubled int GENERATED ALWAYS AS (age * 2) STORED, \
             label text COLLATE \"C\" NOT NULL DEFAULT 'a\"b\\c', CONSTRAINT adult CHECK (age > 17 AND role <> ''))",
            "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY, customer_id int NOT NULL \
             REFERENCES customers (id) ON DELETE CASCADE, parent_id bigint, state state NOT NULL DEFAULT 'new', \
             code char(4) NOT NULL, price real, CONSTRAINT orders_key PRIMARY KEY (id, code), UNIQUE (code, state), \
             CONSTRAINT by_price UNIQUE (price) DEFERRABLE INITIALLY DEFERRED)",
            "CREATE TABLE notes (order_id bigint NOT NULL, code char(4) NOT NULL, body text, \
             CONSTRAINT of_order FOREIGN KEY (order_id, code) REFERENCES orders (id, code) ON UPDATE CASCADE)",
            "ALTER TABLE notes ADD CONSTRAINT long_body CHECK (body <> '') NOT VALID",
            "CREATE INDEX ON orders (customer_id)",
            "CREATE INDEX orders_latest ON orders (id DESC NULLS LAST, code) INCLUDE (price) WHERE state = 'new'",
            "CREATE INDEX customers_lower_idx ON customers (lower(name), age)",
            "CREATE INDEX customers_tags ON customers USING gin (tags)",
            "CREATE UNIQUE INDEX customers_name_like ON customers (name varchar_pattern_ops)",
            "CREATE TABLE audit.events (id bigserial PRIMARY KEY, customer_id int REFERENCES customers)",
            "COMMENT ON TABLE customers IS 'who buys'",
            "COMMENT ON COLUMN orders.code IS 'what is printed'",
            "CREATE VIEW open_orders AS SELECT o.id, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.state = 'new'",
            "CREATE VIEW all_open AS SELECT id FROM open_orders",
            "CREATE MATERIALIZED VIEW totals AS SELECT customer_id, count(*) AS orders FROM orders GROUP BY customer_id",
            "CREATE UNIQUE INDEX totals_customer ON totals (customer_id)",
            "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  NEW.seen_at = now();\n  RETURN NEW;\nEND $$",
            "CREATE TRIGGER touch_customers BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION touch()",
            "CREATE TABLE rooms (number int, title short, booked int4range, CONSTRAINT free EXCLUDE USING gist (int4range(number, number, '[]') WITH =, \
             booked WITH &&) WHERE (number > 0))",
            "INSERT INTO customers (email, name) VALUES ('a@example.org', 'Ada'), ('b@example.org', NULL)",
            "INSERT INTO orders (customer_id, code) VALUES (1, 'abcd')",
        ],
        "sqlite" => vec![
            "CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, email TEXT COLLATE NOCASE NOT NULL UNIQUE, \
             name VARCHAR(80), bio CLOB, age INT NOT NULL DEFAULT 18, is_active BOOLEAN DEFAULT TRUE, \
             role TEXT NOT NULL DEFAULT 'member', balance DECIMAL(10, 2) NOT NULL DEFAULT 0.00, joined_on DATE, \
             seen_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, token BLOB DEFAULT (randomblob(16)), raw, \
             doubled INT GENERATED ALWAYS AS (age * 2) STORED, label TEXT NOT NULL DEFAULT 'a\"b\\c', \
             CONSTRAINT adult CHECK (age > 17 AND role <> ''), CHECK (balance >= 0))",
            "CREATE TABLE orders (id INTEGER NOT NULL, customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE, \
             code CHAR(4) NOT NULL, state TEXT NOT NULL CHECK (state IN ('new', 'paid')), price REAL, \
             PRIMARY KEY (id, code), UNIQUE (code, state))",
            "CREATE TABLE keyed (key TEXT PRIMARY KEY, value TEXT)",
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, code CHAR(4) NOT NULL, body TEXT, \
             parent_id INTEGER REFERENCES notes (id), FOREIGN KEY (order_id, code) REFERENCES orders (id, code) ON UPDATE CASCADE \
             DEFERRABLE INITIALLY DEFERRED)",
            "CREATE INDEX orders_customer_id_idx ON orders (customer_id)",
            "CREATE INDEX orders_latest ON orders (id DESC, code) WHERE state = 'new'",
            "CREATE UNIQUE INDEX customers_lower ON customers (lower(name), age)",
            "CREATE INDEX customers_upper ON customers (upper(name) COLLATE NOCASE DESC)",
            "CREATE UNIQUE INDEX customers_once ON customers (ifnull(email, 0) COLLATE NOCASE, email IS NULL, \
             (ifnull(substr(name, 1, 9), 0)) DESC, (name IS NULL) DESC) WHERE age > 17",
            "CREATE VIEW open_orders AS SELECT o.id, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.state = 'new'",
            "CREATE VIEW all_open AS SELECT id FROM open_orders",
            "CREATE TRIGGER touch_customers AFTER UPDATE OF name ON customers BEGIN UPDATE customers SET \
             seen_at = CURRENT_TIMESTAMP WHERE id = NEW.id; END",
            "CREATE VIRTUAL TABLE found USING fts5(body)",
            "INSERT INTO customers (email, name) VALUES ('a@example.org', 'Ada'), ('b@example.org', NULL)",
            "INSERT INTO orders (id, customer_id, code, state) VALUES (1, 1, 'abcd', 'new')",
        ],
        _ => vec![
            "CREATE TABLE customers (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, email varchar(191) NOT NULL UNIQUE, \
             name varchar(80), bio text, age int NOT NULL DEFAULT 18, is_active tinyint(1) DEFAULT 1, \
             role varchar(20) NOT NULL DEFAULT 'member', balance decimal(10, 2) NOT NULL DEFAULT 0.00, joined_on date, \
             seen_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, \
             made_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), body json, bits binary(16), \
             size enum('small', 'it''s large') NOT NULL DEFAULT 'small', small smallint unsigned, tiny tinyint, \
             doubled int GENERATED ALWAYS AS (age * 2) STORED, label varchar(20) COLLATE utf8mb4_bin NOT NULL DEFAULT 'a''b', \
             CONSTRAINT adult CHECK (age > 17 AND role <> '')) COMMENT 'who buys'",
            "CREATE TABLE orders (id bigint NOT NULL AUTO_INCREMENT, customer_id int unsigned NOT NULL, code char(4) NOT NULL \
             COMMENT 'what is printed', state varchar(10) NOT NULL, price float, note longtext, PRIMARY KEY (id, code), \
             UNIQUE KEY by_code (code, state), KEY latest (id DESC, code), KEY beginning (note(20)), FULLTEXT KEY words (note), \
             CONSTRAINT of_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE)",
            "CREATE TABLE notes (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id bigint NOT NULL, code char(4) NOT NULL, body text, \
             FOREIGN KEY (order_id, code) REFERENCES orders (id, code))",
            "CREATE VIEW open_orders AS SELECT o.id, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.state = 'new'",
            "CREATE VIEW all_open AS SELECT id FROM open_orders",
            "CREATE FUNCTION twice(n integer) RETURNS integer DETERMINISTIC RETURN n * 2",
            "CREATE PROCEDURE nothing() SELECT 1",
            "CREATE TRIGGER touch_customers BEFORE UPDATE ON customers FOR EACH ROW SET NEW.role = 'touched'",
            "INSERT INTO customers (email, name) VALUES ('a@example.org', 'Ada'), ('b@example.org', NULL)",
            "INSERT INTO orders (customer_id, code, state) VALUES (1, 'abcd', 'new')",
        ],
    }
}

/// Indexes that MySQL alone has.
const OF_MYSQL: [&str; 2] = [
    "CREATE INDEX customers_lower ON customers ((lower(name)), age)",
    "CREATE UNIQUE INDEX customers_once ON customers ((ifnull(left(name, 9), 0)) DESC, ((name IS NULL)) DESC, \
     (ifnull(to_seconds(cast(seen_at AT TIME ZONE '+00:00' AS datetime(6))) * 1000000 + microsecond(seen_at), 0)), \
     ((seen_at IS NULL)))",
];

const ADOPT: &str = "m20260101_000000_adopt_existing_schema";

/// A later migration about what was adopted.
const LATER: &str = "use migrate::prelude::*;

pub struct ChangeCustomers;

#[migration]
impl Migration for ChangeCustomers {
    fn up(schema: &mut Schema) {
        schema.add_column(\"customers\", string(\"nick\").default(\"none\"));
        #[allow(rename_column, reason = \"nobody reads it\")]
        schema.rename_column(\"customers\", \"joined_on\", \"joined\");
        #[allow(drop_column, reason = \"nobody reads it\")]
        schema.drop_column(\"customers\", \"bio\").accept_data_loss(\"it was never set\");
        schema.create_table(\"wishes\").columns([id(), text(\"wish\")]);
    }
}
";

const LATER_NAME: &str = "m20260102_000000_change_customers";

fn dialect(key: &str) -> Dialect {
    Dialect::from_key(key).expect("each server has a key")
}

/// A history without a migration, for this database.
fn nothing_yet(dialect: Dialect) -> &'static Migrations {
    let targets = vec![Target::new(dialect)].leak();
    Box::leak(Box::new(Migrations { name: "adopting", targets, ..Migrations::EMPTY }))
}

/// One target at a time: what is adopted is in the words of one database.
mod every {
    use migrate::prelude::*;

    struct Nothing;
    #[migration(version = 20260101_000000)]
    impl Migration for Nothing {
        fn up(schema: &mut Schema) {
            schema.create_table("nothing").columns([id()]);
        }
    }

    migrate::migrations![Nothing];
}

async fn set_up(scratch: &Scratch) -> &'static str {
    let key = scratch.server.key();
    for sql in tools(key) {
        scratch.run(&sql).await;
    }
    for sql in older(key) {
        scratch.run(sql).await;
    }
    if key == "mysql" {
        for sql in OF_MYSQL {
            scratch.run(sql).await;
        }
    }
    key
}

async fn adopted(scratch: &Scratch) -> (Adoption, String) {
    let key = scratch.server.key();
    let adoption = Migrator::new(nothing_yet(dialect(key))).adopt(&scratch.db).await;
    let adoption = adoption.unwrap_or_else(|error| panic!("{key}: {error}"));
    let text = adoption.file("AdoptExistingSchema");
    (adoption, text)
}

#[test]
fn what_other_tools_made_joins_and_is_built_upon() {
    on_every_database(&every::MIGRATIONS, async |scratch| {
        let key = set_up(scratch).await;
        let (adoption, text) = adopted(scratch).await;
        let found: Vec<(&str, usize)> =
            adoption.histories.iter().map(|one| (one.tool.as_str(), one.migrations)).collect();
        assert_eq!(found, [("diesel", 1), ("refinery", 1), ("sea-orm-migration", 1), ("sqlx", 2)], "{key}");
        assert!(!text.contains("_migrations"), "{key}: {text}");
        let once = match key {
            "sqlite" => {
                "(\"email\", column(\"name\").desc().prefix(9))).unique().only_where(\"age > 17\").nulls_not_distinct()"
            }
            "mysql" => "(column(\"name\").desc().prefix(9), \"seen_at\")).unique().nulls_not_distinct()",
            _ => "",
        };
        assert!(text.contains(once), "{key}: {text}");
        let migrations =
            built(dialect(key), &[(ADOPT, &text)]).unwrap_or_else(|error| panic!("{key}: {error}\n{text}"));
        let before = dump(scratch).await;
        Migrator::new(migrations).up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}\n{text}"));
        before.assert_same(&dump(scratch).await, &format!("{key}: joined"));
        let check =
            Migrator::new(migrations).check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}\n{text}"));
        assert!(check.is_clean() && check.not_compared.is_none(), "{key}: {check}\n{text}");

        let files = [(ADOPT, text.as_str()), (LATER_NAME, LATER)];
        let migrations = built(dialect(key), &files).unwrap_or_else(|error| panic!("{key}: {error}\n{text}"));
        let migrator = Migrator::new(migrations).accept_data_loss();
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}\n{text}"));
        let check = migrator.check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}\n{text}"));
        assert!(check.is_clean(), "{key}: {check}\n{text}");
        migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}\n{text}"));
        let check = migrator.check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}\n{text}"));
        assert!(check.is_clean(), "{key}: {check}\n{text}");
        let lost = ["customers.bio"];
        assert_eq!(before.without(&lost).rows, dump(scratch).await.without(&lost).rows, "{key}");
        migrator.to(&scratch.db, 0).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(before.without(&lost).rows, dump(scratch).await.without(&lost).rows, "{key}");
    });
}

#[test]
fn what_cannot_be_said_is_named() {
    on_every_database(&every::MIGRATIONS, async |scratch| {
        let key = set_up(scratch).await;
        let (adoption, text) = adopted(scratch).await;
        let expected: &[&str] = match key {
            "postgres" => &["domain `short`"],
            "sqlite" => &["virtual table `found`"],
            _ => &["procedure `nothing`", "index `words` of `orders`: fulltext"],
        };
        assert_eq!(adoption.left_out, expected, "{key}: {text}");
        for one in expected {
            assert!(text.contains(&format!("// - {one}\n")), "{key}: {text}");
        }
    });
}

#[test]
fn a_hash_of_a_table_in_memory_is_named() {
    on_every_database(&every::MIGRATIONS, async |scratch| {
        let key = set_up(scratch).await;
        if !dialect(key).is_mysql_family() {
            return;
        }
        scratch.run("CREATE TABLE counts (id int PRIMARY KEY, n int, INDEX by_n (n) USING HASH) ENGINE = MEMORY").await;
        let (adoption, text) = adopted(scratch).await;
        assert!(adoption.left_out.contains(&"index `by_n` of `counts`: hash".to_owned()), "{key}: {text}");
        built(dialect(key), &[(ADOPT, &text)]).unwrap_or_else(|error| panic!("{key}: {error}\n{text}"));
    });
}

#[test]
fn a_migration_that_sqlx_left_half_done_is_finished_first() {
    on_every_database(&every::MIGRATIONS, async |scratch| {
        let key = set_up(scratch).await;
        scratch.run("UPDATE _sqlx_migrations SET success = false WHERE version = 20240102000000").await;
        let error = Migrator::new(nothing_yet(dialect(key))).adopt(&scratch.db).await.expect_err("it is half done");
        let error = error.to_string();
        assert!(error.starts_with("sqlx left its migration `20240102000000` half done\n"), "{key}: {error}");
    });
}
