//! Tells a JSON text from anything else.

/// Whether a text is one JSON value.
pub(super) fn is_valid(text: &str) -> bool {
    let rest = value(text.trim_start(), 0);
    rest.is_some_and(|rest| rest.trim_start().is_empty())
}

/// What follows the value at the beginning of `text`.
fn value(text: &str, depth: usize) -> Option<&str> {
    let text = text.trim_start();
    match text.chars().next()? {
        _ if depth > 64 => None,
        '{' => members(&text[1..], '}', |text| value(string(text)?.trim_start().strip_prefix(':')?, depth + 1)),
        '[' => members(&text[1..], ']', |text| value(text, depth + 1)),
        '"' => string(text),
        '-' | '0'..='9' => number(text),
        _ => ["true", "false", "null"].into_iter().find_map(|word| text.strip_prefix(word)),
    }
}

fn members<'a>(text: &'a str, close: char, member: impl Fn(&'a str) -> Option<&'a str>) -> Option<&'a str> {
    let mut rest = text.trim_start();
    if let Some(after) = rest.strip_prefix(close) {
        return Some(after);
    }
    loop {
        rest = member(rest.trim_start())?.trim_start();
        match rest.strip_prefix(',') {
            Some(after) => rest = after,
            None => return rest.strip_prefix(close),
        }
    }
}

fn string(text: &str) -> Option<&str> {
    let text = text.strip_prefix('"')?;
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some(&text[at + 1..]),
            '\\' => match letters.next()?.1 {
                '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => {}
                'u' => {
                    for _ in 0..4 {
                        letters.next().filter(|(_, digit)| digit.is_ascii_hexdigit())?;
                    }
                }
                _ => return None,
            },
            control if control < ' ' => return None,
            _ => {}
        }
    }
    None
}

fn number(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let digits = number.strip_prefix('-').unwrap_or(number);
    let zeros = digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
    let point = digits.split(['e', 'E']).next().is_some_and(|mantissa| mantissa.ends_with('.'));
    let begins = digits.starts_with(|c: char| c.is_ascii_digit());
    (begins && !zeros && !point && number.parse::<f64>().is_ok()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn json_is_told_from_other_text() {
        for text in ["{}", " [ ] ", "null", "-1.5e3", r#""a\u00e4\n""#, r#"{"a": [1, {"b": true}], "c": ""}"#] {
            assert!(is_valid(text), "{text}");
        }
        for text in ["", "{", "{a: 1}", "[1,]", "01", "1.", "'a'", "tru", "{} {}", r#""\x""#, "nullx"] {
            assert!(!is_valid(text), "{text}");
        }
    }
}
