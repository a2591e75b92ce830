//! Enumerations, with their columns and defaults.

use migrate::prelude::*;

struct CreateTables;
#[migration(version = 20260101_000000)]
impl Migration for CreateTables {
    fn up(schema: &mut Schema) {
        schema.create_enum("status", ["new", "it's paid", "sent"]);
        schema.create_table("orders").columns([
            id(),
            enumeration("status", "status").default("new").comment("how far it is"),
            enumeration("before", "status").nullable(),
        ]);
        schema.create_table("parcels").columns([id(), enumeration("status", "status")]);
        schema.create_index("orders", ["status"]);
    }
}

struct AddValues;
#[migration(version = 20260102_000000)]
impl Migration for AddValues {
    fn up(schema: &mut Schema) {
        schema.add_enum_value("status", "lost");
        schema.add_enum_value("status", "packed").before("sent");
        schema.add_enum_value("status", "seen").after("new");
    }

    fn down(schema: &mut Schema) {
        schema.nothing_to_undo("the values stay; nobody has to use them");
    }
}

struct UseValue;
#[migration(version = 20260102_100000)]
impl Migration for UseValue {
    fn up(schema: &mut Schema) {
        schema.set_default("parcels", "status", "packed");
    }
}

struct RenameValue;
#[migration(version = 20260103_000000)]
impl Migration for RenameValue {
    fn up(schema: &mut Schema) {
        schema.rename_enum_value("status", "new", "open");
    }
}

struct RenameEnum;
#[migration(version = 20260104_000000)]
impl Migration for RenameEnum {
    fn up(schema: &mut Schema) {
        schema.rename_enum("status", "progress");
        schema.add_column("parcels", enumeration("before", "progress").default("lost"));
    }
}

struct DropEnum;
#[migration(version = 20260105_000000)]
impl Migration for DropEnum {
    fn up(schema: &mut Schema) {
        schema.drop_table("parcels").accept_data_loss("nothing is sent");
        schema.drop_column("orders", "before").accept_data_loss("nobody looks back");
        schema.drop_index("orders", ["status"]);
        schema.drop_column("orders", "status").accept_data_loss("nothing goes on");
        schema.drop_enum("progress");
    }
}

migrate::migrations![CreateTables, AddValues, UseValue, RenameValue, RenameEnum, DropEnum];

#[tokio::test]
async fn enums() {
    crate::check_everywhere("enums", &MIGRATIONS).await;
}
