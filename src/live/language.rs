//! What a database has, in the words of the language: as the statement of a migration that says it to be there.

mod types;

use migrate_core::dialect::Dialect;

use super::{
    Check, Column, Enumeration, Exclusion, ForeignKey, Function, Index, Key, Part, Sequence, Table, Trigger, View,
};

/// The longest name that is derived without being cut.
const LONGEST: usize = 63;

/// Writes for one database.
#[derive(Clone, Copy, Debug)]
pub struct Writer {
    dialect: Dialect,
}

/// A table in the words of the language.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// What has to be there first: its enumerations on MySQL and MariaDB.
    pub before: Vec<String>,
    /// The table, its keys and its indexes.
    pub statements: Vec<String>,
    /// Its foreign keys, which other tables have to be there for.
    pub references: Vec<String>,
    /// What cannot be said, each with the reason.
    pub left_out: Vec<String>,
}

impl Writer {
    /// A writer for this database.
    pub const fn new(dialect: Dialect) -> Self {
        Self { dialect }
    }

    /// A whole table, after these.
    pub fn table(self, table: &Table, before: &[String]) -> Written {
        let name = local(&table.name);
        let mut written = Written::default();
        let mut parts = String::new();
        let key = table.primary_key.as_ref();
        let has_derived_name = |key: &Key, suffix: &str, columns: &[String]| {
            key.name.as_ref().is_none_or(|own| *own == derived(name, columns, suffix)) && is_plain(key)
        };
        // A key that a migration does not name has the derived name.
        let is_key_named = key.is_none_or(|key| has_derived_name(key, "pkey", &[]));
        match key {
            Some(key) if is_key_named && key.columns.len() > 1 => {
                parts.push_str(&format!(".primary_key({})", names(&key.columns)));
            }
            Some(key) if !is_key_named => written.statements.push(self.primary_key(&table.name, key)),
            Some(_) | None => {}
        }
        let mut unique_columns = Vec::new();
        for key in &table.uniques {
            match key.columns.as_slice() {
                _ if key.nulls_not_distinct => written.left_out.push(format!(
                    "unique constraint `{}` of `{}`, in which NULL counts as a value",
                    key.name.as_deref().unwrap_or_default(),
                    table.name
                )),
                columns if !has_derived_name(key, "key", columns) => {
                    written.statements.push(self.unique(&table.name, key));
                }
                [column] => unique_columns.push(column.clone()),
                columns => parts.push_str(&format!(".unique({})", names(columns))),
            }
        }
        for (place, check) in table.checks.iter().enumerate() {
            let check_name = check_name(name, check, place);
            match check.is_valid {
                true => parts.push_str(&format!(".check({}, {})", text(&check_name), text(&check.expression))),
                false => written.statements.push(self.check(&table.name, check, place)),
            }
        }
        let mut columns = Vec::new();
        for column in &table.columns {
            if let Some((enumeration, statement)) = self.enumeration_of(&table.name, column) {
                written.before.push(statement);
                columns.push(self.column_of(column, Some(&enumeration)));
            } else {
                columns.push(self.column(column));
            }
            let last = columns.last_mut().expect("it was just written");
            if is_key_named && is_only_key(key, &column.name) {
                if last.as_str() == r#"big_integer("id").auto_increment()"# {
                    "id()".clone_into(last);
                } else {
                    last.push_str(".primary_key()");
                }
            }
            if unique_columns.contains(&column.name) {
                last.push_str(".unique()");
            }
            for key in table.foreign_keys.iter().filter(|key| key.columns == [column.name.clone()]) {
                last.push_str(&self.on_column(table, key, before).unwrap_or_default());
            }
        }
        let comment = table.comment.as_ref().map_or_else(String::new, |comment| format!(".comment({})", text(comment)));
        let create = format!(
            "schema.create_table({}).columns([{}]){parts}{comment}.already_exists();",
            text(&table.name),
            columns.join(", ")
        );
        written.statements.insert(0, create);
        for index in &table.indexes {
            match self.index(&table.name, index) {
                Ok(statement) => written.statements.push(statement),
                Err(why) => written.left_out.push(why),
            }
        }
        written.statements.extend(table.exclusions.iter().map(|exclusion| self.exclusion(&table.name, exclusion)));
        for key in table.foreign_keys.iter().filter(|key| self.on_column(table, key, before).is_none()) {
            match self.forbidden_null(table, key) {
                Some(why) => written.left_out.push(why),
                None => written.references.push(self.foreign_key(&table.name, key)),
            }
        }
        written
    }

    /// A column with what is its own.
    pub fn column(self, column: &Column) -> String {
        self.column_of(column, column.enumeration.as_deref())
    }

    fn column_of(self, column: &Column, enumeration: Option<&str>) -> String {
        let Column { name, nullable, default, counts, generated, on_update_now, collation, comment, .. } = column;
        let ty = types::function(self.dialect, column, enumeration);
        let mut written = ty.call(name);
        if *counts {
            written.push_str(".auto_increment()");
        }
        if *nullable {
            written.push_str(".nullable()");
        }
        if let Some(default) = default.as_ref().and_then(|sql| types::default(self.dialect, &ty, sql)) {
            written.push_str(&format!(".default({default})"));
        }
        if let Some((expression, is_stored)) = generated {
            let stored = if *is_stored { ".stored()" } else { "" };
            written.push_str(&format!(".generated({}){stored}", text(expression)));
        }
        if *on_update_now && !ty.is_custom() {
            written.push_str(".on_update_now()");
        }
        if let Some(collation) = collation {
            written.push_str(&format!(".collate({})", text(collation)));
        }
        if let Some(comment) = comment {
            written.push_str(&format!(".comment({})", text(comment)));
        }
        written
    }

    /// Whether the language has a word for the type of a column.
    pub fn knows_type(self, column: &Column) -> bool {
        !types::function(self.dialect, column, column.enumeration.as_deref()).is_custom()
    }

    /// A column of a table that the history has.
    pub fn add_column(self, table: &str, column: &Column) -> String {
        let (mut before, mut written) = (String::new(), self.column(column));
        if let Some((enumeration, statement)) = self.enumeration_of(table, column) {
            before = format!("{statement} ");
            written = self.column_of(column, Some(&enumeration));
        }
        format!("{before}schema.add_column({}, {written}).already_exists();", text(table))
    }

    /// The enumeration of a column of MySQL's or MariaDB's, which has no name there, and the statement that makes it.
    fn enumeration_of(self, table: &str, column: &Column) -> Option<(String, String)> {
        let values = types::enum_values(self.dialect, &column.sql_type)?;
        let name = format!("{table}_{}", column.name);
        let statement = enumeration(&name, &values);
        Some((name, statement))
    }

    /// A primary key.
    pub fn primary_key(self, table: &str, key: &Key) -> String {
        let named = named(key.name.as_deref(), &derived(local(table), &[], "pkey"));
        let options = key_options(key);
        format!("schema.add_primary_key({}, {}){options}{named}.already_exists();", text(table), names(&key.columns))
    }

    /// A unique constraint.
    pub fn unique(self, table: &str, key: &Key) -> String {
        let named = named(key.name.as_deref(), &derived(local(table), &key.columns, "key"));
        let options = key_options(key);
        format!("schema.add_unique({}, {}){options}{named}.already_exists();", text(table), names(&key.columns))
    }

    /// A foreign key.
    pub fn foreign_key(self, table: &str, key: &ForeignKey) -> String {
        let deferrable = key.deferrable.as_ref().map_or("", |_| ".deferrable()");
        let not_valid = if key.is_valid { "" } else { ".not_valid()" };
        let named = named(key.name.as_deref(), &derived(local(table), &key.columns, "fkey"));
        format!(
            "schema.add_foreign_key({}, {}).references({}, {}){}{}{deferrable}{not_valid}{named}.already_exists();",
            text(table),
            names(&key.columns),
            text(&key.table),
            names(&key.referenced),
            action("on_delete", &key.on_delete),
            action("on_update", &key.on_update),
        )
    }

    /// A foreign key as it is written on its column, where it has the derived name and its table comes before.
    fn on_column(self, table: &Table, key: &ForeignKey, before: &[String]) -> Option<String> {
        let is_derived =
            key.name.as_ref().is_none_or(|name| *name == derived(local(&table.name), &key.columns, "fkey"));
        let is_only = table.foreign_keys.iter().filter(|other| other.columns == key.columns).count() == 1;
        let is_plain = key.deferrable.is_none() && key.is_valid && is_derived && is_only;
        match (key.columns.as_slice(), key.referenced.as_slice()) {
            ([_], [referenced])
                if is_plain && before.contains(&key.table) && self.forbidden_null(table, key).is_none() =>
            {
                Some(format!(
                    ".references({}, {}){}{}",
                    text(&key.table),
                    text(referenced),
                    action("on_delete", &key.on_delete),
                    action("on_update", &key.on_update),
                ))
            }
            _ => None,
        }
    }

    /// A foreign key that would set NULL where there may be none, which no database minds before it happens.
    pub fn forbidden_null(self, table: &Table, key: &ForeignKey) -> Option<String> {
        let sets_null = key.on_delete == "SET NULL" || key.on_update == "SET NULL";
        let has_no_null = |name: &String| table.columns.iter().any(|column| column.name == *name && !column.nullable);
        let column = key.columns.iter().find(|name| has_no_null(name)).filter(|_| sets_null)?;
        let words = super::statement::foreign_key(key, self.dialect);
        Some(format!("a foreign key of `{}` that cannot work, as `{column}` is NOT NULL: {words}", table.name))
    }

    /// A check, the one at this place of its table.
    pub fn check(self, table: &str, check: &Check, place: usize) -> String {
        let not_valid = if check.is_valid { "" } else { ".not_valid()" };
        let name = check_name(local(table), check, place);
        format!(
            "schema.add_check({}, {}, {}){not_valid}.already_exists();",
            text(table),
            text(&name),
            text(&check.expression)
        )
    }

    /// An index.
    ///
    /// # Errors
    /// What of it cannot be said.
    pub fn index(self, table: &str, index: &Index) -> Result<String, String> {
        let about = format!("index `{}` of `{table}`", index.name);
        if index.is_broken {
            return Err(format!("{about}, which serves nobody: its build failed"));
        }
        if let Some(method) = index.method.as_ref().filter(|method| ["fulltext", "spatial"].contains(&method.as_str()))
        {
            return Err(format!("{about}: {method}"));
        }
        if index.parts.iter().any(|part| part.collation.is_some()) {
            return Err(format!("{about}: a part of it has a collation of its own"));
        }
        let columns: Vec<String> =
            index.parts.iter().map(|part| part.column.clone().unwrap_or_else(|| "expr".to_owned())).collect();
        let parts: Vec<String> = index.parts.iter().map(part).collect();
        let parts = match parts.as_slice() {
            [one] => one.clone(),
            many if index.parts.iter().all(is_name) => format!("[{}]", many.join(", ")),
            many => format!("({})", many.join(", ")),
        };
        let mut options = String::new();
        if index.unique {
            options.push_str(".unique()");
        }
        if let Some(method) = &index.method {
            options.push_str(&format!(".using({})", text(method)));
        }
        if let Some(predicate) = &index.predicate {
            options.push_str(&format!(".only_where({})", text(predicate)));
        }
        if !index.include.is_empty() {
            options.push_str(&format!(".include({})", names(&index.include)));
        }
        if index.nulls_not_distinct {
            options.push_str(".nulls_not_distinct()");
        }
        let named = named(Some(&index.name), &derived(local(table), &columns, "idx"));
        Ok(format!("schema.create_index({}, {parts}){options}{named}.already_exists();", text(table)))
    }

    /// An exclusion constraint.
    pub fn exclusion(self, table: &str, exclusion: &Exclusion) -> String {
        let parts: Vec<String> =
            exclusion.parts.iter().map(|(one, operator)| format!("({}, {})", part(one), text(operator))).collect();
        let columns: Vec<String> =
            exclusion.parts.iter().map(|(part, _)| part.column.clone().unwrap_or_else(|| "expr".to_owned())).collect();
        let mut options = String::new();
        if let Some(method) = &exclusion.method {
            options.push_str(&format!(".using({})", text(method)));
        }
        if let Some(predicate) = &exclusion.predicate {
            options.push_str(&format!(".only_where({})", text(predicate)));
        }
        if exclusion.deferrable.is_some() {
            options.push_str(".deferrable()");
        }
        let named = named(Some(&exclusion.name), &derived(local(table), &columns, "excl"));
        // A list of pairs of different types is a tuple.
        let parts = match parts.as_slice() {
            [one] => format!("[{one}]"),
            many => format!("({})", many.join(", ")),
        };
        format!("schema.add_exclusion({}, {parts}){options}{named}.already_exists();", text(table))
    }

    /// A view, and its indexes.
    pub fn view(self, view: &View) -> Written {
        let word = if view.is_materialized { "create_materialized_view" } else { "create_view" };
        let statement = format!("schema.{word}({}, {}).already_exists();", text(&view.name), text(&view.query));
        let mut written = Written { statements: vec![statement], ..Written::default() };
        for index in &view.indexes {
            match self.index(&view.name, index) {
                Ok(statement) => written.statements.push(statement),
                Err(why) => written.left_out.push(why),
            }
        }
        written
    }

    /// A function.
    pub fn function(self, function: &Function) -> String {
        format!("schema.create_function({}, {}).already_exists();", text(&function.name), text(&function.definition))
    }

    /// A trigger.
    pub fn trigger(self, trigger: &Trigger) -> String {
        format!(
            "schema.create_trigger({}, {}, {}).already_exists();",
            text(&trigger.name),
            text(&trigger.table),
            text(&trigger.definition)
        )
    }

    /// A sequence.
    pub fn sequence(self, sequence: &Sequence) -> String {
        format!("schema.create_sequence({}).already_exists();", text(&sequence.name))
    }

    /// An enumeration.
    pub fn enumeration(self, one: &Enumeration) -> String {
        enumeration(&one.name, &one.values)
    }

    /// What is nothing but a name: `create_schema`, `create_extension`.
    pub fn named(self, word: &str, name: &str) -> String {
        format!("schema.{word}({}).already_exists();", text(name))
    }
}

fn enumeration(name: &str, values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| text(value)).collect();
    format!("schema.create_enum({}, [{}]).already_exists();", text(name), values.join(", "))
}

fn action(method: &str, action: &str) -> String {
    let word = match action {
        "CASCADE" => "Cascade",
        "RESTRICT" => "Restrict",
        "SET NULL" => "SetNull",
        "SET DEFAULT" => "SetDefault",
        _ => return String::new(),
    };
    format!(".{method}({word})")
}

fn is_only_key(key: Option<&Key>, column: &str) -> bool {
    key.is_some_and(|key| key.columns == [column])
}

fn is_plain(key: &Key) -> bool {
    key.include.is_empty() && key.deferrable.is_none() && !key.nulls_not_distinct
}

fn key_options(key: &Key) -> String {
    let mut options = String::new();
    if key.deferrable.is_some() {
        options.push_str(".deferrable()");
    }
    if !key.include.is_empty() {
        options.push_str(&format!(".include({})", names(&key.include)));
    }
    options
}

fn is_name(part: &Part) -> bool {
    let Part { column, expression: _, descending, nulls_first, operator_class, prefix, collation } = part;
    column.is_some()
        && !descending
        && nulls_first.is_none()
        && operator_class.is_none()
        && prefix.is_none()
        && collation.is_none()
}

fn part(part: &Part) -> String {
    let mut options = String::new();
    if part.descending {
        options.push_str(".desc()");
    }
    match part.nulls_first {
        Some(true) => options.push_str(".nulls_first()"),
        Some(false) => options.push_str(".nulls_last()"),
        None => {}
    }
    if let Some(class) = &part.operator_class {
        options.push_str(&format!(".operator_class({})", text(class)));
    }
    if let Some(prefix) = part.prefix {
        options.push_str(&format!(".prefix({prefix})"));
    }
    match (&part.column, &part.expression) {
        (Some(column), _) if options.is_empty() => text(column),
        (Some(column), _) => format!("column({}){options}", text(column)),
        (None, expression) => {
            let expression = format!("sql({})", text(expression.as_deref().unwrap_or_default()));
            if options.is_empty() { expression } else { format!("column({expression}){options}") }
        }
    }
}

/// The name of a check that may have none.
fn check_name(table: &str, check: &Check, place: usize) -> String {
    let number = if place == 0 { String::new() } else { place.to_string() };
    check.name.clone().unwrap_or_else(|| format!("{table}_check{number}"))
}

/// The name of something without its schema.
fn local(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, local)| local)
}

/// The name that the language derives, unless that is too long to be known here.
fn derived(table: &str, columns: &[String], suffix: &str) -> String {
    let mut parts = vec![table];
    parts.extend(columns.iter().map(String::as_str));
    parts.push(suffix);
    let name = parts.join("_");
    if name.len() <= LONGEST { name } else { String::new() }
}

fn named(own: Option<&str>, derived: &str) -> String {
    match own {
        Some(own) if own != derived => format!(".named({})", text(own)),
        _ => String::new(),
    }
}

/// A name, or an array of names.
fn names(names: &[String]) -> String {
    match names {
        [one] => text(one),
        many => format!("[{}]", many.iter().map(|name| text(name)).collect::<Vec<_>>().join(", ")),
    }
}

/// A string literal of Rust.
pub fn text(text: &str) -> String {
    if !text.contains(['"', '\\', '\n', '\r']) {
        return format!("\"{text}\"");
    }
    // A carriage return cannot stand in a raw one.
    if text.contains('\r') {
        return format!("{text:?}");
    }
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}
