//! An address that changes is verified again.

use migrate::prelude::*;

pub struct DropTokens;

#[migration]
impl Migration for DropTokens {
    fn up(schema: &mut Schema) {
        schema.drop_table("tokens").accept_data_loss("copied by m20170923_182408_copy_tokens_to_emails");
        schema.create_function(
            "emails_set_token_generated_at",
            "CREATE FUNCTION emails_set_token_generated_at() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       NEW.token_generated_at := current_timestamp;
       RETURN NEW;
     END $$",
        );
        schema.create_function(
            "reconfirm_email_on_email_change",
            "CREATE FUNCTION reconfirm_email_on_email_change() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF NEW.email IS DISTINCT FROM OLD.email THEN
         NEW.token := random_string(26);
         NEW.verified := false;
       END IF;
       RETURN NEW;
     END $$",
        );
        schema.create_trigger(
            "trigger_emails_set_token_generated_at",
            "emails",
            "CREATE TRIGGER trigger_emails_set_token_generated_at BEFORE INSERT OR UPDATE OF token ON emails
     FOR EACH ROW EXECUTE FUNCTION emails_set_token_generated_at()",
        );
        schema.create_trigger(
            "trigger_emails_reconfirm",
            "emails",
            "CREATE TRIGGER trigger_emails_reconfirm BEFORE UPDATE ON emails
     FOR EACH ROW EXECUTE FUNCTION reconfirm_email_on_email_change()",
        );
    }
}
