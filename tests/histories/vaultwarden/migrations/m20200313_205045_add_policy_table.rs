//! Organizations have policies for their members.

use migrate::prelude::*;

pub struct AddPolicyTable;

#[migration]
impl Migration for AddPolicyTable {
    fn up(schema: &mut Schema) {
        schema
            .create_table("org_policies")
            .columns([
                char("uuid", 36).primary_key(),
                reference("org_uuid", "organizations").without_index(),
                integer("atype"),
                boolean("enabled"),
                text("data"),
            ])
            .unique(["org_uuid", "atype"]);
    }
}
