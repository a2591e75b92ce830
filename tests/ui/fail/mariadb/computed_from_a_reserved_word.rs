use migrate::prelude::*;

struct CreateScores;
#[migration(version = 20260101_000000)]
impl Migration for CreateScores {
    fn up(schema: &mut Schema) {
        schema.create_table("scores").columns([id(), integer("rank"), integer("next").generated("rank + 1").stored()]);
    }
}

migrate::migrations![CreateScores];

fn main() {}
