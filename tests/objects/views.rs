//! Views that follow what they read.

use migrate::prelude::*;

struct CreateTables;
#[migration(version = 20260101_000000)]
impl Migration for CreateTables {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), string("name")]);
        schema.create_table("users").columns([
            id(),
            string("email"),
            string("nick").nullable(),
            integer("age"),
            reference("team_id", "teams"),
        ]);
    }
}

struct CreateViews;
#[migration(version = 20260102_000000)]
impl Migration for CreateViews {
    fn up(schema: &mut Schema) {
        schema.create_view("everybody", "SELECT * FROM users");
        schema.create_view(
            "members",
            "SELECT u.id, users_team.name AS team, email, count(*) AS total FROM users u \
             JOIN teams AS users_team ON users_team.id = u.team_id WHERE u.age > 17 AND EXISTS \
             (SELECT 1 FROM teams WHERE teams.id = team_id) GROUP BY u.id, users_team.name, email ORDER BY email",
        );
        schema.create_view("member_emails", "WITH m AS (SELECT email FROM members) SELECT email FROM m");
    }
}

struct RenameColumn;
#[migration(version = 20260103_000000)]
impl Migration for RenameColumn {
    fn up(schema: &mut Schema) {
        schema.rename_column("users", "email", "address");
    }
}

struct RenameTable;
#[migration(version = 20260104_000000)]
impl Migration for RenameTable {
    fn up(schema: &mut Schema) {
        schema.rename_table("users", "people");
        schema.rename_table("teams", "groups of people");
    }
}

struct RebuildTable;
#[migration(version = 20260105_000000)]
impl Migration for RebuildTable {
    fn up(schema: &mut Schema) {
        schema.add_check("people", "people_age_check", "age > -1000000");
        schema.add_column("people", boolean("active").default(true));
        schema.set_default("people", "age", 18);
    }
}

struct RenameView;
#[migration(version = 20260106_000000)]
impl Migration for RenameView {
    fn up(schema: &mut Schema) {
        schema.rename_view("members", "adults");
    }
}

struct ReplaceInPlace;
#[migration(version = 20260107_000000)]
impl Migration for ReplaceInPlace {
    fn up(schema: &mut Schema) {
        schema.replace_view(
            "everybody",
            "SELECT id, address AS email, nick, age, team_id, active FROM people WHERE active",
        );
    }
}

struct ReplaceByOther;
#[migration(version = 20260108_000000)]
impl Migration for ReplaceByOther {
    fn up(schema: &mut Schema) {
        schema.replace_view("adults", "SELECT nick AS email, id FROM people WHERE age > 17");
    }
}

struct DropViews;
#[migration(version = 20260109_000000)]
impl Migration for DropViews {
    fn up(schema: &mut Schema) {
        schema.drop_view("member_emails");
        schema.drop_view("everybody");
        schema.drop_view("adults");
        schema.drop_column("people", "nick").accept_data_loss("nobody has one");
    }
}

migrate::migrations![
    CreateTables,
    CreateViews,
    RenameColumn,
    RenameTable,
    RebuildTable,
    RenameView,
    ReplaceInPlace,
    ReplaceByOther,
    DropViews
];

#[tokio::test]
async fn views() {
    crate::check_everywhere("views", &MIGRATIONS).await;
}
