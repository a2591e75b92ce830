//! From operations back to the language: the derived `down` as its author would have written it.

mod column;
mod exclusion;
mod rows;
mod table;

use crate::catalog::{
    Check, ColumnType, Constraint, ConstraintKind, Enumeration, ForeignKey, Function, Generated, Index, IndexKey,
    IndexPart, Key, Name, Nulls, ReferenceAction, Sql, Trigger, Validity, Value, ViewKind, derived_name,
};
use crate::dialect::Dialect;
use crate::operation::{
    AddConstraint, ChangeType, CreateIndex, CreateView, EnumPlace, Execute, Operation, Passage, Subject, WrittenAs,
};

/// Each operation as one or more statements.
#[must_use]
pub fn statements(operations: &[Operation]) -> Vec<String> {
    operations.iter().flat_map(statement).collect()
}

/// A column that is nothing but its type.
#[must_use]
pub fn column_of_type(name: &Name, column_type: &ColumnType) -> String {
    column::of_type(name, column_type)
}

fn statement(operation: &Operation) -> Vec<String> {
    let one = |text: String| vec![format!("schema.{text};")];
    match operation {
        Operation::CreateTable(operation) => table::create(&operation.table),
        Operation::DropTable(operation) => one(call("drop_table", &[&text(&operation.table)])),
        Operation::RenameTable(operation) => one(call("rename_table", &[&text(&operation.from), &text(&operation.to)])),
        Operation::AddColumn(operation) => table::add_column(operation),
        Operation::DropColumn(operation) => {
            let restore = modifier("restore_with", operation.restore_with.as_ref().map(value));
            one(call("drop_column", &[&text(&operation.table), &text(&operation.column)]) + &restore)
        }
        Operation::RenameColumn(operation) => {
            one(rename("rename_column", &operation.table, &operation.from, &operation.to))
        }
        Operation::ChangeType(operation) => one(change_type(operation)),
        Operation::SetNotNull(operation) => {
            let restore = modifier("restore_with", operation.restore_with.as_ref().map(value));
            one(call("set_not_null", &[&text(&operation.table), &text(&operation.column)]) + &restore)
        }
        Operation::DropNotNull(operation) => {
            let restore = modifier("restore_with", operation.restore_with.as_ref().map(value));
            one(call("drop_not_null", &[&text(&operation.table), &text(&operation.column)]) + &restore)
        }
        Operation::SetDefault(operation) => {
            let arguments = [&text(&operation.table), &text(&operation.column), &value(&operation.value)];
            one(call("set_default", &arguments))
        }
        Operation::DropDefault(operation) => {
            one(call("drop_default", &[&text(&operation.table), &text(&operation.column)]))
        }
        Operation::SetGenerated(operation) => {
            let Generated { expression, storage } = &operation.generated;
            let arguments = [&text(&operation.table), &text(&operation.column), &sql_source(expression)];
            one(call("set_generated", &arguments) + column::stored(*storage))
        }
        Operation::DropGenerated(operation) => {
            one(call("drop_generated", &[&text(&operation.table), &text(&operation.column)]))
        }
        Operation::SetAutoIncrement(operation) => {
            one(call("set_auto_increment", &[&text(&operation.table), &text(&operation.column)]))
        }
        Operation::DropAutoIncrement(operation) => {
            one(call("drop_auto_increment", &[&text(&operation.table), &text(&operation.column)]))
        }
        Operation::CreateIndex(operation) => one(create_index(operation)),
        Operation::DropIndex(operation) => one(call("drop_index", &[&text(&operation.table), &text(&operation.index)])),
        Operation::RenameIndex(operation) => {
            one(rename("rename_index", &operation.table, &operation.from, &operation.to))
        }
        Operation::AddConstraint(operation) => one(add_constraint(operation)),
        Operation::DropConstraint(operation) => match operation.kind {
            ConstraintKind::PrimaryKey => one(call("drop_primary_key", &[&text(&operation.table)])),
            ConstraintKind::Unique => one(call("drop_unique", &[&text(&operation.table), &text(&operation.name)])),
            ConstraintKind::ForeignKey => {
                one(call("drop_foreign_key", &[&text(&operation.table), &text(&operation.name)]))
            }
            ConstraintKind::Check => one(call("drop_check", &[&text(&operation.table), &text(&operation.name)])),
            ConstraintKind::Exclusion => {
                one(call("drop_exclusion", &[&text(&operation.table), &text(&operation.name)]))
            }
        },
        Operation::RenameConstraint(operation) => {
            one(rename("rename_constraint", &operation.table, &operation.from, &operation.to))
        }
        Operation::RetireColumn(operation) => {
            let restore = match operation.drop_not_null.as_deref() {
                Some(Operation::DropNotNull(drop)) => drop.restore_with.as_ref().map(value),
                _ => None,
            };
            let restore = modifier("restore_with", restore);
            one(call("retire_column", &[&text(&operation.table), &text(&operation.column)]) + &restore)
        }
        Operation::RetireTable(operation) => one(call("retire_table", &[&text(&operation.table)])),
        Operation::AlreadyExists(existing) => match existing.passage {
            Passage::Joins => statement(&existing.operation)
                .into_iter()
                .map(|text| format!("{}.already_exists();", text.trim_end_matches(';')))
                .collect(),
            // There is no word for it: it stays in the database, and goes with the statement that brought it.
            Passage::Leaves => Vec::new(),
        },
        Operation::WrittenAs(written) => {
            let WrittenAs { operation, sql, reverse } = written;
            let words = modifier("written_as", sql.as_ref().map(sql_source))
                + &modifier("reverse_written_as", reverse.as_ref().map(sql_source));
            let mut statements = statement(operation);
            if let Some(first) = statements.first_mut() {
                *first = format!("{}{words};", first.trim_end_matches(';'));
            }
            statements
        }
        Operation::ValidateConstraint(operation) => {
            one(call("validate_constraint", &[&text(&operation.table), &text(&operation.name)]))
        }
        Operation::CommentOnTable(operation) => {
            let comment = text(operation.comment.as_deref().unwrap_or_default());
            one(call("comment_on_table", &[&text(&operation.table), &comment]))
        }
        Operation::CommentOnColumn(operation) => {
            let comment = text(operation.comment.as_deref().unwrap_or_default());
            one(call("comment_on_column", &[&text(&operation.table), &text(&operation.column), &comment]))
        }
        Operation::CreateEnum(operation) => {
            let Enumeration { name, values } = &operation.enumeration;
            one(call("create_enum", &[&text(name), &names(values)]))
        }
        Operation::DropEnum(operation) => one(call("drop_enum", &[&text(&operation.name)])),
        Operation::AddEnumValue(operation) => {
            let place = match &operation.place {
                None => String::new(),
                Some(EnumPlace::Before(value)) => format!(".before({})", text(value)),
                Some(EnumPlace::After(value)) => format!(".after({})", text(value)),
            };
            one(call("add_enum_value", &[&text(&operation.name), &text(&operation.value)]) + &place)
        }
        Operation::RenameEnumValue(operation) => {
            one(rename("rename_enum_value", &operation.name, &operation.from, &operation.to))
        }
        Operation::RenameEnum(operation) => one(call("rename_enum", &[&text(&operation.from), &text(&operation.to)])),
        Operation::CreateView(operation) => create_view(operation),
        Operation::ReplaceView(operation) => {
            one(call("replace_view", &[&text(&operation.name), &sql_source(&operation.query)]))
        }
        Operation::DropView(operation) => one(call(operation.kind.dropping(), &[&text(&operation.name)])),
        Operation::RenameView(operation) => one(call("rename_view", &[&text(&operation.from), &text(&operation.to)])),
        Operation::CreateFunction(operation) => {
            let Function { name, definition } = &operation.function;
            one(call("create_function", &[&text(name), &sql_source(definition)]))
        }
        Operation::ReplaceFunction(operation) => {
            one(call("replace_function", &[&text(&operation.name), &sql_source(&operation.definition)]))
        }
        Operation::DropFunction(operation) => one(call("drop_function", &[&text(&operation.name)])),
        Operation::RenameFunction(operation) => {
            one(call("rename_function", &[&text(&operation.from), &text(&operation.to)]))
        }
        Operation::CreateTrigger(operation) => {
            let Trigger { name, table, definition } = &operation.trigger;
            one(call("create_trigger", &[&text(name), &text(table), &sql_source(definition)]))
        }
        Operation::CreateSequence(operation) => {
            let restart = modifier("restart_with", operation.restart_with.map(|next| next.to_string()));
            one(call("create_sequence", &[&text(&operation.sequence.name)]) + &restart)
        }
        Operation::DropSequence(operation) => {
            let restart = modifier("restart_with", operation.restart_with.map(|next| next.to_string()));
            one(call("drop_sequence", &[&text(&operation.name)]) + &restart)
        }
        Operation::RenameSequence(operation) => {
            one(call("rename_sequence", &[&text(&operation.from), &text(&operation.to)]))
        }
        Operation::CreateExtension(operation) => one(call("create_extension", &[&text(&operation.extension.name)])),
        Operation::DropExtension(operation) => one(call("drop_extension", &[&text(&operation.name)])),
        Operation::CreateSchema(operation) => one(call("create_schema", &[&text(&operation.schema.name)])),
        Operation::DropSchema(operation) => one(call("drop_schema", &[&text(&operation.name)])),
        Operation::RenameSchema(operation) => {
            one(call("rename_schema", &[&text(&operation.from), &text(&operation.to)]))
        }
        Operation::DropTrigger(operation) => one(call("drop_trigger", &[&text(&operation.name)])),
        Operation::RenameTrigger(operation) => {
            one(call("rename_trigger", &[&text(&operation.from), &text(&operation.to)]))
        }
        Operation::Execute(Execute { subject, sql: statement, reverse }) => {
            let reverse = modifier("reverse", reverse.as_ref().map(sql_source));
            let receiver = match subject {
                Subject::Schema => "schema",
                Subject::Rows => "data",
            };
            vec![format!("{receiver}.{}{reverse};", call("execute", &[&sql_source(statement)]))]
        }
        Operation::Insert(operation) => rows::insert(operation),
        Operation::DeleteInserted(operation) => rows::delete_inserted(operation),
        Operation::Update(operation) => rows::update(operation),
        Operation::Delete(operation) => rows::delete(operation),
    }
}

fn create_view(operation: &CreateView) -> Vec<String> {
    let CreateView { name, kind, query, indexes } = operation;
    let word = match kind {
        ViewKind::Plain => "create_view",
        ViewKind::Materialized => "create_materialized_view",
    };
    let indexes = indexes.iter().map(|index| CreateIndex { table: name.clone(), index: index.clone() });
    let create = call(word, &[&text(name), &sql_source(query)]);
    let statements = std::iter::once(create).chain(indexes.map(|index| create_index(&index)));
    statements.map(|statement| format!("schema.{statement};")).collect()
}

fn rename(word: &str, table: &str, from: &str, to: &str) -> String {
    call(word, &[&text(table), &text(from), &text(to)])
}

fn change_type(operation: &ChangeType) -> String {
    let ChangeType { table, column, column_type, using, reverse_using } = operation;
    let using = modifier("using", using.as_ref().map(sql_source));
    let reverse_using = modifier("reverse_using", reverse_using.as_ref().map(sql_source));
    call("change_type", &[&text(table), &column::of_type(column, column_type)]) + &using + &reverse_using
}

pub(super) fn create_index(operation: &CreateIndex) -> String {
    let CreateIndex { table, index } = operation;
    let Index { name, parts, unique, method, predicate, include, nulls_not_distinct } = index;
    let unique = if *unique { ".unique()" } else { "" };
    let nulls = if *nulls_not_distinct { ".nulls_not_distinct()" } else { "" };
    call("create_index", &[&text(table), &self::parts(parts)])
        + unique
        + &modifier("using", method.as_ref().map(|method| text(method)))
        + &modifier("only_where", predicate.as_ref().map(sql_source))
        + &modifier("include", (!include.is_empty()).then(|| names(include)))
        + nulls
        + &named(name, &derived_name::index(table, parts))
}

fn add_constraint(operation: &AddConstraint) -> String {
    let AddConstraint { table, constraint } = operation;
    match constraint {
        Constraint::PrimaryKey(key) => {
            let Key { name, columns, deferrable, include } = key;
            let named = named(name, &derived_name::primary_key(table));
            call("add_primary_key", &[&text(table), &names(columns)]) + &key_options(*deferrable, include) + &named
        }
        Constraint::Unique(key) => {
            let Key { name, columns, deferrable, include } = key;
            let named = named(name, &derived_name::unique(table, columns));
            call("add_unique", &[&text(table), &names(columns)]) + &key_options(*deferrable, include) + &named
        }
        Constraint::ForeignKey(key) => add_foreign_key(table, key),
        Constraint::Check(check) => {
            let Check { name, expression, validity } = check;
            call("add_check", &[&text(table), &text(name), &sql_source(expression)]) + not_valid(*validity)
        }
        Constraint::Exclusion(exclusion) => exclusion::add(table, exclusion),
    }
}

fn add_foreign_key(table: &Name, key: &ForeignKey) -> String {
    let ForeignKey { name, columns, referenced_table, referenced_columns, on_delete, on_update, deferrable, validity } =
        key;
    let deferrable = if *deferrable { ".deferrable()" } else { "" };
    let named = named(name, &derived_name::foreign_key(table, columns));
    call("add_foreign_key", &[&text(table), &names(columns)])
        + "."
        + &call("references", &[&text(referenced_table), &names(referenced_columns)])
        + &action("on_delete", *on_delete)
        + &action("on_update", *on_update)
        + deferrable
        + not_valid(*validity)
        + &named
}

const fn not_valid(validity: Validity) -> &'static str {
    match validity {
        Validity::Valid => "",
        Validity::NotValid => ".not_valid()",
    }
}

fn key_options(deferrable: bool, include: &[Name]) -> String {
    let deferrable = if deferrable { ".deferrable()" } else { "" };
    deferrable.to_owned() + &modifier("include", (!include.is_empty()).then(|| names(include)))
}

/// `word(argument, …)`.
fn call(word: &str, arguments: &[&String]) -> String {
    let arguments: Vec<&str> = arguments.iter().map(|argument| argument.as_str()).collect();
    format!("{word}({})", arguments.join(", "))
}

/// `.word(argument)`, or nothing.
fn modifier(word: &str, argument: Option<String>) -> String {
    argument.map_or_else(String::new, |argument| format!(".{word}({argument})"))
}

/// `.named("…")`, unless the name is the derived one.
fn named(name: &Name, derived: &Name) -> String {
    modifier("named", (name != derived).then(|| text(name)))
}

/// `.on_delete(Cascade)`, unless nothing is done.
fn action(word: &str, action: ReferenceAction) -> String {
    let name = match action {
        ReferenceAction::NoAction => return String::new(),
        ReferenceAction::Restrict => "Restrict",
        ReferenceAction::Cascade => "Cascade",
        ReferenceAction::SetNull => "SetNull",
        ReferenceAction::SetDefault => "SetDefault",
    };
    format!(".{word}({name})")
}

/// A string literal.
fn text(text: &str) -> String {
    format!("{text:?}")
}

/// An array of names.
fn names(names: &[Name]) -> String {
    let names: Vec<String> = names.iter().map(|name| text(name)).collect();
    format!("[{}]", names.join(", "))
}

/// An array of names, or a tuple where more is said of one.
fn parts(parts: &[IndexPart]) -> String {
    let written: Vec<String> = parts.iter().map(part).collect();
    let is_plain =
        |part: &IndexPart| *part == IndexPart::of(part.key.clone()) && matches!(part.key, IndexKey::Column(_));
    match written.as_slice() {
        _ if parts.iter().all(is_plain) => format!("[{}]", written.join(", ")),
        [only] => only.clone(),
        // No tuple of the language is longer.
        _ if written.len() > 8 => format!("[{}]", written.join(", ")),
        _ => format!("({})", written.join(", ")),
    }
}

fn part(part: &IndexPart) -> String {
    let IndexPart { key, descending, nulls, operator_class, prefix } = part;
    let options = [
        descending.then(|| ".desc()".to_owned()),
        nulls.map(|nulls| if nulls == Nulls::First { ".nulls_first()" } else { ".nulls_last()" }.to_owned()),
        operator_class.as_ref().map(|name| format!(".operator_class({})", text(name))),
        prefix.map(|characters| format!(".prefix({characters})")),
    ];
    let options: String = options.into_iter().flatten().collect();
    match key {
        IndexKey::Column(name) if options.is_empty() => text(name),
        IndexKey::Column(name) => format!("column({}){options}", text(name)),
        IndexKey::Expression(sql) if options.is_empty() => format!("sql({})", sql_source(sql)),
        IndexKey::Expression(sql) => format!("column(sql({})){options}", sql_source(sql)),
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::Boolean(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Decimal(text) => text.clone(),
        Value::Text(value) => text(value),
        Value::Now => "now()".to_owned(),
        Value::Sql(sql) => format!("sql({})", sql_source(sql)),
    }
}

/// A string literal for every database, or `sql_for()` with one for each.
fn sql_source(sql: &Sql) -> String {
    let uses = sql.texts().find_map(|text| text.uses.as_deref());
    let uses = modifier("uses", uses.map(names));
    match sql {
        Sql::Everywhere(sql) if !uses.is_empty() => format!("sql({}){uses}", text(&sql.text)),
        Sql::Everywhere(sql) => text(&sql.text),
        Sql::PerDialect(texts) => {
            let parts = texts.iter().map(|(dialect, sql)| match sql {
                Some(sql) => format!(".{}({})", dialect.key(), text(&sql.text)),
                None => format!(".nothing_on({})", database(*dialect)),
            });
            format!("sql_for(){}{uses}", parts.collect::<String>())
        }
    }
}

const fn database(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "Postgres",
        Dialect::MySql => "MySql",
        Dialect::MariaDb => "MariaDb",
        Dialect::Sqlite => "Sqlite",
    }
}

#[cfg(test)]
mod tests;
