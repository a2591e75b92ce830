use migrate::prelude::*;

struct CreateUsers;

#[migration(version = 20260101_000000)]
impl CodeMigration for CreateUsers {
    fn up(db: &mut Connection) {
        db.execute("DELETE FROM users");
    }
}

migrate::migrations![CreateUsers];

fn main() {}
