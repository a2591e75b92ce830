//! The histories of well-known applications, rewritten in the language and proved on every database that they run on.

#[path = "../databases/administration.rs"]
mod administration;
mod crates_io;
#[expect(dead_code, reason = "other tests ask more of a server")]
#[path = "../databases/server.rs"]
mod server;
mod vaultwarden;

use std::sync::atomic::{AtomicU32, Ordering};

use migrate::Migrations;
use migrate::testing::{Reversal, assert_reversible};
use server::Server;

/// A history, and what its test expects of the proof.
struct History {
    migrations: &'static Migrations,
    /// How many migrations there are: none of them may have been left out.
    count: usize,
    /// Those that change rows and say that there is nothing to undo. Whether they find any depends on the rows.
    may_leave: &'static [&'static str],
}

/// Proves a history on one database.
fn check(history: &History, server: Server) {
    assert_eq!(history.migrations.list.len(), history.count);
    assert!(server.is_target_of(history.migrations), "the history is built for {}", server.key());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let Some(reversal) = runtime.block_on(prove(history.migrations, server)) else { return };
    let Reversal { not_undone, left, without_rows, .. } = reversal;
    assert!(not_undone.is_empty(), "{not_undone:?} cannot be undone");
    assert!(without_rows.is_empty(), "{without_rows:?} stayed empty");
    let surprise = left.iter().find(|one| !history.may_leave.contains(&one.as_str()));
    assert_eq!(surprise, None, "it leaves something behind");
}

/// What the proof says; nothing where the server does not answer.
async fn prove(migrations: &'static Migrations, server: Server) -> Option<Reversal> {
    if server == Server::Sqlite {
        return Some(assert_reversible(migrations, "sqlite::memory:").await);
    }
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("migrate_history_{}_{count}", std::process::id());
    let url = administration::create(server, &name).await?;
    // A task of its own, so that the database is dropped even if the proof fails.
    let proof = tokio::spawn(async move { assert_reversible(migrations, &url).await }).await;
    administration::drop(server, &name).await.expect("the database is dropped");
    Some(proof.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic())))
}
