//! Whatever can be said to be there already.
use migrate::prelude::*;

struct AdoptTables;

#[migration(version = 20260101_000000)]
impl Migration for AdoptTables {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id()]).already_exists();
        schema
            .create_table("users")
            .columns([big_integer("number"), string("email"), big_integer("team")])
            .already_exists();
        schema.add_column("users", string("nick")).already_exists();
        schema.add_primary_key("users", ["number"]).already_exists();
        schema.add_unique("users", ["email"]).already_exists();
        schema.add_foreign_key("users", ["team"]).references("teams", ["id"]).already_exists();
        schema.add_check("users", "named", "nick <> ''").already_exists();
        schema.create_index("users", "nick").already_exists();
        schema.add_column("users", integer("age").default(7));
    }

    fn down(schema: &mut Schema) {
        schema.drop_column("users", "age");
    }
}

struct AdoptObjects;

#[migration(version = 20260102_000000)]
impl Migration for AdoptObjects {
    fn up(schema: &mut Schema) {
        schema.create_view("people", "SELECT nick FROM users").already_exists();
        schema.create_enum("status", ["new", "paid"]).already_exists();
        schema.add_enum_value("status", "sent").after("new").already_exists();
        schema
            .create_function(
                "one",
                sql_for()
                    .postgres("CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'")
                    .mysql("CREATE FUNCTION one() RETURNS integer DETERMINISTIC RETURN 1")
                    .nothing_on(Sqlite),
            )
            .already_exists();
        schema
            .create_trigger(
                "noted",
                "users",
                sql_for()
                    .mysql("CREATE TRIGGER noted AFTER INSERT ON users FOR EACH ROW DELETE FROM teams WHERE id = 0")
                    .sqlite("CREATE TRIGGER noted AFTER INSERT ON users BEGIN DELETE FROM teams WHERE id = 0; END")
                    .nothing_on(Postgres),
            )
            .already_exists();
    }

    fn down(schema: &mut Schema) {
        schema.nothing_to_undo("all of it was there before");
    }
}

migrate::migrations![AdoptTables, AdoptObjects];
