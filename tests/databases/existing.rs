//! What an older tool made joins a history: nothing is sent for it, and what differs is said.

use migrate::prelude::*;
use migrate::testing::assert_reversible;
use migrate::{Migrations, Migrator};

use crate::check::{block_on, on_every_database};
use crate::dump::dump;
use crate::scratch::Scratch;

/// A history that adopts what `older` makes, and builds on it.
mod adopting {
    use migrate::prelude::*;

    struct Adopt;
    #[migration(version = 20260101_000000)]
    impl Migration for Adopt {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), string("code").unique()]).already_exists();
            schema
                .create_table("users")
                .columns([
                    id(),
                    varchar("email", 80),
                    integer("age").default(7),
                    boolean("active"),
                    timestamp_with_time_zone("seen_at").nullable(),
                    decimal("balance", 10, 2).nullable(),
                    reference("team_id", "teams").on_delete(Cascade),
                ])
                .unique(["email", "age"])
                .already_exists();
        }
    }

    struct AdoptMore;
    #[migration(version = 20260102_000000)]
    impl Migration for AdoptMore {
        fn up(schema: &mut Schema) {
            schema.create_table("tags").columns([id(), text("name")]);
            schema.add_column("users", string("city")).already_exists();
            schema.create_index("users", "city").already_exists();
            schema.create_view("people", "SELECT id, email FROM users").already_exists();
        }
    }

    struct Build;
    #[migration(version = 20260103_000000)]
    impl Migration for Build {
        fn up(schema: &mut Schema) {
            schema.add_column("users", string("nick").default("none"));
            schema.create_index("users", "age");
        }
    }

    migrate::migrations![Adopt, AdoptMore, Build];
}

/// What an older tool made, in its own words.
fn older(key: &str) -> Vec<&'static str> {
    let tables = match key {
        "postgres" => [
            "CREATE TABLE teams (id bigserial PRIMARY KEY, code character varying(255) NOT NULL UNIQUE)",
            "CREATE TABLE users (id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(80) NOT NULL,
             age int4 NOT NULL DEFAULT 7, active bool NOT NULL, seen_at timestamptz, balance decimal(10, 2),
             team_id bigint NOT NULL REFERENCES teams ON DELETE CASCADE, city varchar(255) NOT NULL,
             CONSTRAINT users_email_age_key UNIQUE (email, age))",
        ],
        "sqlite" => [
            "CREATE TABLE teams (id INTEGER PRIMARY KEY, code VARCHAR(255) NOT NULL UNIQUE)",
            "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL, age INT NOT NULL DEFAULT 7,
             active BOOLEAN NOT NULL, seen_at TEXT, balance DECIMAL(10,2),
             team_id INTEGER NOT NULL REFERENCES teams ON DELETE CASCADE, city VARCHAR NOT NULL, UNIQUE (email, age))",
        ],
        _ => [
            "CREATE TABLE teams (id bigint AUTO_INCREMENT PRIMARY KEY, code varchar(255) NOT NULL,
             UNIQUE teams_code_key (code))",
            "CREATE TABLE users (id bigint(20) AUTO_INCREMENT PRIMARY KEY, email varchar(80) NOT NULL,
             age integer NOT NULL DEFAULT '7', active bool NOT NULL, seen_at timestamp(6) NULL, balance decimal(10,2),
             team_id bigint NOT NULL, city varchar(255) NOT NULL, UNIQUE users_email_age_key (email, age),
             INDEX users_team_id_idx (team_id), CONSTRAINT users_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id)
             ON DELETE CASCADE)",
        ],
    };
    let mut made = tables.to_vec();
    if ["postgres", "sqlite"].contains(&key) {
        made.push("CREATE INDEX users_team_id_idx ON users (team_id)");
    }
    made.push("CREATE INDEX users_city_idx ON users (city)");
    made.push("CREATE VIEW people AS SELECT id, email FROM users");
    made.push("INSERT INTO teams (code) VALUES ('red')");
    made.push("INSERT INTO users (email, active, team_id, city) VALUES ('a', true, 1, 'Umea')");
    made
}

async fn set_up(scratch: &Scratch) {
    for sql in older(scratch.server.key()) {
        scratch.run(sql).await;
    }
}

#[test]
fn what_an_older_tool_made_joins_and_stays() {
    on_every_database(&adopting::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        set_up(scratch).await;
        let before = dump(scratch).await;
        let migrator = Migrator::new(&adopting::MIGRATIONS).accept_data_loss();
        migrator.to(&scratch.db, 20_260_101_000_000).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        before.assert_same(&dump(scratch).await, &format!("{key}: joined"));
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(scratch.value("SELECT nick FROM users").await, "none", "{key}");
        migrator.to(&scratch.db, 0).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let after = dump(scratch).await;
        assert_eq!(before.rows, after.rows, "{key}");
        // SQLite makes tables anew in the words of the model where its own statements do not do.
        before.assert_same(&after, &format!("{key}: left"));
    });
}

/// Carries out `spoil` on what the older tool made; the run then names all of these, and changes nothing.
fn check_different(spoil: &[(&str, &str)], named: &[(&str, &str)]) {
    on_every_database(&adopting::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let of_key = |lines: &[(&str, &'static str)]| -> Vec<&'static str> {
            let kept = lines.iter().filter(|(keys, _)| keys.is_empty() || keys.contains(key));
            kept.map(|(_, line)| *line).collect()
        };
        let spoil: Vec<(&str, &'static str)> =
            spoil.iter().map(|(k, s)| (*k, &*String::leak((*s).to_owned()))).collect();
        let named: Vec<(&str, &'static str)> =
            named.iter().map(|(k, s)| (*k, &*String::leak((*s).to_owned()))).collect();
        set_up(scratch).await;
        for sql in of_key(&spoil) {
            scratch.run(sql).await;
        }
        let before = dump(scratch).await;
        let error = Migrator::new(&adopting::MIGRATIONS).up(&scratch.db).await.expect_err("something differs");
        let error = error.to_string();
        for line in of_key(&named) {
            assert!(error.contains(line), "{key}: {line} is not said in\n{error}");
        }
        before.assert_same(&dump(scratch).await, &format!("{key}: nothing was changed"));
    });
}

#[test]
fn a_table_that_is_missing() {
    check_different(
        &[("", "DROP VIEW people"), ("", "DROP TABLE users")],
        &[("", "`m20260101_000000_adopt` cannot be applied"), ("", "note: table `users` is missing\n")],
    );
}

#[test]
fn columns_that_differ() {
    let rebuilt = "CREATE TABLE users (id INTEGER PRIMARY KEY, email INTEGER, age INT NOT NULL, active BOOLEAN NOT NULL, \
                   seen_at TEXT, team_id INTEGER NOT NULL REFERENCES teams ON DELETE CASCADE, city VARCHAR NOT NULL, \
                   more TEXT, UNIQUE (email, age))";
    check_different(
        &[
            ("sqlite", "DROP VIEW people"),
            ("sqlite", "DROP TABLE users"),
            ("sqlite", rebuilt),
            ("sqlite", "CREATE INDEX users_team_id_idx ON users (team_id)"),
            ("postgres", "ALTER TABLE users ALTER email DROP NOT NULL, ALTER age DROP DEFAULT, DROP balance"),
            ("mysql mariadb", "ALTER TABLE users MODIFY email varchar(80), ALTER age DROP DEFAULT, DROP balance"),
        ],
        &[
            ("sqlite", "`users.email` is INTEGER, not TEXT NOT NULL"),
            ("postgres", "`users.email` is character varying(80), not character varying(80) NOT NULL"),
            ("mysql mariadb", "`users.email` is varchar(80), not varchar(80) NOT NULL"),
            ("", "NOT NULL, with a default"),
            ("", "`users.balance` is missing"),
        ],
    );
}

#[test]
fn keys_that_differ() {
    check_different(
        &[
            ("postgres", "ALTER TABLE users DROP CONSTRAINT users_email_age_key, DROP CONSTRAINT users_team_id_fkey"),
            ("mysql mariadb", "ALTER TABLE users DROP INDEX users_email_age_key, DROP FOREIGN KEY users_team_id_fkey"),
            ("sqlite", "DROP VIEW people"),
            ("sqlite", "DROP TABLE users"),
            (
                "sqlite",
                "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INT NOT NULL DEFAULT 7, active BOOLEAN \
                 NOT NULL, seen_at TEXT, balance DECIMAL(10,2), team_id INTEGER NOT NULL)",
            ),
            ("postgres", "DROP INDEX users_team_id_idx"),
            ("postgres", "CREATE UNIQUE INDEX users_team_id_idx ON users (team_id)"),
        ],
        &[
            ("postgres", "unique constraint `users_email_age_key` of `users` is missing"),
            ("mysql mariadb", "index `users_email_age_key` of `users` is missing"),
            ("sqlite", "the unique constraint of `users` on (email, age) is missing"),
            ("postgres mysql mariadb", "foreign key `users_team_id_fkey` of `users` is missing"),
            ("sqlite", "the foreign key of `users` on (team_id) is missing"),
            ("postgres", "index `users_team_id_idx` of `users` is unique (team_id), not (team_id)"),
            ("sqlite", "index `users_team_id_idx` of `users` is missing"),
        ],
    );
}

/// What joins in the middle is asked for before the tables that its migration makes.
#[test]
fn what_differs_later_stops_a_migration_before_it_begins() {
    check_different(
        &[
            ("", "DROP VIEW people"),
            ("postgres sqlite", "DROP INDEX users_city_idx"),
            ("mysql mariadb", "DROP INDEX users_city_idx ON users"),
        ],
        &[
            ("", "`m20260102_000000_adopt_more` cannot be applied"),
            ("", "index `users_city_idx` of `users` is missing"),
        ],
    );
    check_different(&[("", "DROP VIEW people")], &[("", "view `people` is missing"), ("", "nothing was changed")]);
}

/// Somebody uses the table, however empty the history is.
#[test]
#[cfg(feature = "postgres")]
fn no_plain_form_is_used() {
    let of = |migrations: &Migrations| {
        let script = migrations.list[2].script(migrate::__private::Dialect::Postgres).expect("it is a target");
        script.up.read()
    };
    let steps = of(&adopting::MIGRATIONS);
    assert!(steps.iter().any(|step| step.sql.contains("CONCURRENTLY")), "{steps:?}");
    assert!(steps.iter().all(|step| step.plain.is_none()), "{steps:?}");
}

#[test]
fn a_history_that_adopts_is_proved_on_what_it_says() {
    on_every_database(&adopting::MIGRATIONS, async |scratch| {
        let url = scratch.url.clone();
        let proof = || block_on(assert_reversible(&adopting::MIGRATIONS, &url));
        let reversal = std::thread::scope(|scope| scope.spawn(proof).join()).expect("it holds");
        assert_eq!(reversal.not_undone, Vec::<String>::new(), "{}", scratch.server.key());
    });
}

/// What this library makes itself differs in nothing from what it says to exist already, whatever it is.
#[test]
fn every_kind_is_found_again() {
    struct Adopt;
    #[migration(version = 20260101_000000)]
    impl Migration for Adopt {
        fn up(schema: &mut Schema) {
            schema.create_enum("status", ["new", "it's", "paid"]).already_exists();
            schema.create_table("teams").columns([varchar("code", 20).primary_key()]).already_exists();
            schema
                .create_table("kinds")
                .columns([
                    uuid("uuid_id").primary_key(),
                    small_integer("small").default(1),
                    integer("middle"),
                    big_integer("big"),
                    decimal("exact", 12, 2),
                    float("single"),
                    double("double"),
                    boolean("flag").default(true),
                    char("letters", 2),
                    string("words"),
                    text("long_text").nullable(),
                    date("day"),
                    time("hour"),
                    datetime("moment").default(now()),
                    timestamp("stamp").nullable(),
                    timestamp_with_time_zone("zoned").nullable(),
                    json("json"),
                    json_binary("json_binary"),
                    binary("bytes", 16),
                    blob("blob"),
                    enumeration("status", "status"),
                    varchar("lead", 20).nullable(),
                    integer("twice").nullable().generated("middle * 2").stored(),
                    varchar("team", 20).nullable().references("teams", "code").on_delete(SetNull).on_update(Cascade),
                ])
                .unique(["middle", "big"])
                .index("words")
                .index([column("letters").desc(), column("day")])
                .check("some", "middle > 0")
                .already_exists();
            schema.add_column("kinds", integer("more").unique()).already_exists();
            schema.add_foreign_key("kinds", ["lead"]).references("teams", ["code"]).named("by_lead").already_exists();
            schema.add_check("kinds", "other", "big > 0").already_exists();
            schema.add_unique("kinds", ["words"]).already_exists();
            schema.create_index("kinds", ["exact"]).unique().already_exists();
            schema.create_view("seen", "SELECT middle FROM kinds").already_exists();
        }
    }
    migrate::migrations![Adopt];
    on_every_database(&MIGRATIONS, async |scratch| {
        let url = scratch.url.clone();
        let proof = || block_on(assert_reversible(&MIGRATIONS, &url));
        let reversal = std::thread::scope(|scope| scope.spawn(proof).join());
        assert!(reversal.is_ok(), "{}", scratch.server.key());
    });
}

/// A table that is made anew would lose a column that the history does not know.
#[test]
#[cfg(feature = "sqlite")]
fn a_column_that_the_history_does_not_name_is_not_lost() {
    struct Adopt;
    #[migration(version = 20260101_000000)]
    impl Migration for Adopt {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick").nullable()]).already_exists();
        }
    }
    struct Require;
    #[migration(version = 20260102_000000)]
    impl Migration for Require {
        fn up(schema: &mut Schema) {
            schema.set_not_null("users", "nick");
        }
    }
    migrate::migrations![Adopt, Require];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let id = match key {
            "sqlite" => "id integer PRIMARY KEY AUTOINCREMENT",
            "postgres" => "id bigserial PRIMARY KEY",
            _ => "id bigint AUTO_INCREMENT PRIMARY KEY",
        };
        scratch.run(&format!("CREATE TABLE users ({id}, nick varchar(255) NULL, more integer)")).await;
        scratch.run("INSERT INTO users (nick, more) VALUES ('ada', 7)").await;
        let outcome = Migrator::new(&MIGRATIONS).up(&scratch.db).await;
        match (key, outcome) {
            ("sqlite", Err(error)) => assert!(error.to_string().contains("in the way: column `more`"), "{error}"),
            ("sqlite", Ok(_)) => panic!("the column would be lost"),
            (_, outcome) => assert!(outcome.is_ok(), "{key}: {outcome:?}"),
        }
        assert_eq!(scratch.value("SELECT more FROM users").await, "7", "{key}");
    });
}

/// A value that somebody else added to an enumeration.
mod extended {
    use migrate::Migrator;
    use migrate::prelude::*;

    use crate::check::on_every_database;
    use crate::dump::dump;

    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_enum("status", ["new", "paid"]);
            schema.create_table("orders").columns([id(), enumeration("state", "status")]);
        }
    }
    struct AdoptValue;
    #[migration(version = 20260102_000000)]
    impl Migration for AdoptValue {
        fn up(schema: &mut Schema) {
            schema.add_enum_value("status", "sent").after("new").already_exists();
        }
    }
    migrate::migrations![Setup, AdoptValue];

    #[test]
    fn a_value_that_was_added_elsewhere_joins_and_stays() {
        on_every_database(&MIGRATIONS, async |scratch| {
            let key = scratch.server.key();
            let migrator = Migrator::new(&MIGRATIONS);
            migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("it is created");
            scratch.run("INSERT INTO orders (state) VALUES ('new')").await;
            let (missing, added) = match key {
                "postgres" => {
                    let added = "ALTER TYPE status ADD VALUE 'sent' AFTER 'new'";
                    (Some("value `sent` of enum `status` is missing"), Some(added))
                }
                // The check of SQLite is not looked at.
                "sqlite" => (None, None),
                _ => {
                    let added = "ALTER TABLE orders MODIFY state enum('new', 'sent', 'paid') NOT NULL";
                    (
                        Some("`orders.state` is enum('new','paid') NOT NULL, not enum('new','sent','paid') NOT NULL"),
                        Some(added),
                    )
                }
            };
            if let Some(missing) = missing {
                let error = migrator.up(&scratch.db).await.expect_err("the value is missing").to_string();
                assert!(error.contains(missing), "{key}: {error}");
            }
            if let Some(added) = added {
                scratch.run(added).await;
            }
            let before = dump(scratch).await;
            migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            before.assert_same(&dump(scratch).await, &format!("{key}: joined"));
            migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            before.assert_same(&dump(scratch).await, &format!("{key}: left"));
        });
    }
}

/// A table that another tool made, and whose enumeration has had more values since.
mod longer {
    use migrate::Migrator;
    use migrate::prelude::*;

    use crate::check::on_every_database;

    struct Adopt;
    #[migration(version = 20260101_000000)]
    impl Migration for Adopt {
        fn up(schema: &mut Schema) {
            schema.create_enum("status", ["new", "50%_off"]).already_exists();
            schema
                .create_table("orders")
                .columns([id(), enumeration("state", "status").default("new")])
                .already_exists();
        }
    }
    struct AdoptValue;
    #[migration(version = 20260102_000000)]
    impl Migration for AdoptValue {
        fn up(schema: &mut Schema) {
            schema.add_enum_value("status", "sent").after("new").already_exists();
        }
    }
    migrate::migrations![Adopt, AdoptValue];

    #[test]
    fn a_table_joins_whose_enumeration_has_more_values() {
        on_every_database(&MIGRATIONS, async |scratch| {
            let key = scratch.server.key();
            let create = |state: &str| {
                match key {
                "postgres" => format!(
                    "CREATE TYPE status AS ENUM ({state}); CREATE TABLE orders (id bigint GENERATED BY DEFAULT AS IDENTITY
                     CONSTRAINT orders_pkey PRIMARY KEY, state status NOT NULL DEFAULT 'new')"
                ),
                "sqlite" => "CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
                             state TEXT NOT NULL DEFAULT 'new')"
                    .to_owned(),
                _ => format!(
                    "CREATE TABLE orders (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
                     state enum({state}) NOT NULL DEFAULT 'new')"
                ),
            }
            };
            let migrator = Migrator::new(&MIGRATIONS);
            scratch.run(&create("'new', 'sent'")).await;
            if key != "sqlite" {
                let error = migrator.up(&scratch.db).await.expect_err("a value is missing").to_string();
                assert!(error.contains("50%_off"), "{key}: {error}");
            }
            scratch.run("DROP TABLE orders").await;
            if key == "postgres" {
                scratch.run("DROP TYPE status").await;
            }
            scratch.run(&create("'new', 'sent', '50%_off'")).await;
            migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        });
    }
}
