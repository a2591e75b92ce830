//! Mails that were sent keep their tokens.

use migrate::prelude::*;

pub struct CopyTokensToEmails;

#[migration]
impl DataMigration for CopyTokensToEmails {
    fn up(data: &mut Data) {
        data.execute(
    "UPDATE emails SET token = tokens.token, token_generated_at = tokens.created_at FROM tokens WHERE tokens.email_id = emails.id",
);
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("the tokens are still where they were");
    }
}
