//! A history whose last migration cannot be undone.

use migrate::prelude::*;

struct CreateSessions;

#[migration(version = 20260105_090000)]
impl Migration for CreateSessions {
    fn up(schema: &mut Schema) {
        schema.create_table("sessions").columns([id(), string("token"), boolean("expired").default(false)]);
    }
}

struct ForgetExpiredSessions;

#[migration(version = 20260106_090000)]
impl DataMigration for ForgetExpiredSessions {
    fn up(data: &mut Data) {
        data.delete("sessions").only_where("expired");
    }

    fn down(data: &mut Data) {
        data.irreversible("expired sessions are gone; restore the table from backup");
    }
}

migrate::migrations![CreateSessions, ForgetExpiredSessions];
