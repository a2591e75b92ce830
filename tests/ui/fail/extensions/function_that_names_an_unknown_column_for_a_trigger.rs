use migrate::prelude::*;

const OLD: &str = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.age := 1; RETURN NEW; END'";
const NEW: &str = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.height := 1; RETURN NEW; END'";

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age")]);
        schema.create_function("f", OLD);
        schema.create_trigger("t", "users", "CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f()");
    }
}
struct ReplaceFunction;
#[migration(version = 20260102_000000)]
impl Migration for ReplaceFunction {
    fn up(schema: &mut Schema) {
        schema.replace_function("f", NEW);
    }
}
migrate::migrations![CreateUsers, ReplaceFunction];

fn main() {}
