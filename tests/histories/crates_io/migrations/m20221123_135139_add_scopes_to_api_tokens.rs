//! A token need not be good for everything.

use migrate::prelude::*;

pub struct AddScopesToApiTokens;

#[migration]
impl Migration for AddScopesToApiTokens {
    fn up(schema: &mut Schema) {
        schema.add_column(
            "api_tokens",
            array(text("crate_scopes")).nullable().comment("patterns of crate names, or NULL for every crate"),
        );
        schema.add_column(
            "api_tokens",
            array(text("endpoint_scopes"))
                .nullable()
                .comment("what may be done with it, or NULL for what tokens always could"),
        );
    }
}
