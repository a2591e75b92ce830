use migrate::prelude::*;

struct CreateTasks;
#[migration(version = 20260101_000000)]
impl Migration for CreateTasks {
    fn up(schema: &mut Schema) {
        schema.create_table("tasks").columns([id(), integer("order")]);
        schema.create_view("first_tasks", "SELECT id FROM tasks WHERE order = 1");
    }
}

migrate::migrations![CreateTasks];

fn main() {}
