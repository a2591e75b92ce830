//! A schema as a list of things, each with what is said of it and with the statements that make, drop and change it.

use std::collections::BTreeMap;

use migrate_core::dialect::Dialect;

use crate::live::language::Writer;
use crate::live::{Catalog, Column, ForeignKey, Index, Table, View, definition, quoted, statement};

/// The kinds of things, in the order in which they are listed.
const KINDS: [&str; 17] = [
    "schema",
    "extension",
    "enum",
    "sequence",
    "table",
    "column",
    "primary key",
    "unique constraint",
    "foreign key",
    "check",
    "exclusion constraint",
    "index",
    "view",
    "materialized view",
    "function",
    "procedure",
    "trigger",
];

/// What a thing is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The place of its kind in [`KINDS`].
    kind: usize,
    /// The table that it belongs to, if it does.
    table: Option<String>,
    /// Its name; of a constraint without one, what it is about.
    name: String,
    /// Whether that is no name.
    is_nameless: bool,
    full_name: String,
}

impl Key {
    fn new(kind: &str, table: Option<&str>, name: &str) -> Self {
        let kind = KINDS.iter().position(|one| *one == kind).expect("it is one of the kinds");
        let full_name = table.map_or_else(|| name.to_owned(), |table| format!("{table}.{name}"));
        Self { kind, table: table.map(str::to_owned), name: name.to_owned(), is_nameless: false, full_name }
    }

    /// A constraint that has no name, or none that counts.
    fn nameless(kind: &str, table: &str, about: &str) -> Self {
        let full_name = if about.is_empty() { table.to_owned() } else { format!("{table} {about}") };
        Self { is_nameless: true, full_name, ..Self::new(kind, Some(table), about) }
    }

    /// Its kind.
    pub const fn kind(&self) -> &'static str {
        KINDS[self.kind]
    }

    /// Its name, after that of its table.
    pub fn full_name(&self) -> &str {
        &self.full_name
    }

    /// Whether it belongs to a table.
    pub const fn is_part(&self) -> bool {
        self.table.is_some()
    }

    /// What it may belong to: a table or a view of this name.
    pub fn owners(&self) -> impl Iterator<Item = Self> {
        ["table", "view", "materialized view"].into_iter().map(|kind| Self::new(kind, None, self.table()))
    }

    /// The table that it is or belongs to.
    pub fn table(&self) -> &str {
        self.table.as_deref().unwrap_or(&self.name)
    }

    /// The schema that it lies in; empty for the first one.
    pub fn schema(&self) -> &str {
        self.table().split_once('.').map_or("", |(schema, _)| schema)
    }

    /// What a statement about it names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let local = |name: &'_ str| name.rfind('.').map_or(0, |dot| dot + 1);
        let table = self.table.as_deref().map(|table| &table[local(table)..]);
        let name = Some(&self.name[local(&self.name)..]).filter(|_| !self.is_nameless);
        table.into_iter().chain(name)
    }

    /// What a message calls it.
    pub fn subject(&self) -> String {
        let (kind, name) = (self.kind(), &self.name);
        match (&self.table, self.is_nameless) {
            (None, _) => format!("{kind} `{name}`"),
            (Some(table), _) if kind == "column" => format!("column `{table}.{name}`"),
            (Some(table), false) => format!("{kind} `{name}` of `{table}`"),
            (Some(table), true) if name.is_empty() => format!("the {kind} of `{table}`"),
            (Some(table), true) => format!("the {kind} of `{table}` {name}"),
        }
    }
}

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

    fn tables(&self, catalog: &Catalog, things: &mut BTreeMap<Key, Thing>) {
        for table in &catalog.tables {
            let key = Key::new("table", None, &table.name);
            let comment = table.comment.clone().unwrap_or_default();
            let set = statement::comment("table", &table.name, table.comment.as_deref(), None, self.dialect);
            let aspects = vec![Aspect::plain("comment", &comment).set_by(set)];
            let join = self.writer.table(table, &[]).statements.first().cloned();
            let drop = Some(format!("DROP TABLE {}", self.quoted(&table.name)));
            things.insert(key, Thing { aspects, create: None, drop, join, is_told: true });
            for column in &table.columns {
                things.insert(Key::new("column", Some(&table.name), &column.name), self.column(table, column));
            }
            self.constraints(table, things);
            for index in &table.indexes {
                things.insert(Key::new("index", Some(&table.name), &index.name), self.index(&table.name, index));
            }
        }
    }

    fn column(&self, table: &Table, column: &Column) -> Thing {
        let (on, name) = (self.quoted(&table.name), self.quoted(&column.name));
        let whole = statement::column(column, self.dialect);
        let alter = |postgres: String| match self.dialect {
            Dialect::Postgres => Some(format!("ALTER TABLE {on} ALTER COLUMN {name} {postgres}")),
            Dialect::MySql | Dialect::MariaDb => Some(format!("ALTER TABLE {on} MODIFY COLUMN {whole}")),
            Dialect::Sqlite => None,
        };
        let anew = || (self.dialect != Dialect::Sqlite).then(|| format!("ALTER TABLE {on} DROP COLUMN {name}"));
        let again = || format!("ALTER TABLE {on} ADD COLUMN {whole}");
        let collation = column.collation.clone().unwrap_or_default();
        let collated = match collation.as_str() {
            "" => String::new(),
            collation => format!(" COLLATE {}", self.quoted(collation)),
        };
        let default = column.default.clone().unwrap_or_default();
        let generated = column.generated.as_ref();
        let expression = generated.map_or("", |(sql, _)| sql.as_str());
        let stored = generated.map_or(String::new(), |(_, is_stored)| format!(" {is_stored}"));
        let counting = if column.counts { "ADD GENERATED BY DEFAULT AS IDENTITY" } else { "DROP IDENTITY IF EXISTS" };
        let defaulting = if default.is_empty() { "DROP DEFAULT".to_owned() } else { format!("SET DEFAULT {default}") };
        let comment = column.comment.clone().unwrap_or_default();
        let commenting = match self.dialect {
            Dialect::Postgres => {
                statement::comment("column", &column.name, column.comment.as_deref(), Some(table), self.dialect)
            }
            _ => alter(String::new()),
        };
        let nulling = if column.nullable { "DROP NOT NULL" } else { "SET NOT NULL" };
        let computing = anew().map(|drop| format!("{drop}; {}", again()));
        let aspects = vec![
            Aspect::new("type", self.sql_type(&column.sql_type), &column.sql_type)
                .set_by(alter(format!("TYPE {}{collated}", column.sql_type))),
            Aspect::plain("nullability", if column.nullable { "NULL" } else { "NOT NULL" })
                .set_by(alter(nulling.to_owned())),
            Aspect::new("default", self.default(&default), &default).set_by(alter(defaulting)),
            Aspect::yes_or_no("counting up", column.counts).set_by(alter(counting.to_owned())),
            Aspect::new("computation", self.sql(expression) + &stored, expression).set_by(computing),
            Aspect::new("collation", collation.to_lowercase(), &collation)
                .set_by(alter(format!("TYPE {}{collated}", column.sql_type))),
            Aspect::yes_or_no("taking the time of each change", column.on_update_now).set_by(alter(String::new())),
            Aspect::plain("comment", &comment).set_by(commenting),
        ];
        let drop = Some(format!("ALTER TABLE {on} DROP COLUMN {name}"));
        let join = Some(self.writer.add_column(&table.name, column));
        Thing { aspects, create: Some(again()), drop, join, is_told: true }
    }

    /// SQLite keeps of a type how it stores values of it.
    fn sql_type(&self, sql_type: &str) -> String {
        if self.dialect != Dialect::Sqlite {
            return sql_type.to_owned();
        }
        let has = |words: &[&str]| words.iter().any(|word| sql_type.contains(word));
        match sql_type {
            _ if has(&["int"]) => "integer",
            _ if has(&["char", "clob", "text"]) => "text",
            "" => "blob",
            _ if has(&["blob"]) => "blob",
            _ if has(&["real", "floa", "doub"]) => "real",
            _ => "numeric",
        }
        .to_owned()
    }

    fn default(&self, default: &str) -> String {
        let default = self.sql(default);
        let lower = default.to_lowercase();
        match (self.dialect, lower.as_str()) {
            (_, "null") => String::new(),
            (Dialect::Postgres, _) if lower.starts_with("null::") => String::new(),
            (Dialect::Postgres, "now()") => "CURRENT_TIMESTAMP".to_owned(),
            (Dialect::Sqlite, "true") => "1".to_owned(),
            (Dialect::Sqlite, "false") => "0".to_owned(),
            (Dialect::MySql | Dialect::MariaDb, _) => {
                let lower = lower.trim_start_matches('(').to_owned();
                let is_now = lower.starts_with("current_timestamp") || lower.starts_with("now(");
                // `now(6)` and `current_timestamp(6)` are one function.
                if is_now {
                    lower.replace("current_timestamp", "now").replace("()", "").replace("now)", "now")
                } else {
                    default
                }
            }
            _ => default,
        }
    }

    fn constraints(&self, table: &Table, things: &mut BTreeMap<Key, Thing>) {
        let names_count = self.dialect != Dialect::Sqlite;
        let key_of = |kind: &str, name: Option<&String>, about: &str| match name {
            Some(name) if names_count => Key::new(kind, Some(&table.name), name),
            _ => Key::nameless(kind, &table.name, about),
        };
        let listed = |columns: &[String]| format!("({})", columns.join(", "));
        let add = |name: Option<&String>, words: String| {
            let named = name.map_or_else(String::new, |name| format!("CONSTRAINT {} ", self.quoted(name)));
            names_count.then(|| format!("ALTER TABLE {} ADD {named}{words}", self.quoted(&table.name)))
        };
        let drop = |kind: &str, name: Option<&String>| {
            let name = name.map_or("", String::as_str);
            names_count.then(|| statement::drop_constraint(&table.name, kind, name, self.dialect))
        };
        if let Some(key) = &table.primary_key {
            let words = statement::key("PRIMARY KEY", key, self.dialect);
            let aspects = vec![Aspect::plain("definition", &words)];
            let join = Some(self.writer.primary_key(&table.name, key));
            let (create, drop) = (add(key.name.as_ref(), words), drop("primary key", key.name.as_ref()));
            things.insert(
                key_of("primary key", key.name.as_ref(), ""),
                Thing { aspects, create, drop, join, is_told: true },
            );
        }
        for key in &table.uniques {
            let words = statement::key("UNIQUE", key, self.dialect);
            let about = format!("on {}", listed(&key.columns));
            let aspects = vec![Aspect::plain("definition", &words)];
            let is_told = !key.nulls_not_distinct;
            let join = Some(self.writer.unique(&table.name, key));
            let (create, drop) = (add(key.name.as_ref(), words), drop("unique constraint", key.name.as_ref()));
            let key = key_of("unique constraint", key.name.as_ref(), &about);
            things.insert(key, Thing { aspects, create, drop, join, is_told });
        }
        for key in &table.foreign_keys {
            let ForeignKey { name, .. } = key;
            let words = statement::foreign_key(key, self.dialect);
            let about = format!("on {}", listed(&key.columns));
            let aspects = vec![Aspect::plain("definition", &words)];
            // What the language cannot say is none of a history's business.
            let is_told = self.writer.forbidden_null(table, key).is_none();
            let join = Some(self.writer.foreign_key(&table.name, key));
            let (create, drop) = (add(name.as_ref(), words), drop("foreign key", name.as_ref()));
            let key = key_of("foreign key", name.as_ref(), &about);
            things.insert(key, Thing { aspects, create, drop, join, is_told });
        }
        for (place, check) in table.checks.iter().enumerate() {
            let words = format!("CHECK ({})", check.expression);
            let sql = self.sql(&check.expression);
            let aspects = vec![Aspect::new("condition", sql.clone(), &check.expression)];
            let join = Some(self.writer.check(&table.name, check, place));
            let (create, drop) = (add(check.name.as_ref(), words), drop("check", check.name.as_ref()));
            let key = key_of("check", check.name.as_ref(), &format!("that `{sql}`"));
            things.insert(key, Thing { aspects, create, drop, join, is_told: true });
        }
        for exclusion in &table.exclusions {
            let aspects = vec![Aspect::plain("definition", &exclusion.definition)];
            let create = add(Some(&exclusion.name), exclusion.definition.clone());
            let drop = drop("exclusion constraint", Some(&exclusion.name));
            let key = Key::new("exclusion constraint", Some(&table.name), &exclusion.name);
            let join = Some(self.writer.exclusion(&table.name, exclusion));
            things.insert(key, Thing { aspects, create, drop, join, is_told: true });
        }
    }

    fn index(&self, table: &str, index: &Index) -> Thing {
        let create = statement::create_index(table, index, self.dialect);
        let words = if index.is_broken { format!("{create} (its build failed)") } else { create.clone() };
        let aspects = vec![Aspect::new("definition", self.sql(&words), &words)];
        let drop = Some(statement::drop_index(table, &index.name, self.dialect));
        let join = self.writer.index(table, index).ok();
        let is_told = join.is_some() || index.is_broken;
        Thing { aspects, create: Some(create), drop, join, is_told }
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
            things.insert(Key::new("index", Some(&view.name), &index.name), self.index(&view.name, index));
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
            let mut key = Key::new(kind, None, &function.name);
            key.full_name = shown;
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
