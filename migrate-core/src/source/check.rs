//! One migration: evaluated, replayed on the schema before it, inverted or its `down` proved, rendered.

use std::collections::BTreeMap;
use std::path::Path;

use super::calls::Calls;
use super::evaluate::{self, Environment};
use super::judge::{Replayed, Verdict, Warning, judge};
use super::parse::{Function, MigrationItem, shown_parameter};
use super::settings::Settings;
use crate::apply;
use crate::catalog::{Catalog, Name};
use crate::condition::is_conditional;
use crate::difference::{differences, with_added_values};
use crate::dsl::draft::StatementDraft;
use crate::dsl::resolve::{Resolved, Unresolved, resolve};
use crate::dsl::write;
use crate::inverse::{Inverse, invert_all};
use crate::location::{FileId, Location};
use crate::lower;
use crate::migration::{Grade, Kind, Step};
use crate::operation::{DropColumn, DropSequence, Execute, Operation, Statement, Subject};
use crate::refusal::{Call, Refusal};
use crate::{dialect::Dialect, dialect::Target};

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
}

/// What the replay made of a migration.
#[derive(Debug)]
pub struct Evaluation {
    /// What it changes.
    pub kind: Kind,
    /// A hash of its canonical operations.
    pub checksum: u64,
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

/// What a `down` amounts to.
struct Down {
    operations: Vec<Operation>,
    grade: Grade,
    irreversible: Option<String>,
    derived: Option<Vec<String>>,
}

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
        let up_operations: Vec<Operation> = up_statements.into_iter().map(|statement| statement.operation).collect();
        let scripts = self.render(&up_operations, &down.operations)?;
        let Verdict { refusals: hazards, warnings } =
            judge(migration, &self.replayed, up_operations.len(), self.before, &self.after, self.context.settings);
        Some(Evaluation {
            kind: self.kind,
            checksum: checksum(&up_operations, &down),
            irreversible: down.irreversible,
            grade: down.grade,
            derived_down: down.derived,
            scripts,
            hazards,
            warnings,
        })
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

    /// Derives the inverse of each statement, last first, each against the schema at its own point.
    fn derived_down(&mut self, statements: &[Statement]) -> Option<Down> {
        let inverses = self.inverses(statements);
        for (statement, inverse) in statements.iter().zip(&inverses) {
            self.judge(statement, inverse);
        }
        if !self.refusals.is_empty() {
            return None;
        }
        let Inverse { operations, grade, missing: _ } = Inverse::joined(&inverses);
        let mut derived = write::statements(&operations);
        if derived.is_empty() {
            let is_mark = |statement: &Statement| {
                matches!(statement.operation, Operation::RetireColumn(_) | Operation::RetireTable(_))
            };
            let is_there = |statement: &Statement| matches!(statement.operation, Operation::AlreadyExists(_));
            let reason = if statements.iter().any(is_there) {
                "what was there before this history stays"
            } else if statements.iter().any(is_mark) {
                "that deployed code has stopped using something changes nothing in the database"
            } else {
                "what was proved of the rows stays proved"
            };
            derived.push(format!("schema.nothing_to_undo(\"{reason}\");"));
        }
        let derived = Some(derived);
        Some(Down { operations, grade, irreversible: None, derived })
    }

    fn inverses(&self, statements: &[Statement]) -> Vec<Inverse> {
        invert_all(statements.iter().map(|statement| &statement.operation), self.before, self.targets())
    }

    /// Refuses a statement that loses something without a word about it, or that nothing undoes.
    fn judge(&mut self, statement: &Statement, inverse: &Inverse) {
        match (&inverse.missing, inverse.grade) {
            (Some(missing), _) => self.refusals.push(placed(missing.clone(), statement.at)),
            (None, Grade::Lossy) if statement.accepted_loss.is_none() => {
                let help = match &statement.operation {
                    Operation::DropSequence(_) => {
                        "add `.restart_with(…)` with a number that was never given, or `.accept_data_loss(\"reason\")`"
                    }
                    _ => "write `fn down` beside `up`, or accept the loss with `.accept_data_loss(\"reason\")`",
                };
                self.refusals.push(loss(statement, inverse).help(help));
            }
            (None, Grade::Exact | Grade::Conditional) if statement.accepted_loss.is_some() => {
                let refusal = Refusal::new(statement.at, "this statement loses nothing, so there is no loss to accept");
                let refusal = refusal.help("delete `.accept_data_loss(…)`");
                self.refusals.push(refusal.of(Call::After("accept_data_loss")));
            }
            (None, _) => {}
        }
    }

    /// Evaluates a written `down`, takes it literally, and proves that it undoes `up`.
    fn written_down(&mut self, function: &Function, up: &[Statement]) -> Option<Down> {
        let drafts = self.drafts(function)?;
        if drafts.is_empty() {
            let refusal = Refusal::new(function.at, "`down` is empty")
                .note("an empty `down` would mark the migration as undone while its changes stay");
            let said = match self.kind {
                Kind::Schema | Kind::Code => {
                    "`schema.irreversible(\"reason\")` or `schema.nothing_to_undo(\"reason\")`"
                }
                Kind::Data => "`data.irreversible(\"reason\")` or `data.nothing_to_undo(\"reason\")`",
            };
            let refusal = refusal.help(format!("delete it to have the inverse derived, or write {said}"));
            self.refusals.push(refusal);
            return None;
        }
        let is_alone = drafts.len() == 1;
        let mut catalog = self.after.clone();
        let (mut operations, mut has_conditions) = (Vec::new(), false);
        for draft in drafts {
            let at = draft.at;
            match self.replay(draft, &mut catalog)? {
                Resolved::Statement(statement) if matches!(statement.operation, Operation::AlreadyExists(_)) => {
                    let refusal = Refusal::new(at, "what exists already can join the history only in `up`");
                    let refusal = refusal.of(Call::After("already_exists"));
                    self.refusals.push(refusal.help("delete this statement: undoing leaves it in the database"));
                    return None;
                }
                Resolved::Statement(statement) => {
                    has_conditions |= is_conditional(&statement.operation, &catalog);
                    self.check_loss_in_down(&statement);
                    operations.push(statement.operation);
                }
                Resolved::Irreversible(_) if !is_alone => return self.not_alone("irreversible", at),
                Resolved::NothingToUndo(_) if !is_alone => return self.not_alone("nothing_to_undo", at),
                Resolved::Irreversible(reason) => return self.irreversible(&reason),
                Resolved::NothingToUndo(reason) => return self.nothing_to_undo(&reason, at, up),
            }
        }
        if !self.refusals.is_empty() {
            return None;
        }
        operations.extend(self.leave(up, &mut catalog));
        self.prove(function, &catalog)?;
        let lost = self.inverses(up).iter().any(|inverse| inverse.grade == Grade::Lossy);
        let grade = match (lost, has_conditions) {
            (true, _) => Grade::Lossy,
            (false, true) => Grade::Conditional,
            (false, false) => Grade::Exact,
        };
        Some(Down { operations, grade, irreversible: None, derived: None })
    }

    fn not_alone(&mut self, word: &str, at: Location) -> Option<Down> {
        let refusal = Refusal::new(at, format!("`{word}` stands beside other statements"))
            .note("a `down` either undoes the migration or says why it does not");
        self.refusals.push(refusal.help(format!("delete `{word}`, or the other statements")));
        None
    }

    /// Refuses an empty reason.
    fn reason(&mut self, reason: &Name, note: &str, help: &str) -> Option<()> {
        if !reason.trim().is_empty() {
            return Some(());
        }
        self.refusals.push(Refusal::new(reason.at(), "the reason is empty").note(note).help(help));
        None
    }

    fn irreversible(&mut self, reason: &Name) -> Option<Down> {
        let note = "it is what the operator reads when a rollback is refused";
        self.reason(reason, note, "write why it cannot be undone, and what to do instead")?;
        let irreversible = Some(reason.as_str().to_owned());
        Some(Down { operations: Vec::new(), grade: Grade::None, irreversible, derived: None })
    }

    /// What a written `down` leaves in the database, as it was there before `up`, leaves the model nevertheless.
    fn leave(&self, up: &[Statement], catalog: &mut Catalog) -> Vec<Operation> {
        let inverses = self.inverses(up);
        let there =
            up.iter().zip(inverses).rev().filter(|(one, _)| matches!(one.operation, Operation::AlreadyExists(_)));
        let leaving = there.flat_map(|(_, inverse)| inverse.operations);
        // One that `down` drops has left before.
        leaving.filter(|operation| apply::apply(operation, catalog, self.targets()).is_ok()).collect()
    }

    fn nothing_to_undo(&mut self, reason: &Name, at: Location, up: &[Statement]) -> Option<Down> {
        let note = "whoever reads the history wants to know why";
        self.reason(reason, note, "write why there is nothing to undo")?;
        let mut after = self.after.clone();
        let operations = self.leave(up, &mut after);
        let left = differences(&with_added_values(self.before, &after), &after, self.targets());
        if left.is_empty() {
            // Values that were there are gone, though nobody misses them.
            let changes_values = self.replayed.iter().any(|one| changes_values(&one.operation));
            let grade = if changes_values { Grade::Lossy } else { Grade::Exact };
            return Some(Down { operations, grade, irreversible: None, derived: None });
        }
        let refusal = left
            .into_iter()
            .fold(Refusal::new(at, "`up` changes the schema, so there is something to undo"), Refusal::note);
        self.refusals.push(refusal.help("delete `down` to have the inverse derived"));
        None
    }

    fn prove(&mut self, function: &Function, catalog: &Catalog) -> Option<()> {
        let left = differences(&with_added_values(self.before, catalog), catalog, self.targets());
        if left.is_empty() {
            return Some(());
        }
        let refusal = Refusal::new(function.at, "`down` does not undo `up`");
        let refusal = left.into_iter().fold(refusal, Refusal::note);
        self.refusals.push(refusal.help("write what is missing, or delete `down` to have the inverse derived"));
        None
    }

    /// In a `down`, dropping what `up` made needs no word; anything else does.
    fn check_loss_in_down(&mut self, statement: &Statement) {
        let lost = match &statement.operation {
            Operation::DropSequence(DropSequence { name, restart_with: None }) if self.had_sequence(name) => {
                format!("`{name}`")
            }
            Operation::DropTable(drop) if self.had_table(&drop.table) || self.joins_table(&drop.table) => {
                format!("`{}`", drop.table)
            }
            Operation::DropColumn(DropColumn { table, column, .. })
                if self.had_column(table, column) || self.joins_column(table, column) =>
            {
                format!("`{table}.{column}`")
            }
            _ => return,
        };
        if statement.accepted_loss.is_none() {
            let refusal = Refusal::new(statement.at, format!("this `down` drops {lost}, which `up` did not make"))
                .note("what it held before the migration would be lost");
            self.refusals.push(
                refusal.help("write what undoes `up` alone, or accept the loss with `.accept_data_loss(\"reason\")`"),
            );
        }
    }

    fn had_sequence(&self, name: &str) -> bool {
        self.before.sequences.contains_key(name)
    }

    /// Whether a table was there before the migration, and is not one that took its place.
    fn had_table(&self, table: &str) -> bool {
        let makes =
            |operation: &Operation| matches!(operation, Operation::CreateTable(made) if made.table.name == *table);
        self.before.table(table).is_some() && !self.replayed.iter().any(|replayed| makes(&replayed.operation))
    }

    /// Whether `up` says of a table that it exists already.
    fn joins_table(&self, table: &str) -> bool {
        self.joins(|operation| matches!(operation, Operation::CreateTable(create) if create.table.name == *table))
    }

    /// Whether `up` says of a column, alone or in its table, that it exists already.
    fn joins_column(&self, table: &str, column: &str) -> bool {
        let creates = |operation: &Operation| {
            matches!(operation, Operation::CreateTable(create)
                if create.table.name == *table && create.table.column(column).is_some())
        };
        let adds = |operation: &Operation| matches!(operation, Operation::AddColumn(add) if add.table == *table && add.column.name == *column);
        self.joins(creates) || self.joins(adds)
    }

    fn joins(&self, is_it: impl Fn(&Operation) -> bool) -> bool {
        self.replayed.iter().any(|one| match &one.operation {
            Operation::AlreadyExists(existing) => is_it(&existing.operation),
            _ => false,
        })
    }

    fn had_column(&self, table: &str, column: &str) -> bool {
        let makes = |operation: &Operation| matches!(operation, Operation::AddColumn(made) if made.table == *table && made.column.name == *column);
        self.had_table(table)
            && self.before.table(table).is_some_and(|table| table.column(column).is_some())
            && !self.replayed.iter().any(|replayed| makes(&replayed.operation))
    }

    fn render(&mut self, up: &[Operation], down: &[Operation]) -> Option<Vec<RenderedScript>> {
        let mut scripts = Vec::new();
        for target in self.context.settings.targets.clone() {
            let dialect = target.dialect;
            match (lower::steps(up, self.before, target), lower::steps(down, &self.after, target)) {
                (Ok(up), Ok(down)) => scripts.push(RenderedScript { dialect, up, down }),
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

/// Whether an operation changes or deletes what rows held.
fn changes_values(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::Update(_) | Operation::Delete(_) | Operation::Execute(Execute { subject: Subject::Rows, .. })
    )
}

/// A refusal about something that no author wrote is put at the statement.
fn placed(mut refusal: Refusal, statement: Location) -> Refusal {
    if refusal.at.file == FileId::UNKNOWN {
        refusal.at = statement;
    }
    refusal
}

/// What a statement loses.
fn loss(statement: &Statement, inverse: &Inverse) -> Refusal {
    let old_type = inverse.operations.iter().find_map(|operation| match operation {
        Operation::ChangeType(back) => Some(back.column_type.to_string()),
        _ => None,
    });
    let (problem, note) = match &statement.operation {
        Operation::DropTable(drop) => (
            format!("dropping `{}` loses its rows and `down` cannot bring them back", drop.table),
            "`down` creates the table again, empty",
        ),
        Operation::DropColumn(drop) => (
            format!("dropping `{}.{}` loses its values and `down` cannot bring them back", drop.table, drop.column),
            "`down` adds the column again, without its values",
        ),
        Operation::DropSequence(drop) => (
            format!("dropping `{}` loses its position and `down` cannot bring it back", drop.name),
            "`down` creates the sequence again, and it starts with 1: numbers would be given a second time",
        ),
        Operation::ChangeType(change) => (
            format!(
                "changing `{}.{}` from `{}` to `{}` loses values that `down` cannot bring back",
                change.table,
                change.column,
                old_type.unwrap_or_default(),
                change.column_type
            ),
            "`down` converts the values again; what the new type could not hold is gone",
        ),
        Operation::SetGenerated(set) => (
            format!("computing `{}.{}` loses the values that were written to it", set.table, set.column),
            "`down` makes an ordinary column of it again, with the computed values",
        ),
        _ => ("this loses what `down` cannot bring back".to_owned(), "`down` brings the structure back alone"),
    };
    Refusal::new(statement.at, problem).note(note)
}

/// A hash of the operations of both directions, in which places and formatting do not count: FNV-1a, 64 bits, which
/// unlike the standard library's is the same for ever.
fn checksum(up: &[Operation], down: &Down) -> u64 {
    let mut texts = write::statements(up);
    texts.push("down".to_owned());
    texts.extend(write::statements(&down.operations));
    texts.extend(down.irreversible.clone());
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
