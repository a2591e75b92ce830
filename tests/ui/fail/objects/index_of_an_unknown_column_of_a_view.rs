use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), integer("age")]);
        schema.create_materialized_view(
            "kept",
            sql_for().postgres("SELECT age FROM users").nothing_on(MySql).nothing_on(Sqlite),
        );
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.create_index("kept", ["id"]);
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
