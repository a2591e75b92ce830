//! Somebody may have several tokens.

use migrate::prelude::*;

pub struct CreateApiTokens;

#[migration]
impl Migration for CreateApiTokens {
    fn up(schema: &mut Schema) {
        schema.create_table("api_tokens").columns([
            integer("id").primary_key().auto_increment(),
            reference("user_id", "users").without_index(),
            text("token").default(sql("random_string(32)")).unique(),
            text("name"),
            timestamp("created_at").default(now()),
            timestamp("last_used_at").nullable(),
        ]);
        schema.create_index("api_tokens", ["token"]);
    }
}
