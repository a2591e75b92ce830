//! The language of migrations: what users type, and what it means.
//!
//! Each word is declared once, by `functions!`, `statements!` or `modifiers!`. The declaration makes two things of it:
//! an item of an ordinary Rust type, so that completion, hover and type errors work, and, with the feature `source`, its
//! evaluation, which the macro calls with the arguments it read. The Rust item has no behaviour of its own: a migration
//! is evaluated while its crate is built and its body never runs.

pub mod argument;
mod column;
mod data;
mod declare;
#[cfg(feature = "source")]
pub mod draft;
mod index;
mod modifier;
#[cfg(feature = "source")]
pub mod resolve;
mod sql;
mod statement;
#[cfg(feature = "source")]
pub mod value;
mod words;
#[cfg(feature = "source")]
pub mod write;

pub use column::{
    Column, array, big_integer, binary, blob, boolean, char, custom, date, datetime, decimal, double, enumeration,
    float, id, integer, interval, json, json_binary, reference, small_integer, string, text, time, timestamp,
    timestamp_with_time_zone, uuid, uuid_id, varchar,
};
pub use data::{Data, Delete, Insert, Update};
pub use index::{Part, column};
pub use modifier::{
    AddCheck, AddColumn, AddEnumValue, AddExclusion, AddForeignKey, AddPrimaryKey, AddUnique, ChangeType, CreateEnum,
    CreateExtension, CreateFunction, CreateIndex, CreateMaterializedView, CreateSchema, CreateSequence, CreateTable,
    CreateTrigger, CreateView, DropColumn, DropNotNull, DropSequence, DropTable, Execute, RetireColumn, SetGenerated,
    SetNotNull,
};
pub use sql::{Now, Null, Sql, now, null, sql, sql_for};
pub use statement::{Complete, Schema, Statement};

use crate::migration::Migration as Definition;

/// A schema change and its inverse, written as `impl Migration for …` under `#[migration]`.
pub trait Migration {
    /// What the macro made of it.
    const DEFINITION: &'static Definition;

    /// Changes the schema.
    fn up(schema: &mut Schema);

    /// Undoes `up`.
    fn down(schema: &mut Schema);
}

/// A change of rows and what undoes it, written as `impl DataMigration for …` under `#[migration]`.
///
/// Checked like a schema migration against the schema at its own point of the history, which it leaves as it is. Its
/// statements run in one transaction together with its row in the history, apart from those in batches.
pub trait DataMigration {
    /// What the macro made of it.
    const DEFINITION: &'static Definition;

    /// Changes rows.
    fn up(data: &mut Data);

    /// Undoes `up`.
    fn down(data: &mut Data);
}

/// Every word of the language: what a migration's type must not be called.
#[cfg(feature = "source")]
#[must_use]
pub fn words() -> Vec<Word> {
    let mut found = Vec::new();
    let functions = column::FUNCTIONS.iter().chain(index::FUNCTIONS).chain(sql::FUNCTIONS);
    found.extend(functions.map(|name| Word { receiver: None, name }));
    found.extend(statement::METHODS.iter().map(|name| Word { receiver: Some("Schema"), name }));
    found.extend(data::METHODS.iter().map(|name| Word { receiver: Some("Data"), name }));
    found.extend(column::METHODS.iter().map(|name| Word { receiver: Some("Column"), name }));
    found.extend(index::METHODS.iter().map(|name| Word { receiver: Some("Part"), name }));
    found.extend(sql::METHODS.iter().map(|name| Word { receiver: Some("Sql"), name }));
    found.extend(words::METHODS.iter().map(|name| Word { receiver: Some("Statement"), name }));
    found.extend(
        modifier::METHODS
            .iter()
            .flat_map(|(receiver, names)| names.iter().map(|name| Word { receiver: Some(receiver), name })),
    );
    found
}

/// One function or method of the language.
#[cfg(feature = "source")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The type it is a method of; none for a function of the prelude.
    pub receiver: Option<&'static str>,
    /// Its name.
    pub name: &'static str,
}

#[cfg(feature = "source")]
pub use evaluate::{call_function, call_method};

#[cfg(feature = "source")]
mod evaluate {
    //! Finds the declaration of a word and evaluates it.

    use super::value::{Object, Value};
    use super::{column, data, index, modifier, sql, statement};
    use crate::catalog::Name;
    use crate::refusal::{Refusal, nearest};

    /// Evaluates a call of a function of the prelude.
    ///
    /// # Errors
    /// The language has no such function, or it does not take these arguments.
    pub fn call_function(name: &Name, arguments: Vec<Value>) -> Result<Value, Refusal> {
        if column::FUNCTIONS.contains(&name.as_str()) {
            column::call_function(name, arguments)
        } else if index::FUNCTIONS.contains(&name.as_str()) {
            index::call_function(name, arguments)
        } else if sql::FUNCTIONS.contains(&name.as_str()) {
            sql::call_function(name, arguments)
        } else {
            let functions = column::FUNCTIONS.iter().chain(index::FUNCTIONS).chain(sql::FUNCTIONS).copied();
            Err(unknown_word(Refusal::new(name.at(), format!("there is no function `{name}`")), name, functions))
        }
    }

    /// Evaluates a call of a method on a value of the language.
    ///
    /// # Errors
    /// The value has no such method, or the method does not take these arguments.
    pub fn call_method(receiver: Value, name: &Name, arguments: Vec<Value>) -> Result<Value, Refusal> {
        let Value::Object(object) = receiver else {
            return Err(Refusal::new(name.at(), format!("{} has no methods", receiver.describe())));
        };
        match object {
            Object::Schema(_) => statement::call(name, arguments),
            Object::Data(_) => data::call(name, arguments),
            Object::Column(column) => column::call_method(column, name, arguments),
            Object::Part(part) => index::call_method(*part, name, arguments),
            Object::Sql(sql) => sql::call_method(sql, name, arguments),
            Object::Now(_) => Err(Refusal::new(name.at(), format!("`now()` has no method `{name}`"))),
            Object::Null(_) => Err(Refusal::new(name.at(), format!("`null()` has no method `{name}`"))),
            Object::Statement(statement) => modifier::call(*statement, name, arguments),
        }
    }

    /// The refusal of a statement that the schema does not have.
    pub(super) fn not_of_schema(name: &Name) -> Refusal {
        let is_of_data = data::METHODS.contains(&name.as_str()) || matches!(name.as_str(), "truncate" | "copy");
        if is_of_data {
            let problem = format!("`{name}` changes rows, and a schema migration changes the schema");
            return Refusal::new(name.at(), problem)
                .help("write it in a migration of its own, `impl DataMigration for …` with `fn up(data: &mut Data)`");
        }
        unknown_statement(name, statement::METHODS, "Schema")
    }

    /// The refusal of a statement that a data migration does not have.
    pub(super) fn not_of_data(name: &Name) -> Refusal {
        if statement::METHODS.contains(&name.as_str()) {
            let problem = format!("`{name}` changes the schema, and a data migration changes rows");
            return Refusal::new(name.at(), problem)
                .help("write it in a migration of its own, `impl Migration for …` with `fn up(schema: &mut Schema)`");
        }
        unknown_statement(name, data::METHODS, "Data")
    }

    fn unknown_statement(name: &Name, statements: &[&str], receiver: &str) -> Refusal {
        let refusal = Refusal::new(name.at(), format!("there is no statement `{name}`"));
        match nearest(name, statements.iter().copied()) {
            Some(near) => refusal.help(format!("did you mean `{near}`?")),
            // They are too many to list.
            None => refusal.help(format!("choose one of the methods of `migrate::prelude::{receiver}`")),
        }
    }

    /// The refusal of a method that a value of this type does not have.
    pub(super) fn unknown_method(owner: &str, name: &Name, methods: &[&'static str]) -> Refusal {
        let refusal = Refusal::new(name.at(), format!("`{owner}` has no method `{name}`"));
        unknown_word(refusal, name, methods.iter().copied())
    }

    /// Adds the word that was probably meant, or the words that there are.
    fn unknown_word(refusal: Refusal, name: &Name, candidates: impl Iterator<Item = &'static str>) -> Refusal {
        let mut words: Vec<&str> = candidates.collect();
        if let Some(near) = nearest(name, words.iter().copied()) {
            return refusal.help(format!("did you mean `{near}`?"));
        }
        words.sort_unstable();
        refusal.note(format!("there is `{}`", words.join("`, `")))
    }
}
