//! An invitation is accepted from a mail.

use migrate::prelude::*;

pub struct AddCrateOwnerInvitationToken;

#[migration]
impl Migration for AddCrateOwnerInvitationToken {
    fn up(schema: &mut Schema) {
        schema.add_column("crate_owner_invitations", text("token").default(sql("random_string(26)")));
        schema.add_column("crate_owner_invitations", timestamp("token_generated_at").nullable());
        schema.create_function(
            "crate_owner_invitations_set_token_generated_at",
            "CREATE FUNCTION crate_owner_invitations_set_token_generated_at() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       NEW.token_generated_at := current_timestamp;
       RETURN NEW;
     END $$",
        );
        schema.create_trigger(
            "trigger_crate_owner_invitations_set_token_generated_at",
            "crate_owner_invitations",
            "CREATE TRIGGER trigger_crate_owner_invitations_set_token_generated_at BEFORE INSERT OR UPDATE OF token
     ON crate_owner_invitations FOR EACH ROW EXECUTE FUNCTION crate_owner_invitations_set_token_generated_at()",
        );
    }
}
