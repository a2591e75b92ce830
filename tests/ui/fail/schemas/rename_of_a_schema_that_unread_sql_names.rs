use migrate::prelude::*;

struct First;
#[migration(version = 20260101_000000)]
impl Migration for First {
    fn up(schema: &mut Schema) {
        schema.create_schema("audit");
        schema.create_table("audit.events").columns([string("what").nullable()]);
        schema.create_view(
            "missing",
            sql("SELECT what FROM audit.events WHERE what BETWEEN SYMMETRIC 'b' AND 'a'").uses(["audit.events.what"]),
        );
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.rename_schema("audit", "journal");
    }
}

migrate::migrations![First, Change];
fn main() {}
