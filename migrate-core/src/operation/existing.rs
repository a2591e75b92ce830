//! What is there already, made by somebody else: it joins the model, and the database is sent nothing.

use super::Operation;

/// An operation that the model alone carries out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlreadyExists {
    /// What the model does.
    pub operation: Box<Operation>,
    /// Which way it goes.
    pub passage: Passage,
}

/// Which way something goes that is in the database before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// It joins the model; the database is compared with it.
    Joins,
    /// It leaves the model and stays in the database.
    Leaves,
}

impl AlreadyExists {
    /// As an operation of the model alone.
    #[must_use]
    pub fn wrapping(operation: Operation, passage: Passage) -> Operation {
        Operation::AlreadyExists(Self { operation: Box::new(operation), passage })
    }
}
