use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("born")]);
        schema.create_index("users", sql_for().postgres("born::date").mysql("date(born)").mariadb("born").sqlite("date(born)"));
    }
}

migrate::migrations![CreateUsers];

fn main() {}
