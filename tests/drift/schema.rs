//! Each change by hand is found, and no other; what is said to be sent takes it back.

use migrate::{Check, Migrations, Migrator};

use crate::check::on_every_database;
use crate::scratch::Scratch;
use crate::shop;

/// A change by hand.
pub struct Case {
    /// On which databases.
    on: &'static str,
    /// What is sent.
    sql: &'static str,
    /// What is found: the problem, the kind and the name.
    found: &'static str,
    /// Whether what is said to be sent does not take it back.
    stays: bool,
}

impl Case {
    pub const fn of(on: &'static str, sql: &'static str, found: &'static str) -> Self {
        Self { on, sql, found, stays: false }
    }

    /// Nothing that can be sent takes it back.
    pub const fn stays(self) -> Self {
        Self { stays: true, ..self }
    }
}

/// Carries out each case in one database for each server, and what is said to be sent.
pub fn check_cases(migrations: &'static Migrations, cases: &[Case]) {
    assert!(!cases.is_empty(), "there are cases");
    on_every_database(migrations, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(migrations);
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let clean = check(scratch, &migrator).await;
        assert!(clean.is_clean(), "{key}: nothing was changed, and yet\n{clean}");
        let mut left: Vec<String> = Vec::new();
        for case in cases.iter().filter(|case| case.on.split(' ').any(|on| on == key)) {
            scratch.run(case.sql).await;
            let found = check(scratch, &migrator).await;
            let names: Vec<String> = found.schema.iter().map(told).filter(|one| !left.contains(one)).collect();
            let expected: Vec<&str> = case.found.split('\n').filter(|one| !one.is_empty()).collect();
            assert_eq!(names, expected, "{key}: {}\n{found}", case.sql);
            if case.stays {
                left.extend(names);
                continue;
            }
            for finding in found.schema.iter().filter(|finding| !left.contains(&told(finding))) {
                let Some((_, sql)) = finding.help.split_once("send: ") else {
                    panic!("{key}: nothing is said to be sent: {found}")
                };
                scratch.run(sql).await;
            }
        }
        // What is left of one case would be found in the next.
        let after = check(scratch, &migrator).await;
        let names: Vec<String> = after.schema.iter().map(told).filter(|one| !left.contains(one)).collect();
        assert!(names.is_empty(), "{key}: the last case was not taken back\n{after}");
    });
}

async fn check(scratch: &Scratch, migrator: &Migrator) -> Check {
    let found = migrator.check(&scratch.db).await;
    let found = found.unwrap_or_else(|error| panic!("{}: {error}", scratch.server.key()));
    assert_eq!((found.history.len(), &found.not_compared), (0, &None), "{}: {found}", scratch.server.key());
    found
}

fn told(finding: &migrate::Finding) -> String {
    let problem = serde_json::to_value(finding.problem).expect("it is a word");
    format!("{} {} {}", problem.as_str().unwrap_or_default(), finding.kind, finding.name)
}

#[test]
fn each_change_is_found_and_no_other() {
    let every = "postgres mysql mariadb sqlite";
    let servers = "postgres mysql mariadb";
    let my = "mysql mariadb";
    let cases = [
        Case::of(every, "CREATE TABLE more (id integer)", "unknown table more"),
        Case::of(every, "ALTER TABLE customers ADD COLUMN phone varchar(20)", "unknown column customers.phone"),
        Case::of(servers, "ALTER TABLE customers DROP COLUMN city", "missing column customers.city"),
        Case::of("sqlite", "ALTER TABLE customers DROP COLUMN city", "missing column customers.city"),
        Case::of("postgres", "ALTER TABLE customers ALTER nick TYPE varchar(40)", "different column customers.nick"),
        Case::of(my, "ALTER TABLE customers MODIFY nick varchar(40)", "different column customers.nick"),
        Case::of("postgres", "ALTER TABLE customers ALTER nick SET NOT NULL", "different column customers.nick"),
        Case::of(my, "ALTER TABLE customers MODIFY nick varchar(20) NOT NULL", "different column customers.nick"),
        Case::of("postgres", "ALTER TABLE customers ALTER age SET DEFAULT 21", "different column customers.age"),
        Case::of(my, "ALTER TABLE customers ALTER age SET DEFAULT 21", "different column customers.age"),
        Case::of(servers, "ALTER TABLE customers ALTER age DROP DEFAULT", "different column customers.age"),
        Case::of("postgres", "ALTER TABLE customers ALTER seen_at DROP DEFAULT", "different column customers.seen_at"),
        Case::of(
            my,
            "ALTER TABLE customers MODIFY seen_at timestamp(6) NOT NULL",
            "different column customers.seen_at",
        ),
        Case::of(
            my,
            "ALTER TABLE customers MODIFY email varchar(255) COLLATE utf8mb4_bin NOT NULL",
            "different column customers.email",
        ),
        Case::of("postgres", "COMMENT ON TABLE customers IS 'nobody'", "different table customers"),
        Case::of(my, "ALTER TABLE customers COMMENT 'nobody'", "different table customers"),
        Case::of("postgres", "COMMENT ON COLUMN orders.code IS NULL", "different column orders.code"),
        Case::of(my, "ALTER TABLE orders MODIFY code varchar(255) NOT NULL", "different column orders.code"),
        Case::of(
            every,
            "CREATE INDEX customers_city_nick_idx ON customers (nick, age)",
            "unknown index customers.customers_city_nick_idx",
        ),
        Case::of("postgres sqlite", "DROP INDEX orders_code_price_idx", "missing index orders.orders_code_price_idx"),
        Case::of(my, "DROP INDEX orders_code_price_idx ON orders", "missing index orders.orders_code_price_idx"),
        Case::of(
            "postgres sqlite",
            "DROP INDEX orders_code_price_idx; CREATE INDEX orders_code_price_idx ON orders (price, code)",
            "different index orders.orders_code_price_idx",
        ),
        Case::of(
            my,
            "ALTER TABLE orders DROP INDEX orders_code_price_idx, ADD INDEX orders_code_price_idx (code, price DESC)",
            "different index orders.orders_code_price_idx",
        ),
        Case::of(
            "postgres",
            "ALTER TABLE orders DROP CONSTRAINT orders_code_state_key",
            "missing unique constraint orders.orders_code_state_key",
        ),
        Case::of(
            my,
            "ALTER TABLE orders DROP INDEX orders_code_state_key",
            "missing unique constraint orders.orders_code_state_key",
        ),
        Case::of(
            "postgres",
            "ALTER TABLE orders ADD CONSTRAINT more UNIQUE (price)",
            "unknown unique constraint orders.more",
        ),
        Case::of(my, "ALTER TABLE orders ADD UNIQUE more (price)", "unknown unique constraint orders.more"),
        Case::of(
            "postgres",
            "ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey",
            "missing foreign key orders.orders_customer_id_fkey",
        ),
        Case::of(
            my,
            "ALTER TABLE orders DROP FOREIGN KEY orders_customer_id_fkey",
            "missing foreign key orders.orders_customer_id_fkey",
        ),
        Case::of(
            "postgres",
            "ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey, ADD CONSTRAINT orders_customer_id_fkey \
             FOREIGN KEY (customer_id) REFERENCES customers (id)",
            "different foreign key orders.orders_customer_id_fkey",
        ),
        Case::of(
            "postgres",
            "ALTER TABLE customers DROP CONSTRAINT customers_age_check",
            "missing check customers.customers_age_check",
        ),
        Case::of(
            my,
            "ALTER TABLE customers DROP CONSTRAINT customers_age_check",
            "missing check customers.customers_age_check",
        ),
        Case::of(
            servers,
            "ALTER TABLE customers ADD CONSTRAINT more CHECK (age < 200)",
            "unknown check customers.more",
        ),
        Case::of(
            servers,
            "ALTER TABLE customers DROP CONSTRAINT customers_age_check, ADD CONSTRAINT customers_age_check CHECK (age > 1)",
            "different check customers.customers_age_check",
        ),
        Case::of(servers, "DROP VIEW active_customers", "missing view active_customers"),
        Case::of(
            "sqlite",
            "DROP VIEW active_customers; CREATE VIEW active_customers AS SELECT id, email FROM customers",
            "different view active_customers",
        ),
        Case::of(
            "postgres",
            "CREATE OR REPLACE VIEW active_customers AS SELECT id, email FROM customers",
            "different view active_customers",
        ),
        Case::of(every, "CREATE VIEW more AS SELECT id FROM customers", "unknown view more"),
        Case::of("postgres", "DROP FUNCTION twice", "missing function twice(n integer)"),
        Case::of(my, "DROP FUNCTION twice", "missing function twice"),
        Case::of(
            "postgres",
            "CREATE OR REPLACE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT n * 3 $$",
            "different function twice(n integer)",
        ),
        Case::of("postgres", "DROP TRIGGER touch_customers ON customers", "missing trigger customers.touch_customers"),
        Case::of("mysql mariadb sqlite", "DROP TRIGGER touch_customers", "missing trigger customers.touch_customers"),
        Case::of(
            "postgres",
            "ALTER TABLE customers DISABLE TRIGGER touch_customers",
            "different trigger customers.touch_customers",
        ),
        Case::of("postgres", "ALTER TYPE state ADD VALUE 'lost'", "different enum state").stays(),
        Case::of(
            my,
            "ALTER TABLE orders MODIFY state enum('new', 'paid', 'lost') NOT NULL DEFAULT 'new'",
            "different column orders.state",
        ),
        // What only a table made anew would change.
        Case::of("postgres", "ALTER TABLE orders ALTER gross DROP EXPRESSION", "different column orders.gross"),
    ];
    check_cases(&shop::MIGRATIONS, &cases);
}

#[test]
fn what_only_a_new_table_of_sqlites_would_have() {
    on_every_database(&shop::MIGRATIONS, async |scratch| {
        if scratch.server.key() != "sqlite" {
            return;
        }
        let migrator = Migrator::new(&shop::MIGRATIONS);
        migrator.up(&scratch.db).await.expect("it applies");
        for sql in [
            "DROP VIEW active_customers",
            "DROP TABLE customers",
            "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT NOT NULL, nick INTEGER, age INTEGER NOT NULL DEFAULT (18),
             city TEXT NOT NULL, is_active BOOLEAN NOT NULL DEFAULT 1, seen_at TEXT COLLATE NOCASE NOT NULL, CHECK (age > 1))",
            "CREATE VIEW active_customers AS SELECT id, email FROM customers WHERE is_active = true",
            "CREATE TRIGGER touch_customers AFTER INSERT ON customers BEGIN
             UPDATE customers SET age = 20 WHERE id = NEW.id; END",
        ] {
            scratch.run(sql).await;
        }
        let found = check(scratch, &migrator).await;
        let names: Vec<String> = found.schema.iter().map(told).collect();
        assert_eq!(
            names,
            [
                "different column customers.city",
                "different column customers.nick",
                "different column customers.seen_at",
                "missing unique constraint customers on (email)",
                "missing check customers that `age > 0`",
                "unknown check customers that `age > 1`",
            ],
            "{found}"
        );
    });
}

#[test]
fn a_table_that_is_missing_is_one_difference() {
    on_every_database(&shop::MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&shop::MIGRATIONS);
        migrator.up(&scratch.db).await.expect("it applies");
        scratch.run("DROP TABLE orders").await;
        let names: Vec<String> = check(scratch, &migrator).await.schema.iter().map(told).collect();
        assert_eq!(names, ["missing table orders"], "{}", scratch.server.key());
    });
}
