//! The model behind `migrate`.
#![forbid(unsafe_code)]

#[cfg(feature = "source")]
pub mod apply;
#[cfg(feature = "locked")]
pub mod authoring;
#[cfg(feature = "source")]
pub mod capability;
#[cfg(feature = "source")]
pub mod catalog;
pub mod checksum;
#[cfg(feature = "source")]
pub mod condition;
pub mod dialect;
#[cfg(feature = "source")]
pub mod difference;
pub mod dsl;
#[cfg(feature = "source")]
pub mod expression;
#[cfg(feature = "source")]
pub mod feature_table;
#[cfg(feature = "source")]
pub mod inverse;
#[cfg(feature = "source")]
pub mod lint;
#[cfg(feature = "source")]
pub mod location;
pub mod locked;
#[cfg(feature = "source")]
pub mod lower;
pub mod migration;
#[cfg(feature = "source")]
pub mod operation;
pub mod reference_action;
#[cfg(feature = "source")]
pub mod refusal;
#[cfg(feature = "source")]
pub mod render;
#[cfg(all(test, feature = "source"))]
mod sample;
pub mod schema;
#[cfg(feature = "source")]
pub mod source;
#[cfg(feature = "source")]
pub mod type_table;
