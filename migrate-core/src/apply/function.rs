//! Creating, replacing, dropping and renaming functions, and what calls them.

use crate::catalog::{Catalog, Column, Exclusion, Function, Index, Name, Sql, Table, Value};
use crate::dialect::{Dialect, Target};
use crate::expression;
use crate::location::Location;
use crate::operation::{CreateFunction, DropFunction, Operation, RenameFunction, ReplaceFunction};
use crate::refusal::Refusal;

use super::cx::{Cx, note_place};
use super::former;
use super::lookup::suggest;
use super::uses::Use;

pub(super) fn function_key(name: &str) -> String {
    format!("function:{name}")
}

/// The refusal of a function that the catalogue does not have.
pub(super) fn missing_function(catalog: &Catalog, name: &Name) -> Refusal {
    let refusal = Refusal::new(name.at(), format!("there is no function `{name}`"));
    let (refusal, now) = former::explain(catalog, refusal, name, function_key);
    suggest(refusal, now, name, catalog.functions.keys().map(Name::as_str))
}

pub(super) fn check_create(cx: &mut Cx<'_>, operation: &CreateFunction) {
    let Function { name, definition } = &operation.function;
    cx.take_function(name);
    if !cx.has_refused() {
        cx.extend(expression::check_function(definition, name, cx.targets, name.at()));
    }
}

pub(super) fn check_replace(cx: &mut Cx<'_>, operation: &ReplaceFunction) {
    let ReplaceFunction { name, definition } = operation;
    let Some(function) = cx.function(name) else { return };
    let wrong = expression::check_function(definition, name, cx.targets, name.at());
    let is_same = expression::is_same_definition(&function.definition, definition, cx.targets);
    if wrong.is_empty() && is_same && !expression::differs_elsewhere(&function.definition, definition, cx.targets) {
        let at = definition.texts().next().map_or(name.at(), |text| text.at);
        cx.refuse(Refusal::new(at, format!("function `{name}` has this definition already")));
    }
    if wrong.is_empty() {
        cx.check_replaceable(function, definition);
    }
    cx.extend(wrong);
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropFunction) {
    let name = &operation.name;
    let Some(function) = cx.function(name) else { return };
    let (catalog, targets) = (cx.catalog, cx.targets);
    let mut found: Vec<Use> = Vec::new();
    for target in targets {
        found.extend(callers(catalog, name, target.dialect));
        let others = catalog.functions.values().filter(|other| other.name != function.name);
        let others = others.filter(|other| expression::body_calls(other, name, target.dialect));
        found.extend(others.map(Use::of_function));
    }
    if let Some(used) = found.into_iter().next() {
        let refusal = Refusal::new(name.at(), format!("`{name}` cannot be dropped while {} calls it", used.what));
        let refusal = note_place(refusal, "that was created in", used.at);
        cx.refuse(refusal.help(format!("write `{}` first", used.statement)));
    }
}

pub(super) fn check_rename(cx: &mut Cx<'_>, operation: &RenameFunction) {
    let RenameFunction { from, to } = operation;
    if cx.function(from).is_none() {
        return;
    }
    if from == to {
        cx.refuse_same_name(to);
        return;
    }
    if !cx.check_stays_in_schema("function", from, to) {
        return;
    }
    if from.eq_ignore_ascii_case(to) {
        cx.check_name("function", to, from.at());
    } else {
        cx.take_function(to);
    }
    let (catalog, targets) = (cx.catalog, cx.targets);
    for target in targets {
        let dialect = target.dialect;
        let bodies = catalog.functions.values().filter(|other| expression::body_calls(other, from, dialect));
        // PostgreSQL knows what else calls a function by more than its text.
        let others = if dialect == Dialect::Postgres { Vec::new() } else { callers(catalog, from, dialect) };
        if let Some(used) = bodies.map(Use::of_function).chain(others).next() {
            let problem = format!("{} calls `{from}`, and {dialect} does not carry a rename into it", used.what);
            let refusal = note_place(Refusal::new(to.at(), problem), "that was created in", used.at);
            let text = format!("write `{}` before, and create it again after, with the new name", used.statement);
            cx.refuse(refusal.help(text));
            return;
        }
    }
}

impl<'a> Cx<'a> {
    /// The function of this name, or a refusal.
    fn function(&mut self, name: &Name) -> Option<&'a Function> {
        let catalog = self.catalog;
        let found = catalog.functions.get(name.as_str());
        if found.is_none() {
            self.refuse(missing_function(catalog, name));
        }
        found
    }

    /// Refuses to put a function in place of another one that PostgreSQL would have to drop while something needs it.
    fn check_replaceable(&mut self, function: &Function, definition: &Sql) {
        if self.target(|dialect| dialect == Dialect::Postgres).is_none() {
            return;
        }
        let text = |sql: &Sql| sql.text(Dialect::Postgres).map(|text| text.text.clone());
        let stays = match (text(&function.definition), text(definition)) {
            (Some(old), Some(new)) => expression::can_replace_function(&old, &new),
            (Some(_), None) => false,
            (None, _) => true,
        };
        let used = callers(self.catalog, &function.name, Dialect::Postgres).into_iter().next();
        if let Some(used) = used.filter(|_| !stays) {
            let at = definition.texts().next().map_or(function.name.at(), |text| text.at);
            let problem = format!("PostgreSQL cannot replace `{}` while {} calls it", function.name, used.what);
            let refusal = Refusal::new(at, problem)
                .note("it replaces a function only by one that has the same arguments and returns the same");
            let refusal = note_place(refusal, "that was created in", used.at);
            self.refuse(refusal.help(format!("write `{}` before, and create it again after", used.statement)));
        }
    }

    /// Takes a name for a function, or refuses it. MySQL does not tell cases apart.
    fn take_function(&mut self, name: &Name) {
        self.check_name("function", name, name.at());
        let catalog = self.catalog;
        let same = |other: &&Function| other.name.eq_ignore_ascii_case(name);
        if let Some(other) = catalog.functions.values().find(same) {
            let problem = if other.name == *name {
                format!("function `{name}` exists already")
            } else {
                format!("the name `{name}` differs only in case from function `{}`", other.name)
            };
            let refusal = note_place(Refusal::new(name.at(), problem), "it was created in", other.name.at());
            self.refuse(refusal.help("write `replace_function`, or choose another name"));
        }
    }

    /// Refuses to drop what gives its type to an argument or the result of a function, or to a value that is cast.
    pub fn check_type_of_no_function(&mut self, noun: &str, name: &Name) {
        let catalog = self.catalog;
        if self.target(|dialect| dialect == Dialect::Postgres).is_none() {
            return;
        }
        if let Some(function) = catalog.functions.values().find(|function| expression::has_type(function, name)) {
            let used = Use::of_function(function);
            let problem = format!("{noun} `{name}` cannot be dropped while {} has its type", used.what);
            let refusal = note_place(Refusal::new(name.at(), problem), "the function was created in", used.at);
            self.refuse(refusal.help(format!("write `{}` first", used.statement)));
            return;
        }
        let casts = |sql: &Sql| expression::casts_to(sql, name);
        let triggers = catalog.triggers.values().filter(|it| casts(&it.definition)).map(Use::of_trigger);
        let views = catalog.views.values().filter(|view| view.name != *name && casts(&view.query)).map(Use::of_view);
        // What a table has goes with it.
        let tables = catalog.tables.values().filter(|table| table.name != *name);
        let tables = tables.flat_map(|table| Use::of_expressions(table, &casts));
        if let Some(used) = triggers.chain(views).chain(tables).next() {
            let problem = format!("{noun} `{name}` cannot be dropped while {} casts a value to it", used.what);
            let refusal = note_place(Refusal::new(name.at(), problem), "that was created in", used.at);
            self.refuse(refusal.help(format!("write `{}` first", used.statement)));
        }
    }
}

/// PostgreSQL: the functions that the triggers of a table execute and whose bodies name a column of its rows.
pub(super) fn naming<'a>(
    catalog: &'a Catalog,
    table: &'a str,
    column: &'a str,
    targets: &[Target],
) -> impl Iterator<Item = &'a Function> {
    let is_target = targets.iter().any(|target| target.dialect == Dialect::Postgres);
    let triggers = catalog.triggers_of(table).filter(move |_| is_target);
    let executed = triggers.filter_map(expression::executed_function);
    let functions = executed.filter_map(|name| catalog.functions.get(name.as_str()));
    functions.filter(move |function| expression::body_names_column(function, column))
}

impl Use {
    /// A function whose body names a column of the rows that it is called for.
    pub fn in_body(function: &Function) -> Self {
        Self {
            statement: format!("schema.replace_function({:?}, …);", function.name.as_str()),
            ..Self::of_function(function)
        }
    }

    /// A function that uses something.
    pub fn of_function(function: &Function) -> Self {
        Self {
            what: format!("function `{}`", function.name),
            statement: format!("schema.drop_function({:?});", function.name.as_str()),
            at: function.name.at(),
        }
    }
}

/// What calls a function on a database, apart from the bodies of functions.
fn callers(catalog: &Catalog, name: &str, dialect: Dialect) -> Vec<Use> {
    let calls = |sql: &Sql| expression::calls(sql, name, dialect);
    let triggers = catalog.triggers.values().filter(|trigger| calls(&trigger.definition)).map(Use::of_trigger);
    let views = catalog.views.values().filter(|view| calls(&view.query)).map(Use::of_view);
    let tables = catalog.tables.values().flat_map(|table| Use::of_expressions(table, &calls));
    triggers.chain(views).chain(tables).collect()
}

pub(super) fn create(operation: &CreateFunction, catalog: &mut Catalog) {
    let function = operation.function.clone();
    catalog.former.remove(&function_key(&function.name));
    catalog.functions.insert(function.name.clone(), function);
}

pub(super) fn replace(operation: &ReplaceFunction, catalog: &mut Catalog) {
    if let Some(function) = catalog.functions.get_mut(operation.name.as_str()) {
        function.definition = operation.definition.clone();
    }
}

pub(super) fn drop(operation: &DropFunction, catalog: &mut Catalog) {
    former::dropped(catalog, function_key(&operation.name), operation.name.at());
    catalog.functions.remove(operation.name.as_str());
}

/// What PostgreSQL knows by more than its text follows: triggers, views, checks, defaults, indexes and exclusion
/// constraints.
pub(super) fn rename(operation: &RenameFunction, catalog: &mut Catalog, targets: &[Target]) {
    let RenameFunction { from, to } = operation;
    let Some(mut function) = catalog.functions.remove(from.as_str()) else { return };
    former::renamed(catalog, function_key(from), &function_key(to), to);
    function.name = to.moved_to(function.name.at());
    function.definition = expression::rename_function(&function.definition, to, targets);
    catalog.functions.insert(function.name.clone(), function);
    let calls = |sql: &Sql| targets.iter().any(|target| expression::calls(sql, from, target.dialect));
    let renamed = |sql: &mut Sql| *sql = expression::rename_calls(sql, from, to, targets);
    catalog.triggers.change(|trigger| calls(&trigger.definition), |trigger| renamed(&mut trigger.definition));
    catalog.views.change(|view| calls(&view.query), |view| renamed(&mut view.query));
    catalog.tables.change(
        |table| !Use::of_expressions(table, &calls).is_empty(),
        |table| expressions_mut(table).into_iter().for_each(renamed),
    );
}

/// The author's expressions in a table.
fn expressions_mut(table: &mut Table) -> Vec<&mut Sql> {
    let written = table.columns.iter_mut().flat_map(|column| {
        let default = match &mut column.default {
            Some(Value::Sql(sql)) => Some(sql),
            _ => None,
        };
        default.into_iter().chain(column.generated.as_mut().map(|generated| &mut generated.expression))
    });
    let checks = table.checks.iter_mut().map(|check| &mut check.expression);
    let indexes = table.indexes.iter_mut().flat_map(Index::expressions_mut);
    let exclusions = table.exclusions.iter_mut().flat_map(Exclusion::expressions_mut);
    written.chain(checks).chain(indexes).chain(exclusions).collect()
}

/// Carries the new name of a type into the functions that take or return it, and to where a value is cast to it, as
/// PostgreSQL does.
pub(super) fn follow_types(operation: &Operation, after: &mut Catalog, targets: &[Target]) {
    let (from, to) = match operation {
        Operation::RenameTable(rename) => (&rename.from, &rename.to),
        Operation::RenameView(rename) => (&rename.from, &rename.to),
        Operation::RenameEnum(rename) => (&rename.from, &rename.to),
        _ => return,
    };
    after.functions.change(
        |function| expression::has_type(function, from),
        |function| function.definition = expression::rename_type(&function.definition, from, to, targets),
    );
    let casts = |sql: &Sql| expression::casts_to(sql, from);
    let renamed = |sql: &mut Sql| *sql = expression::rename_casts(sql, from, to, targets);
    after.triggers.change(|trigger| casts(&trigger.definition), |trigger| renamed(&mut trigger.definition));
    after.views.change(|view| casts(&view.query), |view| renamed(&mut view.query));
    after.tables.change(
        |table| !Use::of_expressions(table, &casts).is_empty(),
        |table| expressions_mut(table).into_iter().for_each(renamed),
    );
}

impl Use {
    /// The default of a column.
    pub fn of_default(table: &Table, column: &Column) -> Self {
        let name = table.name.as_str();
        Self {
            what: format!("the default of `{name}.{}`", column.name),
            statement: format!("schema.drop_default({name:?}, {:?});", column.name.as_str()),
            at: column.name.at(),
        }
    }

    /// What of a table has an expression of which this holds.
    pub fn of_expressions(table: &Table, holds: &impl Fn(&Sql) -> bool) -> Vec<Self> {
        let name = table.name.as_str();
        let default = |column: &Column| matches!(&column.default, Some(Value::Sql(sql)) if holds(sql));
        let defaults = table.columns.iter().filter(|column| default(column));
        let defaults = defaults.map(|column| Self::of_default(table, column));
        let computes =
            |column: &&Column| column.generated.as_ref().is_some_and(|generated| holds(&generated.expression));
        let generated = table.columns.iter().filter(computes).map(|column| Self {
            what: format!("generated column `{name}.{}`", column.name),
            statement: format!("schema.drop_generated({name:?}, {:?});", column.name.as_str()),
            at: column.name.at(),
        });
        let checks = table.checks.iter().filter(|check| holds(&check.expression)).map(|check| Self {
            what: format!("check `{}` of `{name}`", check.name),
            statement: format!("schema.drop_check({name:?}, {:?});", check.name.as_str()),
            at: check.name.at(),
        });
        let indexes = table.indexes.iter().filter(|index| index.expressions().any(holds)).map(|index| Self {
            what: format!("index `{}` of `{name}`", index.name),
            statement: format!("schema.drop_index({name:?}, {:?});", index.name.as_str()),
            at: if index.name.at() == Location::UNKNOWN { table.name.at() } else { index.name.at() },
        });
        let exclusions = table.exclusions.iter().filter(|exclusion| exclusion.expressions().any(holds));
        let exclusions = exclusions.map(|exclusion| Self {
            what: format!("exclusion constraint `{}` of `{name}`", exclusion.name),
            statement: format!("schema.drop_exclusion({name:?}, {:?});", exclusion.name.as_str()),
            at: exclusion.name.at(),
        });
        defaults.chain(generated).chain(checks).chain(indexes).chain(exclusions).collect()
    }
}
