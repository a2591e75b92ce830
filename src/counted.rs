//! Numbers in sentences.

/// ``1 row of `teams` ``, ``2 rows of `teams` ``, `1 second`. Of several things at once, their sum is a plural.
pub fn counted(count: u64, plural: &str) -> String {
    let (word, rest) = plural.split_once(' ').unwrap_or((plural, ""));
    match word.strip_suffix('s') {
        Some(singular) if count == 1 && !rest.contains(" and ") => format!("1 {singular} {rest}").trim_end().to_owned(),
        _ => format!("{count} {plural}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular() {
        assert_eq!(counted(1, "rows of `teams`"), "1 row of `teams`");
        assert_eq!(counted(1, "seconds"), "1 second");
        assert_eq!(counted(0, "seconds"), "0 seconds");
        assert_eq!(counted(12, "values of `users.nick`"), "12 values of `users.nick`");
        assert_eq!(counted(1, "rows of `a` and rows of `b`"), "1 rows of `a` and rows of `b`");
    }
}
