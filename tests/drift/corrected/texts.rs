//! A table, and a last migration that is wrong, corrected, or another one.

use migrate::Migrations;
use migrate::prelude::*;

/// Divides by what may be 0.
pub fn divides() -> &'static Migrations {
    struct CreateUsers;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                integer("n").default(1),
                integer("share").default(0),
                text("nick").nullable(),
            ]);
        }
    }
    struct Last;
    #[migration(version = 20260102_000000)]
    impl DataMigration for Last {
        fn up(data: &mut Data) {
            data.update("users").set("share", sql("100 / n")).in_batches_of(2);
        }
        fn down(data: &mut Data) {
            data.update("users").set("share", 0).in_batches_of(2);
        }
    }
    migrate::migrations![CreateUsers, Last];
    &MIGRATIONS
}

/// The same, corrected.
pub fn divides_what_it_can() -> &'static Migrations {
    struct CreateUsers;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                integer("n").default(1),
                integer("share").default(0),
                text("nick").nullable(),
            ]);
        }
    }
    struct Last;
    #[migration(version = 20260102_000000)]
    impl DataMigration for Last {
        fn up(data: &mut Data) {
            data.update("users").set("share", sql("100 / n")).only_where("n <> 0").in_batches_of(2);
        }
        fn down(data: &mut Data) {
            data.update("users").set("share", 0).in_batches_of(2);
        }
    }
    migrate::migrations![CreateUsers, Last];
    &MIGRATIONS
}

/// The same in one statement.
pub fn divides_at_once() -> &'static Migrations {
    struct CreateUsers;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                integer("n").default(1),
                integer("share").default(0),
                text("nick").nullable(),
            ]);
        }
    }
    struct Last;
    #[migration(version = 20260102_000000)]
    impl DataMigration for Last {
        fn up(data: &mut Data) {
            data.update("users").set("share", sql("100 / n")).only_where("n <> 0");
        }
        fn down(data: &mut Data) {
            data.update("users").set("share", 0).in_batches_of(2);
        }
    }
    migrate::migrations![CreateUsers, Last];
    &MIGRATIONS
}

/// A step that never succeeds, behind one that cannot be taken back.
pub fn wrong_up() -> &'static Migrations {
    struct CreateUsers;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                integer("n").default(1),
                integer("share").default(0),
                text("nick").nullable(),
            ]);
        }
    }
    struct Last;
    #[migration(version = 20260102_000000)]
    impl Migration for Last {
        fn up(schema: &mut Schema) {
            #[allow(drop_column, reason = "nothing else names it")]
            schema.drop_column("users", "nick").accept_data_loss("nobody reads it");
            schema
                .execute("ALTER TABLE users STATS_PERSISTENT=7")
                .reverse("ALTER TABLE users STATS_PERSISTENT=DEFAULT");
            schema.add_column("users", integer("size").nullable());
        }
    }
    migrate::migrations![CreateUsers, Last];
    &MIGRATIONS
}

/// The same, corrected.
pub fn right_up() -> &'static Migrations {
    struct CreateUsers;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                integer("n").default(1),
                integer("share").default(0),
                text("nick").nullable(),
            ]);
        }
    }
    struct Last;
    #[migration(version = 20260102_000000)]
    impl Migration for Last {
        fn up(schema: &mut Schema) {
            #[allow(drop_column, reason = "nothing else names it")]
            schema.drop_column("users", "nick").accept_data_loss("nobody reads it");
            schema
                .execute("ALTER TABLE users STATS_PERSISTENT=1")
                .reverse("ALTER TABLE users STATS_PERSISTENT=DEFAULT");
            schema.add_column("users", integer("size").nullable());
        }
    }
    migrate::migrations![CreateUsers, Last];
    &MIGRATIONS
}

/// The same with another first step.
pub fn another_up() -> &'static Migrations {
    struct CreateUsers;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                integer("n").default(1),
                integer("share").default(0),
                text("nick").nullable(),
            ]);
        }
    }
    struct Last;
    #[migration(version = 20260102_000000)]
    impl Migration for Last {
        fn up(schema: &mut Schema) {
            #[allow(drop_column, reason = "nothing else names it")]
            schema.drop_column("users", "share").accept_data_loss("nobody reads it");
            schema
                .execute("ALTER TABLE users STATS_PERSISTENT=1")
                .reverse("ALTER TABLE users STATS_PERSISTENT=DEFAULT");
        }
    }
    migrate::migrations![CreateUsers, Last];
    &MIGRATIONS
}

/// The same on the way back.
pub fn wrong_down() -> &'static Migrations {
    struct CreateUsers;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                integer("n").default(1),
                integer("share").default(0),
                text("nick").nullable(),
            ]);
        }
    }
    struct Last;
    #[migration(version = 20260102_000000)]
    impl Migration for Last {
        fn up(schema: &mut Schema) {
            schema.execute("ALTER TABLE users STATS_PERSISTENT=1").reverse("ALTER TABLE users STATS_PERSISTENT=7");
            schema.add_column("users", integer("size").nullable());
        }
    }
    migrate::migrations![CreateUsers, Last];
    &MIGRATIONS
}

/// The same, corrected.
pub fn right_down() -> &'static Migrations {
    struct CreateUsers;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                integer("n").default(1),
                integer("share").default(0),
                text("nick").nullable(),
            ]);
        }
    }
    struct Last;
    #[migration(version = 20260102_000000)]
    impl Migration for Last {
        fn up(schema: &mut Schema) {
            schema
                .execute("ALTER TABLE users STATS_PERSISTENT=1")
                .reverse("ALTER TABLE users STATS_PERSISTENT=DEFAULT");
            schema.add_column("users", integer("size").nullable());
        }
    }
    migrate::migrations![CreateUsers, Last];
    &MIGRATIONS
}

/// Two steps that can be taken back.
pub fn taken_back() -> &'static Migrations {
    struct CreateUsers;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                integer("n").default(1),
                integer("share").default(0),
                text("nick").nullable(),
            ]);
        }
    }
    struct Last;
    #[migration(version = 20260102_000000)]
    impl Migration for Last {
        fn up(schema: &mut Schema) {
            schema.add_column("users", integer("size").nullable());
            schema.create_index("users", ["share"]);
        }
    }
    migrate::migrations![CreateUsers, Last];
    &MIGRATIONS
}
