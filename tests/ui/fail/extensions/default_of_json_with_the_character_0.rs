use migrate::prelude::*;

struct CreatePages;
#[migration(version = 20260101_000000)]
impl Migration for CreatePages {
    fn up(schema: &mut Schema) {
        schema.create_table("pages").columns([id(), json_binary("body").default(r#"{"a": "\u0000"}"#)]);
    }
}

migrate::migrations![CreatePages];

fn main() {}
