//! Statements in their author's words: partitions, storage options, and what else the language does not spell.

use migrate::prelude::*;

use crate::check::{Case, block_on, check, on_every_database};

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct CreateEvents;
#[migration(version = 20260102_000000)]
impl Migration for CreateEvents {
    fn up(schema: &mut Schema) {
        schema
            .create_table("events")
            .columns([big_integer("number"), date("day"), varchar("what", 20).nullable()])
            .primary_key(["number", "day"])
            .index("day")
            .written_as(
                sql_for()
                    .postgres(
                        "CREATE TABLE events (number bigint, day date, what varchar(20),
                         CONSTRAINT events_pkey PRIMARY KEY (number, day)) PARTITION BY RANGE (day)",
                    )
                    .mysql(
                        "CREATE TABLE events (number bigint, day date, what varchar(20), PRIMARY KEY (number, day),
                         KEY events_day_idx (day)) PARTITION BY HASH (number) PARTITIONS 4",
                    )
                    .mariadb(
                        "CREATE TABLE events (number bigint, day date, what varchar(20), PRIMARY KEY (number, day),
                         KEY events_day_idx (day)) ROW_FORMAT = COMPRESSED",
                    )
                    .sqlite(
                        "CREATE TABLE events (number INTEGER NOT NULL, day TEXT NOT NULL, what TEXT,
                         PRIMARY KEY (number, day)) STRICT, WITHOUT ROWID",
                    ),
            );
        schema
            .execute(
                sql_for()
                    .postgres("CREATE TABLE events_of_all_days PARTITION OF events DEFAULT")
                    .nothing_on(MySql)
                    .nothing_on(Sqlite),
            )
            .reverse(sql_for().postgres("DROP TABLE events_of_all_days").nothing_on(MySql).nothing_on(Sqlite));
    }
}

struct ChangeEvents;
#[migration(version = 20260103_000000)]
impl Migration for ChangeEvents {
    fn up(schema: &mut Schema) {
        schema.create_index("events", "what");
        schema.add_column("events", integer("size").default(1));
        // SQLite makes the table anew, and keeps it STRICT and WITHOUT ROWID.
        schema
            .set_default("events", "what", "seen")
            .written_as(sql_for().sqlite(
                "CREATE TABLE events (number INTEGER NOT NULL, day TEXT NOT NULL, what TEXT DEFAULT 'seen',
                 size INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (number, day)) STRICT, WITHOUT ROWID",
            ))
            .reverse_written_as(sql_for().sqlite(
                "CREATE TABLE events (number INTEGER NOT NULL, day TEXT NOT NULL, what TEXT,
                 size INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (number, day)) STRICT, WITHOUT ROWID",
            ));
    }
}

struct IndexUsers;
#[migration(version = 20260104_000000)]
impl Migration for IndexUsers {
    fn up(schema: &mut Schema) {
        schema.create_index("users", "email").unique().written_as(
            sql_for()
                .postgres("CREATE UNIQUE INDEX CONCURRENTLY users_email_idx ON users (email) WITH (fillfactor = 70)")
                .sqlite("CREATE UNIQUE INDEX users_email_idx ON users (email COLLATE NOCASE)"),
        );
        schema.create_view("emails", "SELECT email FROM users").written_as(
            sql_for()
                .postgres("CREATE VIEW emails WITH (security_barrier) AS SELECT email FROM users")
                .mysql("CREATE SQL SECURITY INVOKER VIEW emails AS SELECT email FROM users"),
        );
    }
}

/// What was written by hand steps aside, and comes back.
struct RequireNick;
#[migration(version = 20260105_000000)]
impl Migration for RequireNick {
    fn up(schema: &mut Schema) {
        schema.set_not_null("users", "nick").restore_with("none").accept_data_loss("who had none is not asked");
        schema.rename_column("users", "nick", "handle");
    }
}

/// A view is put in place of another one by the words that made it, and the other way round.
struct ReplaceEmails;
#[migration(version = 20260105_120000)]
impl Migration for ReplaceEmails {
    fn up(schema: &mut Schema) {
        schema.replace_view("emails", "SELECT email, handle FROM users").written_as(
            sql_for()
                .postgres("CREATE OR REPLACE VIEW emails WITH (security_barrier) AS SELECT email, handle FROM users")
                .mysql("CREATE SQL SECURITY INVOKER VIEW emails AS SELECT email, handle FROM users"),
        );
    }
}

struct DropAll;
#[migration(version = 20260106_000000)]
impl Migration for DropAll {
    fn up(schema: &mut Schema) {
        schema.drop_view("emails");
        schema.drop_index("users", "users_email_idx");
    }
}

migrate::migrations![Setup, CreateEvents, ChangeEvents, IndexUsers, RequireNick, ReplaceEmails, DropAll];

#[test]
fn statements_in_their_authors_words() {
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO users (email, nick) VALUES ('a@x', 'ada'), ('b@x', NULL)")
            .losing(&["users.handle", "users.nick"]),
    );
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

/// A table that was dropped comes back in the words that made it, and its rows are where they were told to be.
mod dropped {
    use migrate::Migrator;
    use migrate::prelude::*;

    use crate::check::on_every_database;

    struct CreateEvents;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateEvents {
        fn up(schema: &mut Schema) {
            schema
                .create_table("events")
                .columns([big_integer("number").primary_key(), integer("size").nullable()])
                .written_as(
                    sql_for()
                        .postgres(
                            "CREATE TABLE events (number bigint PRIMARY KEY, size integer) WITH (fillfactor = 70)",
                        )
                        .mysql(
                            "CREATE TABLE events (number bigint PRIMARY KEY, size integer)
                             PARTITION BY KEY (number) PARTITIONS 3",
                        )
                        .sqlite("CREATE TABLE events (number INTEGER NOT NULL PRIMARY KEY, size INTEGER) STRICT"),
                );
        }
    }

    /// What was made in words on the table comes back in them too.
    struct IndexEvents;
    #[migration(version = 20260101_120000)]
    impl Migration for IndexEvents {
        fn up(schema: &mut Schema) {
            schema.create_index("events", ["size", "number"]).named("by_size").written_as(
                sql_for()
                    .postgres("CREATE INDEX by_size ON events (size, number) WITH (fillfactor = 60)")
                    .mysql("CREATE INDEX by_size ON events (size, number) COMMENT 'how long'")
                    .sqlite("CREATE INDEX by_size ON events (size COLLATE NOCASE, number)"),
            );
        }
    }

    struct DropEvents;
    #[migration(version = 20260102_000000)]
    impl Migration for DropEvents {
        fn up(schema: &mut Schema) {
            schema.drop_table("events").accept_data_loss("nobody reads them");
        }
    }

    migrate::migrations![CreateEvents, IndexEvents, DropEvents];

    #[test]
    fn what_is_dropped_comes_back_in_the_words_that_made_it() {
        on_every_database(&MIGRATIONS, async |scratch| {
            let options = async || {
                let sql = match scratch.server.key() {
                    "postgres" => "SELECT reloptions::text FROM pg_class WHERE relname = 'events'",
                    "sqlite" => "SELECT strict FROM pragma_table_list WHERE name = 'events'",
                    _ => {
                        "SELECT count(*) FROM information_schema.partitions
                         WHERE table_schema = database() AND table_name = 'events'"
                    }
                };
                scratch.value(sql).await
            };
            let expected = match scratch.server.key() {
                "postgres" => "{fillfactor=70}",
                "sqlite" => "1",
                _ => "3",
            };
            let index = match scratch.server.key() {
                "postgres" => "SELECT reloptions::text = '{fillfactor=60}' FROM pg_class WHERE relname = 'by_size'",
                "sqlite" => "SELECT coll = 'NOCASE' FROM pragma_index_xinfo('by_size') WHERE seqno = 0",
                _ => {
                    "SELECT index_comment = 'how long' FROM information_schema.statistics
                     WHERE table_schema = database() AND index_name = 'by_size' AND seq_in_index = 1"
                }
            };
            let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
            migrator.to(&scratch.db, MIGRATIONS.list[1].version).await.expect("it is created");
            assert_eq!(options().await, expected, "{}", scratch.server.key());
            migrator.up(&scratch.db).await.expect("it is dropped");
            migrator.to(&scratch.db, MIGRATIONS.list[1].version).await.expect("it comes back");
            assert_eq!(options().await, expected, "{}", scratch.server.key());
            let found = scratch.value(index).await;
            assert!(["1", "t", "true"].contains(&found.as_str()), "{}: {found}", scratch.server.key());
        });
    }
}

/// A constraint that was made in words comes back in them with its table.
mod constraints {
    use migrate::Migrator;
    use migrate::prelude::*;

    use crate::check::on_every_database;

    struct CreateVisits;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateVisits {
        fn up(schema: &mut Schema) {
            schema
                .create_table("visits")
                .columns([id(), integer("page"), big_integer("former").nullable()])
                .foreign_key(["former"], "visits", ["id"])
                .written_as(sql_for().mysql(
                    "CREATE TABLE visits (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, page integer NOT NULL,
                     former bigint, CONSTRAINT visits_former_fkey FOREIGN KEY (former) REFERENCES visits (id))
                     COMMENT 'of today'",
                ));
        }
    }

    struct AddKey;
    #[migration(version = 20260102_000000)]
    impl Migration for AddKey {
        fn up(schema: &mut Schema) {
            schema.add_unique("visits", ["page", "id"]).named("once").written_as(
                sql_for()
                    .postgres("ALTER TABLE visits ADD CONSTRAINT once UNIQUE (page, id) WITH (fillfactor = 50)")
                    .mysql("ALTER TABLE visits ADD CONSTRAINT once UNIQUE (page, id) COMMENT 'how often'"),
            );
        }
    }

    struct DropVisits;
    #[migration(version = 20260103_000000)]
    impl Migration for DropVisits {
        fn up(schema: &mut Schema) {
            schema.drop_table("visits").accept_data_loss("nobody reads them");
        }
    }

    migrate::migrations![CreateVisits, AddKey, DropVisits];

    #[test]
    fn they_come_back_in_the_words_that_made_them() {
        on_every_database(&MIGRATIONS, async |scratch| {
            let asked = match scratch.server.key() {
                "postgres" => "SELECT reloptions::text FROM pg_class WHERE relname = 'once'",
                "sqlite" => "SELECT group_concat(name) FROM pragma_index_info('sqlite_autoindex_visits_1')",
                _ => {
                    "SELECT group_concat(comment) FROM (SELECT table_comment AS comment
                     FROM information_schema.tables WHERE table_schema = database() AND table_name = 'visits'
                     UNION ALL SELECT index_comment FROM information_schema.statistics
                     WHERE table_schema = database() AND index_name = 'once' AND seq_in_index = 1) AS comments"
                }
            };
            let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
            migrator.up_steps(&scratch.db, 2).await.expect("it is created");
            let before = scratch.value(asked).await;
            migrator.up(&scratch.db).await.expect("it is dropped");
            migrator.down(&scratch.db).await.expect("it comes back");
            let expected = match scratch.server.key() {
                "postgres" => "{fillfactor=50}",
                "sqlite" => "page,id",
                _ => "of today,how often",
            };
            assert_eq!((before.as_str(), scratch.value(asked).await.as_str()), (expected, expected));
            migrator.to(&scratch.db, 0).await.expect("all of it can be undone");
        });
    }
}
