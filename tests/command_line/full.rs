//! A disk that is full, on SQLite: nothing is lost, and the run goes on when there is room.

use std::path::PathBuf;
use std::process::Command;

use crate::administration::skip;
use crate::check::block_on;
use crate::typed::{Desk, Typed};

const ROWS: &str =
    "SELECT count(*) || ' ' || count(DISTINCT id) || ' ' || sum(amount) || ' ' || sum(id * amount) FROM events";

/// A disk of a few megabytes in memory, with a database.
struct Disk {
    folder: PathBuf,
    desk: Desk,
}

impl Disk {
    /// A disk with ten thousand rows; nothing, and a line that says so, where this is not allowed.
    fn new() -> Option<Self> {
        let desk = Desk::with("heavy");
        let folder = desk.folder().join("disk");
        std::fs::create_dir(&folder).expect("the folder is new");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(&folder).output();
        if !mount.is_ok_and(|mount| mount.status.success()) {
            skip("only root can make a disk in memory");
            return None;
        }
        let disk = Self { folder, desk };
        disk.succeeds("up --to 20260105090000");
        disk.run(
            "INSERT INTO events (kind, amount) WITH RECURSIVE counted (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM counted \
             WHERE x < 10000) SELECT 'a rather long kind of event', x FROM counted",
        );
        Some(disk)
    }

    fn url(&self) -> String {
        format!("sqlite://{}?mode=rwc", self.folder.join("app.db").display())
    }

    fn types(&self, arguments: &str) -> Typed {
        self.desk.at(&self.url(), arguments)
    }

    fn succeeds(&self, arguments: &str) {
        let typed = self.types(arguments);
        assert_eq!(typed.code, Some(0), "{arguments}: {typed:?}");
    }

    fn run(&self, sql: &'static str) {
        block_on(async {
            let pool = sqlx::SqlitePool::connect(&self.url()).await.expect("a file");
            sqlx::raw_sql(sql).execute(&pool).await.expect("there is room");
            pool.close().await;
        });
    }

    fn rows(&self) -> String {
        block_on(async {
            let pool = sqlx::SqlitePool::connect(&self.url()).await.expect("a file");
            let rows = sqlx::query_scalar(ROWS).fetch_one(&pool).await.expect("it only reads");
            pool.close().await;
            rows
        })
    }

    /// Takes all room but this.
    fn fill(&self, left: usize) {
        let filling = self.folder.join("filling");
        let mut block = 1 << 16;
        let mut all = Vec::new();
        while block >= 4096 {
            all.resize(all.len() + block, 0);
            if std::fs::write(&filling, &all).is_err() {
                all.truncate(all.len() - block);
                block /= 2;
            }
        }
        all.truncate(all.len().saturating_sub(left));
        std::fs::write(&filling, &all).expect("it fits");
    }

    fn make_room(&self) {
        std::fs::remove_file(self.folder.join("filling")).expect("it was filled");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(&self.folder).status();
        assert!(std::thread::panicking() || unmounted.is_ok_and(|status| status.success()), "the disk is still there");
    }
}

fn assert_says_so(typed: &Typed) {
    assert!(typed.err.contains("database or disk is full"), "{typed:?}");
    assert!(typed.err.contains("help: make room on the disk of the database, and run it again"), "{typed:?}");
}

#[test]
fn a_rebuild_that_meets_it_changes_nothing() {
    let Some(disk) = Disk::new() else { return };
    let before = disk.rows();
    disk.fill(100_000);
    let typed = disk.types("up --to 20260106090000");
    assert_eq!(typed.code, Some(1), "{typed:?}");
    assert_says_so(&typed);
    assert!(typed.err.contains("note: nothing was changed"), "{typed:?}");
    assert_eq!(disk.rows(), before);
    disk.succeeds("status");
    disk.make_room();
    disk.succeeds("check");
    disk.succeeds("up --to 20260106090000");
    assert_eq!(disk.rows(), before);
    disk.succeeds("check");
}

/// What was committed stays, and no row is met twice.
#[test]
fn batches_that_meet_it_are_gone_on_with() {
    let Some(disk) = Disk::new() else { return };
    disk.succeeds("up --to 20260106090000");
    disk.succeeds("up");
    let after = disk.rows();
    disk.succeeds("down --yes");
    let before = disk.rows();
    // Each room is enough for more than the one before it.
    let mut stopped_between = 0;
    for left in (0..40).map(|pages| pages * 4096) {
        disk.fill(left);
        let typed = disk.types("up");
        let is_done = typed.code == Some(0);
        if !is_done {
            assert_says_so(&typed);
            let is_between = typed.err.contains("of its first step the batches up to the key `");
            stopped_between += usize::from(is_between);
            assert!(is_between || disk.rows() == before, "{typed:?}");
            // There may be no room either to note that nothing of it is done.
            let is_begun = is_between || typed.err.contains("the history still says that it was begun");
            assert_eq!(typed.code, Some(if is_begun { 5 } else { 1 }), "{typed:?}");
        }
        disk.make_room();
        disk.succeeds("up");
        assert_eq!(disk.rows(), after);
        disk.succeeds("down --yes");
        assert_eq!(disk.rows(), before);
        if is_done {
            break;
        }
    }
    println!("it was stopped between two batches {stopped_between} times");
}
