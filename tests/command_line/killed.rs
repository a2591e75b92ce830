//! `kill -9` in the middle of a step: what the journal says then, and that the next run goes on.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::check::on_every_database;
use crate::dump::schema;
use crate::scratch::Scratch;
use crate::typed::Desk;

/// How often a run is killed in each step.
const KILLS: usize = 10;

/// How many runs may be killed until each step had its share: a step may be over before the signal comes.
const ATTEMPTS: usize = 150;

/// How often a run is looked at to find what its moments are.
const LOOKS: usize = 4;

const GROW: &str = "20260106090000";
const RAISE: &str = "20260107090000";

#[path = "histories/heavy.rs"]
pub mod heavy;

/// What a database holds: its catalogue, and how many rows of which values.
#[derive(Debug, PartialEq, Eq)]
struct Content {
    schema: Vec<String>,
    rows: Vec<Vec<Option<String>>>,
}

impl Content {
    async fn read(scratch: &Scratch) -> Self {
        let sums =
            "SELECT count(*), count(DISTINCT id), sum(amount), min(amount), max(amount), sum(id * amount) FROM events";
        Self { schema: schema(scratch).await, rows: scratch.rows(sums).await }
    }
}

/// Twenty thousand rows.
pub async fn fill(scratch: &Scratch) {
    let digits = "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL \
                  SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
    scratch
        .run(&format!(
            "INSERT INTO events (kind, amount) SELECT 'a rather long kind of event', a.d * 1000 + b.d * 100 + c.d * 10 + e.d \
             FROM {digits} a, {digits} b, {digits} c, {digits} e, (SELECT 1 AS d UNION ALL SELECT 2) f"
        ))
        .await;
}

/// How far a migration is noted to have come: `applying 1`, `applying 0 batches`; nothing where it is not begun.
async fn journal(scratch: &Scratch, version: &str) -> String {
    let sql = format!(
        "SELECT state, CAST(progress AS char(9)), batches IS NOT NULL FROM migrate_history WHERE version = {version}"
    );
    let rows = scratch.try_rows(&sql).await.unwrap_or_default();
    let Some(row) = rows.first() else { return String::new() };
    let text = |index: usize| row[index].clone().unwrap_or_default().trim_matches(&['\'', ' '][..]).to_owned();
    let batches = if ["1", "t", "true"].contains(&text(2).as_str()) { " batches" } else { "" };
    format!("{} {}{batches}", text(0), text(1))
}

fn begin_to_apply(desk: &Desk, scratch: &Scratch, version: &str) -> Child {
    let mut up = desk.command(&format!("up --to {version} --database-url {}", scratch.url));
    up.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
}

/// Applies one migration in a program of its own, which is killed as soon as the journal says `moment`, or after a time.
/// Returns what the journal said until then, and how often.
async fn apply(desk: &Desk, scratch: &Scratch, version: &str, until: Until<'_>) -> BTreeMap<String, usize> {
    let mut child = begin_to_apply(desk, scratch, version);
    let begin = Instant::now();
    let mut seen = BTreeMap::new();
    loop {
        let now = journal(scratch, version).await;
        let is_now = match until {
            Until::End => false,
            Until::Moment(moment) => now == moment,
            Until::Time(time) => begin.elapsed() >= time,
        };
        *seen.entry(now).or_default() += 1;
        if is_now {
            // SIGKILL on Unix.
            child.kill().expect("it can be killed");
        }
        if is_now || child.try_wait().expect("it is a child").is_some() {
            child.wait().expect("it is a child");
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// The moments of a run that last: what is seen once may be over before a signal comes.
fn lasting(seen: BTreeMap<String, usize>) -> BTreeSet<String> {
    let lasting = seen.into_iter().filter(|(moment, count)| moment.starts_with("applying ") && *count > 2);
    lasting.map(|(moment, _)| moment).collect()
}

/// When a program is killed.
#[derive(Clone, Copy)]
enum Until<'a> {
    /// Never.
    End,
    /// When the journal says so.
    Moment(&'a str),
    /// After this time.
    Time(Duration),
}

/// One migration of a database, and what the database holds before and after it.
struct Victim<'a> {
    desk: &'a Desk,
    scratch: &'a Scratch,
    version: &'static str,
    before: Content,
    after: Content,
    moments: Vec<String>,
    took: Duration,
}

impl<'a> Victim<'a> {
    /// Applies and undoes it a few times, to see how that goes when nobody is killed.
    async fn new(desk: &'a Desk, scratch: &'a Scratch, version: &'static str) -> Self {
        let before = Content::read(scratch).await;
        let begin = Instant::now();
        let mut looks = vec![lasting(apply(desk, scratch, version, Until::End).await)];
        let took = begin.elapsed();
        let after = Content::read(scratch).await;
        let mut victim = Self { desk, scratch, version, before, after, moments: Vec::new(), took };
        victim.finish_and_undo().await;
        for _ in 1..LOOKS {
            looks.push(lasting(apply(desk, scratch, version, Until::End).await));
            victim.finish_and_undo().await;
        }
        // On a busy machine some are missed, and others last as an exception.
        let is_usual = |moment: &String| looks.iter().filter(|look| look.contains(moment)).count() * 2 >= LOOKS;
        let moments: BTreeSet<String> = looks.iter().flatten().filter(|moment| is_usual(moment)).cloned().collect();
        victim.moments = moments.into_iter().collect();
        victim
    }

    /// Kills it at each moment of its journal until each was found so often; the next run finishes it every time.
    async fn kill_at_each_moment(&self) {
        let key = self.scratch.server.key();
        let mut found: BTreeMap<&str, usize> = self.moments.iter().map(|moment| (moment.as_str(), 0)).collect();
        for _ in 0..ATTEMPTS {
            let Some((moment, _)) = found.iter().find(|(_, count)| **count < KILLS) else { break };
            apply(self.desk, self.scratch, self.version, Until::Moment(moment)).await;
            let now = journal(self.scratch, self.version).await;
            if let Some(count) = found.get_mut(now.as_str()) {
                *count += 1;
            }
            self.finish_and_undo().await;
        }
        println!("{key}: {} was killed, and the journal said {found:?}", self.version);
        assert!(found.values().all(|count| *count >= KILLS), "{key}: {found:?}");
    }

    /// Kills it at any time until so often nothing of it was left.
    async fn kill_at_any_time(&self) {
        let mut killed = 0;
        for attempt in 0..ATTEMPTS {
            if killed == KILLS {
                return;
            }
            let share = f64::from(u8::try_from(attempt % KILLS).expect("it is small") + 1) / 11.0;
            apply(self.desk, self.scratch, self.version, Until::Time(self.took.mul_f64(share))).await;
            if journal(self.scratch, self.version).await.is_empty() {
                killed += 1;
                assert_eq!(Content::read(self.scratch).await, self.before, "half of a rebuild is left");
            }
            self.finish_and_undo().await;
        }
        assert_eq!(killed, KILLS, "it was over too soon");
    }

    /// Kills it while it writes to the history, before it has begun and at each moment in turn.
    async fn kill_in_a_write(&self) {
        let moments: Vec<&str> = std::iter::once("").chain(self.moments.iter().map(String::as_str)).collect();
        let mut killed = 0;
        for attempt in 0..ATTEMPTS {
            if killed == KILLS {
                return;
            }
            let mut child = begin_to_apply(self.desk, self.scratch, self.version);
            if self.hold_up_write(moments[attempt % moments.len()], &mut child).await {
                child.kill().expect("it can be killed");
                killed += 1;
            }
            child.wait().expect("it is a child");
            let (_, release) = write_lock(self.scratch);
            // There may be nothing to release.
            let _released = self.scratch.try_run(release).await;
            self.finish_and_undo().await;
        }
        assert_eq!(killed, KILLS, "{}: {moments:?}", self.scratch.server.key());
    }

    /// Lets nobody write to the history from this moment on, until the program waits for that. Returns whether it does.
    async fn hold_up_write(&self, moment: &str, child: &mut Child) -> bool {
        let mut is_over = || child.try_wait().expect("it is a child").is_some();
        while journal(self.scratch, self.version).await != moment {
            if is_over() {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let (lock, _) = write_lock(self.scratch);
        self.scratch.run(lock).await;
        let waiting = match self.scratch.server.key() {
            "postgres" => {
                "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = 'migrate_history'::regclass"
            }
            // It commits the row together with everything else, and waits for whoever reads then.
            "sqlite" => {
                tokio::time::sleep(2 * self.took).await;
                return !is_over();
            }
            _ => {
                "SELECT count(*) > 0 FROM information_schema.processlist \
                 WHERE db = DATABASE() AND state = 'Waiting for table metadata lock'"
            }
        };
        while !["1", "t"].contains(&self.scratch.value(waiting).await.as_str()) {
            if is_over() {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        true
    }

    /// The next run finishes what was left, and it can be undone.
    async fn finish_and_undo(&self) {
        let key = self.scratch.server.key();
        for (arguments, content) in
            [(format!("up --to {}", self.version), &self.after), ("down --yes".to_owned(), &self.before)]
        {
            let typed = self.desk.at(&self.scratch.url, &arguments);
            assert_eq!(typed.code, Some(0), "{key}: {typed:?}");
            assert_eq!(Content::read(self.scratch).await, *content, "{key}: after {arguments}");
        }
    }
}

/// What keeps everybody from writing to the history, and what ends that.
fn write_lock(scratch: &Scratch) -> (&'static str, &'static str) {
    match scratch.server.key() {
        "postgres" => ("BEGIN; LOCK TABLE migrate_history IN SHARE MODE", "ROLLBACK"),
        "sqlite" => ("BEGIN; SELECT count(*) FROM migrate_history", "ROLLBACK"),
        _ => ("LOCK TABLES migrate_history READ", "UNLOCK TABLES"),
    }
}

#[test]
fn a_run_that_is_killed_inside_a_write_of_its_row_is_gone_on_with() {
    on_every_database(&heavy::MIGRATIONS, async |scratch| {
        let desk = Desk::with("heavy");
        let up = |version| assert_eq!(desk.at(&scratch.url, &format!("up --to {version}")).code, Some(0));
        up("20260105_090000");
        fill(scratch).await;
        Victim::new(&desk, scratch, GROW).await.kill_in_a_write().await;
        up(GROW);
        Victim::new(&desk, scratch, RAISE).await.kill_in_a_write().await;
    });
}

#[test]
fn a_run_that_is_killed_inside_a_step_is_gone_on_with() {
    on_every_database(&heavy::MIGRATIONS, async |scratch| {
        let desk = Desk::with("heavy");
        let up = |version| assert_eq!(desk.at(&scratch.url, &format!("up --to {version}")).code, Some(0));
        up("20260105_090000");
        fill(scratch).await;
        let grow = Victim::new(&desk, scratch, GROW).await;
        if scratch.server.key() == "sqlite" {
            grow.kill_at_any_time().await;
        } else {
            assert!(grow.moments.len() > 2, "{:?}", grow.moments);
            grow.kill_at_each_moment().await;
        }
        up(GROW);
        let mut raise = Victim::new(&desk, scratch, RAISE).await;
        raise.moments.retain(|moment| moment == "applying 0 batches");
        assert_eq!(raise.moments.len(), 1);
        raise.kill_at_each_moment().await;
    });
}
