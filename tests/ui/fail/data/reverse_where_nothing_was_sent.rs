use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age"), boolean("adult")]);
    }
}

struct FillAge;
#[migration(version = 20260102_000000)]
impl DataMigration for FillAge {
    fn up(data: &mut Data) {
        data.execute(
            sql_for().postgres("UPDATE users SET age = 18 WHERE adult").nothing_on(MySql).nothing_on(Sqlite),
        )
        .reverse("UPDATE users SET age = 0 WHERE adult");
    }
}

migrate::migrations![CreateUsers, FillAge];

fn main() {}
