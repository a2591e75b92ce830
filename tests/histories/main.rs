//! The histories of well-known applications, rewritten in the language and proved on every database that they run on.

#[path = "../drift/built.rs"]
mod built;
mod crates_io;
/// Databases to work in, and what they hold. A path on a file itself would look for its modules beside it.
#[allow(dead_code, unused_imports, reason = "other tests ask more of it")]
#[path = "../databases"]
mod databases {
    pub mod administration;
    pub mod check;
    pub mod dump;
    pub mod scratch;
    pub mod server;
}
mod vaultwarden;

use std::sync::atomic::{AtomicU32, Ordering};

use databases::{administration, check, dump, scratch, server};
use migrate::testing::{Reversal, assert_reversible};
use migrate::{Migrations, Migrator};
use migrate_core::schema::Schema;
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
    let Reversal { not_undone, left, without_rows, on_empty_tables, .. } = reversal;
    assert!(not_undone.is_empty(), "{not_undone:?} cannot be undone");
    assert!(without_rows.is_empty(), "{without_rows:?} stayed empty");
    assert!(on_empty_tables.is_empty(), "{on_empty_tables:?} found rows that are in the way");
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

/// Creates the schema that a history comes to at once, and compares it with what the migrations make one by one. What
/// raw SQL made is no part of the schema, and is made before.
fn check_schema(history: &History, server: Server, made_by_raw_sql: &[&str]) {
    check::block_on(async {
        let (at_once, one_by_one) = (scratch::Scratch::new(server).await, scratch::Scratch::new(server).await);
        let (Some(at_once), Some(one_by_one)) = (at_once, one_by_one) else { return };
        let schema = Schema::read(history.migrations.schema).expect("the program has a command line");
        let target = history.migrations.targets.iter().find(|target| target.dialect.key() == server.key());
        let statements = schema.sql(target.expect("it is a target").dialect).expect("it can be created at once");
        for sql in made_by_raw_sql.iter().copied().chain(statements.iter().map(String::as_str)) {
            at_once.run(sql).await;
        }
        Migrator::new(history.migrations).up(&one_by_one.db).await.expect("it applies");
        let sorted = |mut lines: Vec<String>| {
            lines.sort();
            lines
        };
        let (at_once, one_by_one) = (dump::dump(&at_once).await.schema, dump::dump(&one_by_one).await.schema);
        assert!(at_once.len() > 50, "there is something to compare");
        let (at_once, one_by_one) = (sorted(at_once), sorted(one_by_one));
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|line| !those.contains(line)).cloned().collect()
        };
        let differences = (only(&at_once, &one_by_one), only(&one_by_one, &at_once));
        assert!(differences == (vec![], vec![]), "at once, and one by one: {differences:#?}");
    });
}

/// Takes the history from a database, adopts what is there, and compares the database with that.
fn check_adoption(history: &History, server: Server, left_out: &[&str]) {
    check::block_on(async {
        let Some(scratch) = scratch::Scratch::new(server).await else { return };
        let key = server.key();
        Migrator::new(history.migrations).up(&scratch.db).await.expect("it applies");
        let check = Migrator::new(history.migrations).check(&scratch.db).await.expect("it can be compared");
        assert!(check.is_clean() && check.not_compared.is_none(), "{key}: {check}");
        scratch.run("DROP TABLE migrate_history").await;
        let target = history.migrations.targets.iter().find(|target| target.dialect.key() == key);
        let target = *target.expect("it is a target");
        let none = Migrations { name: "adopting", targets: vec![target].leak(), ..Migrations::EMPTY };
        let adoption = Migrator::new(Box::leak(Box::new(none))).adopt(&scratch.db).await.expect("it is read");
        assert!(adoption.statements.len() > 20, "{key}: there is something to adopt");
        let text = adoption.file("AdoptExistingSchema");
        let built = built::built(target.dialect, &[("m20260101_000000_adopt_existing_schema", &text)]);
        let migrator = Migrator::new(built.unwrap_or_else(|error| panic!("{key}: {error}\n{text}")));
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}\n{text}"));
        let check = migrator.check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}\n{text}"));
        assert!(check.is_clean() && check.not_compared.is_none(), "{key}: {check}\n{text}");
        assert_eq!(adoption.left_out, left_out, "{key}: {text}");
    });
}
