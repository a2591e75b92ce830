mod migrations;

fn main() {
    let _ = &migrations::MIGRATIONS;
}
