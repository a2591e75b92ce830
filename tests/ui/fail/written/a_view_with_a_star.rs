use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick").nullable()]);
        schema
            .create_view("names", "SELECT * FROM users")
            .written_as(sql_for().mysql("CREATE SQL SECURITY INVOKER VIEW names AS SELECT * FROM users"));
    }
}

migrate::migrations![CreateUsers];

fn main() {}
