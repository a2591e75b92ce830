//! Left alone.
