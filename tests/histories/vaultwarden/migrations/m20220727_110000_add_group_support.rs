//! Members of an organization are in groups, and collections are given to groups.

use migrate::prelude::*;

pub struct AddGroupSupport;

#[migration]
impl Migration for AddGroupSupport {
    fn up(schema: &mut Schema) {
        schema.create_table("groups").columns([
            char("uuid", 36).primary_key(),
            reference("organizations_uuid", "organizations").without_index(),
            varchar("name", 100),
            boolean("access_all"),
            varchar("external_id", 300).nullable(),
            datetime("creation_date"),
            datetime("revision_date"),
        ]);
        schema
            .create_table("groups_users")
            .columns([
                reference("groups_uuid", "groups").without_index(),
                reference("users_organizations_uuid", "users_organizations").without_index(),
            ])
            .primary_key(["groups_uuid", "users_organizations_uuid"]);
        schema
            .create_table("collections_groups")
            .columns([
                reference("collections_uuid", "collections").without_index(),
                reference("groups_uuid", "groups").without_index(),
                boolean("read_only"),
                boolean("hide_passwords"),
            ])
            .primary_key(["collections_uuid", "groups_uuid"]);
    }
}
