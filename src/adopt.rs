//! A schema that is there before its history, written down as the first migration.

mod order;
mod tools;

use std::fmt::Write as _;

use migrate_core::dialect::Dialect;
use migrate_core::migration::id;
use serde::Serialize;

use crate::driver::{Driver as _, drive};
use crate::error::{Error, Reason};
use crate::live::language::{Writer, Written};
use crate::live::{Catalog, Other};
use crate::machine;
use crate::{Database, Migrator};

/// What was found in a database, and the migration that says it to be there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Adoption {
    /// The database and its version.
    pub database: String,
    /// The histories of other tools.
    pub histories: Vec<ForeignHistory>,
    /// How many tables there are.
    pub tables: usize,
    /// What the language cannot say, and the migration leaves out.
    pub left_out: Vec<String>,
    /// The statements of the migration.
    pub statements: Vec<String>,
}

/// The history that another tool keeps in the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ForeignHistory {
    /// The tool.
    pub tool: String,
    /// The table in which it keeps its history.
    pub table: String,
    /// How many migrations it applied.
    pub migrations: usize,
    /// The one that it applied last.
    pub newest: Option<String>,
}

impl Adoption {
    /// The file of a migration of this version and name, as rustfmt would have it but for long lines.
    #[must_use]
    pub fn file(&self, type_name: &str) -> String {
        let mut text = "use migrate::prelude::*;\n\n".to_owned();
        let by = match self.histories.as_slice() {
            [] => String::new(),
            some => {
                let tools: Vec<&str> = some.iter().map(|one| one.tool.as_str()).collect();
                format!(", made by {}", tools.join(" and "))
            }
        };
        let tables = if self.tables == 1 { "1 table".to_owned() } else { format!("{} tables", self.tables) };
        let _infallible = writeln!(text, "/// What was there before this history: {tables}{by}.");
        if !self.left_out.is_empty() {
            text.push_str("//\n// The language has no word for these, which stay as they are:\n");
            for one in &self.left_out {
                let _infallible = writeln!(text, "// - {}", one.replace('\n', " "));
            }
        }
        let _infallible = write!(
            text,
            "pub struct {type_name};\n\n#[migration]\nimpl Migration for {type_name} {{\n    fn up(schema: &mut Schema) {{\n"
        );
        for statement in &self.statements {
            let _infallible = writeln!(text, "        {statement}");
        }
        text.push_str("    }\n}\n");
        text
    }

    /// What the migration is called, at this version.
    #[must_use]
    pub fn id(version: i64) -> String {
        id(version, NAME)
    }
}

/// What the migration does, in snake case and as a type.
const NAME: &str = "adopt_existing_schema";
/// The type of the migration, for whoever writes its file.
#[cfg(feature = "cli")]
pub(crate) const TYPE_NAME: &str = "AdoptExistingSchema";

/// Reads a schema and writes it down.
pub(crate) async fn adopt(migrator: &Migrator, db: &Database) -> Result<Adoption, Error> {
    let mut connection = db.connection().await?;
    let client = connection.dialect();
    let (migrations, patience) = (migrator.migrations(), migrator.patience());
    let found = drive(&mut connection, None, |channel| async move {
        let (dialect, version) = machine::session::identify(&channel, client, migrations, patience).await?;
        let catalog = Catalog::read(&channel, dialect).await?;
        let histories = tools::read(&channel, &catalog, dialect).await?;
        Ok::<_, Reason>((dialect, version, catalog, histories))
    })
    .await;
    connection.give_back();
    let (dialect, version, mut catalog, histories) = found?;
    catalog.tables.retain(|table| !tools::is_history(&table.name));
    let mut adoption = Adoption {
        database: format!("{dialect} {version}"),
        histories,
        tables: catalog.tables.len(),
        left_out: Vec::new(),
        statements: Vec::new(),
    };
    adoption.write(&mut catalog, dialect);
    Ok(adoption)
}

impl Adoption {
    /// Writes everything in an order in which each statement finds what it names.
    fn write(&mut self, catalog: &mut Catalog, dialect: Dialect) {
        let writer = Writer::new(dialect);
        self.leave_out(catalog, writer);
        let Catalog { tables, views, functions, triggers, sequences, enums, schemas, extensions, .. } = catalog;
        let named = |word: &'static str| move |name: &String| writer.named(word, name);
        self.statements.extend(schemas.iter().map(named("create_schema")));
        self.statements.extend(extensions.iter().map(named("create_extension")));
        self.statements.extend(enums.iter().map(|one| writer.enumeration(one)));
        self.statements.extend(sequences.iter().map(|one| writer.sequence(one)));
        let (early, late) = order::functions(functions, tables);
        self.statements.extend(early.iter().map(|one| writer.function(one)));
        let mut references = Vec::new();
        let mut done: Vec<String> = Vec::new();
        for table in order::tables(tables) {
            let Written { before, statements, references: later, left_out } = writer.table(&table, &done);
            self.statements.extend(before.into_iter().chain(statements));
            self.left_out.extend(left_out);
            references.extend(later);
            done.push(table.name);
        }
        self.statements.extend(references);
        let (before_views, after_views): (Vec<_>, Vec<_>) =
            late.into_iter().partition(|function| order::is_named_in_views(&function.name, views));
        self.statements.extend(before_views.iter().map(|one| writer.function(one)));
        for view in order::views(views) {
            let Written { statements, left_out, .. } = writer.view(&view);
            self.statements.extend(statements);
            self.left_out.extend(left_out);
        }
        self.statements.extend(after_views.iter().map(|one| writer.function(one)));
        self.statements.extend(triggers.iter().map(|one| writer.trigger(one)));
    }

    /// Takes out what the language has no word for.
    fn leave_out(&mut self, catalog: &mut Catalog, writer: Writer) {
        let mut left_out = Vec::new();
        left_out.extend(catalog.others.iter().map(|Other { kind, name, .. }| format!("{kind} `{name}`")));
        let mut take = |kind: &str, name: &str, why: &str| left_out.push(format!("{kind} `{name}`{why}"));
        catalog.tables.retain(|table| {
            let unsayable = table.columns.iter().map(|column| &column.name).find(|name| !is_name(name));
            let counting = table.columns.iter().find(|column| column.counts && !writer.knows_type(column));
            let why = match unsayable {
                _ if !is_relation(&table.name) => ", for its name".to_owned(),
                Some(column) => format!(", for the name of its column `{column}`"),
                None if counting.is_some() => {
                    let sql_type = counting.map_or("", |column| column.sql_type.as_str());
                    format!(", whose numbers are of the type `{sql_type}`")
                }
                None if table.columns.is_empty() => ", which has no column".to_owned(),
                None => {
                    if let Some(storage) = &table.storage {
                        take("the storage of table", &table.name, &format!(": {}", storage.to_lowercase()));
                    }
                    return true;
                }
            };
            take("table", &table.name, &why);
            false
        });
        let names: Vec<String> = catalog.functions.iter().map(|one| one.name.clone()).collect();
        catalog.functions.retain(|function| {
            let is_overloaded = names.iter().filter(|name| **name == function.name).count() > 1;
            let why = match function {
                _ if is_overloaded => ", of which there are several of that name",
                _ if function.is_procedure => "",
                _ if !is_relation(&function.name) => ", for its name",
                _ => return true,
            };
            take(if function.is_procedure { "procedure" } else { "function" }, &function.name, why);
            false
        });
        let mut seen: Vec<String> = Vec::new();
        let tables: Vec<String> = catalog.tables.iter().map(|table| table.name.clone()).collect();
        let views: Vec<String> = catalog.views.iter().map(|view| view.name.clone()).collect();
        catalog.triggers.retain(|trigger| {
            let why = if seen.contains(&trigger.name) {
                ", of which there is another one of that name"
            } else if !tables.contains(&trigger.table) && !views.contains(&trigger.table) {
                ", whose table is left out"
            } else if !is_name(&trigger.name) {
                ", for its name"
            } else {
                seen.push(trigger.name.clone());
                if trigger.is_disabled {
                    take("that it is disabled, of trigger", &trigger.name, "");
                }
                return true;
            };
            take("trigger", &trigger.name, &format!(" of `{}`{why}", trigger.table));
            false
        });
        for sequence in catalog.sequences.iter().filter(|one| !one.options.is_empty()) {
            take("the options of sequence", &sequence.name, &format!(": {}", sequence.options));
        }
        catalog.views.retain(|view| {
            let is_sayable = is_relation(&view.name);
            if !is_sayable {
                take("view", &view.name, ", for its name");
            }
            is_sayable
        });
        self.left_out.extend(left_out);
    }
}

/// Whether the language takes a name.
fn is_name(name: &str) -> bool {
    let is_fine = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | ' ');
    !name.is_empty() && name.trim() == name && name.len() <= 63 && name.chars().all(is_fine)
}

/// The same of something that may lie in a schema.
fn is_relation(name: &str) -> bool {
    name.split_once('.').map_or_else(|| is_name(name), |(schema, local)| is_name(schema) && is_name(local))
}
