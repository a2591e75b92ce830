//! Indexes that more is said of than their columns.
use migrate::prelude::*;

struct CreateArticles;

#[migration(version = 20260101_000000)]
impl Migration for CreateArticles {
    fn up(schema: &mut Schema) {
        schema
            .create_table("articles")
            .columns([id(), string("title"), text("body").nullable(), integer("rank"), integer("votes").nullable()])
            .index((column("rank").desc(), "votes"));
    }
}

struct IndexArticles;

#[migration(version = 20260102_000000)]
impl Migration for IndexArticles {
    fn up(schema: &mut Schema) {
        schema.create_index("articles", column("body").prefix(20)).unique();
        schema.create_index("articles", [column("votes").desc().nulls_last(), column("rank").nulls_first()]);
        schema.create_index("articles", column("title").operator_class("varchar_pattern_ops")).named("titles");
    }
}

migrate::migrations![CreateArticles, IndexArticles];
