//! A user who may only read, and files that can only be read: what changes nothing works, the rest is refused before
//! anything is changed.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use crate::check::on_every_database;
use crate::dump::{Dump, dump};
use crate::scratch::Scratch;
use crate::server::Server;
use crate::typed::{Desk, Typed, typed};

/// A user of one database, who goes with this value.
struct User<'a> {
    scratch: &'a Scratch,
    name: String,
}

impl<'a> User<'a> {
    async fn new(scratch: &'a Scratch, rights: &str) -> Self {
        let name = format!("migrate_reader_{}_{}", rights.len(), std::process::id());
        let user = Self { scratch, name };
        scratch.run(&user.in_words("CREATE USER {user} {password}")).await;
        scratch.run(&user.in_words(rights)).await;
        user
    }

    fn in_words(&self, sql: &str) -> String {
        let is_postgres = self.scratch.server == Server::Postgres;
        let user = if is_postgres { self.name.clone() } else { format!("'{}'@'%'", self.name) };
        // MySQL sends a password in the clear only over TLS.
        let password = if is_postgres { "PASSWORD 'reads'" } else { "IDENTIFIED BY ''" };
        let database = self.scratch.url.rsplit('/').next().expect("a URL names a database");
        sql.replace("{user}", &user).replace("{password}", password).replace("{database}", database)
    }

    fn url(&self) -> String {
        let (before, after) = self.scratch.url.split_once("@").expect("a URL names a user");
        let (scheme, _) = before.split_once("://").expect("a URL");
        let password = if self.scratch.server == Server::Postgres { ":reads" } else { "" };
        format!("{scheme}://{}{password}@{after}", self.name)
    }

    async fn drop(self) {
        if self.scratch.server == Server::Postgres {
            self.scratch.run(&self.in_words("DROP OWNED BY {user}")).await;
        }
        self.scratch.run(&self.in_words("DROP USER {user}")).await;
    }
}

fn reading(scratch: &Scratch) -> &'static str {
    match scratch.server {
        Server::Postgres => "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}",
        _ => "GRANT SELECT ON {database}.* TO {user}",
    }
}

/// What changes nothing.
const READING: [&str; 4] = ["status", "plan", "plan down", "check --history-only"];

/// What changes something, where the newest migration is pending.
const CHANGING: [&str; 4] = ["up", "down --yes", "to 0 --yes --accept-data-loss", "redo --yes"];

fn assert_reads(types: impl Fn(&str) -> Typed, key: &str) {
    for arguments in READING {
        let typed = types(arguments);
        assert_eq!(typed.code, Some(0), "{key}: {arguments}: {typed:?}");
    }
}

async fn assert_refused(types: impl Fn(&str) -> Typed, scratch: &Scratch, help: &str) {
    let key = scratch.server.key();
    let before = (dump(scratch).await, rows_of_history(scratch).await);
    for arguments in CHANGING {
        let typed = types(arguments);
        assert_eq!(typed.code, Some(1), "{key}: {arguments}: {typed:?}");
        assert!(typed.err.contains(help), "{key}: {arguments}: {typed:?}");
        let now = (dump(scratch).await, rows_of_history(scratch).await);
        Dump::assert_same(&before.0, &now.0, &format!("{key}: {arguments}"));
        assert_eq!(now.1, before.1, "{key}: {arguments}");
    }
}

async fn rows_of_history(scratch: &Scratch) -> Vec<Vec<Option<String>>> {
    let columns = "CAST(version AS char(14)), state, CAST(progress AS char(3)), history_hash";
    scratch.rows(&format!("SELECT {columns} FROM migrate_history ORDER BY version")).await
}

const NO_RIGHT: &str = "help: connect as a user who has that right, or give it to this one with `GRANT`";

#[test]
fn who_may_only_read_sees_everything_and_changes_nothing() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        if scratch.server == Server::Sqlite {
            return;
        }
        let (key, desk) = (scratch.server.key(), Desk::new());
        assert_eq!(desk.at(&scratch.url, "up").code, Some(0), "{key}");
        let user = User::new(scratch, reading(scratch)).await;
        let url = user.url();
        assert_reads(|arguments| desk.at(&url, arguments), key);
        let typed = desk.at(&url, "up");
        assert_eq!(typed.code, Some(0), "{key}: nothing is to be done: {typed:?}");
        assert_eq!(desk.at(&scratch.url, "down --yes").code, Some(0), "{key}");
        assert_reads(|arguments| desk.at(&url, arguments), key);
        assert_refused(|arguments| desk.at(&url, arguments), scratch, NO_RIGHT).await;
        user.drop().await;
    });
}

#[test]
fn who_may_only_read_an_empty_database_is_told_that_the_history_cannot_be_made() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        if scratch.server == Server::Sqlite {
            return;
        }
        let (key, desk) = (scratch.server.key(), Desk::new());
        let user = User::new(scratch, &format!("{} ", reading(scratch))).await;
        let url = user.url();
        assert_reads(|arguments| desk.at(&url, arguments), key);
        let typed = desk.at(&url, "up");
        assert_eq!(typed.code, Some(1), "{key}: {typed:?}");
        assert!(typed.err.starts_with("error: the database refused the table of applied migrations: "), "{typed:?}");
        assert!(typed.err.contains(NO_RIGHT), "{key}: {typed:?}");
        assert!(dump(scratch).await.schema.is_empty(), "{key}");
        user.drop().await;
    });
}

/// Who may change rows and no tables, as the user of a service often may.
#[test]
fn who_may_change_rows_and_no_tables_changes_nothing() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        if scratch.server == Server::Sqlite {
            return;
        }
        let (key, desk) = (scratch.server.key(), Desk::new());
        assert_eq!(desk.at(&scratch.url, "up").code, Some(0), "{key}");
        assert_eq!(desk.at(&scratch.url, "down --yes").code, Some(0), "{key}");
        let rights = match scratch.server {
            Server::Postgres => "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {user}",
            _ => "GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.* TO {user}",
        };
        let user = User::new(scratch, rights).await;
        let before = (dump(scratch).await, rows_of_history(scratch).await);
        // Of `down`, the newest is one that changes rows.
        let typed = desk.at(&user.url(), "up");
        assert_eq!(typed.code, Some(1), "{key}: {typed:?}");
        assert!(typed.err.contains(NO_RIGHT) && typed.err.contains("note: nothing was changed"), "{key}: {typed:?}");
        assert_eq!((dump(scratch).await, rows_of_history(scratch).await), before, "{key}");
        user.drop().await;
    });
}

/// A folder whose files another user runs the program on, who may do what the modes say.
struct Guarded {
    desk: Desk,
    program: std::path::PathBuf,
}

impl Guarded {
    /// With everything applied but the newest migration.
    fn new() -> Self {
        let desk = Desk::new();
        desk.migrates("up");
        // Somebody else has to reach the program.
        let program = desk.folder().join("program");
        std::fs::hard_link(crate::typed::PROGRAM, &program)
            .or_else(|_| std::fs::copy(crate::typed::PROGRAM, &program).map(drop))
            .expect("it can be copied");
        Self { desk, program }
    }

    fn allow(&self, folder: u32, file: u32) {
        let set = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
        set(&self.desk.folder().join("app.db"), file).expect("it is ours");
        set(self.desk.folder(), folder).expect("it is ours");
    }

    fn types(&self, arguments: &str) -> Typed {
        let mut command = Command::new(&self.program);
        command.args(arguments.split_whitespace());
        self.desk.prepare(&mut command);
        if crate::own_server::is_root() {
            // Whom the modes bind.
            command.uid(65_534).gid(65_534);
        }
        typed(command.output().expect("it starts"))
    }
}

/// Files that can be read and not written, and a folder in which SQLite can make no journal.
#[test]
fn a_sqlite_file_that_can_only_be_read() {
    for (folder, file) in [(0o755, 0o444), (0o555, 0o444), (0o555, 0o666)] {
        let guarded = Guarded::new();
        let what = format!("{folder:o} {file:o}");
        guarded.allow(folder, file);
        assert_reads(|arguments| guarded.types(arguments), &what);
        let typed = guarded.types("up");
        assert_eq!(typed.code, Some(0), "{what}: nothing is to be done: {typed:?}");
        guarded.allow(0o755, 0o644);
        guarded.desk.migrates("down --yes");
        guarded.allow(folder, file);
        assert_reads(|arguments| guarded.types(arguments), &what);
        let content = || std::fs::read(guarded.desk.folder().join("app.db")).expect("it is there");
        let before = content();
        for arguments in CHANGING {
            let typed = guarded.types(arguments);
            assert_eq!(typed.code, Some(1), "{what}: {arguments}: {typed:?}");
            assert!(typed.err.contains("of SQLite, make the file and its folder writable"), "{what}: {typed:?}");
            assert!(content() == before, "{what}: {arguments}");
        }
        guarded.allow(0o755, 0o644);
        guarded.desk.migrates("up");
    }
}
