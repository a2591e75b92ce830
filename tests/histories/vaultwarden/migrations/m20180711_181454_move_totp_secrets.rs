//! The secrets that were kept with the people become second factors of the first kind.

use migrate::prelude::*;

pub struct MoveTotpSecrets;

#[migration]
impl DataMigration for MoveTotpSecrets {
    fn up(data: &mut Data) {
        data.execute(
            sql_for()
                .postgres(
                    "INSERT INTO twofactor (uuid, user_uuid, type, enabled, data) \
             SELECT gen_random_uuid()::text, uuid, 0, true, totp_secret FROM users WHERE totp_secret IS NOT NULL",
                )
                .mysql(
                    "INSERT INTO twofactor (uuid, user_uuid, type, enabled, data) \
             SELECT uuid(), uuid, 0, true, totp_secret FROM users WHERE totp_secret IS NOT NULL",
                )
                .sqlite(
                    "INSERT INTO twofactor (uuid, user_uuid, type, enabled, data) \
             SELECT lower(hex(randomblob(16))), uuid, 0, true, totp_secret FROM users WHERE totp_secret IS NOT NULL",
                ),
        );
        data.update("users").set("totp_secret", null()).only_where("totp_secret IS NOT NULL");
    }

    fn down(data: &mut Data) {
        data.update("users")
            .set("totp_secret", sql("(SELECT data FROM twofactor WHERE user_uuid = users.uuid AND type = 0)"))
            .only_where("EXISTS (SELECT 1 FROM twofactor WHERE user_uuid = users.uuid AND type = 0)");
        data.delete("twofactor").only_where("type = 0");
    }
}
