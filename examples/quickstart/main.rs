//! Steps.
mod migrations;
fn main() {
    for migration in migrations::MIGRATIONS.list {
        println!("{migration}");
        for script in migration.scripts {
            println!("  {} {}", script.dialect, script.grade);
            for step in script.up {
                println!("    + {}", step.sql);
            }
            for step in script.down {
                println!(
                    "    - {}  {}",
                    step.sql,
                    step.condition.as_ref().map_or(String::new(), |c| format!("[{}: {}]", c.meaning, c.sql))
                );
            }
        }
    }
}
