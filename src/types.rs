//! How each database spells each type of the language.
//!
#![doc = include_str!("../docs/types.md")]
