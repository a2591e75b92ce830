//! Every place where a history may stand.

pub mod module {
    //! In a module.
    use migrate::prelude::*;

    pub struct CreateUsers;

    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
        }
    }

    migrate::migrations![CreateUsers];

    pub mod inner {
        //! In a module of a module, beside another history.
        use migrate::prelude::*;

        pub struct CreateUsers;

        #[migration(version = 20260101_000000)]
        impl Migration for CreateUsers {
            fn up(schema: &mut Schema) {
                schema.create_table("people").columns([id()]);
            }
        }

        migrate::migrations![CreateUsers];
    }
}

/// In the body of a function.
pub fn in_a_function() -> &'static migrate::__private::Migrations {
    use migrate::prelude::*;

    struct CreateUsers;

    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
        }
    }

    struct AddNick;

    #[migration(version = 20260102_000000)]
    impl Migration for AddNick {
        fn up(schema: &mut Schema) {
            schema.add_column("users", text("nick").nullable());
        }
    }

    migrate::migrations![AddNick, CreateUsers];
    &MIGRATIONS
}

/// In a block of a function.
pub fn in_a_block() -> &'static migrate::__private::Migrations {
    {
        use migrate::prelude::*;

        struct CreateTeams;

        #[migration(version = 20260101_000000)]
        impl Migration for CreateTeams {
            fn up(schema: &mut Schema) {
                schema.create_table("teams").columns([id()]);
            }
        }

        migrate::migrations![CreateTeams];
        &MIGRATIONS
    }
}

#[test]
fn in_a_test() {
    use migrate::prelude::*;

    struct CreateTeams;

    #[migration(version = 20260101_000000)]
    impl Migration for CreateTeams {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id()]);
        }
    }

    migrate::migrations![CreateTeams];
    assert_eq!(MIGRATIONS.list.len(), 1);
    assert_eq!(CreateTeams::DEFINITION.name, "create_teams");
}
