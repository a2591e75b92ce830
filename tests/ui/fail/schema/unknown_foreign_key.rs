use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age").check("age > 0"), string("email").unique()]);
    }
}

struct DropForeignKey;
#[migration(version = 20260102_000000)]
impl Migration for DropForeignKey {
    fn up(schema: &mut Schema) {
        schema.drop_foreign_key("users", "users_team_id_fkey");
    }
}

migrate::migrations![CreateUsers, DropForeignKey];

fn main() {}
