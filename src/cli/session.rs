//! What every command works with: the history, the arguments, and the database once it is needed.

use migrate_core::migration::Migrations;

use super::address::{Address, VARIABLE};
use super::arguments::Arguments;
use super::message::Failure;
use crate::{Database, Migrator};

/// What every command works with.
pub struct Session<'a> {
    /// The history.
    pub migrations: &'static Migrations,
    /// What was typed.
    pub arguments: &'a Arguments,
}

impl Session<'_> {
    /// Where the database is.
    pub fn address(&self) -> Result<Address, Failure> {
        let found = Address::find(self.arguments.database_url.as_ref());
        found.ok_or_else(|| {
            Failure::usage(&format!("no database is named\nhelp: set `{VARIABLE}`, or write `--database-url <URL>`"))
        })
    }

    /// The database.
    pub async fn connect(&self) -> Result<Database, Failure> {
        let address = self.address()?;
        Ok(Database::connect_within(address.url(), self.arguments.connect_timeout).await?)
    }

    /// What applies and undoes, as the options want it.
    pub fn migrator(&self) -> Migrator {
        let migrator = Migrator::new(self.migrations)
            .wait_for_others(self.arguments.wait_for_others)
            .wait_for_locks(self.arguments.wait_for_locks)
            .on_terms(self.arguments.terms);
        let migrator = if self.arguments.single_transaction { migrator.single_transaction() } else { migrator };
        let migrator = if self.arguments.locks_by_lease { migrator.lock_by_lease() } else { migrator };
        let migrator = if self.arguments.accept_data_loss { migrator.accept_data_loss() } else { migrator };
        let migrator = if self.arguments.accept_late_conditions { migrator.accept_late_conditions() } else { migrator };
        let migrator = match &self.arguments.history_table {
            Some(name) => migrator.history_table(name.clone()),
            None => migrator,
        };
        match &self.arguments.scratch {
            Some(url) => migrator.scratch(url),
            None => migrator,
        }
    }
}
