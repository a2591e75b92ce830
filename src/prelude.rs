//! The words of the language: `use migrate::prelude::*;` in every migration.

pub use migrate_core::dialect::Dialect::{MariaDb, MySql, Postgres, Sqlite};
pub use migrate_core::dsl::{
    Data, DataMigration, Migration, Schema, array, big_integer, binary, blob, boolean, char, column, custom, date,
    datetime, decimal, double, enumeration, float, id, integer, interval, json, json_binary, now, null, reference,
    small_integer, sql, sql_for, string, text, time, timestamp, timestamp_with_time_zone, uuid, uuid_id, varchar,
};
pub use migrate_core::reference_action::ReferenceAction::{Cascade, NoAction, Restrict, SetDefault, SetNull};
pub use migrate_macros::migration;
