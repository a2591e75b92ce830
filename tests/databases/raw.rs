//! Raw SQL and its reverse, for every database or for some.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn raw_sql_and_its_reverse() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick"), boolean("active").default(true)]);
        }
    }
    struct View;
    #[migration(version = 20260102_000000)]
    impl Migration for View {
        fn up(schema: &mut Schema) {
            schema
                .execute("CREATE VIEW nicks (nick) AS SELECT nick FROM users WHERE nick <> 'it''s; ? $1 :x'")
                .reverse("DROP VIEW nicks");
        }
    }
    struct ForSome;
    #[migration(version = 20260103_000000)]
    impl Migration for ForSome {
        fn up(schema: &mut Schema) {
            schema
                .execute(
                    sql_for()
                        .postgres("CREATE VIEW ids (id) AS SELECT id::text AS id FROM users")
                        .mysql("CREATE VIEW ids (id) AS SELECT CAST(id AS CHAR) AS id FROM users")
                        .nothing_on(MariaDb)
                        .nothing_on(Sqlite),
                )
                .reverse(
                    sql_for().postgres("DROP VIEW ids").mysql("DROP VIEW ids").nothing_on(MariaDb).nothing_on(Sqlite),
                );
        }
    }
    struct WrittenDown;
    #[migration(version = 20260104_000000)]
    impl Migration for WrittenDown {
        fn up(schema: &mut Schema) {
            schema.add_column("users", integer("age").default(5));
            schema.execute("CREATE VIEW ages (age) AS SELECT age FROM users");
        }

        fn down(schema: &mut Schema) {
            schema.execute("DROP VIEW ages");
            schema.drop_column("users", "age");
        }
    }
    migrate::migrations![Setup, View, ForSome, WrittenDown];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO users (nick) VALUES ('ada'), ('it''s; ? $1 :x')")
            .silent(2, "mariadb")
            .silent(2, "sqlite"),
    );
}
