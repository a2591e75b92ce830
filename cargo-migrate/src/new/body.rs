//! From what a name and columns say to the statements of a migration.

mod columns;
mod keys;
mod tables;

use migrate_core::refusal::Refusal;
use migrate_core::source::message;

use super::column::Column;
use super::known::Known;
use super::name::Intent;
use crate::failure::Failure;

/// What a migration says.
#[derive(Debug, Default)]
pub struct Body {
    /// Its statements.
    pub statements: Vec<String>,
    /// What is to be written, where there is no statement.
    pub hint: Option<String>,
    /// What it does, in a sentence.
    pub documentation: String,
    /// Whether the author has to say more of a statement than can be inferred, such as why a loss is right.
    pub is_open: bool,
    /// What is to be told of it.
    pub notes: Vec<String>,
}

/// What is to be written.
pub struct Wish<'a> {
    /// The columns as they were typed.
    pub typed: &'a [String],
    /// The schema that it meets.
    pub known: &'a Known<'a>,
    /// Why it is right that values are lost.
    pub accepted: Option<&'a str>,
    /// What messages call the files of the history.
    pub files: &'a [String],
}

/// Writes what an intent says; nothing where it says it to people only.
///
/// # Errors
/// A table or column that it needs is not there, or a column cannot be understood.
pub fn write(intent: &Intent, wish: &Wish<'_>) -> Result<Option<Body>, Failure> {
    let body = match intent {
        Intent::CreateTable { table } => tables::create(wish, table)?,
        Intent::DropTable { table } => tables::drop(wish, table)?,
        Intent::RenameTable { from, to } => tables::rename(wish, from, to)?,
        Intent::AddColumns { table, columns } => columns::add(wish, table, columns)?,
        Intent::DropColumns { table, columns } => columns::drop(wish, table, columns)?,
        Intent::RetireColumns { table, columns } => columns::retire(wish, table, columns)?,
        Intent::RetireTable { table } => tables::retire(wish, table)?,
        Intent::RenameColumn { table, from, to } => columns::rename(wish, table, from, to)?,
        Intent::ChangeColumns { table, columns } => columns::change(wish, table, columns)?,
        Intent::Addition { table, columns, key, is_removed } => keys::write(wish, table, columns, key, *is_removed)?,
        Intent::Other => return Ok(None),
    };
    Ok(Some(body))
}

impl Wish<'_> {
    /// The columns that were typed.
    fn columns(&self) -> Result<Vec<Column>, Failure> {
        self.typed.iter().map(|typed| Column::read(typed, &|name| self.known.plural(name, None))).collect()
    }

    /// The columns that were typed and are to be made, so that the tables that they refer to must be there.
    fn new_columns(&self, own_table: Option<&str>) -> Result<Vec<Column>, Failure> {
        let plural = |name: &str| self.known.plural(name, own_table);
        let columns: Vec<Column> =
            self.typed.iter().map(|typed| Column::read(typed, &plural)).collect::<Result<_, _>>()?;
        for column in &columns {
            self.check_reference(column, own_table)?;
        }
        Ok(columns)
    }

    /// Refuses a reference to a table that is not there.
    fn check_reference(&self, column: &Column, own_table: Option<&str>) -> Result<(), Failure> {
        let Some(table) = column.reference.as_deref().filter(|table| Some(*table) != own_table) else { return Ok(()) };
        let Some(refusal) = self.known.missing_table(table) else { return Ok(()) };
        let refused = self.refused(&refusal);
        if column.is_reference_typed {
            return Err(refused);
        }
        let name = column.name.trim_end_matches("_id");
        Err(refused.with(&format!("help: write its table behind it, as in `{name}:references:users`")))
    }

    /// Refuses a table that is not there.
    fn check_table(&self, table: &str) -> Result<(), Failure> {
        self.known.missing_table(table).map_or(Ok(()), |refusal| Err(self.refused(&refusal)))
    }

    /// Refuses a column that is not there.
    fn check_column(&self, table: &str, column: &str) -> Result<(), Failure> {
        self.known.missing_column(table, column).map_or(Ok(()), |refusal| Err(self.refused(&refusal)))
    }

    fn refused(&self, refusal: &Refusal) -> Failure {
        Failure::refused(message::write(refusal, self.files))
    }

    /// The names of columns, as they were typed or as the name of the migration says them.
    fn column_names(&self, table: &str, words: &str) -> Result<Vec<String>, Failure> {
        if self.typed.is_empty() {
            return Ok(self.known.columns_in(table, words));
        }
        let columns = self.columns()?;
        Ok(columns.iter().map(|column| self.known.column_name(table, &column.name)).collect())
    }

    /// What accepts a loss, if its reason was typed.
    fn accepted(&self) -> String {
        self.accepted.map_or_else(String::new, |reason| format!(".accept_data_loss({reason:?})"))
    }
}

/// Names in a sentence: `a`, `b` and `c`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [before @ .., last] => format!("`{}` and `{last}`", before.join("`, `")),
    }
}

/// Names as an array of the language.
fn array(names: &[String]) -> String {
    format!("{names:?}")
}
