//! Directories are connected with a key of the organization.

use migrate::prelude::*;

pub struct CreateOrganizationApiKey;

#[migration]
impl Migration for CreateOrganizationApiKey {
    fn up(schema: &mut Schema) {
        schema
            .create_table("organization_api_key")
            .columns([
                char("uuid", 36),
                reference("org_uuid", "organizations").without_index(),
                integer("atype"),
                string("api_key").nullable(),
                datetime("revision_date"),
            ])
            .primary_key(["uuid", "org_uuid"]);
        schema.add_column("users", text("external_id").nullable());
    }
}
