//! Schemas.

use migrate_core::catalog::Name;
use migrate_core::dialect::Dialect;

use super::Draw;

const SCHEMAS: &[&str] = &["audit", "Log", "old things", "order"];

pub fn create(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    if draw.catalog.schemas.len() > 2 {
        return None;
    }
    let name = draw.name(SCHEMAS);
    (draw.dialect == Dialect::Postgres).then(|| vec![format!("schema.create_schema({name:?});")])
}

fn schema(draw: &mut Draw<'_>) -> Option<String> {
    let all: Vec<&Name> = draw.catalog.schemas.keys().collect();
    draw.random.pick(&all).map(|name| name.to_string())
}

pub fn drop(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    Some(vec![format!("schema.drop_schema({:?});", schema(draw)?)])
}

pub fn rename(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (from, to) = (schema(draw)?, draw.name(SCHEMAS));
    Some(vec![format!("schema.rename_schema({from:?}, {to:?});")])
}
