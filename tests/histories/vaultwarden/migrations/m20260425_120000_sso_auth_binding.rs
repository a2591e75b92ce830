//! A sign-in is bound to the browser that began it.

use migrate::prelude::*;

pub struct SsoAuthBinding;

#[migration]
impl Migration for SsoAuthBinding {
    fn up(schema: &mut Schema) {
        schema.add_column("sso_auth", text("binding_hash").nullable());
    }
}
