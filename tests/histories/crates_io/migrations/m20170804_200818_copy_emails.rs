//! The addresses from GitHub.

use migrate::prelude::*;

pub struct CopyEmails;

#[migration]
impl DataMigration for CopyEmails {
    fn up(data: &mut Data) {
        data.execute(
            "INSERT INTO emails (user_id, email) SELECT id, email FROM users \
     WHERE email IS NOT NULL AND NOT EXISTS (SELECT 1 FROM emails WHERE user_id = users.id)",
        );
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("the users still have them");
    }
}
