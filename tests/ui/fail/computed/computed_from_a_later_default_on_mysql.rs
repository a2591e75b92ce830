use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema
            .create_table("users")
            .columns([integer("twice").generated("age * 2").stored(), integer("age").default(sql("1 + 1"))]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
