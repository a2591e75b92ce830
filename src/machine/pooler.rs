//! A pooler in front of PostgreSQL that gives each transaction another session: found out before a lock of a session is
//! taken, which would be somebody else's a moment later.

use std::collections::BTreeSet;

use super::channel::{Channel, Statement};
use super::refused;
use crate::error::Reason;

/// How often it is looked: somebody else may have been quicker.
const LOOKS: usize = 5;

/// Refuses such a pooler.
///
/// While nobody else uses it, it gives one session for one statement after the other, and looks like none. So another
/// connection begins a transaction in between: it gets the session that was in use a moment ago. While others use it, one
/// connection gets several sessions. Without a pooler, and with one that gives a session for as long as a connection lasts,
/// neither can happen.
pub async fn refuse(channel: &Channel) -> Result<(), Reason> {
    let found = is_there(channel).await;
    channel.close_beside().await;
    if found? { Err(Reason::Pooler) } else { Ok(()) }
}

async fn is_there(channel: &Channel) -> Result<bool, Reason> {
    let (mut own, mut others, mut has_other) = (BTreeSet::new(), BTreeSet::new(), true);
    for _ in 0..LOOKS {
        let session = channel.query_value(Statement::plain(SESSION)).await;
        own.extend(session.map_err(|failure| refused("its session", &failure))?);
        // Where there is no other connection to be had, what this one says is all that is known.
        if has_other {
            let beside = channel.query_beside(Statement::plain(format!("BEGIN; {SESSION}"))).await;
            has_other = beside.is_ok() && channel.query_beside(Statement::plain("ROLLBACK")).await.is_ok();
            others.extend(beside.unwrap_or_default().into_iter().flatten().flatten());
        }
        if own.len() > 1 || others.len() > 1 || !own.is_disjoint(&others) {
            return Ok(true);
        }
    }
    Ok(false)
}

const SESSION: &str = "SELECT pg_backend_pid()";
