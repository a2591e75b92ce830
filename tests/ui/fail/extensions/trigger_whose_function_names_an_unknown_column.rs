use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age")]);
        schema.create_function(
            "stamp",
            "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.height := 1; RETURN NEW; END'",
        );
        schema.create_trigger(
            "stamp_users",
            "users",
            "CREATE TRIGGER stamp_users BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION stamp()",
        );
    }
}

migrate::migrations![CreateUsers];

fn main() {}
