//! The lease in a simulated database: the table, its row, and what becomes of it as time passes.

use std::time::Duration;

use migrate_core::dialect::Dialect;

use super::super::channel::{Failure, Row};
use super::database::{Database, Refusal};
use super::state::{LeaseRow, State};
use super::statement::{Lease, Sent};

/// As the runner has it.
const TIME: Duration = Duration::from_secs(45);
const FRESH: Duration = Duration::from_secs(10);

impl Database {
    /// Carries a statement about the lease out.
    pub fn lease(&mut self, id: usize, lease: Lease<'_>) -> Result<Vec<Row>, Failure> {
        if lease.writes() {
            return self.change_lease(id, lease).map(|()| Vec::new());
        }
        let now = self.now;
        let table = &self.seen(id).lease;
        let row = table.as_ref().and_then(Option::as_ref);
        let answer = match lease {
            Lease::Find => table.is_some().then(|| "1".to_owned()),
            Lease::State => row.map(|row| if row.is_free(now) { "free" } else { "taken" }.to_owned()),
            Lease::Own(owner) => row.filter(|row| row.owner == owner).map(|row| {
                let is_fresh = row.renewed_at + FRESH > now;
                if is_fresh { "fresh" } else { "stale" }.to_owned()
            }),
            Lease::Others | Lease::Holder => row.filter(|row| !row.owner.is_empty()).map(|row| row.owner.clone()),
            _ => unreachable!("it writes"),
        };
        Ok(answer.map(|answer| vec![Some(answer)]).into_iter().collect())
    }

    /// Nobody has it any more.
    pub fn forget_lease(&mut self) {
        if let Some(row) = self.committed.lease.iter_mut().flatten().next() {
            row.owner.clear();
        }
    }

    fn change_lease(&mut self, id: usize, lease: Lease<'_>) -> Result<(), Failure> {
        if let Lease::Take(owner) = lease
            && !owner.is_empty()
        {
            self.is_called(id, owner);
        }
        let is_there = self.seen(id).lease.is_some();
        if self.is_written_by_another(id) {
            return match lease {
                Lease::Make if is_there => Ok(()),
                Lease::Add => Ok(()),
                // SKIP LOCKED.
                Lease::Take(_) | Lease::Extend if self.dialect == Dialect::Postgres => Ok(()),
                lease => Err(self.refuse(id, Sent::Lease(lease), Refusal::Busy)),
            };
        }
        let now = self.now;
        let mut changed = self.seen(id).lease.clone();
        let is_running = |owner: &str| self.has_a_statement_running(owner);
        let table = &mut changed;
        match (lease, table.as_mut().and_then(Option::as_mut)) {
            (Lease::Make, _) if !is_there => *table = Some(None),
            (Lease::Add, None) => {
                *table = Some(Some(LeaseRow { owner: String::new(), renewed_at: now, expires_at: now }));
            }
            (Lease::Take(owner), Some(row)) if row.is_free(now) => row.renew(owner, now),
            (Lease::Extend, Some(row)) if row.is_free(now) && is_running(&row.owner) => row.expires_at = now + TIME,
            (Lease::Renew(owner), Some(row)) if row.owner == owner => row.renew(owner, now),
            (Lease::Free(owner), Some(row)) if row.owner == owner => row.owner.clear(),
            _ => return Ok(()),
        }
        if self.has_begun(id) {
            let seen = self.seen(id).clone();
            self.put(id, State { lease: changed, ..seen });
        } else {
            // Nothing else changes, so that nothing else needs to be looked at.
            self.committed.lease = changed;
        }
        Ok(())
    }
}

impl LeaseRow {
    fn is_free(&self, now: Duration) -> bool {
        self.owner.is_empty() || self.expires_at <= now
    }

    fn renew(&mut self, owner: &str, now: Duration) {
        owner.clone_into(&mut self.owner);
        self.renewed_at = now;
        self.expires_at = now + TIME;
    }
}
