//! Columns and tables are retired, and dropped in a later migration.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn columns_and_tables() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), string("code").unique()]);
            schema.create_table("users").columns([
                id(),
                string("email").unique(),
                string("role").default("member"),
                string("city").nullable(),
                reference("team_id", "teams"),
            ]);
        }
    }
    struct NeededByInserts;
    #[migration(version = 20260102_000000)]
    impl Migration for NeededByInserts {
        fn up(schema: &mut Schema) {
            schema.retire_column("users", "email");
            schema.retire_column("users", "team_id").restore_with(1);
        }
    }
    struct NotNeeded;
    #[migration(version = 20260103_000000)]
    impl Migration for NotNeeded {
        fn up(schema: &mut Schema) {
            schema.retire_column("users", "role");
            schema.retire_column("users", "city");
            schema.retire_table("users");
        }
    }
    struct Dropped;
    #[migration(version = 20260104_000000)]
    impl Migration for Dropped {
        fn up(schema: &mut Schema) {
            schema.drop_column("users", "city").accept_data_loss("nobody reads it");
            schema.drop_table("users").accept_data_loss("nobody reads it");
        }
    }
    migrate::migrations![Setup, NeededByInserts, NotNeeded, Dropped];
    let silent = |case: Case, key| case.silent(2, key);
    let case = Case::of(&MIGRATIONS)
        .rows("INSERT INTO teams (code) VALUES ('red')")
        .rows("INSERT INTO users (email, city, team_id) VALUES ('a', 'Umea', 1), ('b', NULL, 1)")
        .losing(&["users"]);
    check(&["postgres", "mysql", "mariadb", "sqlite"].into_iter().fold(case, silent));
}
