//! One migration: evaluated, replayed on the schema before it, inverted or its `down` proved, rendered.

mod down;
mod loss;

use std::collections::BTreeMap;
use std::path::Path;

use super::calls::Calls;
use super::evaluate::{self, Environment};
use super::footprint::Footprint;
use super::judge::{Judged, Replayed, Verdict, Warning, judge};
use super::parse::{Function, MigrationItem, shown_parameter};
use super::released;
use super::settings::Settings;
use crate::apply;
use crate::catalog::Catalog;
use crate::dsl::draft::StatementDraft;
use crate::dsl::resolve::{Resolved, Unresolved, resolve};
use crate::dsl::write;
use crate::lint::Newborn;
use crate::location::{FileId, Location};
use crate::locked::{Locked, Operations};
use crate::lower;
use crate::migration::{Grade, Kind, Step};
use crate::operation::{Operation, Statement};
use crate::refusal::Refusal;
use crate::{dialect::Dialect, dialect::Target};
use down::Down;

/// What a migration is checked with.
pub struct Context<'a> {
    /// Its file.
    pub file: FileId,
    /// The folder of its file.
    pub folder: Option<&'a Path>,
    /// The constants of its file.
    pub constants: &'a BTreeMap<String, syn::Expr>,
    /// What the project says about its histories.
    pub settings: &'a Settings,
    /// What was released of it, if it is.
    pub locked: Option<&'a Locked>,
    /// What nobody uses yet, of the migrations before it.
    pub newborn: &'a Newborn,
}

/// What the replay made of a migration.
#[derive(Debug)]
pub struct Evaluation {
    /// What it changes.
    pub kind: Kind,
    /// A hash of its canonical operations.
    pub checksum: u64,
    /// Its canonical operations.
    pub operations: Operations,
    /// Why it cannot be undone, if its author said so.
    pub irreversible: Option<String>,
    /// How well it can be undone.
    pub grade: Grade,
    /// The derived `down` as code; none where the author wrote one.
    pub derived_down: Option<Vec<String>>,
    /// Its SQL, for each target.
    pub scripts: Vec<RenderedScript>,
    /// What lints deny, and what is wrong with the attributes that set their levels.
    pub hazards: Vec<Refusal>,
    /// What lints warn of.
    pub warnings: Vec<Warning>,
    /// What nobody uses yet after it.
    pub newborn: Newborn,
    /// What it names.
    pub footprint: Option<Footprint>,
    /// As [`Migration::independent_of`](crate::migration::Migration::independent_of).
    pub independent_of: u128,
}

/// The SQL of a migration for one database.
#[derive(Debug)]
pub struct RenderedScript {
    /// The database.
    pub dialect: Dialect,
    /// The steps that apply it.
    pub up: Vec<Step>,
    /// The steps that undo it.
    pub down: Vec<Step>,
}

/// Checks one migration on the schema that it meets, and says what the schema is after it.
pub fn check(
    migration: &MigrationItem,
    before: &Catalog,
    context: &Context<'_>,
) -> (Catalog, Result<Evaluation, Vec<Refusal>>) {
    let calls = Calls::default();
    let refusals = migration.refusals.clone();
    let replayed = Vec::new();
    let kind = migration.kind;
    let mut checker = Checker { kind, before, after: before.clone(), context, calls: &calls, refusals, replayed };
    let evaluation = checker.run(migration);
    let outcome = match evaluation {
        Some(evaluation) if checker.refusals.is_empty() => Ok(evaluation),
        _ => Err(checker.refusals.into_iter().map(|refusal| calls.put(refusal)).collect()),
    };
    (checker.after, outcome)
}

struct Checker<'a> {
    kind: Kind,
    before: &'a Catalog,
    after: Catalog,
    context: &'a Context<'a>,
    calls: &'a Calls,
    refusals: Vec<Refusal>,
    /// The statements of `up` and of a `down` that is written, for the lints.
    replayed: Vec<Replayed>,
}

/// What stands between a database and what it cannot do.
const CANNOT: &str = " cannot ";

impl Checker<'_> {
    fn targets(&self) -> &[Target] {
        &self.context.settings.targets
    }

    fn run(&mut self, migration: &MigrationItem) -> Option<Evaluation> {
        let Some(up) = &migration.up else {
            if self.refusals.is_empty() {
                let name = &migration.type_name;
                let refusal = Refusal::new(name.at(), format!("`{name}` has no `up`"));
                self.refusals.push(refusal.help(format!("write `fn up({}) {{ … }}`", shown_parameter(self.kind))));
            }
            return None;
        };
        let up_statements = self.up(up)?;
        let down = match &migration.down {
            Some(down) => self.written_down(down, &up_statements)?,
            None => self.derived_down(&up_statements)?,
        };
        let places = up_statements.iter().map(|statement| statement.at).collect::<Vec<_>>();
        let up_operations: Vec<Operation> = up_statements.into_iter().map(|statement| statement.operation).collect();
        let operations =
            Operations { up: write::statements(&up_operations), down: write::statements(&down.operations) };
        let mut newborn = self.context.newborn.clone();
        let (scripts, verdict) = match self.context.locked {
            Some(locked) => {
                let now = down.irreversible.as_deref();
                let in_up =
                    |place: usize| operation_of(&up_operations, place).and_then(|place| places.get(place).copied());
                self.refusals.extend(released::compare(migration, locked, &operations, now, in_up));
                let scripts = self.scripts(locked, &up_operations, &down)?;
                // What has run cannot be made safer.
                (scripts, Verdict::default())
            }
            None => {
                let scripts = self.render(self.targets().to_vec(), &up_operations, &down)?;
                let judged = Judged {
                    migration,
                    statements: &self.replayed,
                    ups: up_operations.len(),
                    before: self.before,
                    after: &self.after,
                };
                (scripts, judge(judged, self.context.settings, &mut newborn))
            }
        };
        let footprint = Footprint::of(&up_operations, &operations, &scripts, [self.before, &self.after]);
        Some(Evaluation {
            kind: self.kind,
            checksum: self.context.locked.and_then(Locked::checksum).unwrap_or_else(|| checksum(&operations, &down)),
            operations,
            irreversible: down.irreversible,
            grade: self.context.locked.and_then(released::grade).unwrap_or(down.grade),
            derived_down: down.derived,
            scripts,
            hazards: verdict.refusals,
            warnings: verdict.warnings,
            newborn,
            footprint,
            independent_of: 0,
        })
    }

    /// What was released, and what is made for the databases that were added since.
    fn scripts(&mut self, locked: &Locked, up: &[Operation], down: &Down) -> Option<Vec<RenderedScript>> {
        let (mut scripts, mut added) = (Vec::new(), Vec::new());
        for target in self.targets() {
            match released::script(locked, *target) {
                Some(script) => scripts.push(script),
                None => added.push(*target),
            }
        }
        scripts.extend(self.render(added, up, down)?);
        Some(scripts)
    }

    /// Evaluates and replays `up`.
    fn up(&mut self, function: &Function) -> Option<Vec<Statement>> {
        let drafts = self.drafts(function)?;
        if drafts.is_empty() {
            let refusal = Refusal::new(function.at, "`up` is empty")
                .note("a migration that changes nothing has no place in a history");
            self.refusals.push(refusal.help("write what it changes, or delete the migration"));
            return None;
        }
        let mut catalog = self.before.clone();
        let mut statements = Vec::new();
        for draft in drafts {
            let at = draft.at;
            let word = match self.replay(draft, &mut catalog)? {
                Resolved::Statement(statement) => {
                    statements.push(*statement);
                    continue;
                }
                Resolved::Irreversible(_) => "irreversible",
                Resolved::NothingToUndo(_) => "nothing_to_undo",
            };
            let refusal = Refusal::new(at, format!("`{word}` can be said only in `down`"));
            self.refusals.push(refusal.help(format!("write it in `fn down({})`, alone", shown_parameter(self.kind))));
            return None;
        }
        let operations = statements.iter().map(|statement| &statement.operation);
        let unmet = apply::finish(operations, &catalog, self.targets());
        if !unmet.is_empty() {
            self.refusals.extend(unmet);
            return None;
        }
        self.after = catalog;
        Some(statements)
    }

    fn drafts(&mut self, function: &Function) -> Option<Vec<StatementDraft>> {
        let Context { file, folder, constants, .. } = *self.context;
        let environment = Environment { file, folder, constants, kind: self.kind, calls: self.calls };
        let (drafts, refusals) = evaluate::body(function, &environment);
        self.refusals.extend(refusals);
        self.refusals.is_empty().then_some(drafts)
    }

    /// Makes one statement complete and applies it. After the first refusal nothing more is said: what follows may
    /// depend on it.
    fn replay(&mut self, draft: StatementDraft, catalog: &mut Catalog) -> Option<Resolved> {
        let at = draft.at;
        let resolved = match resolve(draft, catalog, self.targets()) {
            Ok(resolved) => resolved,
            Err(Unresolved::Unknown) => return None,
            Err(Unresolved::Refused(refusal)) => {
                self.refusals.push(*refusal);
                return None;
            }
        };
        if let Resolved::Statement(statement) = &resolved {
            if apply::is_unknown(&statement.operation, catalog) {
                return None;
            }
            let before = catalog.clone();
            self.replayed.push(Replayed { operation: statement.operation.clone(), at, before });
            if let Err(refusals) = apply::apply(&statement.operation, catalog, self.targets()) {
                self.refusals.extend(refusals.into_iter().map(|refusal| placed(refusal, at)));
                return None;
            }
        }
        Some(resolved)
    }

    fn render(&mut self, targets: Vec<Target>, up: &[Operation], down: &Down) -> Option<Vec<RenderedScript>> {
        let mut scripts = Vec::new();
        for target in targets {
            let dialect = target.dialect;
            let is_derived = down.derived.is_some();
            let down = lower::steps(&down.operations, &self.after, target);
            let down = if is_derived { down.map_err(of_inverse) } else { down };
            match (lower::steps(up, self.before, target), down) {
                (Ok(up), Ok(down)) => {
                    let up = up.into_iter().map(Step::without_reach).collect();
                    scripts.push(RenderedScript { dialect, up, down });
                }
                (Err(refusals), _) | (_, Err(refusals)) => self.refuse_once(refusals),
            }
        }
        self.refusals.is_empty().then_some(scripts)
    }

    /// Two databases often refuse the same thing; it is said once for each place, of all that refuse it.
    fn refuse_once(&mut self, refusals: Vec<Refusal>) {
        for refusal in refusals {
            let Some(said) = self.refusals.iter_mut().find(|said| said.at == refusal.at) else {
                self.refusals.push(refusal);
                continue;
            };
            let (Some((databases, what)), Some((other, same))) =
                (said.problem.split_once(CANNOT), refusal.problem.split_once(CANNOT))
            else {
                continue;
            };
            if what == same && !databases.contains(other) {
                said.problem = format!("{} and {other}{CANNOT}{what}", databases.replace(" and ", ", "));
            }
        }
    }
}

/// What the words of a statement would answer, those of its inverse answer in a derived `down`.
fn of_inverse(mut refusals: Vec<Refusal>) -> Vec<Refusal> {
    for help in refusals.iter_mut().flat_map(|refusal| &mut refusal.help) {
        *help = help.replace("add `.written_as(", "add `.reverse_written_as(");
    }
    refusals
}

/// A refusal about something that no author wrote is put at the statement.
fn placed(mut refusal: Refusal, statement: Location) -> Refusal {
    if refusal.at.file == FileId::UNKNOWN {
        refusal.at = statement;
    }
    refusal
}

/// The operation that the statement at this place of their text is written for: some take more than one.
fn operation_of(operations: &[Operation], place: usize) -> Option<usize> {
    let mut written = 0;
    operations.iter().position(|operation| {
        written += write::statements(std::slice::from_ref(operation)).len();
        written > place
    })
}

/// A hash of the operations of both directions, in which places and formatting do not count.
fn checksum(operations: &Operations, down: &Down) -> u64 {
    let texts = operations.up.iter().map(String::as_str).chain(["down"]);
    let texts = texts.chain(operations.down.iter().map(String::as_str)).chain(down.irreversible.as_deref());
    crate::checksum::checksum(texts)
}
