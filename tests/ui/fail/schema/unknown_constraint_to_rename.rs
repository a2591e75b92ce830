use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age").check("age > 0"), string("email").unique()]);
    }
}

struct RenameConstraint;
#[migration(version = 20260102_000000)]
impl Migration for RenameConstraint {
    fn up(schema: &mut Schema) {
        schema.rename_constraint("users", "email_key", "emails");
    }
}

migrate::migrations![CreateUsers, RenameConstraint];

fn main() {}
