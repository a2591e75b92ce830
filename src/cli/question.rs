//! Asking before something is undone.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use super::exit::Exit;
use super::message::Failure;

/// Asks, and fails unless the answer is yes.
///
/// # Errors
/// The answer is another one, or there is nobody to ask.
pub fn ask(text: &str, answered_by: &str) -> Result<(), Failure> {
    let (stdin, stderr) = (std::io::stdin(), std::io::stderr());
    if !stdin.is_terminal() || !stderr.is_terminal() {
        let fault = format!(
            "undoing needs an answer, and there is no terminal to ask on\n\
             note: nothing was changed\n\
             help: answer with `{answered_by}`, after `plan` has shown what would be undone"
        );
        return Err(Failure::refused("unanswered", fault));
    }
    let cannot_ask = |error| Failure::of_this_program("the question cannot be asked", &error);
    write!(&stderr, "{text} [y/N] ").and_then(|()| (&stderr).flush()).map_err(cannot_ask)?;
    let mut answer = String::new();
    let length = stdin.lock().read_line(&mut answer).map_err(cannot_ask)?;
    if length == 0 {
        let _ended = writeln!(&stderr);
    }
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::Refused {
            text: "it was not undone, as the answer was not yes\nnote: nothing was changed".to_owned(),
            reason: "declined",
            exit: Exit::Failed,
        }),
    }
}
