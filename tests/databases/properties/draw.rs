//! Statements drawn at random for the schema that they meet, as their author would type them.

mod change_type;
mod column;
mod computed;
mod constraint;
mod index;
mod routine;
mod rows;
mod schema;
mod table;
mod view;

use migrate_core::catalog::{Catalog, Column, Name, Table};
use migrate_core::dialect::Dialect;

use super::history::{DOWN, Drawn, is_of_rows};
use super::random::Random;

/// What draws statements of one kind: nothing where the schema has none to offer, else the same statement in one form
/// or more, of which the first that the build accepts counts.
type Kind = fn(&mut Draw<'_>) -> Option<Vec<String>>;

/// The kinds of statements, each with the one that makes what it is about, if another does.
pub const KINDS: &[(&str, &str, Kind)] = &[
    ("create_table", "", table::create),
    ("drop_table", "", table::drop),
    ("retire_table", "", table::retire),
    ("rename_table", "", table::rename),
    ("comment_on_table", "", table::comment),
    ("add_column", "", column::add),
    ("drop_column", "", column::drop),
    ("retire_column", "", column::retire),
    ("rename_column", "", column::rename),
    ("change_type", "add_foreign_key", change_type::change_type),
    ("set_not_null", "add_column", column::set_not_null),
    ("drop_not_null", "", column::drop_not_null),
    ("set_default", "", column::set_default),
    ("drop_default", "set_default", column::drop_default),
    ("comment_on_column", "", column::comment),
    ("set_generated", "", computed::set),
    ("drop_generated", "set_generated", computed::drop),
    ("set_auto_increment", "drop_auto_increment", computed::number_rows),
    ("drop_auto_increment", "", computed::number_rows_no_more),
    ("create_index", "", index::create),
    ("drop_index", "create_index", index::drop),
    ("rename_index", "create_index", index::rename),
    ("add_foreign_key", "", constraint::add_foreign_key),
    ("drop_foreign_key", "add_foreign_key", constraint::drop_foreign_key),
    ("add_check", "", constraint::add_check),
    ("drop_check", "add_check", constraint::drop_check),
    ("add_unique", "", constraint::add_unique),
    ("drop_unique", "add_unique", constraint::drop_unique),
    ("add_primary_key", "", constraint::add_primary_key),
    ("drop_primary_key", "add_primary_key", constraint::drop_primary_key),
    ("add_exclusion", "", constraint::add_exclusion),
    ("drop_exclusion", "add_exclusion", constraint::drop_exclusion),
    ("rename_constraint", "", constraint::rename),
    ("validate_constraint", "add_check", constraint::validate),
    ("create_enum", "", table::create_enum),
    ("drop_enum", "create_enum", table::drop_enum),
    ("add_enum_value", "create_enum", table::add_enum_value),
    ("rename_enum_value", "create_enum", table::rename_enum_value),
    ("rename_enum", "create_enum", table::rename_enum),
    ("create_view", "", view::create),
    ("replace_view", "create_view", view::replace),
    ("drop_view", "create_view", view::drop),
    ("rename_view", "create_view", view::rename),
    ("create_materialized_view", "", view::create_materialized),
    ("drop_materialized_view", "create_materialized_view", view::drop_materialized),
    ("create_function", "", routine::create_function),
    ("replace_function", "create_function", routine::replace_function),
    ("drop_function", "create_function", routine::drop_function),
    ("rename_function", "create_function", routine::rename_function),
    ("create_trigger", "create_function", routine::create_trigger),
    ("drop_trigger", "create_trigger", routine::drop_trigger),
    ("rename_trigger", "create_trigger", routine::rename_trigger),
    ("create_sequence", "", routine::create_sequence),
    ("drop_sequence", "create_sequence", routine::drop_sequence),
    ("rename_sequence", "create_sequence", routine::rename_sequence),
    ("create_extension", "", routine::create_extension),
    ("drop_extension", "create_extension", routine::drop_extension),
    ("create_schema", "", schema::create),
    ("drop_schema", "create_schema", schema::drop),
    ("rename_schema", "create_schema", schema::rename),
    ("execute", "", table::execute),
    ("data.insert", "", rows::insert),
    ("data.update", "", rows::update),
    ("data.delete", "", rows::delete),
    ("data.execute", "", rows::execute),
];

/// The place of what makes tables.
const CREATE_TABLE: usize = 0;

/// Names, among them some that have to stand between quotes.
const TABLES: &[&str] = &["users", "teams", "orders", "items", "notes", "order", "Mixed", "user data", "größen"];
const COLUMNS: &[&str] = &["a", "b", "name", "email", "rank", "state", "total", "from", "Camel", "created at", "größe"];
const NAMES: &[&str] = &["one", "two", "three", "Four", "five five", "sechs", "select"];

/// What a statement is drawn with.
pub struct Draw<'a> {
    random: &'a mut Random,
    catalog: &'a Catalog,
    dialect: Dialect,
}

/// What a history is drawn for.
pub struct Wanted<'a> {
    /// The place of the kind at its centre.
    pub focus: usize,
    /// Those of the kinds that are tried often, whatever is at the centre.
    pub own: &'a [usize],
    /// The database.
    pub dialect: Dialect,
}

/// Draws a migration of one to three statements: `accept` says whether the build takes it.
pub fn migration(
    random: &mut Random,
    wanted: &Wanted<'_>,
    mut accept: impl FnMut(&Drawn) -> Option<Catalog>,
    before: &Catalog,
) -> Option<Drawn> {
    let &Wanted { focus, own, dialect } = wanted;
    // From here on, kinds of its own have as many of a hundred as there are of them.
    let last = 100 - own.len();
    let mut drawn = Drawn { up: Vec::new(), down: None };
    let mut catalog = before.clone();
    for _ in 0..=random.below(3) {
        // A statement that cannot be drawn, or that the build refuses, gives way to another one.
        for _ in 0..12 {
            let maker = KINDS.iter().position(|(name, ..)| *name == KINDS[focus].1);
            // Most statements are about a table.
            let is_bare = catalog.tables.is_empty() && random.chance(50);
            let kind = match (random.below(100), maker) {
                _ if is_bare => CREATE_TABLE,
                (..40, _) => focus,
                (..60, Some(maker)) => maker,
                (chance, _) if chance >= last => random.one(own),
                _ => random.below(KINDS.len()),
            };
            let (name, _, draw) = KINDS[kind];
            let forms = draw(&mut Draw { random, catalog: &catalog, dialect }).unwrap_or_default();
            let accepted = forms.into_iter().find_map(|form| {
                let mut longer = drawn.clone();
                let (form, down) = form.split_once(DOWN).map_or((form.as_str(), None), |(up, down)| (up, Some(down)));
                longer.up.push((name, form.to_owned()));
                longer.down = down.map(str::to_owned);
                let is_alone = longer.down.is_none() || longer.up.len() == 1;
                let is_of_one_kind = longer.up.iter().all(|(name, _)| is_of_rows(name) == longer.is_of_rows());
                let after = (is_alone && is_of_one_kind).then(|| accept(&longer)).flatten()?;
                Some((longer, after))
            });
            if let Some((longer, after)) = accepted {
                (drawn, catalog) = (longer, after);
                break;
            }
        }
        if drawn.down.is_some() {
            break;
        }
    }
    (!drawn.up.is_empty()).then_some(drawn)
}

impl<'a> Draw<'a> {
    fn table(&mut self) -> Option<&'a Table> {
        let tables: Vec<&Table> = self.catalog.tables.values().collect();
        self.random.pick(&tables).copied()
    }

    /// A table with one of its columns that is of this kind.
    fn column_of(&mut self, is_meant: impl Fn(&Table, &Column) -> bool) -> Option<(&'a Table, &'a Column)> {
        let all =
            self.catalog.tables.values().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
        let meant: Vec<(&Table, &Column)> = all.filter(|(table, column)| is_meant(table, column)).collect();
        self.random.pick(&meant).copied()
    }

    /// A name that is probably free.
    fn name(&mut self, pool: &[&str]) -> String {
        let name = self.random.one(pool);
        if self.random.chance(40) { format!("{name}_{}", self.random.below(90)) } else { name.to_owned() }
    }

    /// A name that is probably free, often in one of the schemas there are.
    fn placed(&mut self, pool: &[&str]) -> String {
        let name = self.name(pool);
        let schemas: Vec<&Name> = self.catalog.schemas.keys().collect();
        match self.random.pick(&schemas).copied() {
            Some(schema) if self.random.chance(60) => format!("{schema}.{name}"),
            _ => name,
        }
    }

    /// A name that is probably free, in the schema of another one.
    fn beside(&mut self, name: &str, pool: &[&str]) -> String {
        let local = self.name(pool);
        name.split_once('.').map_or(local.clone(), |(schema, _)| format!("{schema}.{local}"))
    }

    /// A name in SQL, between quotes where it needs them.
    fn quoted(&self, name: &str) -> String {
        if let Some((schema, local)) = name.split_once('.') {
            return format!("{}.{}", self.quoted(schema), self.quoted(local));
        }
        let is_plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        let is_reserved = ["order", "from", "select", "rank", "left", "right"].contains(&name);
        match self.dialect {
            _ if is_plain && !is_reserved => name.to_owned(),
            Dialect::Postgres | Dialect::Sqlite => format!("\"{name}\""),
            Dialect::MySql | Dialect::MariaDb => format!("`{name}`"),
        }
    }
}

/// Names as a list of the language: `["a", "b"]`.
fn list<'a>(names: impl IntoIterator<Item = &'a Name>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("{:?}", name.as_str())).collect();
    format!("[{}]", names.join(", "))
}
