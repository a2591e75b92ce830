//! Histories drawn at random over the whole language: each migration goes up and down on a real database with rows in
//! its tables, and what the replay says of the schema is compared with what the database says.
//!
//! `MIGRATE_PROPERTY_HISTORIES=5000` draws so many histories for each database, `MIGRATE_PROPERTY_SEED=17` the one of this
//! seed. A history that fails is made as short as it can be while it still fails.

mod draw;
mod history;
mod line;
mod model;
mod prove;
mod random;
mod read;
mod rows;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use migrate_core::dialect::Dialect;

use crate::check::block_on;
use crate::scratch::Scratch;
use crate::server::Server;
use draw::{KINDS, Wanted};
use history::{Drawn, History, settings};
use prove::{Proof, prove};
use random::Random;

/// How many migrations a history has.
const LENGTH: usize = 10;

#[cfg(feature = "sqlite")]
#[test]
fn drawn_histories_hold_on_sqlite() {
    check(Server::Sqlite, Dialect::Sqlite, 500);
}

#[cfg(feature = "postgres")]
#[test]
fn drawn_histories_hold_on_postgres() {
    check(Server::Postgres, Dialect::Postgres, 30);
}

#[cfg(feature = "mysql")]
#[test]
fn drawn_histories_hold_on_mysql() {
    check(Server::MySql, Dialect::MySql, 30);
}

#[cfg(feature = "mysql")]
#[test]
fn drawn_histories_hold_on_mariadb() {
    check(Server::MariaDb, Dialect::MariaDb, 30);
}

/// The kinds of statements that a server has to be tried with often, as SQLite has none, or none of its own.
fn own(dialect: Dialect) -> Vec<usize> {
    let is_own = |name: &str| match dialect {
        Dialect::Sqlite => false,
        _ if missing(dialect).contains(&name) => false,
        Dialect::Postgres if ENUMS.contains(&name) => true,
        _ => missing(Dialect::Sqlite).contains(&name),
    };
    (0..KINDS.len()).filter(|place| is_own(KINDS[*place].0)).collect()
}

/// What PostgreSQL has a type for, and the others write at each column.
const ENUMS: [&str; 5] = ["create_enum", "drop_enum", "add_enum_value", "rename_enum_value", "rename_enum"];

/// How often each kind is drawn at least: what every database has, on SQLite, which takes the least time.
const OFTEN: usize = 20;

/// The kinds of statements that a database has no use for.
const fn missing(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Postgres => &[],
        Dialect::MySql => &[
            "create_schema",
            "drop_schema",
            "rename_schema",
            "add_exclusion",
            "drop_exclusion",
            "create_materialized_view",
            "drop_materialized_view",
            "validate_constraint",
            "create_extension",
            "drop_extension",
            "create_sequence",
            "drop_sequence",
            "rename_sequence",
        ],
        Dialect::MariaDb => &[
            "create_schema",
            "drop_schema",
            "rename_schema",
            "add_exclusion",
            "drop_exclusion",
            "create_materialized_view",
            "drop_materialized_view",
            "validate_constraint",
            "create_extension",
            "drop_extension",
        ],
        Dialect::Sqlite => &[
            "create_schema",
            "drop_schema",
            "rename_schema",
            "add_exclusion",
            "drop_exclusion",
            "create_materialized_view",
            "drop_materialized_view",
            "validate_constraint",
            "create_extension",
            "drop_extension",
            "create_sequence",
            "drop_sequence",
            "rename_sequence",
            "create_function",
            "replace_function",
            "drop_function",
            "rename_function",
        ],
    }
}

#[test]
fn every_statement_is_drawn() {
    let said = ["irreversible", "nothing_to_undo"];
    let words = migrate_core::dsl::words();
    let statements = words.iter().filter(|word| matches!(word.receiver, Some("Schema" | "Data")));
    let named = |word: &&migrate_core::dsl::Word| match word.receiver {
        Some("Data") => format!("data.{}", word.name),
        _ => word.name.to_owned(),
    };
    let statements = statements.filter(|word| !said.contains(&word.name));
    let missing: Vec<_> = statements.filter(|word| KINDS.iter().all(|(name, ..)| *name != named(word))).collect();
    assert!(missing.is_empty(), "random histories do not draw {missing:?}");
}

fn check(server: Server, dialect: Dialect, usual: u64) {
    let number = |name| std::env::var(name).ok().map(|value| value.parse::<u64>().expect("a number"));
    if let Some(seed) = number("MIGRATE_PROPERTY_SEED") {
        run(server, dialect, seed);
        return;
    }
    // Each kind is at the centre of at least one history.
    let kinds = u64::try_from(KINDS.len()).expect("it fits");
    let count = number("MIGRATE_PROPERTY_HISTORIES").unwrap_or(usual.max(kinds));
    let mut kinds: BTreeMap<&str, usize> = KINDS.iter().map(|(name, ..)| (*name, 0)).collect();
    let mut whole = Proof::default();
    let own: Vec<&str> = own(dialect).into_iter().map(|place| KINDS[place].0).collect();
    let least = |name: &str| match dialect {
        _ if missing(dialect).contains(&name) => 0,
        Dialect::Sqlite => OFTEN,
        _ if own.contains(&name) => OFTEN,
        _ => 1,
    };
    let most = 4 * count;
    let mut drawn = 0;
    for seed in 0..most {
        // After the usual number, histories of what was drawn too seldom so far.
        let (name, ..) = KINDS[focus(dialect, seed)];
        if seed >= count && kinds[name] >= least(name) {
            continue;
        }
        let Some(outcome) = run(server, dialect, seed) else { return };
        outcome.kinds.iter().for_each(|name| *kinds.entry(name).or_default() += 1);
        whole.add(&outcome.proof);
        drawn += 1;
    }
    println!("{}: {drawn} histories, {whole:?}\n{kinds:?}", dialect.key());
    let rare: Vec<_> = kinds.iter().filter(|(name, count)| **count < least(name)).collect();
    assert!(rare.is_empty(), "{}: drawn too seldom: {rare:?}", dialect.key());
    assert!(whole.filled * 10 > whole.tables * 8, "{}: too many tables are empty: {whole:?}", dialect.key());
    assert!(whole.refused * 4 < whole.ways, "{}: rows stand in the way too often: {whole:?}", dialect.key());
}

struct Outcome {
    kinds: Vec<&'static str>,
    proof: Proof,
}

/// Draws the history of a seed and proves it; nothing where the server does not answer.
fn run(server: Server, dialect: Dialect, seed: u64) -> Option<Outcome> {
    // The lexer keeps every text that it has read.
    proc_macro2::extra::invalidate_current_thread_spans();
    let drawn = draw_history(dialect, seed);
    match try_to_prove(server, dialect, &drawn)? {
        Ok(proof) => {
            let kinds = drawn.iter().flat_map(|one| one.up.iter().map(|(name, _)| *name)).collect();
            Some(Outcome { kinds, proof })
        }
        Err(problem) => {
            let (shortest, problem) = shrink(server, dialect, drawn, problem);
            let settings = settings(dialect);
            panic!(
                "{} fails: MIGRATE_PROPERTY_SEED={seed}\n{problem}\n\n{}",
                dialect.key(),
                replayed(&settings, &shortest).expect("it was proved").text()
            );
        }
    }
}

/// The kind of statement at the centre of the history of a seed, by its place: each that the database has in turn.
fn focus(dialect: Dialect, seed: u64) -> usize {
    let places: Vec<usize> = (0..KINDS.len()).filter(|place| !missing(dialect).contains(&KINDS[*place].0)).collect();
    places[usize::try_from(seed).expect("it fits") % places.len()]
}

fn draw_history(dialect: Dialect, seed: u64) -> Vec<Drawn> {
    let settings = settings(dialect);
    let mut random = Random::new(seed);
    let (focus, own) = (focus(dialect, seed), own(dialect));
    let mut history = History::new(&settings);
    for _ in 0..LENGTH {
        let before = history.catalog().clone();
        let accept = |drawn: &Drawn| history.try_out(drawn).ok();
        if let Some(drawn) = draw::migration(&mut random, &Wanted { focus, own: &own, dialect }, accept, &before) {
            history.add(drawn).expect("it was tried");
        }
    }
    history.accepted.into_iter().map(|accepted| accepted.drawn).collect()
}

/// The history of these migrations, if the build accepts all of them.
fn replayed<'a>(settings: &'a migrate_core::source::settings::Settings, drawn: &[Drawn]) -> Option<History<'a>> {
    let mut history = History::new(settings);
    for one in drawn {
        history.add(one.clone()).ok()?;
    }
    Some(history)
}

/// What the proof says of a history that the build accepts; nothing where it does not, or the server does not answer.
fn try_to_prove(server: Server, dialect: Dialect, drawn: &[Drawn]) -> Option<Result<Proof, String>> {
    let settings = settings(dialect);
    let history = replayed(&settings, drawn)?;
    let proof = || {
        block_on(async {
            let scratch = Scratch::new(server).await?;
            Some(prove(&scratch, dialect, &history).await)
        })
    };
    match catch_unwind(AssertUnwindSafe(proof)) {
        Ok(outcome) => outcome,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            Some(Err(text.unwrap_or_else(|| (*panic.downcast_ref::<&str>().unwrap_or(&"a panic")).to_owned())))
        }
    }
}

/// Leaves out migrations and statements as long as what is left still fails.
fn shrink(server: Server, dialect: Dialect, drawn: Vec<Drawn>, problem: String) -> (Vec<Drawn>, String) {
    // Panics on the way are expected, and no news.
    static QUIET: Mutex<()> = Mutex::new(());
    let _quiet = QUIET.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut shortest = (drawn, problem);
    loop {
        let shorter = shorter(&shortest.0).into_iter().find_map(|candidate| {
            let problem = try_to_prove(server, dialect, &candidate)?.err()?;
            (kind(&problem) == kind(&shortest.1)).then_some((candidate, problem))
        });
        match shorter {
            Some(found) => shortest = found,
            None => return shortest,
        }
    }
}

/// A problem without names and numbers.
fn kind(problem: &str) -> String {
    let first = problem.lines().next().unwrap_or_default();
    let unquoted = first.split(['`', '"', '\'']).step_by(2).collect::<String>();
    unquoted.split_whitespace().filter(|word| !word.contains(|letter: char| letter.is_ascii_digit())).collect()
}

/// The same history without one migration or one statement, the last ones first.
fn shorter(drawn: &[Drawn]) -> Vec<Vec<Drawn>> {
    let mut candidates = Vec::new();
    for place in (0..drawn.len()).rev() {
        let mut without = drawn.to_vec();
        without.remove(place);
        candidates.push(without);
    }
    for place in (0..drawn.len()).rev() {
        for statement in (0..drawn[place].up.len()).rev().filter(|_| drawn[place].up.len() > 1) {
            let mut without = drawn.to_vec();
            without[place].up.remove(statement);
            candidates.push(without);
        }
    }
    candidates
}
