//! What stands after FROM: the tables, views and queries whose columns an expression may name.

use sqlparser::ast::{Ident, ObjectName, ObjectNamePart, TableAlias};

use super::super::function::is_default;
use super::super::schema::kept;
use super::super::walk::Identifier;
use super::Qualifier;
use super::output::given;
use crate::catalog::{Catalog, Name};
use crate::dialect::Dialect;

/// Something after FROM.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// What the query calls it.
    pub name: Option<Identifier>,
    /// The schema in front of that, where it is its own name.
    pub schema: Option<Identifier>,
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
        Self { name: None, schema: None, by_its_name: false, relation: None, columns }
    }

    /// The same under the name that the query gives it.
    pub fn called(mut self, alias: Option<&TableAlias>, dialect: Dialect) -> Self {
        let Some(alias) = alias else { return self };
        (self.name, self.schema) = (Some(Identifier::from(&alias.name)), None);
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
    pub fn is_called(&self, schema: Option<&Identifier>, written: &Identifier, dialect: Dialect) -> bool {
        let same = |own: Option<&Identifier>, other: &Identifier| {
            own.is_some_and(|own| own.folded(dialect) == other.folded(dialect))
        };
        let is_in = |schema: &Identifier| match &self.schema {
            Some(own) => same(Some(own), schema),
            // It may stand in the query without its schema.
            None => self.by_its_name && is_default(Some(&schema.text), dialect),
        };
        same(self.name.as_ref(), written) && schema.is_none_or(is_in)
    }

    /// What stands in front of its columns.
    pub fn qualifier(&self) -> Option<Qualifier> {
        Some(Qualifier { schema: self.schema.clone(), table: self.name.clone()? })
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
    let (schema, ident) = match parts {
        [ident] => (None, *ident),
        [schema, ident] => (Some(Identifier::from(*schema)), *ident),
        _ => return Meaning::Unknown,
    };
    let written = Identifier::from(ident);
    let is_system = match dialect {
        Dialect::Postgres => written.folded(dialect).starts_with("pg_"),
        Dialect::MySql | Dialect::MariaDb => written.folded(dialect) == "dual",
        Dialect::Sqlite => written.folded(dialect).starts_with("sqlite_"),
    };
    match schema.as_ref().map(|schema| schema.text.to_lowercase()).as_deref() {
        Some(_) if is_default(schema.as_ref().map(|schema| schema.text.as_str()), dialect) => {}
        Some("information_schema" | "pg_catalog" | "performance_schema" | "mysql" | "sys" | "temp") => {
            return Meaning::Unknown;
        }
        _ => {}
    }
    let named = schema.as_ref().filter(|schema| !is_default(Some(&schema.text), dialect));
    let Some((relation, columns)) = held(named, &written, dialect, catalog) else {
        let folded = |written: &Identifier| [written.text.clone(), written.folded(dialect)];
        let whole = folded(&written).map(|local| kept(named.map(|schema| schema.folded(dialect)), local));
        let is_unknown = whole.iter().any(|name| catalog.is_unknown(name));
        let text = kept(named.map(|schema| schema.text.clone()), written.text.clone());
        let is_system = is_system && named.is_none();
        return if is_system || is_unknown {
            Meaning::Unknown
        } else {
            Meaning::Missing(Identifier { text, ..written })
        };
    };
    let column = |name: String| Column { name: Some(name.clone()), own: Some(name) };
    // What a view is called whose query cannot be read is not known.
    let text = catalog.view(&relation).and_then(|view| view.query.text(dialect));
    let is_unread = columns.is_empty() && text.is_some_and(|text| text.uses.is_some());
    Meaning::Known(Source {
        name: Some(written),
        schema,
        by_its_name: true,
        relation: Some(relation),
        columns: (!is_unread).then(|| columns.into_iter().map(column).collect()),
    })
}

/// The table or view of the model that a database finds by this name, with its columns.
fn held(
    schema: Option<&Identifier>,
    written: &Identifier,
    dialect: Dialect,
    catalog: &Catalog,
) -> Option<(String, Vec<String>)> {
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
        Dialect::Postgres => found(&kept(schema.map(|schema| schema.folded(dialect)), written.folded(dialect))),
        // They have none.
        _ if schema.is_some() => None,
        // Where file names have a case, the names of tables have one too.
        Dialect::MySql | Dialect::MariaDb => found(&written.text),
        Dialect::Sqlite => found(&written.text).or_else(|| {
            let mut names = catalog.tables.keys().chain(catalog.views.keys());
            names.find(|name| written.resolves_to(name, dialect)).and_then(|name| found(name))
        }),
    }
}
