use migrate::prelude::*;

#[migration(version = 20260101_000000)]
struct CreateUsers;

fn main() {
    let _ = CreateUsers;
}
