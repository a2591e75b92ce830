//! What applying needs of the rows.

use migrate::error::Position;
use migrate::prelude::*;

use super::{Case, check};

#[test]
fn duplicates() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("realm"), varchar("nick", 20).nullable()]);
        }
    }
    struct AddUnique;
    #[migration(version = 20260102_000000)]
    impl Migration for AddUnique {
        fn up(schema: &mut Schema) {
            schema.add_column("users", integer("age").nullable());
            schema.add_unique("users", ["realm", "nick"]);
        }
    }
    migrate::migrations![Setup, AddUnique];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users (realm, nick) VALUES (1, 'ada'), (1, NULL), (1, NULL), (2, 'ada')",
        spoil: "INSERT INTO users (realm, nick) VALUES (1, 'ada')",
        named: &["no two rows of `users` have the same `realm`, `nick`", "id = 1", "id = 5"],
        mend: "DELETE FROM users WHERE id = 5",
        indifferent: "",
    });
}

#[test]
fn null() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), varchar("nick", 20).nullable()]);
        }
    }
    struct SetNotNull;
    #[migration(version = 20260102_000000)]
    impl Migration for SetNotNull {
        fn up(schema: &mut Schema) {
            schema.create_index("users", ["nick"]);
            schema.set_not_null("users", "nick");
        }
    }
    migrate::migrations![Setup, SetNotNull];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users (nick) VALUES ('ada')",
        spoil: "INSERT INTO users (nick) VALUES (NULL), (NULL), (NULL), (NULL), (NULL), (NULL), (NULL)",
        named: &["no `users.nick` is NULL", "id = 2", "and more"],
        mend: "DELETE FROM users WHERE nick IS NULL",
        indifferent: "",
    });
}

#[test]
fn a_broken_check() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), varchar("nick", 20).nullable()]);
        }
    }
    struct AddCheck;
    #[migration(version = 20260102_000000)]
    impl Migration for AddCheck {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "handle");
            schema.add_check("users", "named", "handle <> '' AND handle <> 'it''s'");
        }
    }
    migrate::migrations![Setup, AddCheck];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users (nick) VALUES ('ada'), (NULL)",
        spoil: "INSERT INTO users (nick) VALUES ('it''s')",
        named: &["every row of `users` satisfies `named`", "id = 3"],
        mend: "DELETE FROM users WHERE id = 3",
        indifferent: "",
    });
}

#[test]
fn orphans() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), big_integer("boss").nullable()]);
        }
    }
    struct AddForeignKey;
    #[migration(version = 20260102_000000)]
    impl Migration for AddForeignKey {
        fn up(schema: &mut Schema) {
            schema.add_foreign_key("users", ["boss"]).references("users", ["id"]).on_delete(Cascade);
        }
    }
    migrate::migrations![Setup, AddForeignKey];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users (boss) VALUES (NULL), (1), (2)",
        spoil: "INSERT INTO users (boss) VALUES (77)",
        named: &["every `users.boss` is found in `users.id`", "id = 4"],
        mend: "DELETE FROM users WHERE boss = 77",
        indifferent: "",
    });
}

#[test]
fn keys_that_are_missing() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([integer("number").nullable(), varchar("nick", 20)]);
        }
    }
    struct AddKey;
    #[migration(version = 20260102_000000)]
    impl Migration for AddKey {
        fn up(schema: &mut Schema) {
            schema.set_not_null("users", "number");
            schema.add_primary_key("users", ["number"]);
        }
    }
    migrate::migrations![Setup, AddKey];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users VALUES (1, 'ada')",
        spoil: "INSERT INTO users VALUES (NULL, 'bob')",
        named: &["no `users.number` is NULL", "number = NULL, nick = bob"],
        mend: "DELETE FROM users WHERE number IS NULL",
        indifferent: "",
    });
}

#[test]
fn what_an_earlier_step_puts_right() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age").nullable(), integer("new_age").nullable()]);
        }
    }
    struct Replace;
    #[migration(version = 20260102_000000)]
    impl Migration for Replace {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "age", "old_age");
            schema.rename_column("users", "new_age", "age");
            schema.set_not_null("users", "age");
            schema.add_check("users", "grown_up", "age >= 18");
        }
    }
    migrate::migrations![Setup, Replace];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users (age, new_age) VALUES (NULL, 18), (17, 19)",
        spoil: "INSERT INTO users (age, new_age) VALUES (36, 17)",
        named: &["every row of `users` satisfies `grown_up`", "id = 3"],
        mend: "DELETE FROM users WHERE id = 3",
        indifferent: "",
    });
}

#[test]
fn computed_values_that_nothing_is_called_by() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([integer("number").primary_key()]);
            schema.create_table("users").columns([
                id(),
                integer("half"),
                integer("team").nullable().references("teams", "number"),
            ]);
        }
    }
    struct Compute;
    #[migration(version = 20260102_000000)]
    impl Migration for Compute {
        fn up(schema: &mut Schema) {
            schema.set_generated("users", "team", "half * 2").stored().accept_data_loss("always twice the half");
        }
    }
    migrate::migrations![Setup, Compute];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO teams VALUES (4), (6); INSERT INTO users (half, team) VALUES (2, 6), (3, NULL)",
        spoil: "INSERT INTO users (half, team) VALUES (7, 4)",
        named: &["every `users.team` is found in `teams.number`", "id = 3"],
        mend: "DELETE FROM users WHERE half = 7",
        indifferent: "",
    });
}

#[test]
fn computed_values_by_which_others_are_called() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), integer("half"), integer("number").unique()]);
            schema.create_table("users").columns([id(), integer("half").references("teams", "number")]);
        }
    }
    struct Compute;
    #[migration(version = 20260102_000000)]
    impl Migration for Compute {
        fn up(schema: &mut Schema) {
            schema.set_generated("teams", "number", "half * 2").stored().accept_data_loss("always twice the half");
        }
    }
    migrate::migrations![Setup, Compute];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO teams (half, number) VALUES (2, 4), (3, 6); INSERT INTO users (half) VALUES (4)",
        spoil: "INSERT INTO teams (half, number) VALUES (5, 11); INSERT INTO users (half) VALUES (11)",
        named: &["every `users.half` is found in `teams.number`", "id = 2"],
        mend: "DELETE FROM users WHERE id = 2",
        indifferent: "",
    });
}

#[test]
fn a_default_that_refers_to_nothing() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), integer("number").unique()]);
            schema.create_table("users").columns([id(), integer("age")]);
        }
    }
    struct AddTeam;
    #[migration(version = 20260102_000000)]
    impl Migration for AddTeam {
        fn up(schema: &mut Schema) {
            schema.add_column("users", integer("team").default(7).references("teams", "number"));
        }
    }
    migrate::migrations![Setup, AddTeam];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO teams (number) VALUES (3)",
        spoil: "INSERT INTO users (age) VALUES (36)",
        named: &["every `users.team` is found in `teams.number`", "id = 1"],
        mend: "INSERT INTO teams (number) VALUES (7)",
        indifferent: "",
    });
}

#[test]
fn a_value_for_null_that_refers_to_nothing() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([varchar("name", 20).primary_key()]);
            schema.create_table("users").columns([id(), varchar("team", 20).nullable().references("teams", "name")]);
        }
    }
    struct Require;
    #[migration(version = 20260102_000000)]
    impl Migration for Require {
        fn up(schema: &mut Schema) {
            schema.set_not_null("users", "team").restore_with("it's").accept_data_loss("nobody asks who had none");
        }
    }
    migrate::migrations![Setup, Require];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO teams VALUES ('a'); INSERT INTO users (team) VALUES ('a')",
        spoil: "INSERT INTO users (team) VALUES (NULL)",
        named: &["every `users.team` is found in `teams.name`", "id = 2"],
        mend: "INSERT INTO teams VALUES ('it''s')",
        indifferent: "",
    });
}

#[test]
fn values_that_another_type_makes_the_same() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("visits").columns([id(), datetime("seen"), integer("place")]).unique(["place", "seen"]);
        }
    }
    struct Shorten;
    #[migration(version = 20260102_000000)]
    impl Migration for Shorten {
        fn up(schema: &mut Schema) {
            schema.change_type("visits", date("seen")).accept_data_loss("the day is enough");
        }
    }
    migrate::migrations![Setup, Shorten];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO visits (seen, place) VALUES ('2026-01-01 01:00:00', 1), ('2026-01-01 02:00:00', 2)",
        spoil: "INSERT INTO visits (seen, place) VALUES ('2026-01-01 03:00:00', 1)",
        named: &["no two rows of `visits` have the same", "id = 1", "id = 3"],
        mend: "DELETE FROM visits WHERE id = 3",
        indifferent: "",
    });
}
