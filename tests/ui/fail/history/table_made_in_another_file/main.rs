mod migrations;

fn main() {}
