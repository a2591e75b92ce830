//! What a person types, in packages that `cargo new` makes: what is written, what is refused, and that it builds and runs.

mod init;
mod new;
mod program;
mod project;
mod redate;
mod refusals;
