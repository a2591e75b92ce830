//! Database migrations that are proved while they compile.
#![forbid(unsafe_code)]

#[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
compile_error!("`migrate` needs at least one of the features `postgres`, `mysql` and `sqlite`");

mod database;
mod driver;
pub mod error;
mod history;
mod machine;
mod migrator;
mod plan;
pub mod prelude;
mod report;
mod status;
pub mod testing;

pub use database::Database;
pub use error::{Error, Result};
pub use migrate_core::dsl::Migration;
pub use migrate_core::migration::Migrations;
pub use migrate_macros::{migration, migrations};
pub use migrator::Migrator;
pub use report::{Ran, Report};
pub use status::{MigrationState, MigrationStatus, Status};

#[doc(hidden)]
pub mod __private {
    //! What the macros' code needs; not for use by hand.
    pub use std::borrow::Cow;

    pub use migrate_core::dialect::{Dialect, Target, Version};
    pub use migrate_core::dsl::Schema;
    pub use migrate_core::migration::{
        Grade, Kind, Lock, LockMode, Migration, Migrations, Query, Script, Step, Transaction,
    };
}
