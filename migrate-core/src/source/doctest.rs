//! The code of an example in the documentation, where a compiler says that it stands in the file of the comment.

/// A file in which all is blank but the code of the example at this line, which stands in a function as rustdoc has it;
/// nothing where no example is. Lines are counted from 1 after so many of the file, or before it.
pub fn example(text: &str, line: i64, offset: i64) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let place = usize::try_from(line + offset - 1).ok()?;
    comment(lines.get(place)?)?;
    let first = (0..=place).rev().take_while(|place| comment(lines[*place]).is_some()).last()?;
    let fences = (first..lines.len())
        .take_while(|place| comment(lines[*place]).is_some())
        .filter(|place| comment(lines[*place]).is_some_and(|comment| comment.trim_start().starts_with("```")));
    let fences: Vec<usize> = fences.collect();
    let (begin, end) =
        fences.chunks_exact(2).map(|pair| (pair[0], pair[1])).find(|(begin, end)| (*begin..*end).contains(&place))?;
    let code = lines.iter().enumerate().map(|(place, line)| match place {
        _ if place == begin => "fn main() {",
        _ if place == end => "}",
        _ if (begin..end).contains(&place) => comment(line).map_or("", shown),
        _ => "",
    });
    let skipped = usize::try_from(offset).unwrap_or(0);
    let added = usize::try_from(-offset).unwrap_or(0);
    Some("\n".repeat(added) + &code.skip(skipped).collect::<Vec<_>>().join("\n"))
}

/// What a line says as documentation.
fn comment(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = line.strip_prefix("//!").or_else(|| line.strip_prefix("///"))?;
    Some(text.strip_prefix(' ').unwrap_or(text))
}

/// A line of code, which may be hidden from readers.
fn shown(line: &str) -> &str {
    match line.trim_start().strip_prefix('#') {
        Some("") => "",
        Some(rest) if rest.starts_with(' ') => &rest[1..],
        Some(rest) if rest.starts_with('#') => rest,
        Some(_) | None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_keeps_its_lines() {
        let text = "//! A crate.\n//!\n//! ```\n//! # use a::b;\n//! struct C;\n//!\n//! #[d]\n//! impl C {}\n//! ```\n//!\n\
                    //! ```text\n//! e\n//! ```\npub mod f;\n";
        let expected = "\n\nfn main() {\nuse a::b;\nstruct C;\n\n#[d]\nimpl C {}\n}\n\n\n\n\n";
        assert_eq!(example(text, 8, 0).as_deref(), Some(expected));
        assert_eq!(example(text, 6, 2).as_deref(), Some(&expected[2..]));
        assert_eq!(example(text, 9, -1), Some(format!("\n{expected}")));
        assert_eq!(example(text, 1, 0), None, "that is prose");
        assert_eq!(example(text, 14, 0), None, "that is code");
        assert_eq!(example(text, 99, 0), None);
    }

    #[test]
    fn an_example_of_an_item_is_found_too() {
        let text = "mod a {\n    /// ```\n    /// impl B {}\n    /// ```\n    fn c() {}\n}\n";
        assert_eq!(example(text, 3, 0).as_deref(), Some("\nfn main() {\nimpl B {}\n}\n\n"));
    }
}
