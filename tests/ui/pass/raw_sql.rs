//! SQL that the language does not know.
use migrate::prelude::*;

struct CreateUsers;

#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email")]);
        schema.execute("CREATE VIEW emails (email) AS SELECT email FROM users").reverse("DROP VIEW emails");
        // What MySQL has no word for, the language cannot say of all.
        schema
            .execute(sql_for().postgres("CREATE SEQUENCE numbers").nothing_on(MySql).nothing_on(Sqlite))
            .reverse(sql_for().postgres("DROP SEQUENCE numbers").nothing_on(MySql).nothing_on(Sqlite));
        schema
            .execute(
                sql_for()
                    .postgres("CREATE INDEX short ON users (email) WHERE length(email) < 9")
                    .nothing_on(MySql)
                    .nothing_on(Sqlite),
            )
            .reverse(sql_for().postgres("DROP INDEX short").nothing_on(MySql).nothing_on(Sqlite));
    }
}

struct GrantUsers;

#[migration(version = 20260102_000000)]
impl Migration for GrantUsers {
    fn up(schema: &mut Schema) {
        schema
            .execute(
                sql_for().postgres("GRANT SELECT ON users TO app").mysql("DO 1").mariadb("DO 2").nothing_on(Sqlite),
            )
            .reverse(
                sql_for()
                    .nothing_on(Sqlite)
                    .postgres("REVOKE SELECT ON users FROM app")
                    .nothing_on(MySql)
                    .nothing_on(MariaDb),
            );
        schema
            .execute(sql_for().nothing_on(Postgres).mysql("DO 3").sqlite("SELECT ';'"))
            .reverse(sql_for().mysql("SELECT 2;").sqlite("SELECT 2;").nothing_on(Postgres));
    }
}

struct AnalyzeUsers;

#[migration(version = 20260103_000000)]
impl Migration for AnalyzeUsers {
    fn up(schema: &mut Schema) {
        schema.execute(include_str!("analyze.sql"));
    }

    fn down(schema: &mut Schema) {
        schema.nothing_to_undo("statistics are only advice");
    }
}

migrate::migrations![CreateUsers, GrantUsers, AnalyzeUsers];
