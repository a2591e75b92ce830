//! The runner against a simulated database, which fails, loses its connection or ends the process at any action.
//!
//! Each case comes from its seed alone: where it begins, which runs there are, what goes wrong, and how somebody goes on. In some
//! the text of a step is wrong, so that it never succeeds until its author corrects it.
//! What must never happen is looked for after every commit and every run. A case that shows something is played again with
//! `MIGRATE_SIMULATION_SEED=<seed>`, and then tells every action.

mod broken;
mod case;
mod change;
mod command;
mod coverage;
mod database;
mod edit;
mod fault;
mod histories;
mod lease;
mod noted;
mod outcome;
mod plot;
#[path = "../../tests/databases/properties/random.rs"]
#[expect(dead_code, reason = "other tests ask more of it")]
mod random;
mod recovery;
mod stage;
mod state;
mod statement;
mod watcher;
mod world;

use broken::Rule;
use case::Case;
use coverage::{Coverage, Recipe};
use histories::DIALECTS;

/// How many cases are played. Each has several runs: one that prepares it, some in which something goes wrong, and those
/// that go on.
const CASES: u64 = 8_000;

/// Plays a case, and where it shows something, tells all of it.
fn check(recipe: &Recipe, coverage: &mut Coverage) {
    let case = Case::by(recipe);
    if let Err(fault) = case.play(None, coverage, None) {
        let mut trace = Vec::new();
        let _same = case.play(None, &mut Coverage::default(), Some(&mut trace));
        panic!(
            "{}\n{case:?}\n{fault}\n\
             play it again with MIGRATE_SIMULATION_SEED={} cargo test --lib simulation -- --nocapture",
            trace.join("\n"),
            recipe.0
        );
    }
}

/// Plays cases on each processor.
fn check_all(recipes: &[Recipe]) -> Coverage {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let check_some = |first: usize| {
        let mut coverage = Coverage::default();
        recipes.iter().skip(first).step_by(threads).for_each(|recipe| check(recipe, &mut coverage));
        coverage
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|first| scope.spawn(move || check_some(first))).collect();
        let mut all = Coverage::default();
        for thread in running {
            match thread.join() {
                Ok(coverage) => all.add(coverage),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}

#[test]
fn whatever_goes_wrong_nothing_is_lost_and_the_next_run_goes_on() {
    if let Ok(seed) = std::env::var("MIGRATE_SIMULATION_SEED") {
        let (case, mut trace) = (Case::of(seed.parse().expect("a seed is a number")), Vec::new());
        let outcome = case.play(None, &mut Coverage::default(), Some(&mut trace));
        println!("{}\n{case:?}\n{outcome:?}", trace.join("\n"));
        return;
    }
    let mut coverage = check_all(&(0..CASES).map(|seed| (seed, Vec::new())).collect::<Vec<_>>());
    // What chance has left out, and what is only reached on the way there.
    for _ in 0..10 {
        let missing: Vec<Recipe> = coverage.missing().collect();
        println!("{} runs; {} faults of a kind that chance has left out", coverage.runs, missing.len());
        if missing.is_empty() {
            break;
        }
        coverage.add(check_all(&missing));
    }
    println!("{coverage}");
    assert_eq!(coverage.missing().collect::<Vec<_>>(), [], "{coverage}");
    assert_eq!(coverage.missing_kinds(), [""; 0], "{coverage}");
    assert!(coverage.corrected > 50, "{} were corrected", coverage.corrected);
    assert!(coverage.runs >= 100_000 && coverage.places.len() > 1_500, "{coverage}");
}

#[test]
fn a_tombstone_that_another_run_has_overtaken_says_so() {
    for dialect in DIALECTS {
        for action in 5..20 {
            let played = Case::overtaken(dialect, action).play(None, &mut Coverage::default(), None);
            assert_eq!(played, Ok(()), "{dialect}, at action {action}");
        }
    }
}

#[test]
fn each_rule_that_is_broken_is_found() {
    for rule in Rule::ALL {
        let found = (0..CASES).find_map(|seed| {
            let played = Case::of(seed).play(Some(rule), &mut Coverage::default(), None);
            played.err().map(|fault| (seed, fault))
        });
        let (seed, fault) = found.unwrap_or_else(|| panic!("{rule:?} is broken, and nothing shows it"));
        println!("{rule:?}: by seed {seed}: {fault:.300}");
    }
}
