use migrate::prelude::*;

struct First;
#[migration(version = 20260101_000000)]
impl Migration for First {
    fn up(schema: &mut Schema) {
        schema.create_schema("audit");
        schema.create_enum("audit.kind", ["read"]);
        schema.create_table("notes").columns([id(), text("kind").default(sql("'read'::audit.kind::text"))]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.drop_enum("audit.kind");
    }
}

migrate::migrations![First, Change];

fn main() {}
