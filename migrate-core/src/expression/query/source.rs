//! What stands after FROM: the tables, views and queries whose columns an expression may name.

use sqlparser::ast::{Ident, ObjectName, ObjectNamePart, TableAlias};

use super::super::walk::Identifier;
use super::output::given;
use crate::catalog::{Catalog, Name};
use crate::dialect::Dialect;

/// Something after FROM.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// What the query calls it.
    pub name: Option<Identifier>,
    /// Whether that is its own name, and not one that the query gives it.
    pub by_its_name: bool,
    /// The table or view of the model, if it is one.
    pub relation: Option<String>,
    /// Its columns; none where they are not known.
    pub columns: Option<Vec<Column>>,
}

/// A column of a source.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// What the query calls it, if it has a name.
    pub name: Option<String>,
    /// What the model calls it, in the model's table or view.
    pub own: Option<String>,
}

impl Source {
    /// A query, or something made by one.
    pub fn of_outputs(outputs: Option<Vec<Option<String>>>) -> Self {
        let column = |name| Column { name, own: None };
        let columns = outputs.map(|outputs| outputs.into_iter().map(column).collect());
        Self { name: None, by_its_name: false, relation: None, columns }
    }

    /// The same under the name that the query gives it.
    pub fn called(mut self, alias: Option<&TableAlias>, dialect: Dialect) -> Self {
        let Some(alias) = alias else { return self };
        self.name = Some(Identifier::from(&alias.name));
        self.by_its_name = false;
        for (column, renamed) in self.columns.iter_mut().flatten().zip(&alias.columns) {
            column.name = Some(given(&renamed.name, dialect));
        }
        self
    }

    /// The column that a query names so.
    pub fn column(&self, used: &Identifier, dialect: Dialect) -> Option<&Column> {
        let is_meant = |column: &&Column| column.name.as_ref().is_some_and(|name| used.resolves_to(name, dialect));
        self.columns.iter().flatten().find(is_meant)
    }

    /// Whether a query that writes this name in front of a dot means it.
    pub fn is_called(&self, written: &Identifier, dialect: Dialect) -> bool {
        self.name.as_ref().is_some_and(|name| name.folded(dialect) == written.folded(dialect))
    }
}

/// What a name after FROM means.
pub(super) enum Meaning {
    /// A table or view of the model.
    Known(Source),
    /// Something of which nothing is known.
    Unknown,
    /// Nothing that is there.
    Missing(Identifier),
}

/// The parts of a name, if they are names.
pub(super) fn parts<'a>(name: &'a ObjectName) -> Option<Vec<&'a Ident>> {
    let part = |part: &'a ObjectNamePart| match part {
        ObjectNamePart::Identifier(ident) => Some(ident),
        ObjectNamePart::Function(_) => None,
    };
    name.0.iter().map(part).collect()
}

/// Finds a table or view.
pub(super) fn find(parts: &[&Ident], dialect: Dialect, catalog: &Catalog) -> Meaning {
    let (qualifier, ident) = match parts {
        [ident] => (None, *ident),
        [qualifier, ident] => (Some(qualifier.value.to_lowercase()), *ident),
        _ => return Meaning::Unknown,
    };
    let written = Identifier::from(ident);
    let is_system = match dialect {
        Dialect::Postgres => written.folded(dialect).starts_with("pg_"),
        Dialect::MySql | Dialect::MariaDb => written.folded(dialect) == "dual",
        Dialect::Sqlite => written.folded(dialect).starts_with("sqlite_"),
    };
    match qualifier.as_deref() {
        Some("public") if dialect == Dialect::Postgres => {}
        Some("main") if dialect == Dialect::Sqlite => {}
        Some("information_schema" | "pg_catalog" | "performance_schema" | "mysql" | "sys" | "temp") => {
            return Meaning::Unknown;
        }
        Some(_) => {
            return Meaning::Missing(Identifier { text: format!("{}.{}", parts[0].value, written.text), ..written });
        }
        None => {}
    }
    let Some((relation, columns)) = held(&written, dialect, catalog) else {
        let is_unknown = catalog.unknown.contains(&written.text) || catalog.unknown.contains(&written.folded(dialect));
        return if is_system || is_unknown { Meaning::Unknown } else { Meaning::Missing(written) };
    };
    let column = |name: String| Column { name: Some(name.clone()), own: Some(name) };
    // What a view is called whose query cannot be read is not known.
    let text = catalog.view(&relation).and_then(|view| view.query.text(dialect));
    let is_unread = columns.is_empty() && text.is_some_and(|text| text.uses.is_some());
    Meaning::Known(Source {
        name: Some(written),
        by_its_name: true,
        relation: Some(relation),
        columns: (!is_unread).then(|| columns.into_iter().map(column).collect()),
    })
}

/// The table or view of the model that a database finds by this name, with its columns.
fn held(written: &Identifier, dialect: Dialect, catalog: &Catalog) -> Option<(String, Vec<String>)> {
    let owned = |names: Vec<&Name>| names.into_iter().map(|name| name.as_str().to_owned()).collect();
    let found = |name: &str| {
        if let Some(table) = catalog.table(name) {
            let columns = table.columns.iter().map(|column| &column.name).collect();
            return Some((table.name.as_str().to_owned(), owned(columns)));
        }
        let view = catalog.view(name).filter(|view| view.query.text(dialect).is_some())?;
        Some((view.name.as_str().to_owned(), owned(view.columns.iter().collect())))
    };
    match dialect {
        Dialect::Postgres => found(&written.folded(dialect)),
        // Where file names have a case, the names of tables have one too.
        Dialect::MySql | Dialect::MariaDb => found(&written.text),
        Dialect::Sqlite => found(&written.text).or_else(|| {
            let mut names = catalog.tables.keys().chain(catalog.views.keys());
            names.find(|name| written.resolves_to(name, dialect)).and_then(|name| found(name))
        }),
    }
}
