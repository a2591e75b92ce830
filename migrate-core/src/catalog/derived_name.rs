//! The names that indexes and constraints get where the author gives none: PostgreSQL's.

use super::exclusion::ExclusionPart;
use super::index::{IndexKey, IndexPart};
use super::name::{Name, split};

/// The longest name that every database accepts: PostgreSQL cuts longer ones, in bytes.
pub const LONGEST: usize = 63;

/// `<table>_pkey`.
#[must_use]
pub fn primary_key(table: &str) -> Name {
    derived(table, &[], "pkey")
}

/// `<table>_<columns>_key`.
#[must_use]
pub fn unique(table: &str, columns: &[Name]) -> Name {
    derived(table, columns, "key")
}

/// `<table>_<columns>_idx`, in which an expression reads `expr`.
#[must_use]
pub fn index(table: &str, parts: &[IndexPart]) -> Name {
    derived(table, &parts.iter().map(|part| word(&part.key)).collect::<Vec<_>>(), "idx")
}

/// `<table>_<columns>_excl`, in which an expression reads `expr`.
#[must_use]
pub fn exclusion(table: &str, parts: &[ExclusionPart]) -> Name {
    derived(table, &parts.iter().map(|part| word(&part.key)).collect::<Vec<_>>(), "excl")
}

fn word(key: &IndexKey) -> Name {
    match key {
        IndexKey::Column(name) => name.clone(),
        IndexKey::Expression(_) => Name::derived("expr"),
    }
}

/// `<table>_<columns>_fkey`.
#[must_use]
pub fn foreign_key(table: &str, columns: &[Name]) -> Name {
    derived(table, columns, "fkey")
}

/// `<table>_<column>_check`; from the second one on numbered from 1.
#[must_use]
pub fn check(table: &str, column: &Name, position: usize) -> Name {
    let columns = std::slice::from_ref(column);
    if position == 0 { derived(table, columns, "check") } else { derived(table, columns, &format!("check{position}")) }
}

/// `<table>_<column>_seq`, as PostgreSQL itself calls the sequence of a column; where that is taken, numbered from 1. One
/// that is too long is cut as PostgreSQL cuts it: a byte at a time, from the longer of the two.
#[must_use]
pub fn numbering(table: &str, column: &str, position: usize) -> Name {
    let suffix = if position == 0 { "seq".to_owned() } else { format!("seq{position}") };
    let room = LONGEST - suffix.len() - 2;
    let (mut first, mut second) = (table.len(), column.len());
    while first + second > room {
        if first > second { first -= 1 } else { second -= 1 }
    }
    let cut = |text: &str, mut end: usize| {
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text[..end].to_owned()
    };
    Name::derived(format!("{}_{}_{suffix}", cut(table, first), cut(column, second)))
}

/// A name that is too long is cut and closed with 8 hex digits of a fixed hash, so that it stays the same for ever.
fn derived(table: &str, columns: &[Name], suffix: &str) -> Name {
    let table = split(table).1;
    let parts: Vec<&str> = [table].into_iter().chain(columns.iter().map(Name::as_str)).chain([suffix]).collect();
    let name = parts.join("_");
    if name.len() <= LONGEST {
        return Name::derived(name);
    }
    let mut end = LONGEST - 9;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    Name::derived(format!("{}_{:08x}", &name[..end], fnv1a(&name)))
}

/// FNV-1a, 32 bits.
fn fnv1a(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_postgresql() {
        let columns = [Name::from("a"), Name::from("b")];
        assert_eq!(unique("users", &columns), "users_a_b_key");
        assert_eq!(index("audit.events", &columns.clone().map(IndexPart::column)), "events_a_b_idx");
        assert_eq!(check("users", &columns[0], 1), "users_a_check1");
    }

    #[test]
    fn sequences_of_columns_are_called_as_by_postgresql() {
        assert_eq!(numbering("users", "id", 0), "users_id_seq");
        assert_eq!(numbering("users", "id", 2), "users_id_seq2");
        let long = numbering(&"a".repeat(62), &"b".repeat(40), 0);
        assert_eq!(long.as_str(), format!("{}_{}_seq", "a".repeat(29), "b".repeat(29)));
    }

    #[test]
    fn a_long_name_is_cut_between_characters_and_stays_distinct() {
        let column = |letter: &str| [IndexPart::column(Name::derived(letter.repeat(40)))];
        let (left, right) = (index("überlänge", &column("ä")), index("überlänge", &column("ö")));
        assert!(left.len() <= LONGEST && right.len() <= LONGEST);
        assert_ne!(left, right);
        assert_eq!(fnv1a("a"), 0xe40c_292c, "the hash is fixed: a name must not change with the library");
    }
}
