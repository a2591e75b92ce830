//! Organizations share collections among their members.

use migrate::prelude::*;

pub struct CreateCollectionsAndOrgs;

#[migration]
impl Migration for CreateCollectionsAndOrgs {
    fn up(schema: &mut Schema) {
        schema.create_table("organizations").columns([
            varchar("uuid", 40).primary_key(),
            text("name"),
            text("billing_email"),
        ]);
        schema.create_table("collections").columns([
            varchar("uuid", 40).primary_key(),
            reference("org_uuid", "organizations").without_index(),
            text("name"),
        ]);
        schema
            .create_table("users_collections")
            .columns([
                reference("user_uuid", "users").without_index(),
                reference("collection_uuid", "collections").without_index(),
            ])
            .primary_key(["user_uuid", "collection_uuid"]);
        schema
            .create_table("users_organizations")
            .columns([
                char("uuid", 36).primary_key(),
                reference("user_uuid", "users").without_index(),
                reference("org_uuid", "organizations").without_index(),
                boolean("access_all"),
                text("key"),
                integer("status"),
                integer("type"),
            ])
            .unique(["user_uuid", "org_uuid"]);
    }
}
