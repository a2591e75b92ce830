//! Database migrations that are proved while they compile.
//!
//! A migration is an `impl` with an `up` and, where it is needed, a `down`. [`migration`] evaluates it while the crate is
//! built: it replays every earlier migration, derives the inverse, refuses what cannot be undone, and leaves finished SQL
//! for each database that the history targets in the binary. [`migrations!`](migrations) lists a history, [`Migrator`]
//! brings a [`Database`] to where the history is, and [`testing`] proves it on a real one.
//!
//! ```
//! use migrate::prelude::*;
//!
//! /// Teams, which people belong to.
//! struct CreateTeams;
//!
//! #[migration(version = 20261122_101500)]
//! impl Migration for CreateTeams {
//!     fn up(schema: &mut Schema) {
//!         schema.create_table("teams").columns([id(), string("name").unique()]);
//!     }
//! }
//!
//! /// People who can sign in.
//! struct CreateUsers;
//!
//! #[migration(version = 20261122_103000)]
//! impl Migration for CreateUsers {
//!     fn up(schema: &mut Schema) {
//!         schema.create_table("users").columns([
//!             id(),
//!             string("email").unique(),
//!             string("role").default("member"),
//!             reference("team_id", "teams").on_delete(Cascade),
//!             timestamp_with_time_zone("created_at").default(now()),
//!         ]);
//!     }
//! }
//!
//! migrate::migrations![CreateTeams, CreateUsers];
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> migrate::Result<()> {
//! let db = migrate::Database::connect("sqlite::memory:").await?;
//! let migrator = migrate::Migrator::new(&MIGRATIONS);
//!
//! let report = migrator.up(&db).await?;
//! assert_eq!(report.applied.len(), 2);
//!
//! let report = migrator.down(&db).await?;
//! assert_eq!(report.undone[0].migration, "m20261122_103000_create_users");
//! # Ok(())
//! # }
//! ```
//!
//! Rows are changed by a [`DataMigration`], of the same history and checked against the schema at its point of it:
//!
//! ```
//! # use migrate::prelude::*;
//! # struct CreateTeams;
//! # #[migration(version = 20261122_101500)]
//! # impl Migration for CreateTeams {
//! #     fn up(schema: &mut Schema) {
//! #         schema.create_table("teams").columns([id(), string("name").unique(), string("motto").nullable()]);
//! #     }
//! # }
//! struct AddTeams;
//!
//! #[migration(version = 20261122_110000)]
//! impl DataMigration for AddTeams {
//!     fn up(data: &mut Data) {
//!         data.insert("teams").columns(["name", "motto"]).row(("Engines", null())).row(("Bridges", "Hold!")).key("name");
//!     }
//! }
//!
//! struct GiveMottos;
//!
//! #[migration(version = 20261122_113000)]
//! impl DataMigration for GiveMottos {
//!     fn up(data: &mut Data) {
//!         data.update("teams").set("motto", sql("upper(name)")).only_where("motto IS NULL").in_batches_of(1_000);
//!     }
//!
//!     fn down(data: &mut Data) {
//!         data.nothing_to_undo("nobody missed a motto");
//!     }
//! }
//! # migrate::migrations![CreateTeams, AddTeams, GiveMottos];
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> migrate::Result<()> {
//! # let db = migrate::Database::connect("sqlite::memory:").await?;
//! # let report = migrate::Migrator::new(&MIGRATIONS).up(&db).await?;
//! # assert_eq!(report.applied.len(), 3);
//! # Ok(())
//! # }
//! ```
//!
//! A longer history has a file for each migration, and its list is `migrate::migrations!();` beside their `mod` lines; the
//! version then comes from the file's name. [`types`] says what the functions for columns mean on each database.
#![forbid(unsafe_code)]

#[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
compile_error!("`migrate` needs at least one of the features `postgres`, `mysql` and `sqlite`");

mod adopt;
#[cfg(any(feature = "postgres-sync", feature = "rusqlite"))]
pub mod blocking;
mod check;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
mod client_script;
mod counted;
mod database;
mod driver;
pub mod error;
mod event;
mod history;
mod live;
mod machine;
mod migrator;
mod owner;
mod plan;
pub mod prelude;
mod preview;
mod report;
mod scratch;
#[cfg(feature = "sea-orm")]
mod sea_orm;
mod status;
pub mod testing;
mod trace;
pub mod types;

pub use adopt::{Adoption, ForeignHistory};
pub use check::{Check, Finding, Problem};
pub use database::Database;
pub use error::{Error, Result};
pub use event::Event;
pub use machine::StepOutcome;
pub use migrate_core::dsl::{DataMigration, Migration};
pub use migrate_core::migration::Migrations;
pub use migrate_macros::{migration, migrations};
pub use migrator::Migrator;
pub use plan::Goal;
pub use preview::{Plan, PlannedLoss, PlannedMigration, PlannedStep, Unfinished};
pub use report::{Ran, Report};
pub use status::{MigrationState, MigrationStatus, Status};

#[doc(hidden)]
pub mod __private {
    //! What the macros' code needs; not for use by hand.
    pub use migrate_core::dialect::{Dialect, Target, Version};
    pub use migrate_core::dsl::{Data, Schema};
    pub use migrate_core::migration::{
        Definition, Grade, Kind, Lock, LockMode, Migration, Migrations, Query, Script, Step, Steps, Transaction,
    };
}
