//! What the name of a migration says that it does.

/// What a migration does, by its name. `columns` is what the name says of them, if it names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// `create_users`.
    CreateTable {
        /// The table.
        table: String,
    },
    /// `drop_users`.
    DropTable {
        /// The table, or a view or an enumeration.
        table: String,
    },
    /// `rename_users_to_people`.
    RenameTable {
        /// The name before.
        from: String,
        /// The name after.
        to: String,
    },
    /// `add_email_to_users`.
    AddColumns {
        /// The table.
        table: String,
        /// The columns.
        columns: String,
    },
    /// `remove_email_from_users`.
    DropColumns {
        /// The table.
        table: String,
        /// The columns.
        columns: String,
    },
    /// `retire_nick_of_users`.
    RetireColumns {
        /// The table.
        table: String,
        /// The columns.
        columns: String,
    },
    /// `retire_users`.
    RetireTable {
        /// The table.
        table: String,
    },
    /// `rename_nick_to_handle_in_users`.
    RenameColumn {
        /// The table.
        table: String,
        /// The name before.
        from: String,
        /// The name after.
        to: String,
    },
    /// `change_price_of_products`.
    ChangeColumns {
        /// The table.
        table: String,
        /// The columns.
        columns: String,
    },
    /// `index_email_on_users`, `add_unique_to_users`, `remove_foreign_key_from_posts`.
    Addition {
        /// The table.
        table: String,
        /// The columns.
        columns: String,
        /// What of it.
        key: Addition,
        /// Whether it is removed.
        is_removed: bool,
    },
    /// The name says it to people only.
    Other,
}

/// What is added to a table, or removed from it, beside columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addition {
    /// An index.
    Index,
    /// An index that forbids the same values twice.
    UniqueIndex,
    /// A unique constraint.
    Unique,
    /// A foreign key, to a table if the name says so.
    Reference(Option<String>),
}

/// What is made of tables and is no table: the name of a table seldom ends so.
const OTHER_OBJECTS: [&str; 9] =
    ["view", "enum", "type", "function", "trigger", "sequence", "extension", "schema", "join_table"];

/// What a name says. `is_table` tells what is a table, or may be one, at the end of the
/// history; `columns` are the names of those that were typed.
pub fn intent(name: &str, columns: &[&str], is_table: &dyn Fn(&str) -> bool) -> Intent {
    let (verb, rest) = name.split_once('_').unwrap_or((name, ""));
    if rest.is_empty() {
        return Intent::Other;
    }
    match verb {
        "create" => create(rest, !columns.is_empty(), is_table),
        "add" => add(rest, columns, is_table),
        "remove" | "drop" | "delete" => remove(verb, rest, is_table),
        "rename" => rename(rest, is_table),
        "change" => change(rest, is_table),
        "retire" => match split(rest, IN, is_table) {
            _ if is_table(rest) => Intent::RetireTable { table: rest.to_owned() },
            Some((columns, table)) => Intent::RetireColumns { table, columns },
            None => Intent::Other,
        },
        "index" => index(rest, Addition::Index, is_table),
        "unique" => {
            rest.strip_prefix("index_").map_or(Intent::Other, |rest| index(rest, Addition::UniqueIndex, is_table))
        }
        _ => Intent::Other,
    }
}

fn create(rest: &str, has_columns: bool, is_table: &dyn Fn(&str) -> bool) -> Intent {
    for (prefix, key) in [("index_", Addition::Index), ("unique_index_", Addition::UniqueIndex)] {
        if let Some(rest) = rest.strip_prefix(prefix) {
            return index(rest.trim_start_matches("on_"), key, is_table);
        }
    }
    let table = rest.strip_prefix("table_").unwrap_or(rest);
    let names_another = |word: &&str| {
        let around =
            |text: &str, word: &str| text.starts_with(&format!("{word}_")) || text.ends_with(&format!("_{word}"));
        around(table, word)
    };
    if !has_columns && OTHER_OBJECTS.iter().any(names_another) {
        return Intent::Other;
    }
    Intent::CreateTable { table: table.to_owned() }
}

fn add(rest: &str, typed: &[&str], is_table: &dyn Fn(&str) -> bool) -> Intent {
    let Some((what, table)) = split(rest, &["_to_"], is_table) else {
        return match keyed(rest) {
            // `add_index_on_users`.
            Some((key, rest)) => on_table(rest.trim_start_matches("on_"), key, false),
            None => Intent::Other,
        };
    };
    // `add_index_to_users` with a column called `index`.
    match keyed(&what).filter(|_| !typed.contains(&what.as_str())) {
        // `add_foreign_key_from_posts_to_users`.
        Some((Addition::Reference(_), from)) if from.starts_with("from_") => Intent::Addition {
            table: from.trim_start_matches("from_").to_owned(),
            columns: String::new(),
            key: Addition::Reference(Some(table)),
            is_removed: false,
        },
        Some((key, columns)) => {
            let columns = columns.trim_start_matches("on_").trim_start_matches("of_").to_owned();
            Intent::Addition { table, columns, key, is_removed: false }
        }
        None => Intent::AddColumns { table, columns: what },
    }
}

fn remove(verb: &str, rest: &str, is_table: &dyn Fn(&str) -> bool) -> Intent {
    if let Some((what, table)) = split(rest, &["_from_"], is_table) {
        return match keyed(&what) {
            Some((key, columns)) => Intent::Addition {
                table,
                columns: columns.trim_start_matches("on_").trim_start_matches("of_").to_owned(),
                key,
                is_removed: true,
            },
            None => Intent::DropColumns { table, columns: what },
        };
    }
    let table = rest.strip_prefix("table_").unwrap_or(rest);
    let is_other = OTHER_OBJECTS.iter().any(|word| table.starts_with(&format!("{word}_")));
    if is_table(table) || verb == "drop" && !is_other && keyed(table).is_none() {
        return Intent::DropTable { table: table.to_owned() };
    }
    Intent::Other
}

fn rename(rest: &str, is_table: &dyn Fn(&str) -> bool) -> Intent {
    let rest = rest.strip_prefix("table_").or_else(|| rest.strip_prefix("column_")).unwrap_or(rest);
    let Some((from, to)) = rest.split_once("_to_") else { return Intent::Other };
    let (from, to) = (from.to_owned(), to.to_owned());
    match split(&to, IN, is_table) {
        Some((new, table)) if !is_table(&from) || is_table(&table) => Intent::RenameColumn { table, from, to: new },
        Some(_) | None => Intent::RenameTable { from, to },
    }
}

fn change(rest: &str, is_table: &dyn Fn(&str) -> bool) -> Intent {
    let rest = rest.strip_prefix("type_of_").unwrap_or(rest);
    let Some((what, table)) = split(rest, IN, is_table) else { return Intent::Other };
    // `change_price_to_decimal_in_products`.
    let columns = what.split_once("_to_").map_or(what.as_str(), |(column, _)| column);
    let columns = columns.strip_suffix("_type").unwrap_or(columns).to_owned();
    Intent::ChangeColumns { table, columns }
}

/// What stands between a column and its table.
const IN: &[&str] = &["_in_", "_of_", "_on_", "_from_"];

/// What follows `index_`.
fn index(rest: &str, key: Addition, is_table: &dyn Fn(&str) -> bool) -> Intent {
    let by = rest.split_once("_by_").map(|(table, columns)| (columns.to_owned(), table.to_owned()));
    let by_table = by.clone().filter(|(_, table)| is_table(table));
    match by_table.or_else(|| split(rest, IN, is_table)).or(by) {
        Some((columns, table)) => Intent::Addition { table, columns, key, is_removed: false },
        None if is_table(rest) => on_table(rest, key, false),
        None => Intent::Other,
    }
}

fn on_table(table: &str, key: Addition, is_removed: bool) -> Intent {
    if table.is_empty() {
        return Intent::Other;
    }
    Intent::Addition { table: table.to_owned(), columns: String::new(), key, is_removed }
}

/// What is added beside columns, and the rest of the name: `email_index`, `unique_index_on_email`, `foreign_key`.
fn keyed(what: &str) -> Option<(Addition, &str)> {
    let words = [
        ("unique_index", Addition::UniqueIndex),
        ("index", Addition::Index),
        ("indexes", Addition::Index),
        ("unique_constraint", Addition::Unique),
        ("unique", Addition::Unique),
        ("foreign_key", Addition::Reference(None)),
        ("foreign_keys", Addition::Reference(None)),
    ];
    words.into_iter().find_map(|(word, key)| {
        let rest = match what.strip_prefix(word) {
            Some("") => Some(""),
            Some(rest) => rest.strip_prefix('_'),
            None => what.strip_suffix(word).and_then(|rest| rest.strip_suffix('_')),
        };
        rest.map(|rest| (key, rest))
    })
}

/// Splits at a word in the middle, so that a table follows; where none does, at the last such word.
fn split(text: &str, words: &[&str], is_table: &dyn Fn(&str) -> bool) -> Option<(String, String)> {
    let places = words.iter().flat_map(|word| text.match_indices(word).map(|(at, word)| (at, at + word.len())));
    let mut places: Vec<(usize, usize)> = places.filter(|(before, after)| *before > 0 && *after < text.len()).collect();
    places.sort_unstable();
    let known = places.iter().find(|(_, after)| is_table(&text[*after..]));
    let (before, after) = known.or(places.last())?;
    Some((text[..*before].to_owned(), text[*after..].to_owned()))
}

/// A name as file names have it: `AddEmailToUsers` and `add-email-to-users` are `add_email_to_users`.
pub fn snake_case(typed: &str) -> String {
    let mut snake = String::new();
    let mut before = '_';
    for letter in typed.trim().chars() {
        if letter.is_uppercase() && !matches!(before, '_' | '-' | ' ') && !before.is_uppercase() {
            snake.push('_');
        }
        match letter {
            '-' | ' ' => snake.push('_'),
            _ => snake.extend(letter.to_lowercase()),
        }
        before = letter;
    }
    snake
}

#[cfg(test)]
mod tests;
