//! Every statement on indexes and constraints, with every option.
use migrate::prelude::*;

struct CreateTables;

#[migration(version = 20260101_000000)]
impl Migration for CreateTables {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), string("code")]);
        schema.create_table("users").columns([big_integer("number"), string("team"), string("nick"), integer("age")]);
    }
}

struct AddKeys;

#[migration(version = 20260102_000000)]
impl Migration for AddKeys {
    fn up(schema: &mut Schema) {
        schema.add_primary_key("users", "number");
        schema.add_unique("teams", ["code"]).named("team_codes");
        schema.add_unique("users", "nick");
        schema
            .add_foreign_key("users", "team")
            .references("teams", "code")
            .on_delete(Cascade)
            .on_update(Restrict)
            .named("team_of_user");
        schema.add_check("users", "adults", "age >= 18");
        schema.create_index("users", ["age", "nick"]);
        schema.create_index("users", "age").unique().named("by_age");
    }
}

struct RenameKeys;

#[migration(version = 20260103_000000)]
impl Migration for RenameKeys {
    fn up(schema: &mut Schema) {
        schema.rename_index("users", "by_age", "users_by_age");
        schema.rename_constraint("users", "adults", "grown_up");
        schema.rename_constraint("teams", "team_codes", "codes");
        schema.rename_constraint("users", "team_of_user", "users_team");
    }
}

struct DropKeys;

#[migration(version = 20260104_000000)]
impl Migration for DropKeys {
    fn up(schema: &mut Schema) {
        schema.drop_index("users", "users_by_age");
        schema.drop_index("users", ["age", "nick"]);
        schema.drop_foreign_key("users", ["team"]);
        schema.drop_unique("teams", "codes");
        schema.drop_unique("users", ["nick"]);
        schema.drop_check("users", "grown_up");
        schema.drop_primary_key("users");
        schema.add_primary_key("users", ["nick", "number"]).named("users_key");
    }
}

migrate::migrations![CreateTables, AddKeys, RenameKeys, DropKeys];
