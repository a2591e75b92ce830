//! Colour, where it is wanted and a person sees it.

use std::io::IsTerminal;

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// On a terminal, unless the environment says otherwise.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Paints text for one stream, or leaves it as it is.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    is_on: bool,
}

impl Paint {
    /// For a stream, as far as colour is wanted on it.
    pub fn on(stream: &impl IsTerminal, colour: Colour) -> Self {
        let is_on = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => stream.is_terminal() && !is_unwanted(),
        };
        Self { is_on }
    }

    /// What stands out.
    pub fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    /// What may be passed over.
    pub fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    /// What is wrong.
    pub fn red(self, text: &str) -> String {
        self.with("1;31", text)
    }

    /// What is done.
    pub fn green(self, text: &str) -> String {
        self.with("32", text)
    }

    /// What is to be done.
    pub fn yellow(self, text: &str) -> String {
        self.with("33", text)
    }

    /// What is to be typed.
    pub fn cyan(self, text: &str) -> String {
        self.with("36", text)
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.is_on { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// <https://no-color.org>, and a terminal that has no colours.
fn is_unwanted() -> bool {
    let is_set = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    is_set || std::env::var_os("TERM").is_some_and(|value| value == "dumb")
}
