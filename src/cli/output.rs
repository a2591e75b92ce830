//! Where the answer of a command goes: for a person or for a program, with nothing in it that nobody may read.

use std::ffi::OsString;
use std::io::{ErrorKind, Write};

use serde_json::Value;

use super::address::Secrets;
use super::arguments::Arguments;
use super::exit::Exit;
use super::message::Failure;
use super::paint::{Colour, Paint};

/// What a command has to say when it has come to its end.
pub struct Answer {
    /// For a person.
    pub text: Box<dyn FnOnce(Paint) -> String>,
    /// For a program.
    pub json: Value,
    /// For a script.
    pub exit: Exit,
}

/// Where answers go.
pub struct Output {
    json: bool,
    colour: Colour,
    secrets: Secrets,
}

impl Output {
    /// As the arguments want it.
    pub fn new(arguments: &Arguments, typed: &[OsString]) -> Self {
        Self { json: arguments.json, colour: arguments.colour, secrets: Secrets::of(typed) }
    }

    /// Writes how a command went: answers to the standard output, failures to the standard error, but in JSON both to
    /// the standard output.
    pub fn tell(&self, outcome: Result<Answer, Failure>) -> Exit {
        let exit = match &outcome {
            Ok(answer) => answer.exit,
            Err(failure) => failure.exit(),
        };
        let written = match outcome {
            Ok(answer) if self.json => write(std::io::stdout(), &pretty(&answer.json)),
            Ok(answer) => write(std::io::stdout(), &(answer.text)(Paint::on(&std::io::stdout(), self.colour))),
            Err(failure) if self.json => {
                write(std::io::stdout(), &pretty(&failure.json(|text| self.secrets.hide(text))))
            }
            Err(failure) => {
                let text = self.secrets.hide(&failure.text());
                write(std::io::stderr(), &Failure::painted(&text, Paint::on(&std::io::stderr(), self.colour)))
            }
        };
        match written {
            Ok(()) => exit,
            // Whoever reads has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => exit,
            Err(error) => {
                let _untold = writeln!(std::io::stderr(), "error: the answer cannot be written: {error}");
                Exit::Failed
            }
        }
    }
}

fn write(mut stream: impl Write, text: &str) -> std::io::Result<()> {
    writeln!(stream, "{}", text.trim_end())?;
    stream.flush()
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}
