//! A schema as a list of things, each with what is said of it and with the statements that make, drop and change it.

mod key;
mod table;

use std::collections::BTreeMap;

use migrate_core::dialect::Dialect;

use crate::live::language::Writer;
use crate::live::{Catalog, View, definition, quoted};
pub use key::Key;

/// What is said of a thing.
#[derive(Clone, Debug, Default)]
pub struct Thing {
    /// What can differ.
    pub aspects: Vec<Aspect>,
    /// The statement that makes it.
    pub create: Option<String>,
    /// The statement that drops it.
    pub drop: Option<String>,
    /// The statement of a migration by which it joins a history.
    pub join: Option<String>,
    /// Whether it is told where nothing made it.
    pub is_told: bool,
}

/// One thing that is said of another.
#[derive(Clone, Debug)]
pub struct Aspect {
    /// Of what.
    pub name: &'static str,
    /// In a form in which the same is always written alike.
    pub value: String,
    /// As the database says it.
    pub shown: String,
    /// The statement that makes it so.
    pub set: Option<String>,
}

impl Aspect {
    fn new(name: &'static str, value: String, shown: &str) -> Self {
        Self { name, value, shown: shown.to_owned(), set: None }
    }

    fn plain(name: &'static str, value: &str) -> Self {
        Self::new(name, value.to_owned(), value)
    }

    fn yes_or_no(name: &'static str, value: bool) -> Self {
        Self::plain(name, if value { "yes" } else { "no" })
    }

    fn set_by(mut self, sql: Option<String>) -> Self {
        self.set = sql;
        self
    }
}

/// Everything in a schema, by what it is called.
pub fn things(catalog: &Catalog, dialect: Dialect) -> BTreeMap<Key, Thing> {
    let lister = Lister { dialect, writer: Writer::new(dialect) };
    let mut things = BTreeMap::new();
    lister.tables(catalog, &mut things);
    for view in &catalog.views {
        lister.view(view, &mut things);
    }
    lister.routines(catalog, &mut things);
    lister.objects(catalog, &mut things);
    things
}

struct Lister {
    dialect: Dialect,
    writer: Writer,
}

impl Lister {
    /// SQL in a form in which the same is always written alike: a server writes it alike itself.
    fn sql(&self, sql: &str) -> String {
        match self.dialect {
            Dialect::Sqlite => definition::plain(sql),
            Dialect::Postgres | Dialect::MySql | Dialect::MariaDb => sql.to_owned(),
        }
    }

    fn quoted(&self, name: &str) -> String {
        quoted(name, self.dialect)
    }

    fn view(&self, view: &View, things: &mut BTreeMap<Key, Thing>) {
        let kind = if view.is_materialized { "materialized view" } else { "view" };
        let (word, name) = (kind.to_uppercase(), self.quoted(&view.name));
        let create = format!("CREATE {word} {name} AS {}", view.query);
        let aspects = vec![Aspect::new("query", self.sql(&view.query), &view.query)];
        let drop = Some(format!("DROP {word} {name}"));
        let join = self.writer.view(view).statements.first().cloned();
        things.insert(
            Key::new(kind, None, &view.name),
            Thing { aspects, create: Some(create), drop, join, is_told: true },
        );
        for index in &view.indexes {
            things.insert(Key::new("index", Some(&view.name), &index.name), self.index(&view.name, &[], index));
        }
    }

    fn routines(&self, catalog: &Catalog, things: &mut BTreeMap<Key, Thing>) {
        for function in &catalog.functions {
            let kind = if function.is_procedure { "procedure" } else { "function" };
            let arguments =
                if self.dialect == Dialect::Postgres { format!("({})", function.arguments) } else { String::new() };
            let aspects = vec![Aspect::plain("text", &function.definition)];
            let drop = Some(format!("DROP {} {}{arguments}", kind.to_uppercase(), self.quoted(&function.name)));
            let join = Some(self.writer.function(function)).filter(|_| !function.is_procedure);
            let shown = format!("{}{arguments}", function.name);
            let create = Some(function.definition.clone());
            let key = Key::new(kind, None, &function.name).told_as(shown);
            let is_told = !function.is_procedure;
            things.insert(key, Thing { aspects, create, drop, join, is_told });
        }
        for trigger in &catalog.triggers {
            let mut aspects = vec![Aspect::new("text", self.sql(&trigger.definition), &trigger.definition)];
            let on = self.quoted(&trigger.table);
            let enable = format!("ALTER TABLE {on} ENABLE TRIGGER {}", self.quoted(&trigger.name));
            if self.dialect == Dialect::Postgres {
                aspects.push(Aspect::yes_or_no("being disabled", trigger.is_disabled).set_by(Some(enable)));
            }
            let drop = match self.dialect {
                Dialect::Postgres => format!("DROP TRIGGER {} ON {on}", self.quoted(&trigger.name)),
                _ => format!("DROP TRIGGER {}", self.quoted(&trigger.name)),
            };
            let join = Some(self.writer.trigger(trigger));
            let create = Some(trigger.definition.clone());
            let key = Key::new("trigger", Some(&trigger.table), &trigger.name);
            things.insert(key, Thing { aspects, create, drop: Some(drop), join, is_told: true });
        }
    }

    fn objects(&self, catalog: &Catalog, things: &mut BTreeMap<Key, Thing>) {
        for sequence in &catalog.sequences {
            let name = self.quoted(&sequence.name);
            let options = if sequence.options.is_empty() { String::new() } else { format!(" {}", sequence.options) };
            let usual = " INCREMENT 1 MINVALUE 1 NO MAXVALUE NO CYCLE CACHE 1".to_owned();
            let alter = format!("ALTER SEQUENCE {name}{}", if options.is_empty() { &usual } else { &options });
            let thing = Thing {
                aspects: vec![Aspect::plain("options", &sequence.options).set_by(Some(alter))],
                create: Some(format!("CREATE SEQUENCE {name}{options}")),
                drop: Some(format!("DROP SEQUENCE {name}")),
                join: Some(self.writer.sequence(sequence)),
                is_told: true,
            };
            things.insert(Key::new("sequence", None, &sequence.name), thing);
        }
        for one in &catalog.enums {
            let values: Vec<String> =
                one.values.iter().map(|value| format!("'{}'", value.replace('\'', "''"))).collect();
            let (name, values) = (self.quoted(&one.name), values.join(", "));
            let thing = Thing {
                aspects: vec![Aspect::plain("list of values", &values)],
                create: Some(format!("CREATE TYPE {name} AS ENUM ({values})")),
                drop: None,
                join: Some(self.writer.enumeration(one)),
                is_told: true,
            };
            things.insert(Key::new("enum", None, &one.name), thing);
        }
        // What an administrator adds is none of a history's business, unless the history made it.
        for name in &catalog.schemas {
            let create = Some(format!("CREATE SCHEMA {}", self.quoted(name)));
            things.insert(Key::new("schema", None, name), Thing { create, ..Thing::default() });
        }
        for name in &catalog.extensions {
            let create = Some(format!("CREATE EXTENSION {}", self.quoted(name)));
            things.insert(Key::new("extension", None, name), Thing { create, ..Thing::default() });
        }
    }
}
