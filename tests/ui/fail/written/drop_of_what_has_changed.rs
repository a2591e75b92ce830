use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("events").columns([date("day"), string("nick").nullable()]).written_as(
            sql_for().postgres("CREATE TABLE events (day date NOT NULL, nick varchar(255)) PARTITION BY RANGE (day)"),
        );
        schema.add_column("events", text("more").nullable());
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.drop_table("events").accept_data_loss("-");
    }
}

migrate::migrations![Setup, Change];

fn main() {}
