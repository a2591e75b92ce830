//! How a statement begins: its verb, the kind of object, and the name.

use super::{Dialect, Operation, Piece, Token};
use crate::catalog::{Constraint, ConstraintKind, Name};

/// How a statement begins.
#[derive(Debug)]
pub(super) struct Head {
    pub verb: String,
    pub kind: String,
    /// The name as the database reads it, with what stands before its dots.
    pub name: Option<String>,
    /// Where the name begins, and the piece after it.
    pub at: usize,
    pub end: usize,
}

/// How the words of an operation may begin.
#[derive(Debug)]
pub(super) struct Expected {
    pub verb: &'static str,
    pub kind: &'static str,
    pub name: String,
}

const VERBS: [&str; 5] = ["CREATE", "ALTER", "DROP", "RENAME", "COMMENT"];

const KINDS: [&str; 13] = [
    "TABLE",
    "INDEX",
    "VIEW",
    "TYPE",
    "SEQUENCE",
    "EXTENSION",
    "FUNCTION",
    "PROCEDURE",
    "TRIGGER",
    "SCHEMA",
    "DATABASE",
    "DOMAIN",
    "COLUMN",
];

/// The head of a statement on an object of a known kind.
pub(super) fn head(pieces: &[Piece]) -> Option<Head> {
    let verb = pieces.first()?.upper();
    if !VERBS.contains(&verb.as_str()) {
        return None;
    }
    // Behind OR REPLACE, UNIQUE, MATERIALIZED and their like.
    let kind_at = pieces.iter().take(10).position(|piece| KINDS.contains(&piece.upper().as_str()))?;
    let kind = pieces[kind_at].upper();
    let mut at = kind_at + 1;
    let passed = ["CONCURRENTLY", "IF", "NOT", "EXISTS", "ONLY"];
    while pieces.get(at).is_some_and(|piece| passed.contains(&piece.upper().as_str())) {
        at += 1;
    }
    let (mut parts, mut end) = (Vec::new(), at);
    // PostgreSQL names an index itself that has no name.
    while let Some(identifier) = pieces.get(end).and_then(Piece::identifier).filter(|_| !pieces[end].is("ON")) {
        let folded = if identifier.quote.is_some() { identifier.text } else { identifier.text.to_lowercase() };
        parts.push(folded);
        end += 1;
        if pieces.get(end).is_none_or(|piece| piece.token != Token::Period) {
            break;
        }
        end += 1;
    }
    let name = (!parts.is_empty()).then(|| parts.join("."));
    Some(Head { verb, kind, name, at, end })
}

/// How the words of an operation may begin; nothing where that is not known.
pub(super) fn heads(operation: &Operation, dialect: Dialect) -> Vec<Expected> {
    let of = |verb, kind, name: &str| Expected { verb, kind, name: name.to_owned() };
    let table = |name: &Name| {
        let altered = of("ALTER", "TABLE", name);
        // What needs another form of the table is written as that form.
        let anew = (dialect == Dialect::Sqlite).then(|| of("CREATE", "TABLE", name));
        std::iter::once(altered).chain(anew).collect()
    };
    let or_table = |verb, kind, name: &Name, owner: &Name| vec![of(verb, kind, name), of("ALTER", "TABLE", owner)];
    // Elsewhere an enumeration is what its columns say.
    let of_type = |verb, name: &Name| {
        let has_types = dialect == Dialect::Postgres;
        has_types.then(|| of(verb, "TYPE", name)).into_iter().collect()
    };
    match operation {
        Operation::WrittenAs(written) => heads(&written.operation, dialect),
        Operation::CreateTable(create) => vec![of("CREATE", "TABLE", &create.table.name)],
        Operation::DropTable(drop) => vec![of("DROP", "TABLE", &drop.table)],
        Operation::RenameTable(rename) => {
            vec![of("ALTER", "TABLE", &rename.from), of("RENAME", "TABLE", &rename.from)]
        }
        Operation::AddColumn(add) => table(&add.table),
        Operation::DropColumn(drop) => table(&drop.table),
        Operation::RenameColumn(rename) => vec![of("ALTER", "TABLE", &rename.table)],
        Operation::ChangeType(change) => table(&change.table),
        Operation::SetNotNull(set) => table(&set.table),
        Operation::DropNotNull(drop) => table(&drop.table),
        Operation::SetDefault(set) => table(&set.table),
        Operation::DropDefault(drop) => table(&drop.table),
        Operation::SetGenerated(set) => table(&set.table),
        Operation::DropGenerated(drop) => table(&drop.table),
        Operation::SetAutoIncrement(set) => table(&set.table),
        Operation::DropAutoIncrement(drop) => table(&drop.table),
        Operation::AddConstraint(add) => table(&add.table),
        Operation::DropConstraint(drop) => table(&drop.table),
        Operation::RenameConstraint(rename) => table(&rename.table),
        Operation::ValidateConstraint(validate) => vec![of("ALTER", "TABLE", &validate.table)],
        Operation::CreateIndex(create) => or_table("CREATE", "INDEX", &create.index.name, &create.table),
        Operation::DropIndex(drop) => or_table("DROP", "INDEX", &drop.index, &drop.table),
        Operation::RenameIndex(rename) => or_table("ALTER", "INDEX", &rename.from, &rename.table),
        Operation::CommentOnTable(comment) => or_table("COMMENT", "TABLE", &comment.table, &comment.table),
        Operation::CommentOnColumn(comment) => {
            let path = Name::derived(format!("{}.{}", comment.table, comment.column));
            or_table("COMMENT", "COLUMN", &path, &comment.table)
        }
        Operation::CreateEnum(create) => of_type("CREATE", &create.enumeration.name),
        Operation::DropEnum(drop) => of_type("DROP", &drop.name),
        Operation::AddEnumValue(add) => of_type("ALTER", &add.name),
        Operation::RenameEnumValue(rename) => of_type("ALTER", &rename.name),
        Operation::RenameEnum(rename) => of_type("ALTER", &rename.from),
        Operation::CreateView(create) => vec![of("CREATE", "VIEW", &create.name)],
        Operation::ReplaceView(replace) => {
            vec![of("CREATE", "VIEW", &replace.name), of("ALTER", "VIEW", &replace.name)]
        }
        Operation::DropView(drop) => vec![of("DROP", "VIEW", &drop.name)],
        Operation::RenameView(rename) => {
            let renames = [("ALTER", "VIEW"), ("ALTER", "TABLE"), ("RENAME", "TABLE")];
            renames.map(|(verb, kind)| of(verb, kind, &rename.from)).into()
        }
        Operation::DropFunction(drop) => vec![of("DROP", "FUNCTION", &drop.name)],
        Operation::RenameFunction(rename) => vec![of("ALTER", "FUNCTION", &rename.from)],
        Operation::DropTrigger(drop) => vec![of("DROP", "TRIGGER", &drop.name)],
        Operation::RenameTrigger(rename) => vec![of("ALTER", "TRIGGER", &rename.from)],
        Operation::CreateSequence(create) => vec![of("CREATE", "SEQUENCE", &create.sequence.name)],
        Operation::DropSequence(drop) => vec![of("DROP", "SEQUENCE", &drop.name)],
        Operation::RenameSequence(rename) => {
            vec![of("ALTER", "SEQUENCE", &rename.from), of("RENAME", "TABLE", &rename.from)]
        }
        Operation::CreateExtension(create) => vec![of("CREATE", "EXTENSION", &create.extension.name)],
        Operation::DropExtension(drop) => vec![of("DROP", "EXTENSION", &drop.name)],
        Operation::CreateSchema(create) => vec![of("CREATE", "SCHEMA", &create.schema.name)],
        Operation::DropSchema(drop) => vec![of("DROP", "SCHEMA", &drop.name)],
        Operation::RenameSchema(rename) => vec![of("ALTER", "SCHEMA", &rename.from)],
        Operation::RetireColumn(_)
        | Operation::RetireTable(_)
        | Operation::CreateFunction(_)
        | Operation::ReplaceFunction(_)
        | Operation::CreateTrigger(_)
        | Operation::AlreadyExists(_)
        | Operation::Execute(_)
        | Operation::Insert(_)
        | Operation::DeleteInserted(_)
        | Operation::Update(_)
        | Operation::Delete(_) => Vec::new(),
    }
}

/// The names that the words of an operation cannot do without, besides the one that they begin with.
pub(super) fn named(operation: &Operation) -> Vec<&Name> {
    match operation {
        Operation::WrittenAs(written) => named(&written.operation),
        Operation::RenameTable(rename) => vec![&rename.to],
        Operation::AddColumn(add) => vec![&add.column.name],
        Operation::DropColumn(drop) => vec![&drop.column],
        Operation::RenameColumn(rename) => vec![&rename.from, &rename.to],
        Operation::ChangeType(change) => vec![&change.column],
        Operation::SetNotNull(set) => vec![&set.column],
        Operation::DropNotNull(drop) => vec![&drop.column],
        Operation::SetDefault(set) => vec![&set.column],
        Operation::DropDefault(drop) => vec![&drop.column],
        Operation::SetGenerated(set) => vec![&set.column],
        Operation::DropGenerated(drop) => vec![&drop.column],
        Operation::SetAutoIncrement(set) => vec![&set.column],
        Operation::DropAutoIncrement(drop) => vec![&drop.column],
        Operation::AddConstraint(add) => of_constraint(&add.constraint),
        // MySQL calls every primary key the same.
        Operation::DropConstraint(drop) if drop.kind == ConstraintKind::PrimaryKey => Vec::new(),
        Operation::DropConstraint(drop) => vec![&drop.name],
        Operation::RenameConstraint(rename) => vec![&rename.from, &rename.to],
        Operation::ValidateConstraint(validate) => vec![&validate.name],
        Operation::CreateIndex(create) => {
            let named = [&create.index.name, &create.table];
            named.into_iter().chain(create.index.named_columns()).collect()
        }
        Operation::DropIndex(drop) => vec![&drop.index],
        Operation::RenameIndex(rename) => vec![&rename.from, &rename.to],
        Operation::CommentOnColumn(comment) => vec![&comment.column],
        Operation::RenameEnum(rename) => vec![&rename.to],
        Operation::RenameView(rename) => vec![&rename.to],
        Operation::RenameFunction(rename) => vec![&rename.to],
        Operation::RenameTrigger(rename) => vec![&rename.to],
        Operation::RenameSequence(rename) => vec![&rename.to],
        Operation::RenameSchema(rename) => vec![&rename.to],
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::CommentOnTable(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::RenameEnumValue(_)
        | Operation::CreateView(_)
        | Operation::ReplaceView(_)
        | Operation::DropView(_)
        | Operation::DropFunction(_)
        | Operation::DropTrigger(_)
        | Operation::CreateSequence(_)
        | Operation::DropSequence(_)
        | Operation::CreateExtension(_)
        | Operation::DropExtension(_)
        | Operation::CreateSchema(_)
        | Operation::DropSchema(_)
        | Operation::RetireColumn(_)
        | Operation::RetireTable(_)
        | Operation::CreateFunction(_)
        | Operation::ReplaceFunction(_)
        | Operation::CreateTrigger(_)
        | Operation::AlreadyExists(_)
        | Operation::Execute(_)
        | Operation::Insert(_)
        | Operation::DeleteInserted(_)
        | Operation::Update(_)
        | Operation::Delete(_) => Vec::new(),
    }
}

fn of_constraint(constraint: &Constraint) -> Vec<&Name> {
    match constraint {
        Constraint::PrimaryKey(key) => key.columns.iter().collect(),
        Constraint::Unique(key) => std::iter::once(&key.name).chain(&key.columns).collect(),
        Constraint::ForeignKey(key) => [&key.name, &key.referenced_table].into_iter().chain(&key.columns).collect(),
        Constraint::Check(check) => vec![&check.name],
        Constraint::Exclusion(exclusion) => std::iter::once(&exclusion.name).chain(exclusion.named_columns()).collect(),
    }
}
