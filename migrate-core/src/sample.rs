//! A schema to test with, and short ways to write operations.

use crate::apply::apply;
use crate::catalog::{
    Catalog, Check, Column, ColumnType, Constraint, ConstraintKind, Exclusion, ExclusionPart, Extension, ForeignKey,
    Function, Generated, Index, IndexKey, Key, Name, ReferenceAction, Schema, Sequence, Sql, SqlText, SqlType, Storage,
    Table, Trigger, Validity, Value, ViewKind,
};
use crate::dialect::{Dialect, Target};
use crate::location::{FileId, Location, Position};
use crate::operation::{
    AddColumn, AddConstraint, Cell, ChangeType, CommentOnColumn, CommentOnTable, CreateExtension, CreateFunction,
    CreateIndex, CreateSchema, CreateSequence, CreateTable, CreateTrigger, CreateView, Delete, DropAutoIncrement,
    DropColumn, DropConstraint, DropDefault, DropExtension, DropFunction, DropGenerated, DropIndex, DropNotNull,
    DropSchema, DropSequence, DropTable, DropTrigger, DropView, Execute, Insert, Operation, RenameColumn,
    RenameConstraint, RenameFunction, RenameIndex, RenameSchema, RenameSequence, RenameTable, RenameTrigger,
    RenameView, ReplaceFunction, ReplaceView, RetireColumn, RetireTable, Row, SetAutoIncrement, SetDefault,
    SetGenerated, SetNotNull, Subject, Update,
};

/// Every database.
pub(crate) fn everywhere() -> Vec<Target> {
    Dialect::ALL.map(Target::new).to_vec()
}

/// A place in the file of the migration that a test writes; the sample's own tables are in file 1.
pub(crate) fn here() -> Location {
    in_file(2)
}

fn in_file(file: u32) -> Location {
    let start = Position { line: 3, column: 8 };
    Location { file: FileId(file), start, end: Position { line: 3, column: 12 } }
}

/// A name in the file of the migration that a test writes.
pub(crate) fn name(text: &str) -> Name {
    Name::new(text, here())
}

pub(crate) fn names(texts: &[&str]) -> Vec<Name> {
    texts.iter().map(|text| name(text)).collect()
}

pub(crate) fn sql(text: &str) -> Sql {
    Sql::everywhere(text, here())
}

pub(crate) fn column(text: &str, sql_type: SqlType) -> Column {
    Column { nullable: false, ..Column::nullable(name(text), sql_type.into()) }
}

pub(crate) fn nullable(text: &str, sql_type: SqlType) -> Column {
    Column { nullable: true, ..column(text, sql_type) }
}

pub(crate) fn with_default(text: &str, sql_type: SqlType, value: Value) -> Column {
    Column { default: Some(value), ..column(text, sql_type) }
}

pub(crate) fn generated(text: &str, sql_type: SqlType, expression: &str, storage: Storage) -> Column {
    let generated = Some(Generated { expression: sql(expression), storage });
    Column { generated, ..nullable(text, sql_type) }
}

pub(crate) fn id() -> Column {
    Column { auto_increment: true, ..column("id", SqlType::BigInteger) }
}

pub(crate) fn key(text: &str, columns: &[&str]) -> Key {
    Key::new(name(text), names(columns))
}

pub(crate) fn primary_key(text: &str, columns: &[&str]) -> Constraint {
    Constraint::PrimaryKey(key(text, columns))
}

pub(crate) fn unique(text: &str, columns: &[&str]) -> Constraint {
    Constraint::Unique(key(text, columns))
}

pub(crate) fn foreign_key(text: &str, columns: &[&str], table: &str, referenced: &[&str]) -> ForeignKey {
    ForeignKey {
        name: name(text),
        columns: names(columns),
        referenced_table: name(table),
        referenced_columns: names(referenced),
        on_delete: ReferenceAction::NoAction,
        on_update: ReferenceAction::NoAction,
        deferrable: false,
        validity: Validity::Valid,
    }
}

pub(crate) fn check(text: &str, expression: &str) -> Constraint {
    Constraint::Check(Check::new(name(text), sql(expression)))
}

/// An exclusion constraint of these columns, each with its operator.
pub(crate) fn exclusion(text: &str, parts: &[(&str, &str)]) -> Constraint {
    let part = |(column, operator): &(&str, &str)| ExclusionPart {
        key: IndexKey::Column(name(column)),
        operator_class: None,
        operator: name(operator),
    };
    let parts = parts.iter().map(part).collect();
    Constraint::Exclusion(Exclusion { name: name(text), parts, method: None, predicate: None, deferrable: false })
}

pub(crate) fn index(text: &str, columns: &[&str]) -> Index {
    Index::of_columns(name(text), names(columns))
}

/// A table of these columns, whose primary key is `id` if there is such a column.
pub(crate) fn table(text: &str, columns: Vec<Column>) -> Table {
    let mut table = Table::new(name(text));
    if columns.iter().any(|column| column.name == "id") {
        table.primary_key = Some(key(&format!("{text}_pkey"), &["id"]));
    }
    table.columns = columns;
    table
}

/// `teams`, `users` that refer to them, and `posts` that refer to users, all from file 1.
///
/// `users` has a unique `email`, a nullable `nick` of at most 20, an `age` that is checked, a
/// `role` with default, and an index.
pub(crate) fn catalog() -> Catalog {
    let teams = table("teams", vec![id(), column("name", SqlType::Varchar(255))]);
    let mut users = table(
        "users",
        vec![
            id(),
            column("email", SqlType::Varchar(255)),
            nullable("nick", SqlType::Varchar(20)),
            column("age", SqlType::Integer),
            with_default("role", SqlType::Varchar(20), Value::Text("member".to_owned())),
            nullable("team_id", SqlType::BigInteger),
        ],
    );
    users.uniques.push(key("users_email_key", &["email"]));
    users.foreign_keys.push(foreign_key("users_team_id_fkey", &["team_id"], "teams", &["id"]));
    users.add_constraint(check("users_age_check", "age >= 0"));
    users.indexes.push(index("users_nick_idx", &["nick"]));
    users.indexes.push(index("users_team_id_idx", &["team_id"]));
    let mut posts = table("posts", vec![id(), column("user_id", SqlType::BigInteger), column("title", SqlType::Text)]);
    posts.foreign_keys.push(foreign_key("posts_user_id_fkey", &["user_id"], "users", &["id"]));
    let mut catalog = Catalog::default();
    for mut table in [teams, users, posts] {
        table.name = table.name.moved_to(in_file(1));
        let created = apply(&Operation::CreateTable(CreateTable { table }), &mut catalog, &everywhere());
        assert_eq!(created, Ok(()));
    }
    catalog
}

pub(crate) fn create_table(table: Table) -> Operation {
    Operation::CreateTable(CreateTable { table })
}

pub(crate) fn drop_table(table: &str) -> Operation {
    Operation::DropTable(DropTable { table: name(table) })
}

pub(crate) fn rename_table(from: &str, to: &str) -> Operation {
    Operation::RenameTable(RenameTable { from: name(from), to: name(to) })
}

pub(crate) fn add_column(table: &str, column: Column) -> Operation {
    add_column_with(table, column, Vec::new(), Vec::new())
}

pub(crate) fn add_column_with(
    table: &str,
    column: Column,
    constraints: Vec<Constraint>,
    indexes: Vec<Index>,
) -> Operation {
    Operation::AddColumn(AddColumn { table: name(table), column, constraints, indexes })
}

pub(crate) fn drop_column(table: &str, column: &str, restore_with: Option<Value>) -> Operation {
    Operation::DropColumn(DropColumn { table: name(table), column: name(column), restore_with })
}

pub(crate) fn rename_column(table: &str, from: &str, to: &str) -> Operation {
    Operation::RenameColumn(RenameColumn { table: name(table), from: name(from), to: name(to) })
}

pub(crate) fn change_type(table: &str, column: &str, column_type: impl Into<ColumnType>) -> Operation {
    Operation::ChangeType(ChangeType {
        table: name(table),
        column: name(column),
        column_type: column_type.into(),
        using: None,
        reverse_using: None,
    })
}

pub(crate) fn set_not_null(table: &str, column: &str, restore_with: Option<Value>) -> Operation {
    Operation::SetNotNull(SetNotNull { table: name(table), column: name(column), restore_with })
}

pub(crate) fn drop_not_null(table: &str, column: &str, restore_with: Option<Value>) -> Operation {
    Operation::DropNotNull(DropNotNull { table: name(table), column: name(column), restore_with })
}

pub(crate) fn retire_column(table: &str, column: &str) -> Operation {
    let (table, column) = (name(table), Name::new(column, here()));
    Operation::RetireColumn(RetireColumn { table, column, drop_not_null: None })
}

pub(crate) fn retire_table(table: &str) -> Operation {
    Operation::RetireTable(RetireTable { table: Name::new(table, here()) })
}

pub(crate) fn set_default(table: &str, column: &str, value: Value) -> Operation {
    Operation::SetDefault(SetDefault { table: name(table), column: name(column), value })
}

pub(crate) fn drop_default(table: &str, column: &str) -> Operation {
    Operation::DropDefault(DropDefault { table: name(table), column: name(column) })
}

pub(crate) fn set_generated(table: &str, column: &str, expression: &str, storage: Storage) -> Operation {
    let generated = Generated { expression: sql(expression), storage };
    Operation::SetGenerated(SetGenerated { table: name(table), column: name(column), generated })
}

pub(crate) fn drop_generated(table: &str, column: &str) -> Operation {
    Operation::DropGenerated(DropGenerated { table: name(table), column: name(column) })
}

pub(crate) fn set_auto_increment(table: &str, column: &str) -> Operation {
    Operation::SetAutoIncrement(SetAutoIncrement { table: name(table), column: name(column) })
}

pub(crate) fn drop_auto_increment(table: &str, column: &str) -> Operation {
    Operation::DropAutoIncrement(DropAutoIncrement { table: name(table), column: name(column) })
}

pub(crate) fn create_index(table: &str, index: Index) -> Operation {
    Operation::CreateIndex(CreateIndex { table: name(table), index })
}

pub(crate) fn drop_index(table: &str, index: &str) -> Operation {
    Operation::DropIndex(DropIndex { table: name(table), index: name(index) })
}

pub(crate) fn rename_index(table: &str, from: &str, to: &str) -> Operation {
    Operation::RenameIndex(RenameIndex { table: name(table), from: name(from), to: name(to) })
}

pub(crate) fn add_constraint(table: &str, constraint: Constraint) -> Operation {
    Operation::AddConstraint(AddConstraint { table: name(table), constraint })
}

pub(crate) fn drop_constraint(table: &str, kind: ConstraintKind, constraint: &str) -> Operation {
    Operation::DropConstraint(DropConstraint { table: name(table), kind, name: name(constraint) })
}

pub(crate) fn rename_constraint(table: &str, from: &str, to: &str) -> Operation {
    Operation::RenameConstraint(RenameConstraint { table: name(table), from: name(from), to: name(to) })
}

pub(crate) fn comment_on_table(table: &str, comment: &str) -> Operation {
    Operation::CommentOnTable(CommentOnTable { table: name(table), comment: some(comment) })
}

pub(crate) fn comment_on_column(table: &str, column: &str, comment: &str) -> Operation {
    Operation::CommentOnColumn(CommentOnColumn { table: name(table), column: name(column), comment: some(comment) })
}

fn some(comment: &str) -> Option<String> {
    Some(comment.to_owned()).filter(|comment| !comment.is_empty())
}

pub(crate) fn create_view(view: &str, query: &str) -> Operation {
    let (kind, indexes) = (ViewKind::Plain, Vec::new());
    Operation::CreateView(CreateView { name: name(view), kind, query: sql(query), indexes })
}

pub(crate) fn replace_view(view: &str, query: &str) -> Operation {
    Operation::ReplaceView(ReplaceView { name: name(view), query: sql(query) })
}

pub(crate) fn drop_view(view: &str) -> Operation {
    Operation::DropView(DropView { name: name(view), kind: ViewKind::Plain })
}

pub(crate) fn rename_view(from: &str, to: &str) -> Operation {
    Operation::RenameView(RenameView { from: name(from), to: name(to) })
}

/// A row of values that are literals.
pub(crate) fn row(cells: &[Option<Value>]) -> Row {
    Row { cells: cells.iter().map(|value| Cell { value: value.clone(), at: here() }).collect(), at: here() }
}

pub(crate) fn insert(table: &str, columns: &[&str], rows: Vec<Row>, key: &[&str]) -> Operation {
    Operation::Insert(Insert { table: name(table), columns: names(columns), rows, key: names(key) })
}

pub(crate) fn update(table: &str, column: &str, value: Option<Value>, only_where: Option<&str>) -> Update {
    let sets = vec![(name(column), Cell { value, at: here() })];
    Update { table: name(table), sets, only_where: only_where.map(sql), in_batches_of: None }
}

pub(crate) fn delete(table: &str, only_where: Option<&str>) -> Delete {
    Delete { table: name(table), only_where: only_where.map(sql), in_batches_of: None }
}

/// A text for some databases, and nothing on the others.
pub(crate) fn sql_on(texts: &[(Dialect, &str)]) -> Sql {
    let text = |dialect: Dialect| {
        let found = texts.iter().find(|(on, _)| *on == dialect);
        (dialect, found.map(|(_, text)| SqlText::new(*text, here())))
    };
    Sql::PerDialect(Dialect::ALL.map(text).into_iter().collect())
}

/// A statement for PostgreSQL, for MySQL and MariaDB, and for SQLite unless it is empty.
pub(crate) fn sql_each(postgres: &str, mysql: &str, sqlite: &str) -> Sql {
    let all =
        [(Dialect::Postgres, postgres), (Dialect::MySql, mysql), (Dialect::MariaDb, mysql), (Dialect::Sqlite, sqlite)];
    let written: Vec<(Dialect, &str)> = all.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    sql_on(&written)
}

pub(crate) fn create_function(function: &str, definition: Sql) -> Operation {
    Operation::CreateFunction(CreateFunction { function: Function { name: name(function), definition } })
}

pub(crate) fn replace_function(function: &str, definition: Sql) -> Operation {
    Operation::ReplaceFunction(ReplaceFunction { name: name(function), definition })
}

pub(crate) fn drop_function(function: &str) -> Operation {
    Operation::DropFunction(DropFunction { name: name(function) })
}

pub(crate) fn rename_function(from: &str, to: &str) -> Operation {
    Operation::RenameFunction(RenameFunction { from: name(from), to: name(to) })
}

pub(crate) fn create_trigger(trigger: &str, table: &str, definition: Sql) -> Operation {
    let trigger = Trigger { name: name(trigger), table: name(table), definition };
    Operation::CreateTrigger(CreateTrigger { trigger })
}

pub(crate) fn drop_trigger(trigger: &str) -> Operation {
    Operation::DropTrigger(DropTrigger { name: name(trigger) })
}

pub(crate) fn rename_trigger(from: &str, to: &str) -> Operation {
    Operation::RenameTrigger(RenameTrigger { from: name(from), to: name(to) })
}

/// A function that does nothing but call another.
pub(crate) fn doubled(name: &str, called: &str) -> Operation {
    let (postgres, mysql) = (
        format!(
            "CREATE FUNCTION {name}(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT {called}(n) * 2 $$"
        ),
        format!("CREATE FUNCTION {name}(n bigint) RETURNS bigint DETERMINISTIC RETURN {called}(n) * 2"),
    );
    create_function(name, sql_each(&postgres, &mysql, ""))
}

/// A function for triggers, and the trigger `keep_nick` of `users` that executes it or does the same.
pub(crate) fn keep_nick() -> [Operation; 2] {
    let function = "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$";
    let trigger = sql_each(
        "CREATE TRIGGER keep_nick BEFORE UPDATE OF nick ON users FOR EACH ROW WHEN (OLD.nick <> NEW.nick) \
         EXECUTE FUNCTION keep()",
        "CREATE TRIGGER keep_nick BEFORE UPDATE ON users FOR EACH ROW SET NEW.nick = OLD.nick",
        "CREATE TRIGGER keep_nick BEFORE UPDATE OF nick ON users BEGIN SELECT RAISE(IGNORE) WHERE OLD.nick <> NEW.nick; END",
    );
    [create_function("keep", sql_on(&[(Dialect::Postgres, function)])), create_trigger("keep_nick", "users", trigger)]
}

pub(crate) fn create_sequence(sequence: &str, restart_with: Option<i64>) -> Operation {
    Operation::CreateSequence(CreateSequence { sequence: Sequence { name: name(sequence) }, restart_with })
}

pub(crate) fn drop_sequence(sequence: &str, restart_with: Option<i64>) -> Operation {
    Operation::DropSequence(DropSequence { name: name(sequence), restart_with })
}

pub(crate) fn rename_sequence(from: &str, to: &str) -> Operation {
    Operation::RenameSequence(RenameSequence { from: name(from), to: name(to) })
}

pub(crate) fn create_extension(extension: &str) -> Operation {
    Operation::CreateExtension(CreateExtension { extension: Extension { name: name(extension) } })
}

pub(crate) fn drop_extension(extension: &str) -> Operation {
    Operation::DropExtension(DropExtension { name: name(extension) })
}

pub(crate) fn execute(text: &str, reverse: Option<&str>) -> Operation {
    Operation::Execute(Execute { subject: Subject::Schema, sql: sql(text), reverse: reverse.map(sql) })
}

pub(crate) fn create_schema(text: &str) -> Operation {
    Operation::CreateSchema(CreateSchema { schema: Schema { name: name(text) } })
}

pub(crate) fn drop_schema(text: &str) -> Operation {
    Operation::DropSchema(DropSchema { name: name(text) })
}

pub(crate) fn rename_schema(from: &str, to: &str) -> Operation {
    Operation::RenameSchema(RenameSchema { from: name(from), to: name(to) })
}
