use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email")]);
        schema.create_materialized_view("emails", "SELECT email FROM users");
        schema.create_trigger(
            "t",
            "emails",
            "CREATE TRIGGER t INSTEAD OF INSERT ON emails FOR EACH ROW EXECUTE FUNCTION f()",
        );
    }
}

migrate::migrations![CreateUsers];

fn main() {}
