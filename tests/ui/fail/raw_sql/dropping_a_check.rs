use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age").check("age > 0"), string("email").unique()]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.execute("ALTER TABLE users DROP CONSTRAINT users_age_check").reverse("ALTER TABLE users ADD CONSTRAINT users_age_check CHECK (age > 0)");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
