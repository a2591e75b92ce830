//! Why a command was not carried out.

use std::process::ExitCode;

use migrate_core::refusal::Refusal;
use migrate_core::source::message;

/// Why a command was not carried out: what is wrong, and its notes and help, each on a line of its own.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    text: String,
    code: u8,
}

impl Failure {
    /// Something is not done, for a reason that the project has.
    pub fn refused(text: impl Into<String>) -> Self {
        Self { text: text.into(), code: 1 }
    }

    /// What was typed cannot be understood.
    pub fn usage(text: impl Into<String>) -> Self {
        Self { text: text.into(), code: 2 }
    }

    /// A file or a program cannot be used.
    pub fn of_the_machine(what: impl std::fmt::Display, error: &std::io::Error) -> Self {
        Self::refused(format!("{what}: {error}"))
    }

    /// What the build would refuse. `files` are what messages call the files of the history.
    pub fn of_the_build(refusal: &Refusal, files: &[String]) -> Self {
        Self::refused(message::write(refusal, files))
    }

    /// The same with one more line.
    #[must_use]
    pub fn with(mut self, line: &str) -> Self {
        self.text.push('\n');
        self.text.push_str(line);
        self
    }

    /// What is wrong, and its notes and help.
    #[cfg(test)]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Writes it for who typed the command.
    pub fn tell(&self) -> ExitCode {
        eprintln!("error: {}", self.text);
        ExitCode::from(self.code)
    }
}
