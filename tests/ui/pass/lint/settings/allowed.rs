//! A lint that is allowed in `migrate.toml`.
#![deny(warnings)]

#[test]
fn the_history_is_built() {
    assert_eq!(allowed::MIGRATIONS.list.len(), 2);
}

/// The level of `migrate.toml`.
mod allowed {
    use migrate::prelude::*;

    struct CreateUsers;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick").nullable()]);
        }
    }

    struct Change;
    #[migration(version = 20260102_000000)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "handle");
        }
    }

    migrate::migrations![CreateUsers, Change];
}
