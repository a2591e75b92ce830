//! The calls of a migration and their places, to underline the one that a refusal is about.

use std::cell::RefCell;

use crate::location::Location;
use crate::refusal::{self, Refusal};

/// Every call that was evaluated.
#[derive(Debug, Default)]
pub struct Calls {
    calls: RefCell<Vec<Call>>,
}

#[derive(Debug)]
struct Call {
    word: String,
    at: Location,
    last_argument: Option<Location>,
}

impl Calls {
    /// Notes a call of the method or function `word`.
    pub fn note(&self, word: String, at: Location, last_argument: Option<Location>) {
        self.calls.borrow_mut().push(Call { word, at, last_argument });
    }

    /// The refusal, put at the call that it is about.
    #[must_use]
    pub fn put(&self, mut refusal: Refusal) -> Refusal {
        if let Some(call) = refusal.call.take() {
            refusal.at = self.find(call, refusal.at).unwrap_or(refusal.at);
        }
        refusal
    }

    fn find(&self, call: refusal::Call, name: Location) -> Option<Location> {
        let calls = self.calls.borrow();
        let named = |word: &'static str| calls.iter().filter(move |call| call.word == word);
        let around = |word| named(word).filter(|call| call.at.start <= name.start).max_by_key(|call| call.at.start);
        let after = |word| named(word).filter(|call| call.at.start >= name.start).min_by_key(|call| call.at.start);
        match call {
            refusal::Call::Around(word) => around(word).map(|call| call.at),
            refusal::Call::LastArgumentAround(word) => around(word).and_then(|call| call.last_argument),
            refusal::Call::After(word) => after(word).map(|call| call.at),
            refusal::Call::ArgumentAfter(word) => after(word).and_then(|call| call.last_argument),
        }
    }
}
