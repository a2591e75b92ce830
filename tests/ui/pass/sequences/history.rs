//! Sequences.

use migrate::prelude::*;

struct CreateSequences;
#[migration(version = 20260101_000000)]
impl Migration for CreateSequences {
    fn up(schema: &mut Schema) {
        schema.create_sequence("order_numbers").restart_with(1_000);
        schema.create_sequence("tickets");
        schema.create_table("orders").columns([
            id(),
            big_integer("number")
                .default(sql(sql_for().postgres("nextval('order_numbers')").mariadb("nextval(order_numbers)"))),
        ]);
    }
}

struct ChangeSequences;
#[migration(version = 20260102_000000)]
impl Migration for ChangeSequences {
    fn up(schema: &mut Schema) {
        schema.rename_sequence("tickets", "seats");
        schema.drop_default("orders", "number");
        schema.drop_sequence("order_numbers").restart_with(5_000);
        schema.drop_sequence("seats").accept_data_loss("every seat is taken");
    }
}

migrate::migrations![CreateSequences, ChangeSequences];
