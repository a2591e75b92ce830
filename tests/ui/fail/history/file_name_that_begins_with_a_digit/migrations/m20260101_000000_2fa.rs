use migrate::prelude::*;

pub struct TwoFactors;

#[migration]
impl Migration for TwoFactors {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id()]);
    }
}
