//! Runs that come to their end in the middle: the connection is cut at any moment, and the next run goes on.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use migrate::prelude::*;
use migrate::{Database, Migrations, Migrator};
use migrate_core::migration::{Evidence, Step, Steps};

use crate::check::on_every_database;
use crate::dump::{Dump, dump};
use crate::scratch::Scratch;

/// A migration of many steps, of which MySQL and MariaDB commit each, and one that goes through rows in batches.
fn many_steps() -> &'static Migrations {
    struct Scene;
    #[migration(version = 20260101_000000)]
    impl Migration for Scene {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), string("name")]);
            schema.create_table("users").columns([
                id(),
                string("nick"),
                integer("age").nullable(),
                big_integer("team_id").nullable(),
            ]);
            schema.create_view("nicks", "SELECT nick FROM users");
        }
    }
    struct ManySteps;
    #[migration(version = 20260102_000000)]
    impl Migration for ManySteps {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id(), reference("user_id", "users"), text("body")]);
            schema.add_column("users", string("email").nullable());
            schema.create_index("users", ["email"]).unique();
            schema.add_foreign_key("users", ["team_id"]).references("teams", ["id"]);
            schema.add_check("users", "users_age_check", "age >= 0");
            schema.change_type("users", big_integer("age"));
            schema.set_default("users", "age", 18);
            schema.replace_view("nicks", "SELECT nick FROM users WHERE nick <> ''");
            schema.rename_table("teams", "groups_of_people");
        }
    }
    struct Greet;
    #[migration(version = 20260103_000000)]
    impl DataMigration for Greet {
        fn up(data: &mut Data) {
            data.update("users").set("age", sql("coalesce(age, 0) + 1")).in_batches_of(2);
        }
        fn down(data: &mut Data) {
            data.update("users").set("age", sql("age - 1")).in_batches_of(2);
        }
    }
    migrate::migrations![Scene, ManySteps, Greet];
    &MIGRATIONS
}

const ROWS: &str = "INSERT INTO teams (name) VALUES ('a');
    INSERT INTO users (nick, age, team_id) VALUES ('x', 1, 1), ('y', 2, NULL), ('z', 3, 1), ('w', 4, NULL), ('v', 5, 1)";

/// Between a client and its server: passes on what they say, until one message of the client's.
pub struct Wire {
    /// What reaches the database through it.
    pub url: String,
    messages: Arc<AtomicUsize>,
    cut_at: Arc<AtomicUsize>,
}

/// What becomes of the message at which a connection is cut.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    /// The server never hears it.
    Unsent,
    /// The server does what it says, and its answer never arrives.
    Unanswered,
}

impl Wire {
    /// A wire that is cut at the message of this number.
    pub fn new(url: &str, cut_at: usize, cut: Cut) -> Self {
        let (scheme, rest) = url.split_once("://").expect("a URL");
        let (authority, path) = rest.split_once('/').expect("a URL names a database");
        let (user, address) = authority.rsplit_once('@').expect("a URL names a user");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let (messages, cut_at) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(cut_at)));
        let (address, count, last) = (address.to_owned(), Arc::clone(&messages), Arc::clone(&cut_at));
        std::thread::spawn(move || {
            // One connection is enough for a run.
            let Ok((client, _)) = listener.accept() else { return };
            pass_on(client, TcpStream::connect(address).expect("the server answers"), &last, cut, &count);
        });
        Self { url: format!("{scheme}://{user}@127.0.0.1:{port}/{path}"), messages, cut_at }
    }

    /// What cuts the wire at the next message.
    pub fn scissors(&self) -> impl Fn() + Send + Sync + 'static {
        let (messages, cut_at) = (Arc::clone(&self.messages), Arc::clone(&self.cut_at));
        move || cut_at.store(messages.load(Ordering::SeqCst), Ordering::SeqCst)
    }
}

fn pass_on(mut client: TcpStream, mut server: TcpStream, cut_at: &AtomicUsize, cut: Cut, count: &AtomicUsize) {
    let (mut answers, mut asker) = (server.try_clone().expect("a handle"), client.try_clone().expect("a handle"));
    let is_cut = Arc::new(AtomicUsize::new(0));
    let cut_flag = Arc::clone(&is_cut);
    let back = std::thread::spawn(move || {
        let mut buffer = [0; 65536];
        while let Ok(length @ 1..) = answers.read(&mut buffer) {
            if cut_flag.load(Ordering::SeqCst) > 0 {
                break;
            }
            if asker.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        let _closed = asker.shutdown(Shutdown::Both);
        let _closed = answers.shutdown(Shutdown::Both);
    });
    let mut buffer = [0; 65536];
    while let Ok(length @ 1..) = client.read(&mut buffer) {
        let is_last = count.fetch_add(1, Ordering::SeqCst) == cut_at.load(Ordering::SeqCst);
        if is_last {
            is_cut.store(1, Ordering::SeqCst);
        }
        if is_last && matches!(cut, Cut::Unsent) {
            break;
        }
        if server.write_all(&buffer[..length]).is_err() {
            break;
        }
        if is_last {
            // The server answers to nobody.
            back.join().expect("no panic");
            return;
        }
    }
    let _closed = server.shutdown(Shutdown::Both);
    let _closed = client.shutdown(Shutdown::Both);
    back.join().expect("no panic");
}

/// What came of a cut.
#[derive(PartialEq)]
enum Outcome {
    /// The run did not say so much.
    NotReached,
    /// The next run found whole migrations.
    Whole,
    /// The next run found a migration that was left in the middle.
    Resumed,
}

/// Cuts a run from `from` to `to` at a message, and lets another one go on.
async fn cut(scratch: &Scratch, from: i64, to: i64, at: usize, cut: Cut, expected: &Dump) -> Outcome {
    let migrator = Migrator::new(many_steps()).accept_data_loss().accept_late_conditions();
    let key = scratch.server.key();
    migrator.to(&scratch.db, from).await.unwrap_or_else(|error| panic!("{key}: back to {from}: {error}"));
    let wire = Wire::new(&scratch.url, at, cut);
    let outcome = match Database::connect(&wire.url).await {
        Ok(db) => migrator.to(&db, to).await,
        Err(error) => Err(error),
    };
    let was_cut = wire.messages.load(Ordering::SeqCst) > at;
    let what = || format!("{key}: from {from} to {to}, {cut:?} at {at}, which said {outcome:?}");
    let next = migrator.to(&scratch.db, to).await;
    let next = next.unwrap_or_else(|error| panic!("the next run does not go on, {}: {error}", what()));
    assert_eq!(dump(scratch).await, *expected, "{}", what());
    match (was_cut, next.applied.iter().chain(&next.undone).any(|ran| ran.resumed)) {
        (false, _) => Outcome::NotReached,
        (true, true) => Outcome::Resumed,
        (true, false) => Outcome::Whole,
    }
}

/// How many messages lie between two cuts of the test: all of them take minutes.
fn stride() -> usize {
    let stride = std::env::var("MIGRATE_CUT_EVERY").map(|stride| stride.parse().expect("a number of messages"));
    stride.unwrap_or(13)
}

#[test]
fn a_connection_that_is_cut_at_any_moment_loses_nothing() {
    on_every_database(many_steps(), async |scratch| {
        if scratch.server.key() == "sqlite" {
            return;
        }
        let migrator = Migrator::new(many_steps()).accept_data_loss();
        let (first, last) = (20_260_101_000_000, 20_260_103_000_000);
        migrator.to(&scratch.db, first).await.expect("the scene is set");
        scratch.run(ROWS).await;
        let before = dump(scratch).await;
        migrator.to(&scratch.db, last).await.expect("it is applied");
        let after = dump(scratch).await;
        for (from, to, expected) in [(first, last, &after), (last, first, &before)] {
            for (kind, first) in [(Cut::Unsent, 3), (Cut::Unanswered, 0)] {
                let mut resumed = 0;
                for at in (first..).step_by(stride()) {
                    match cut(scratch, from, to, at, kind, expected).await {
                        Outcome::NotReached => break,
                        Outcome::Whole => {}
                        Outcome::Resumed => resumed += 1,
                    }
                }
                assert!(resumed > 0, "{}: no run was left in the middle", scratch.server.key());
            }
        }
    });
}

/// The evidence of each step that has one, before and after it is sent.
async fn check_evidence(scratch: &Scratch, steps: Steps, what: &str) -> usize {
    let mut asked = 0;
    for Step { sql, evidence, .. } in steps.read() {
        let Evidence::Query(query) = evidence else {
            scratch.run(&sql).await;
            continue;
        };
        assert!(scratch.rows(&query).await.is_empty(), "{what}: done before it is sent: {sql}\n{query}");
        scratch.run(&sql).await;
        assert!(!scratch.rows(&query).await.is_empty(), "{what}: not done when it is sent: {sql}\n{query}");
        asked += 1;
    }
    asked
}

#[test]
fn the_database_tells_whether_a_step_was_carried_out() {
    for migrations in [many_steps(), &crate::example::migrations::MIGRATIONS] {
        on_every_database(migrations, async |scratch| {
            let key = scratch.server.key();
            if key == "sqlite" {
                return;
            }
            let scripts: Vec<_> = migrations
                .list
                .iter()
                .filter_map(|one| Some((one, one.scripts.iter().find(|script| script.dialect.key() == key)?)))
                .collect();
            let mut asked = 0;
            for (migration, script) in &scripts {
                asked += check_evidence(scratch, script.up, &format!("{key}: {migration}")).await;
            }
            for (migration, script) in scripts.iter().rev() {
                asked += check_evidence(scratch, script.down, &format!("{key}: down of {migration}")).await;
            }
            let expected = if scratch.server.is_transactional() { 0 } else { 15 };
            assert!(asked >= expected, "{key}: only {asked} steps have evidence");
        });
    }
}
