//! How a lint is answered beside the migration.
#![deny(warnings)]

#[test]
fn each_history_is_built() {
    let lists = [
        on_a_statement::MIGRATIONS.list,
        on_up::MIGRATIONS.list,
        on_the_impl::MIGRATIONS.list,
        above_the_attribute::MIGRATIONS.list,
        in_down_too::MIGRATIONS.list,
        expected::MIGRATIONS.list,
        nearest::MIGRATIONS.list,
        later::MIGRATIONS.list,
        beside_others::MIGRATIONS.list,
        to_come::MIGRATIONS.list,
        hidden::MIGRATIONS.list,
        made_here::MIGRATIONS.list,
    ];
    assert!(lists.iter().all(|list| list.len() == 2));
}

/// `#[allow]` on a statement.
mod on_a_statement {
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
            #[allow(rename_column, reason = "not deployed yet")]
            schema.rename_column("users", "nick", "handle");
        }
    }

    migrate::migrations![CreateUsers, Change];
}

/// `#[allow]` on `up`.
mod on_up {
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
        #[allow(rename_column, reason = "not deployed yet")]
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "handle");
        }
    }

    migrate::migrations![CreateUsers, Change];
}

/// `#[allow]` on the impl.
mod on_the_impl {
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
    #[allow(rename_column, reason = "not deployed yet")]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "handle");
        }
    }

    migrate::migrations![CreateUsers, Change];
}

/// `#[allow]` above `#[migration]`.
mod above_the_attribute {
    use migrate::prelude::*;

    struct CreateUsers;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateUsers {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick").nullable()]);
        }
    }

    struct Change;
    #[allow(rename_column, reason = "not deployed yet")]
    #[migration(version = 20260102_000000)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "handle");
        }
    }

    migrate::migrations![CreateUsers, Change];
}

/// What is allowed on the impl is allowed in a `down`.
mod in_down_too {
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
    #[allow(rename_column, reason = "not deployed yet")]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "handle");
        }

        fn down(schema: &mut Schema) {
            schema.rename_column("users", "handle", "nick");
        }
    }

    migrate::migrations![CreateUsers, Change];
}

/// `#[expect]` that is met.
mod expected {
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
            #[expect(drop_column, reason = "no code names it")]
            schema.drop_column("users", "nick").accept_data_loss("never used");
        }
    }

    migrate::migrations![CreateUsers, Change];
}

/// The attribute of the statement counts, not that of the impl.
mod nearest {
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
    #[deny(rename_column)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            #[allow(rename_column, reason = "not deployed yet")]
            schema.rename_column("users", "nick", "handle");
        }
    }

    migrate::migrations![CreateUsers, Change];
}

/// Of two attributes at one place the later one counts.
mod later {
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
            #[deny(rename_column)]
            #[allow(rename_column, reason = "not deployed yet")]
            schema.rename_column("users", "nick", "handle");
        }
    }

    migrate::migrations![CreateUsers, Change];
}

/// What rustc and Clippy know stays theirs.
mod beside_others {
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
    #[allow(missing_docs, drop_column, reason = "both")]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            #[allow(rename_column, clippy::all, unused_must_use, reason = "not deployed yet")]
            schema.rename_column("users", "nick", "handle");
        }
    }

    migrate::migrations![CreateUsers, Change];
}

/// A lint is known by name before it is checked.
mod to_come {
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
    #[expect(volatile_default, reason = "not checked yet")]
    #[warn(wide_index)]
    #[deny(serial_column)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.add_column("users", string("handle").nullable());
        }
    }

    migrate::migrations![CreateUsers, Change];
}

/// Whoever hides deprecations hides warnings of lints.
#[allow(deprecated)]
mod hidden {
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
            schema.drop_column("users", "nick").accept_data_loss("never used");
        }
    }

    migrate::migrations![CreateUsers, Change];
}

/// What the same migration made is nobody's yet.
mod made_here {
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
            schema.create_table("events").columns([id(), text("payload").nullable(), text("kidn")]);
            schema.rename_column("events", "kidn", "kind");
            schema.rename_table("events", "changes");
            schema.drop_column("changes", "payload").accept_data_loss("never used");
            schema.create_table("tags").columns([string("name")]).primary_key(["name"]);
            schema.create_table("marks").columns([string("name")]);
            schema.add_primary_key("marks", ["name"]);
        }
    }

    migrate::migrations![CreateUsers, Change];
}
