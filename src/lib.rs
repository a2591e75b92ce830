//! Database migrations that are proved while they compile.
#![forbid(unsafe_code)]

pub mod prelude;

pub use migrate_core::dsl::Migration;
pub use migrate_macros::{migration, migrations};

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
