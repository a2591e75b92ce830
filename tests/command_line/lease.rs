//! `--lock lease`: a row keeps others out, is given back by whoever is stopped, and waited for where a run was killed.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::check::on_every_database;
use crate::killed::{fill, heavy};
use crate::scratch::Scratch;
use crate::typed::{Desk, typed};

async fn owner(scratch: &Scratch) -> String {
    let rows = scratch.try_rows("SELECT owner FROM migrate_lease").await.unwrap_or_default();
    rows.into_iter().flatten().flatten().next().unwrap_or_default()
}

/// Starts `up`, and sends it a signal as soon as it goes through the rows.
async fn interrupt(desk: &Desk, scratch: &Scratch, signal: &str) -> crate::typed::Typed {
    let mut up = desk.command(&format!("up --lock lease --database-url {}", scratch.url));
    let child = up.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let batches = "SELECT batches FROM migrate_history WHERE batches IS NOT NULL";
    let begun = async {
        while owner(scratch).await.is_empty() || scratch.rows(batches).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), begun).await.expect("it goes through the rows");
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "the signal is sent");
    typed(child.wait_with_output().expect("it ends"))
}

#[test]
fn who_is_stopped_gives_the_lease_back_and_who_is_killed_is_waited_for() {
    on_every_database(&heavy::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let desk = Desk::with("heavy");
        let first = desk.at(&scratch.url, "up --lock lease --steps 1");
        assert_eq!(first.code, Some(0), "{key}: {first:?}");
        if key == "sqlite" {
            assert!(scratch.try_rows("SELECT owner FROM migrate_lease").await.is_err(), "its lock needs no row");
            return;
        }
        fill(scratch).await;
        let stopped = interrupt(&desk, scratch, "-INT").await;
        assert_eq!((stopped.code, owner(scratch).await), (Some(5), String::new()), "{key}: {stopped:?}");

        let killed = interrupt(&desk, scratch, "-KILL").await;
        let left = owner(scratch).await;
        assert!(killed.code.is_none() && left.contains(", process "), "{key}: {killed:?} {left}");
        let locked = desk.at(&scratch.url, "up --lock lease --wait-for-others 1");
        assert_eq!(locked.code, Some(4), "{key}: {locked:?}");
        assert!(locked.err.contains(&format!("`{left}`, since ")), "{key}: {locked:?}");
        scratch.run("UPDATE migrate_lease SET expires_at = renewed_at").await;
        let next = desk.at(&scratch.url, "up --lock lease");
        assert_eq!((next.code, owner(scratch).await), (Some(0), String::new()), "{key}: {next:?}");
        let refused = desk.at(&scratch.url, "up --lock row");
        assert_eq!(refused.code, Some(2), "{key}: {refused:?}");
        assert!(refused.err.contains("possible values: session, lease"), "{key}: {refused:?}");
    });
}
