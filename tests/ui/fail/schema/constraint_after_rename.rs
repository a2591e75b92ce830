use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age").check("age > 0"), string("email").unique()]);
    }
}

struct DropEmails;
#[migration(version = 20260102_000000)]
impl Migration for DropEmails {
    fn up(schema: &mut Schema) {
        schema.rename_constraint("users", "users_email_key", "emails");
        schema.drop_unique("users", "users_email_key");
    }
}

migrate::migrations![CreateUsers, DropEmails];

fn main() {}
