//! Walks through a query with its scopes.

use sqlparser::ast::{
    Distinct, GroupByExpr, Join, JoinConstraint, JoinOperator, LimitClause, NamedWindowExpr, OrderByKind, Query,
    Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, SetOperator, TableFactor, TableWithJoins,
};

use super::super::foreign::Operator;
use super::super::reserved::Misread;
use super::super::schema::kept;
use super::super::walk::{self, Called, ColumnUse, Identifier, Sink};
use super::output::{self, given};
use super::source::{self, Meaning, Source};
use super::{ColumnOf, Item, Reading, RelationUse, Wildcard};
use crate::catalog::{Catalog, Name, SqlText};
use crate::dialect::Dialect;
use crate::refusal::{Refusal, nearest};

/// Reads a parsed query.
pub(super) fn reading(
    query: &Query,
    text: &SqlText,
    dialect: Dialect,
    catalog: &Catalog,
) -> Result<Reading, Box<Refusal>> {
    let mut reader = Reader {
        text,
        dialect,
        catalog,
        named: Vec::new(),
        scopes: Vec::new(),
        item: Item::Inside,
        prefers: Prefers::Inputs,
        unsupported: false,
        derived: 0,
        reading: Reading::default(),
    };
    let outputs = reader.query(query);
    if reader.unsupported {
        return Err(Box::new(
            Refusal::new(text.at, "this form of query is not supported yet")
                .note("the columns that it names cannot be told, so a rename could not be carried into it")
                .help(super::or_uses("table.column")),
        ));
    }
    reader.reading.outputs = outputs.unwrap_or_default();
    reader.reading.items = match &*query.body {
        SetExpr::Select(select) if query.with.is_none() => select.projection.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    Ok(reader.reading)
}

struct Reader<'a> {
    text: &'a SqlText,
    dialect: Dialect,
    catalog: &'a Catalog,
    /// The queries that WITH names, the innermost last.
    named: Vec<(String, Source)>,
    scopes: Vec<Scope>,
    /// What the expression at hand is in the list of what is selected.
    item: Item,
    prefers: Prefers,
    unsupported: bool,
    /// How many queries after FROM are around.
    derived: usize,
    reading: Reading,
}

/// What the expressions of one SELECT may name.
#[derive(Default)]
struct Scope {
    sources: Vec<Source>,
    /// The names of what it selects, for ORDER BY and its like.
    outputs: Vec<String>,
    /// The names that USING makes stand for a column of each side.
    shared: Vec<String>,
}

/// Which of two columns of the same name an expression means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Prefers {
    /// That of a table.
    Inputs,
    /// That of the query itself.
    Outputs,
}

type Outputs = Option<Vec<Option<String>>>;

impl Reader<'_> {
    fn query(&mut self, query: &Query) -> Outputs {
        let depth = self.named.len();
        let beyond = query.for_clause.is_some() || query.settings.is_some() || query.format_clause.is_some();
        self.unsupported |= beyond || !query.locks.is_empty() || !query.pipe_operators.is_empty();
        for cte in query.with.iter().flat_map(|with| with.cte_tables.iter().map(move |cte| (with.recursive, cte))) {
            let (recursive, cte) = cte;
            let name = given(&cte.alias.name, self.dialect);
            let called = |source: Source| source.called(Some(&cte.alias), self.dialect);
            let itself = called(Source::of_outputs(output::of_first(&cte.query.body, self.dialect)));
            if recursive {
                self.named.push((name.clone(), itself));
            }
            let outputs = self.query(&cte.query);
            if recursive {
                self.named.pop();
            }
            let source = Source::of_outputs(outputs).called(Some(&cte.alias), self.dialect);
            self.named.push((name, source));
        }
        self.scopes.push(Scope::default());
        let outputs = self.body(&query.body);
        self.order(query);
        self.scopes.pop();
        self.named.truncate(depth);
        outputs
    }

    fn order(&mut self, query: &Query) {
        match query.order_by.as_ref().map(|order| &order.kind) {
            Some(OrderByKind::Expressions(list)) => {
                for by in list {
                    // By itself a name is that of an output; inside an expression it is that of a column first.
                    let is_bare = matches!(by.expr, sqlparser::ast::Expr::Identifier(_));
                    self.prefers = if is_bare { Prefers::Outputs } else { Prefers::Inputs };
                    walk::order([by], self);
                }
                self.prefers = Prefers::Inputs;
            }
            Some(OrderByKind::All(_)) => self.unsupported = true,
            None => {}
        }
        match &query.limit_clause {
            Some(LimitClause::LimitOffset { limit, offset, limit_by }) => {
                walk::all(limit, self);
                walk::all(offset.as_ref().map(|offset| &offset.value), self);
                walk::all(limit_by, self);
            }
            Some(LimitClause::OffsetCommaLimit { offset, limit }) => walk::all([offset, limit], self),
            None => {}
        }
    }

    /// Reads a body into the scope that the caller opened for it.
    fn body(&mut self, body: &SetExpr) -> Outputs {
        match body {
            SetExpr::Select(select) => self.select(select),
            SetExpr::Query(query) => self.query(query),
            SetExpr::SetOperation { op, left, right, .. } => {
                if *op != SetOperator::Union {
                    self.operator(Operator::set(&op.to_string()));
                }
                let outputs = self.apart(left);
                self.apart(right);
                if let Some(scope) = self.scopes.last_mut() {
                    scope.outputs = outputs.iter().flatten().flatten().cloned().collect();
                }
                outputs
            }
            SetExpr::Values(values) => {
                values.rows.iter().for_each(|row| walk::all(&row.content, self));
                values.rows.first().map(|row| row.content.iter().map(|_| None).collect())
            }
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                let refusal = Refusal::new(self.text.at, "a query cannot change rows");
                self.reading.problems.push(refusal);
                None
            }
            SetExpr::Table(_) => {
                self.unsupported = true;
                None
            }
        }
    }

    fn apart(&mut self, body: &SetExpr) -> Outputs {
        self.scopes.push(Scope::default());
        let outputs = self.body(body);
        self.scopes.pop();
        outputs
    }

    fn select(&mut self, select: &Select) -> Outputs {
        let beyond = [
            select.top.is_some(),
            select.exclude.is_some(),
            select.into.is_some(),
            !select.lateral_views.is_empty(),
            select.prewhere.is_some(),
            !select.connect_by.is_empty(),
            !select.cluster_by.is_empty(),
            !select.distribute_by.is_empty(),
            !select.sort_by.is_empty(),
            select.qualify.is_some(),
        ];
        self.unsupported |= beyond.contains(&true);
        select.from.iter().for_each(|from| self.joined(from));
        let outputs = self.projection(&select.projection);
        if let Some(Distinct::On(list)) = &select.distinct {
            self.operator(Operator::distinct_on());
            walk::all(list, self);
        }
        walk::all(&select.selection, self);
        if let Some(scope) = self.scopes.last_mut() {
            scope.outputs = outputs.iter().flatten().flatten().cloned().collect();
        }
        match &select.group_by {
            GroupByExpr::Expressions(list, _) => walk::all(list, self),
            GroupByExpr::All(_) => self.unsupported = true,
        }
        walk::all(&select.having, self);
        for window in &select.named_window {
            match &window.1 {
                NamedWindowExpr::WindowSpec(spec) => walk::window(spec, self),
                NamedWindowExpr::NamedWindow(_) => {}
            }
        }
        outputs
    }

    fn projection(&mut self, items: &[SelectItem]) -> Outputs {
        let mut outputs = Some(Vec::new());
        let mut add = |names: Outputs| match (&mut outputs, names) {
            (Some(known), Some(names)) => known.extend(names),
            _ => outputs = None,
        };
        for item in items {
            match item {
                SelectItem::UnnamedExpr(expression) => {
                    self.item(expression, Item::Bare);
                    add(Some(vec![output::of(expression, self.dialect)]));
                }
                SelectItem::ExprWithAlias { expr, alias } => {
                    self.item(expr, Item::Called(alias.into()));
                    add(Some(vec![Some(given(alias, self.dialect))]));
                }
                SelectItem::Wildcard(options) => {
                    let start = options.wildcard_token.0.span.start;
                    add(self.wildcard(None, (start.line, start.column)));
                }
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                    let parts = source::parts(name).unwrap_or_default();
                    let parts: Vec<Identifier> = parts.into_iter().map(Identifier::from).collect();
                    match parts.as_slice() {
                        [table] => add(self.wildcard(Some((None, table)), table.start)),
                        [schema, table] => add(self.wildcard(Some((Some(schema), table)), schema.start)),
                        _ => self.unsupported = true,
                    }
                }
                SelectItem::QualifiedWildcard(..) | SelectItem::ExprWithAliases { .. } => self.unsupported = true,
            }
        }
        outputs
    }

    fn item(&mut self, expression: &sqlparser::ast::Expr, item: Item) {
        use sqlparser::ast::Expr;
        let is_column = matches!(expression, Expr::Identifier(_) | Expr::CompoundIdentifier(_));
        self.item = if is_column { item } else { Item::Inside };
        walk::expression(expression, self);
        self.item = Item::Inside;
    }

    /// Notes a `*` and what it stands for.
    fn wildcard(&mut self, written: Option<(Option<&Identifier>, &Identifier)>, start: (u64, u64)) -> Outputs {
        let dialect = self.dialect;
        self.reading.qualifiers.extend(written.map(|(_, table)| table.start));
        let scope = self.scopes.last()?;
        let sources: Vec<Source> = scope
            .sources
            .iter()
            .filter(|source| written.is_none_or(|(schema, name)| source.is_called(schema, name, dialect)))
            .cloned()
            .collect();
        if let (Some((_, written)), true) = (written, sources.is_empty()) {
            self.refuse_missing_table(&written.clone());
            return None;
        }
        let is_alone = written.is_none() && sources.len() == 1;
        // What USING joins comes once, and first.
        let mut columns = scope.shared.is_empty().then(Vec::new);
        for source in &sources {
            let names = source.columns.as_ref().map(|columns| columns.iter().map(|column| column.name.clone()));
            match (&mut columns, names.and_then(Iterator::collect::<Option<Vec<String>>>)) {
                (Some(known), Some(names)) if is_alone || source.name.is_some() => {
                    let qualifier = source.qualifier().filter(|_| !is_alone);
                    known.extend(names.into_iter().map(|name| (qualifier.clone(), name)));
                }
                _ => columns = None,
            }
        }
        let outputs = columns.as_ref().map(|columns| columns.iter().map(|(_, name)| Some(name.clone())).collect());
        self.reading.wildcards.push(Wildcard { start, columns });
        outputs
    }

    fn joined(&mut self, from: &TableWithJoins) {
        self.factor(&from.relation);
        for Join { relation, join_operator, .. } in &from.joins {
            self.factor(relation);
            Operator::of_join(join_operator).into_iter().for_each(|operator| self.operator(operator));
            let constraint = match join_operator {
                JoinOperator::Join(constraint)
                | JoinOperator::Inner(constraint)
                | JoinOperator::Left(constraint)
                | JoinOperator::LeftOuter(constraint)
                | JoinOperator::Right(constraint)
                | JoinOperator::RightOuter(constraint)
                | JoinOperator::FullOuter(constraint)
                | JoinOperator::CrossJoin(constraint)
                | JoinOperator::StraightJoin(constraint) => constraint,
                _ => {
                    self.unsupported = true;
                    continue;
                }
            };
            match constraint {
                JoinConstraint::On(condition) => walk::expression(condition, self),
                JoinConstraint::None => {}
                JoinConstraint::Using(names) => names.iter().for_each(|name| self.shared(name)),
                JoinConstraint::UsingAlias(..) | JoinConstraint::Natural => self.unsupported = true,
            }
        }
    }

    /// A name that stands for a column of each side of a join.
    fn shared(&mut self, name: &sqlparser::ast::ObjectName) {
        let parts = source::parts(name);
        let (Some([ident]), Some(scope)) = (parts.as_deref(), self.scopes.last_mut()) else {
            self.unsupported = true;
            return;
        };
        let written = Identifier::from(*ident);
        self.reading.misread.extend(Misread::of(&written, self.dialect));
        scope.shared.push(given(ident, self.dialect));
        let dialect = self.dialect;
        let found = scope.sources.iter().filter(|source| source.column(&written, dialect).is_some());
        let found: Vec<Source> = found.cloned().collect();
        self.note_shared(&written, &found);
    }

    /// Such a name cannot be replaced by the new name of one of the columns.
    fn note_shared(&mut self, written: &Identifier, sources: &[Source]) {
        let item = std::mem::replace(&mut self.item, Item::Shared);
        for source in sources {
            let own = source.column(written, self.dialect).and_then(|column| column.own.clone());
            self.note(source, own.as_deref(), ColumnUse { schema: None, table: None, column: written.clone() });
        }
        self.item = item;
    }

    fn factor(&mut self, factor: &TableFactor) {
        let (source, alias) = match factor {
            TableFactor::Table { name, alias, args: None, .. } => {
                let Some(source) = self.table(name) else { return };
                (source, alias)
            }
            TableFactor::Derived { lateral, subquery, alias, .. } => (self.derived(*lateral, subquery), alias),
            TableFactor::NestedJoin { table_with_joins, alias: None } => return self.joined(table_with_joins),
            TableFactor::Function { args, alias, .. }
            | TableFactor::Table { args: Some(sqlparser::ast::TableFunctionArgs { args, .. }), alias, .. } => {
                self.arguments(args);
                (Source::of_outputs(None), alias)
            }
            TableFactor::UNNEST { alias, array_exprs, .. } => {
                walk::all(array_exprs, self);
                (Source::of_outputs(None), alias)
            }
            _ => {
                self.unsupported = true;
                return;
            }
        };
        let source = source.called(alias.as_ref(), self.dialect);
        if let Some(scope) = self.scopes.last_mut() {
            scope.sources.push(source);
        }
    }

    fn arguments(&mut self, arguments: &[sqlparser::ast::FunctionArg]) {
        use sqlparser::ast::{FunctionArg, FunctionArgExpr};
        for argument in arguments {
            match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => walk::expression(expression, self),
                _ => self.unsupported = true,
            }
        }
    }

    /// A query after FROM sees the tables beside it only if it says LATERAL.
    fn derived(&mut self, lateral: bool, query: &Query) -> Source {
        if lateral {
            self.operator(Operator::lateral());
        }
        self.reading.is_nested = true;
        let beside = match self.scopes.last_mut() {
            Some(scope) if !lateral => std::mem::take(&mut scope.sources),
            _ => Vec::new(),
        };
        self.derived += 1;
        let outputs = self.query(query);
        self.derived -= 1;
        if let Some(scope) = self.scopes.last_mut().filter(|_| !lateral) {
            scope.sources = beside;
        }
        Source::of_outputs(outputs)
    }

    fn table(&mut self, name: &sqlparser::ast::ObjectName) -> Option<Source> {
        let Some(parts) = source::parts(name) else {
            self.unsupported = true;
            return None;
        };
        if let [only] = parts.as_slice() {
            let written = Identifier::from(*only);
            let is_meant = |(name, _): &&(String, Source)| written.resolves_to(name, self.dialect);
            if let Some((_, source)) = self.named.iter().rev().find(is_meant) {
                return Some(Source { name: Some(written), ..source.clone() });
            }
        }
        match source::find(&parts, self.dialect, self.catalog) {
            Meaning::Known(source) => {
                if let (Some(relation), Some(written)) = (&source.relation, &source.name) {
                    self.check_place(written);
                    self.reading.misread.extend(Misread::of(written, self.dialect));
                    let (relation, written) = (relation.clone(), written.clone());
                    let is_read_first = self.derived > 0;
                    self.reading.relations.push(RelationUse { relation, written, is_read_first });
                }
                Some(source)
            }
            Meaning::Unknown => {
                let name = parts.last().map(|ident| Identifier::from(*ident));
                Some(Source { name, ..Source::of_outputs(None) })
            }
            Meaning::Missing(written) => {
                self.refuse_missing_table(&written);
                // What stands for it is not known, so that its columns are not refused too.
                Some(Source { name: Some(written), ..Source::of_outputs(None) })
            }
        }
    }

    fn refuse_missing_table(&mut self, written: &Identifier) {
        let name = &written.text;
        let refusal = Refusal::new(self.text.at, format!("the query names `{name}`, which is no table or view"));
        let candidates = self.catalog.tables.keys().chain(self.catalog.views.keys()).map(Name::as_str);
        let refusal = match nearest(name, candidates) {
            Some(near) if near == name => {
                refusal.note(format!("{} reads a name without quotes in lower case", self.dialect))
            }
            Some(near) => refusal.help(format!("did you mean `{near}`?")),
            None => refusal,
        };
        self.reading.problems.push(refusal);
    }

    /// A name whose place is not told could not be replaced.
    fn check_place(&mut self, written: &Identifier) {
        self.unsupported |= written.start.0 == 0;
    }

    /// The source that is meant by a name in front of a dot, from the inside out.
    fn source_called(&self, schema: Option<&Identifier>, written: &Identifier) -> Option<Source> {
        let mut sources = self.scopes.iter().rev().flat_map(|scope| &scope.sources);
        sources.find(|source| source.is_called(schema, written, self.dialect)).cloned()
    }

    fn note(&mut self, source: &Source, own: Option<&str>, used: ColumnUse) {
        if let Some(relation) = &source.relation {
            self.check_place(&used.column);
            let (relation, column) = (relation.clone(), own.map(str::to_owned));
            let by_its_name = source.by_its_name;
            self.reading.columns.push(ColumnOf { relation, column, used, by_its_name, item: self.item.clone() });
        }
    }

    fn qualified(&mut self, written: &Identifier, used: ColumnUse) {
        self.reading.qualifiers.push(written.start);
        let Some(source) = self.source_called(used.schema.as_ref(), written) else {
            let text = kept(used.schema.map(|schema| schema.text), written.text.clone());
            self.refuse_missing_table(&Identifier { text, ..written.clone() });
            return;
        };
        match source.column(&used.column, self.dialect).cloned() {
            Some(column) => self.note(&source, column.own.as_deref(), used),
            None if source.columns.is_none() || is_hidden(&used.column, self.dialect) => {}
            None => self.refuse_column(&used.column, &[source]),
        }
    }

    fn unqualified(&mut self, used: ColumnUse) {
        let dialect = self.dialect;
        for depth in (0..self.scopes.len()).rev() {
            let scope = &self.scopes[depth];
            let is_output = scope.outputs.iter().any(|name| used.column.resolves_to(name, dialect));
            if is_output && self.prefers == Prefers::Outputs {
                return;
            }
            let found: Vec<Source> =
                scope.sources.iter().filter(|source| source.column(&used.column, dialect).is_some()).cloned().collect();
            match found.as_slice() {
                [] => {}
                [source] => {
                    let own = source.column(&used.column, dialect).and_then(|column| column.own.clone());
                    return self.note(source, own.as_deref(), used);
                }
                _ if scope.shared.iter().any(|name| used.column.resolves_to(name, dialect)) => {
                    return self.note_shared(&used.column, &found);
                }
                [one, other, ..] => return self.refuse_ambiguous(&used.column, one, other),
            }
            let of_unknown = scope.sources.iter().any(|source| source.columns.is_none());
            if is_output || of_unknown {
                return;
            }
            let row = scope.sources.iter().find(|source| source.is_called(None, &used.column, dialect)).cloned();
            if let Some(source) = row.filter(|_| dialect == Dialect::Postgres) {
                return self.note(&source, None, used);
            }
        }
        if !is_hidden(&used.column, dialect) {
            let sources: Vec<Source> = self.scopes.iter().flat_map(|scope| scope.sources.clone()).collect();
            self.refuse_column(&used.column, &sources);
        }
    }

    fn refuse_ambiguous(&mut self, written: &Identifier, one: &Source, other: &Source) {
        let name = |source: &Source| {
            source.name.as_ref().map_or_else(|| "a query".to_owned(), |name| format!("`{}`", name.text))
        };
        let problem = format!("`{}` may be a column of {} or of {}", written.text, name(one), name(other));
        let help = match &one.name {
            Some(table) => format!("write `{}.{}`, or the other", table.text, written.text),
            None => "write the table in front of it".to_owned(),
        };
        self.reading.problems.push(Refusal::new(self.text.at, problem).help(help));
    }

    fn refuse_column(&mut self, written: &Identifier, sources: &[Source]) {
        let name = &written.text;
        let of = match sources {
            [Source { name: Some(table), .. }] => format!("which is not a column of `{}`", table.text),
            _ => "which is not a column of what it reads".to_owned(),
        };
        let refusal = Refusal::new(self.text.at, format!("the query names `{name}`, {of}"));
        let columns = sources.iter().flat_map(|source| source.columns.iter().flatten());
        let names: Vec<&str> = columns.filter_map(|column| column.name.as_deref()).collect();
        let refusal = match nearest(name, names.iter().copied()) {
            Some(near) if near == name => refusal
                .note(format!("{} reads a name without quotes in lower case", self.dialect))
                .help(format!("quote it: `\"{name}\"`")),
            _ if written.quote == Some('"') && self.dialect == Dialect::Sqlite => refusal
                .note("SQLite takes a double-quoted name that is no column for a text")
                .help(format!("write `'{name}'` if a text is meant")),
            Some(near) => refusal.help(format!("did you mean `{near}`?")),
            None => refusal,
        };
        self.reading.problems.push(refusal);
    }
}

impl Sink for Reader<'_> {
    fn column(&mut self, used: ColumnUse) {
        let misread = match &used.table {
            Some(table) => Misread::behind(table, &used.column, self.dialect),
            None => Misread::of(&used.column, self.dialect),
        };
        self.reading.misread.extend(misread);
        match used.table.clone() {
            Some(table) => self.qualified(&table, used),
            None => self.unqualified(used),
        }
    }

    fn function(&mut self, called: Called) {
        self.reading.used.functions.push(called);
    }

    fn operator(&mut self, operator: Operator) {
        self.reading.used.operators.push(operator);
    }

    fn value(&mut self, word: Identifier) {
        let mut sources = self.scopes.iter().flat_map(|scope| &scope.sources);
        if sources.any(|source| source.column(&word, self.dialect).is_some()) {
            self.reading.misread.push(Misread::of_value(&word.text));
        }
    }

    fn subquery(&mut self, query: &Query) {
        self.reading.is_nested = true;
        let (item, prefers) = (std::mem::replace(&mut self.item, Item::Inside), self.prefers);
        self.prefers = Prefers::Inputs;
        self.query(query);
        (self.item, self.prefers) = (item, prefers);
    }

    fn special(&mut self, _what: &'static str) {}

    fn unsupported(&mut self) {
        self.unsupported = true;
    }
}

/// A column that every table has without saying so.
fn is_hidden(written: &Identifier, dialect: Dialect) -> bool {
    let name = written.folded(dialect);
    match dialect {
        Dialect::Postgres => ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"].contains(&name.as_str()),
        Dialect::Sqlite => ["rowid", "oid", "_rowid_"].contains(&name.as_str()),
        Dialect::MySql | Dialect::MariaDb => false,
    }
}
