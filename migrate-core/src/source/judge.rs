//! What the lints say of a migration, at the levels that its author and the project gave them.

use std::collections::BTreeSet;

use super::attribute::{LintAttribute, Setting};
use super::parse::{Function, MigrationItem};
use super::settings::Settings;
use crate::catalog::Catalog;
use crate::lint::unused_allow::{UNUSED_ALLOW, unfulfilled};
use crate::lint::{self, Cx, Direction, Finding, Level, Lint, Newborn, REGISTRY};
use crate::location::Location;
use crate::operation::Operation;
use crate::refusal::Refusal;

/// A statement that was replayed.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// What it does.
    pub operation: Operation,
    /// The method that was called.
    pub at: Location,
    /// The schema that it met.
    pub before: Catalog,
}

/// What is said of a migration that applies and reverses.
#[derive(Debug, Default)]
pub struct Verdict {
    /// What is an error.
    pub refusals: Vec<Refusal>,
    /// What is a warning.
    pub warnings: Vec<Warning>,
}

/// One warning of a lint.
#[derive(Debug)]
pub struct Warning {
    /// The lint.
    pub lint: &'static str,
    /// What it says.
    pub refusal: Refusal,
}

/// A migration that was replayed.
pub struct Judged<'a> {
    /// As it is written.
    pub migration: &'a MigrationItem,
    /// Its statements.
    pub statements: &'a [Replayed],
    /// How many of them are those of `up`, which come first.
    pub ups: usize,
    /// The schema before it.
    pub before: &'a Catalog,
    /// The schema after it.
    pub after: &'a Catalog,
}

/// Judges the statements of a migration. `newborn` is what nobody uses yet, before `up` and after it.
pub fn judge(judged: Judged<'_>, settings: &Settings, newborn: &mut Newborn) -> Verdict {
    let Judged { migration, statements, ups, before, after } = judged;
    let verdict = Verdict { refusals: migration.wrong_lints.clone(), warnings: Vec::new() };
    let mut judge = Judge { migration, settings, verdict, fulfilled: BTreeSet::new(), newborn: newborn.clone() };
    let (up, down) = statements.split_at(ups.min(statements.len()));
    judge.function(Direction::Up, migration.up.as_ref(), up, after);
    newborn.clone_from(&judge.newborn);
    judge.function(Direction::Down, migration.down.as_ref(), down, before);
    judge.expectations();
    judge.verdict
}

struct Judge<'a> {
    migration: &'a MigrationItem,
    settings: &'a Settings,
    verdict: Verdict,
    /// The attributes that silenced something.
    fulfilled: BTreeSet<Location>,
    newborn: Newborn,
}

/// The attributes that hold at one place, the nearest first.
type Scopes<'a> = [&'a [LintAttribute]];

impl Judge<'_> {
    fn function(&mut self, direction: Direction, function: Option<&Function>, statements: &[Replayed], end: &Catalog) {
        let Some(function) = function else { return };
        for (statement, lints) in statements.iter().zip(&function.statement_lints) {
            let Replayed { operation, at, before } = statement;
            let operation = operation.unworded();
            let cx = Cx { direction, operation, at: *at, before, end, newborn: &self.newborn };
            for finding in lint::findings(&cx) {
                self.speak(finding, &[lints, &function.lints, &self.migration.lints]);
            }
            self.newborn.note(operation);
        }
    }

    fn speak(&mut self, finding: Finding, scopes: &Scopes<'_>) {
        let Finding { lint, rule, refusal } = finding;
        // Whoever allows what a `down` would be found to do by another lint has allowed it there too.
        let of_rule = self.answer(rule, scopes).filter(|level| *level == Level::Allow);
        let level = of_rule.or_else(|| self.answer(lint, scopes)).unwrap_or(lint.level);
        self.say(lint, level, refusal);
    }

    fn say(&mut self, lint: &'static Lint, level: Level, refusal: Refusal) {
        let refusal = refusal.lint(format!("{} ({level})", lint.name));
        match level {
            Level::Allow => {}
            Level::Warn => self.verdict.warnings.push(Warning { lint: lint.name, refusal }),
            Level::Deny => self.verdict.refusals.push(refusal),
        }
    }

    /// The level that the nearest attribute gives a lint, or else `migrate.toml`.
    fn answer(&mut self, lint: &Lint, scopes: &Scopes<'_>) -> Option<Level> {
        // Of two attributes at one place the later one counts, as everywhere in Rust.
        let nearest = scopes.iter().find_map(|scope| scope.iter().rev().find(|attribute| attribute.lint == lint.name));
        match nearest {
            Some(attribute) => {
                self.fulfilled.insert(attribute.at);
                Some(attribute.setting.level())
            }
            None => self.settings.lints.get(lint.name).copied(),
        }
    }

    /// Says which expectations nothing fulfilled.
    fn expectations(&mut self) {
        let migration = self.migration;
        let functions = [&migration.up, &migration.down].into_iter().flatten();
        let mut scopes: Vec<Vec<&[LintAttribute]>> = vec![vec![&migration.lints]];
        for function in functions {
            scopes.push(vec![&function.lints, &migration.lints]);
            let statements = function.statement_lints.iter().filter(|lints| !lints.is_empty());
            scopes.extend(statements.map(|lints| vec![lints.as_slice(), &function.lints, &migration.lints]));
        }
        for scopes in scopes {
            let unmet = scopes[0].iter().filter(|attribute| attribute.setting == Setting::Expect);
            for attribute in unmet.filter(|attribute| can_be_met(attribute.lint)) {
                if !self.fulfilled.contains(&attribute.at) {
                    let level = self.answer(&UNUSED_ALLOW, &scopes).unwrap_or(UNUSED_ALLOW.level);
                    self.say(&UNUSED_ALLOW, level, unfulfilled(attribute.lint, attribute.at));
                }
            }
        }
    }
}

/// Whether a lint is checked at all: what nobody looks for, nobody misses.
fn can_be_met(name: &str) -> bool {
    REGISTRY.iter().any(|lint| lint.name == name)
}
