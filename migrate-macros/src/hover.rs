//! What an editor shows over a migration, and rustdoc on its page: the SQL of both directions and the grade.

use std::fmt::Write as _;

use migrate_core::migration::{Grade, Kind, Step};
use migrate_core::source::check::{Evaluation, RenderedScript};
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

/// The documentation of a migration: below what its author wrote, on the `impl`, on `up` and on `down` alike. One text
/// three times costs no more than once, because rustc keeps equal texts once.
pub fn documentation(evaluation: &Evaluation) -> TokenStream {
    let mut text = format!("\n{}\n\n```sql\n", grade(evaluation));
    direction(&mut text, "up", &evaluation.scripts, |script| &script.up);
    text.push('\n');
    match &evaluation.irreversible {
        // Inside the block, where no character of the reason is markup.
        Some(reason) => text.extend(["-- no down: ", &reason.replace('\n', " "), "\n"]),
        None => direction(&mut text, "down", &evaluation.scripts, |script| &script.down),
    }
    text.push_str("```");
    quote!(#[doc = #text])
}

/// The tokens with the documentation before these words, which follow each other.
pub fn insert(tokens: TokenStream, words: &[&str], documentation: &TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_here = |window: &[TokenTree]| {
        window.iter().zip(words).all(|(token, word)| matches!(token, TokenTree::Ident(ident) if ident == word))
    };
    let Some(position) = tokens.windows(words.len()).position(is_here) else { return tokens.into_iter().collect() };
    let (before, after) = tokens.split_at(position);
    before.iter().cloned().chain(documentation.clone()).chain(after.iter().cloned()).collect()
}

fn grade(evaluation: &Evaluation) -> String {
    let meaning = match (evaluation.kind, evaluation.grade) {
        (Kind::Schema | Kind::Code, Grade::Exact) => "`down` brings back the schema before, whatever the rows are",
        (Kind::Schema | Kind::Code, Grade::Conditional) => "`down` brings back the schema before if the rows allow it",
        (Kind::Schema | Kind::Code, Grade::Lossy) => "`down` brings back the structure, without the values",
        (Kind::Data, Grade::Exact) => "`down` does what it says, as written",
        (Kind::Data, Grade::Conditional) => "`down` undoes it if the rows allow it",
        (Kind::Data, Grade::Lossy) => "what rows held before does not come back",
        (_, Grade::None) => "nothing undoes it",
    };
    format!("*{}*: {meaning}", evaluation.grade)
}

/// The SQL of one direction, once for all databases that it is the same on.
fn direction(text: &mut String, name: &str, scripts: &[RenderedScript], steps: impl Fn(&RenderedScript) -> &[Step]) {
    let mut groups: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for script in scripts {
        let (database, lines) = (script.dialect.to_string(), steps(script).iter().map(line).collect());
        match groups.iter_mut().find(|(_, same)| *same == lines) {
            Some((databases, _)) => databases.push(database),
            None => groups.push((vec![database], lines)),
        }
    }
    for (databases, lines) in groups {
        let _ = writeln!(text, "-- {name} on {}", databases.join(", "));
        let lines = if lines.is_empty() { vec!["-- nothing\n".to_owned()] } else { lines };
        text.extend(lines);
    }
}

fn line(step: &Step) -> String {
    let condition = step.condition.as_ref().map(|condition| format!("-- if {}:\n", condition.meaning));
    if step.is_there {
        let sql: String = step.sql.lines().map(|line| format!("--   {line}\n")).collect();
        return format!("{}-- there already, and not sent:\n{sql}", condition.unwrap_or_default());
    }
    let batches = step.batches.as_ref().map(|batches| format!("-- in batches of {}:\n", batches.size));
    format!("{}{}{};\n", condition.unwrap_or_default(), batches.unwrap_or_default(), step.sql)
}
