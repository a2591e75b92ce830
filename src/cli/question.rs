//! Asking before something is done that cannot be taken back.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use super::exit::Exit;
use super::message::Failure;

/// What is asked about, in the words of the messages.
#[derive(Clone, Copy)]
pub enum About {
    /// Undoing.
    Undoing,
    /// Recording what is not carried out.
    Recording,
}

impl About {
    const fn unanswered(self) -> &'static str {
        match self {
            Self::Undoing => {
                "undoing needs an answer, and there is no terminal to ask on\n\
                 note: nothing was changed\n\
                 help: answer with `--yes`, after `plan` has shown what would be undone"
            }
            Self::Recording => {
                "recording needs an answer, and there is no terminal to ask on\n\
                 note: nothing was changed\n\
                 help: answer with `--yes`"
            }
        }
    }

    const fn declined(self) -> &'static str {
        match self {
            Self::Undoing => "it was not undone, as the answer was not yes\nnote: nothing was changed",
            Self::Recording => "nothing was recorded, as the answer was not yes\nnote: nothing was changed",
        }
    }
}

/// Asks, and fails unless the answer is yes.
///
/// # Errors
/// The answer is another one, or there is nobody to ask.
pub fn ask(text: &str, about: About) -> Result<(), Failure> {
    let (stdin, stderr) = (std::io::stdin(), std::io::stderr());
    if !stdin.is_terminal() || !stderr.is_terminal() {
        return Err(Failure::refused("unanswered", about.unanswered().to_owned()));
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
        _ => Err(Failure::Refused { text: about.declined().to_owned(), reason: "declined", exit: Exit::Failed }),
    }
}
