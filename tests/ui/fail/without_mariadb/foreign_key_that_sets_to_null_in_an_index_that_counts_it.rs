use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id()]);
        schema.create_table("users").columns([id(), reference("team", "teams").nullable().on_delete(SetNull)]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.create_index("users", "team").named("one").unique().nulls_not_distinct();
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
