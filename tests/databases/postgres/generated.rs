//! Generated columns of PostgreSQL's own kinds of types, and in keys.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn computed_documents_and_keys() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("notes")
                .columns([
                    integer("realm"),
                    text("body"),
                    json_binary("facts").default("{}"),
                    custom("words", "tsvector").generated("to_tsvector('english', coalesce(body, ''))").stored(),
                    text("city").generated("facts ->> 'city'").stored().nullable().collate("C"),
                    integer("key").generated("realm * 10").stored(),
                ])
                .primary_key(["key"]);
            schema.create_index("notes", "words").using("gin");
            schema.create_table("marks").columns([id(), reference("note", "notes").on_delete(Cascade)]);
        }
    }
    struct Compute;
    #[migration(version = 20260102_000000)]
    impl Migration for Compute {
        fn up(schema: &mut Schema) {
            schema.set_generated("notes", "words", "to_tsvector('simple', body)").stored();
            schema.set_generated("notes", "key", "realm * 5 + realm * 5").stored();
        }
    }
    struct End;
    #[migration(version = 20260103_000000)]
    impl Migration for End {
        fn up(schema: &mut Schema) {
            schema.drop_generated("notes", "words");
            schema.drop_generated("notes", "key");
            schema.drop_generated("notes", "city");
        }
    }
    migrate::migrations![Setup, Compute, End];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO notes (realm, body, facts) VALUES (1, 'words of it', '{\"city\": \"Oslo\"}'), (2, '', '{}')")
            .rows("INSERT INTO marks (note) VALUES (10)"),
    );
}

/// Its values are computed to another type and back, though the database converts them one way only.
#[test]
fn a_computed_column_becomes_a_text_and_a_number_again() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("notes")
                .columns([integer("realm"), integer("key").generated("realm * 10").stored().unique()]);
        }
    }
    struct Change;
    #[migration(version = 20260102_000000)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.change_type("notes", varchar("key", 20));
        }
    }
    migrate::migrations![Setup, Change];
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO notes VALUES (1), (2)"));
}

/// An exclusion constraint with an expression holds on to its column, which has to make room for a computed one.
#[test]
fn a_column_in_an_exclusion_constraint_begins_to_be_computed() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("stays").columns([integer("first"), integer("last").nullable()]);
            schema
                .add_exclusion("stays", [(sql("int4range(first, last)"), "&&")])
                .using("gist")
                .only_where("last IS NOT NULL");
        }
    }
    struct Compute;
    #[migration(version = 20260102_000000)]
    impl Migration for Compute {
        fn up(schema: &mut Schema) {
            schema.set_generated("stays", "last", "first + 1").stored().accept_data_loss("they are the same");
        }
    }
    struct End;
    #[migration(version = 20260103_000000)]
    impl Migration for End {
        fn up(schema: &mut Schema) {
            schema.drop_generated("stays", "last");
        }
    }
    migrate::migrations![Setup, Compute, End];
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO stays VALUES (1, 2), (5, 6)"));
}
