//! The `down` of a migration: derived, or written and proved.

use super::loss::loss;
use super::{Checker, placed};
use crate::apply;
use crate::catalog::{Catalog, Constraint, Name, Value};
use crate::condition::is_conditional;
use crate::dialect::{Dialect, Target};
use crate::difference::{differences, with_added_values};
use crate::dsl::resolve::Resolved;
use crate::dsl::write;
use crate::expression::{is_violated, joined};
use crate::inverse::{Inverse, invert_all};
use crate::location::Location;
use crate::migration::{Grade, Kind};
use crate::operation::{AddColumn, Execute, Operation, Statement, Subject};
use crate::refusal::{Call, Refusal};
use crate::source::parse::Function;

/// What a `down` amounts to.
pub(super) struct Down {
    pub operations: Vec<Operation>,
    pub grade: Grade,
    pub irreversible: Option<String>,
    pub derived: Option<Vec<String>>,
}

impl Checker<'_> {
    /// Derives the inverse of each statement, last first, each against the schema at its own point.
    pub(super) fn derived_down(&mut self, statements: &[Statement]) -> Option<Down> {
        let inverses = self.inverses(statements);
        for (statement, inverse) in statements.iter().zip(&inverses) {
            self.judge(statement, inverse);
        }
        if self.refusals.is_empty() {
            self.check_restored(statements, &inverses);
        }
        if !self.refusals.is_empty() {
            return None;
        }
        let Inverse { operations, grade, missing: _ } = Inverse::joined(&inverses);
        let mut derived = write::statements(&operations);
        if derived.is_empty() {
            derived.push(format!("schema.nothing_to_undo(\"{}\");", why_nothing_is_undone(statements)));
        }
        let derived = Some(derived);
        Some(Down { operations, grade, irreversible: None, derived })
    }

    /// Refuses a column that `down` brings back with a value that what comes back after it cannot allow.
    fn check_restored(&mut self, statements: &[Statement], inverses: &[Inverse]) {
        let targets = self.targets();
        let refusals =
            statements.iter().zip(inverses).enumerate().filter_map(|(place, (statement, inverse))| {
                let Operation::DropColumn(drop) = &statement.operation else { return None };
                let later = || inverses[..place].iter().rev().flat_map(|inverse| &inverse.operations);
                let restored = inverse.operations.iter().find_map(|operation| match operation {
                    Operation::AddColumn(add) => Some(add),
                    _ => None,
                })?;
                let stands = later().find_map(|operation| stands_against(restored, operation, targets))?;
                let problem = format!("`down` cannot bring back `{}.{}` for every row", drop.table, drop.column);
                let refusal = Refusal::new(drop.column.at(), problem).note(stands);
                let value = Call::ArgumentAfter("restore_with");
                let refusal = if drop.restore_with.is_some() { refusal.of(value) } else { refusal };
                Some(refusal.help(
                    "write `.restore_with(sql(\"…\"))` with what each row may hold, or write `fn down` beside `up`",
                ))
            });
        let refusals: Vec<Refusal> = refusals.collect();
        self.refusals.extend(refusals);
    }

    fn inverses(&self, statements: &[Statement]) -> Vec<Inverse> {
        invert_all(statements.iter().map(|statement| &statement.operation), self.before, self.targets())
    }

    /// Refuses a statement that loses something without a word about it, or that nothing undoes.
    fn judge(&mut self, statement: &Statement, inverse: &Inverse) {
        let has_words = statement.operation.reverse_words().is_some();
        if has_words && inverse.operations.is_empty() && inverse.missing.is_none() {
            let refusal = Refusal::new(statement.at, "nothing is sent to undo this statement, in whatever words");
            let refusal = refusal.help("delete `.reverse_written_as(…)`");
            self.refusals.push(refusal.of(Call::After("reverse_written_as")));
            return;
        }
        if let Some(refusal) = undoes_nothing(&statement.operation, self.targets()) {
            self.refusals.push(refusal);
            return;
        }
        match (&inverse.missing, inverse.grade) {
            (Some(missing), _) => self.refusals.push(placed(missing.clone(), statement.at)),
            (None, Grade::Lossy) if statement.accepted_loss.is_none() => {
                let help = match statement.operation.unworded() {
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
    pub(super) fn written_down(&mut self, function: &Function, up: &[Statement]) -> Option<Down> {
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
        let inverses = self.inverses(up);
        let mut catalog = self.after.clone();
        let (mut operations, mut has_conditions) = (Vec::new(), false);
        let mut lost = inverses.iter().any(|inverse| inverse.grade == Grade::Lossy);
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
                    lost |= self.check_loss_in_down(&statement);
                    operations.push(statement.operation);
                }
                Resolved::Irreversible(_) if !is_alone => return self.not_alone("irreversible", at),
                Resolved::NothingToUndo(_) if !is_alone => return self.not_alone("nothing_to_undo", at),
                Resolved::Irreversible(reason) => return self.irreversible(&reason),
                Resolved::NothingToUndo(reason) => return self.nothing_to_undo(&reason, at, up, &inverses),
            }
        }
        if !self.refusals.is_empty() {
            return None;
        }
        operations.extend(self.leave(up, &inverses, &mut catalog));
        self.prove(function, &catalog)?;
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
    fn leave(&self, up: &[Statement], inverses: &[Inverse], catalog: &mut Catalog) -> Vec<Operation> {
        let there =
            up.iter().zip(inverses).rev().filter(|(one, _)| matches!(one.operation, Operation::AlreadyExists(_)));
        let leaving = there.flat_map(|(_, inverse)| inverse.operations.clone());
        // One that `down` drops has left before.
        leaving.filter(|operation| apply::apply(operation, catalog, self.targets()).is_ok()).collect()
    }

    fn nothing_to_undo(&mut self, reason: &Name, at: Location, up: &[Statement], inverses: &[Inverse]) -> Option<Down> {
        let note = "whoever reads the history wants to know why";
        self.reason(reason, note, "write why there is nothing to undo")?;
        let mut after = self.after.clone();
        let operations = self.leave(up, inverses, &mut after);
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
}

/// Why raw SQL would be undone on databases that were never sent it.
fn undoes_nothing(operation: &Operation, targets: &[Target]) -> Option<Refusal> {
    let Operation::Execute(Execute { sql, reverse: Some(reverse), .. }) = operation else { return None };
    let dialects = targets.iter().map(|target| target.dialect);
    let alone = dialects.filter(|dialect| sql.text(*dialect).is_none() && reverse.text(*dialect).is_some());
    let alone: Vec<Dialect> = alone.collect();
    let text = reverse.text(*alone.first()?)?;
    let names: Vec<String> = alone.iter().map(Dialect::to_string).collect();
    let nothing: String = alone.iter().map(|dialect| format!(".nothing_on({dialect:?})")).collect();
    let problem = format!("this SQL is sent to {}, and what it undoes is not", joined(&names));
    let refusal = Refusal::new(text.at, problem).note("`down` would change there what `up` left as it was");
    Some(refusal.help(format!("write `.reverse(sql_for()…{nothing})`")))
}

/// Why rows that all got the same value in a column cannot get what an operation brings back.
fn stands_against(restored: &AddColumn, operation: &Operation, targets: &[Target]) -> Option<String> {
    let AddColumn { table, column, .. } = restored;
    let value = column.default.as_ref().filter(|value| !matches!(value, Value::Sql(_)))?;
    let is_it = |columns: &[Name]| columns == [column.name.clone()];
    let twice =
        |what: &str, name: &Name| format!("{what} `{name}` comes back after it, and all rows would hold the same");
    match operation {
        Operation::AddConstraint(add) if add.table == *table => match &add.constraint {
            Constraint::PrimaryKey(key) | Constraint::Unique(key) if is_it(&key.columns) => {
                Some(twice(add.constraint.kind().noun(), &key.name))
            }
            Constraint::Check(check) if is_violated(&check.expression, &column.name, value, targets) => {
                Some(format!("check `{}` comes back after it, and no row would satisfy it", check.name))
            }
            _ => None,
        },
        Operation::CreateIndex(create) if create.table == *table => {
            let columns = create.index.unique_columns()?;
            is_it(&columns).then(|| twice("unique index", &create.index.name))
        }
        _ => None,
    }
}

/// Why statements that have inverses have nothing to undo.
fn why_nothing_is_undone(statements: &[Statement]) -> &'static str {
    let is_mark =
        |statement: &Statement| matches!(statement.operation, Operation::RetireColumn(_) | Operation::RetireTable(_));
    let is_there = |statement: &Statement| matches!(statement.operation, Operation::AlreadyExists(_));
    if statements.iter().any(is_there) {
        "what was there before this history stays"
    } else if statements.iter().any(is_mark) {
        "that deployed code has stopped using something changes nothing in the database"
    } else {
        "what was proved of the rows stays proved"
    }
}

/// Whether an operation changes or deletes what rows held.
fn changes_values(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::Update(_) | Operation::Delete(_) | Operation::Execute(Execute { subject: Subject::Rows, .. })
    )
}
