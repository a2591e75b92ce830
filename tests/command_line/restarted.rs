//! A server that is restarted, or killed, while a long step runs: the program says so, and the next run goes on.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::own_server::{End, OwnServer};
use crate::server::Server;
use crate::typed::{Desk, Typed, typed};

/// The scene: a table that is filled.
const SCENE: &str = "20260105_090000";

/// Its table changed, indexes, a constraint.
const GROW: &str = "20260106_090000";

/// Its rows changed in batches.
const RAISE: &str = "20260107_090000";

/// How often a run is tried to be broken off: a quick machine is often done first.
const ATTEMPTS: usize = 50;

/// How many rows, and what they come to.
const ROWS: &str = "SELECT concat(count(*), ' rows, ', count(DISTINCT id), ' keys, ', sum(amount), ', ', sum(id * amount)) FROM events";

struct Case {
    server: OwnServer,
    kind: Server,
    desk: Desk,
}

impl Case {
    async fn new(kind: Server) -> Option<Self> {
        let server = OwnServer::start(kind).await?;
        let case = Self { server, kind, desk: Desk::with("heavy") };
        case.succeeds(&format!("up --to {SCENE}"));
        let digits = "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL \
                      SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
        let fill = format!(
            "INSERT INTO events (kind, amount) SELECT 'a rather long kind of event', \
             a.d * 1000 + b.d * 100 + c.d * 10 + e.d \
             FROM {digits} a, {digits} b, {digits} c, {digits} e, (SELECT 1 AS d UNION ALL SELECT 2 UNION ALL SELECT 3) f"
        );
        case.server.run(&fill).await;
        Some(case)
    }

    fn types(&self, arguments: &str) -> Typed {
        self.desk.at(&self.server.url(), arguments)
    }

    fn succeeds(&self, arguments: &str) {
        let typed = self.types(arguments);
        assert_eq!(typed.code, Some(0), "{}: {arguments}: {typed:?}", self.kind.key());
    }

    async fn rows(&self) -> String {
        self.server.text(ROWS).await.expect("the table is there")
    }

    /// The server ends when this finds something while a migration is applied, and the next run brings it to its end.
    async fn survives(&mut self, version: &str, moment: &str, end: End) {
        let what = format!("{}, {version}, {end:?}", self.kind.key());
        let before = self.rows().await;
        self.succeeds(&format!("up --to {version}"));
        let after = self.rows().await;
        self.succeeds("down --yes");
        assert_eq!(self.rows().await, before, "{what}");

        let broken = self.break_off(version, moment, end, &what).await;
        says_what_happened(&broken, version, &what);

        self.succeeds(&format!("up --to {version}"));
        assert_eq!(self.rows().await, after, "{what}");
        self.succeeds("down --yes");
        assert_eq!(self.rows().await, before, "{what}");
    }

    /// What a run says whose server ends. One that is over before the server is, is undone and tried again.
    async fn break_off(&mut self, version: &str, moment: &str, end: End, what: &str) -> Typed {
        for _ in 0..ATTEMPTS {
            let up = self.desk.command(&format!("up --to {version} --database-url {}", self.server.url()));
            let mut child = { up }.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
            if self.comes_to(&mut child, moment, what).await {
                self.server.restart(end).await;
            }
            let told = typed(child.wait_with_output().expect("it ends"));
            if told.code != Some(0) {
                return told;
            }
            self.succeeds("down --yes");
        }
        panic!("{what}: it was over too soon each time");
    }

    /// Whether a run is seen at this moment before it ends.
    async fn comes_to(&self, child: &mut Child, moment: &str, what: &str) -> bool {
        let begin = Instant::now();
        while self.server.text(moment).await.is_none() {
            if child.try_wait().expect("it is a child").is_some() {
                return false;
            }
            assert!(begin.elapsed() < Duration::from_secs(30), "{what}: it does not come so far");
        }
        true
    }
}

/// What is wrong, what state things are in, what to type.
fn says_what_happened(broken: &Typed, version: &str, what: &str) {
    assert!(matches!(broken.code, Some(1 | 5)), "{what}: {broken:?}");
    let err = &broken.err;
    assert!(err.contains("error: the connection to the database was lost "), "{what}: {broken:?}");
    assert!(err.contains(&format!("`m{version}")), "{what}: {broken:?}");
    assert!(err.contains("note: what was committed is there and noted in the history; "), "{what}: {broken:?}");
    assert!(
        err.contains("help: run it again when the database answers: it goes on from what is done"),
        "{what}: {broken:?}"
    );
}

/// Something, as soon as the run has sent a statement like this.
fn sending(kind: Server, statement: &str) -> String {
    match kind {
        Server::Postgres => {
            format!("SELECT '1' FROM pg_stat_activity WHERE state = 'active' AND query LIKE '{statement}%'")
        }
        _ => format!("SELECT '1' FROM information_schema.processlist WHERE info LIKE '{statement}%'"),
    }
}

/// Something, as soon as a batch is done.
const BATCH: &str = "SELECT '1' FROM migrate_history WHERE batches IS NOT NULL";

/// While the table is changed, at these statements, and while its rows are.
fn check(kind: Server, changing: &[(&str, End)], raising: &[End]) {
    crate::check::block_on(async {
        let Some(mut case) = Case::new(kind).await else { return };
        for (statement, end) in changing {
            case.survives(GROW, &sending(kind, statement), *end).await;
        }
        case.succeeds(&format!("up --to {GROW}"));
        for end in raising {
            case.survives(RAISE, BATCH, *end).await;
        }
        case.succeeds("check");
    });
}

#[test]
fn postgres() {
    let changing = [
        ("ALTER TABLE", End::Shutdown),
        ("CREATE INDEX CONCURRENTLY", End::Shutdown),
        ("CREATE INDEX CONCURRENTLY", End::Killed),
    ];
    check(Server::Postgres, &changing, &[End::Shutdown, End::Killed]);
}

#[test]
fn mariadb() {
    let changing = [("ALTER TABLE", End::Shutdown), ("CREATE INDEX", End::Killed)];
    check(Server::MariaDb, &changing, &[End::Shutdown, End::Killed]);
}

/// MySQL takes longest to start.
#[test]
fn mysql() {
    check(Server::MySql, &[("ALTER TABLE", End::Shutdown)], &[End::Killed]);
}
