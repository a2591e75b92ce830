//! Each form of a name, and what it says.

use super::*;

fn read(name: &str) -> Intent {
    intent(name, &["name"], &|table| ["users", "posts", "things_to_do", "products"].contains(&table))
}

fn key(table: &str, columns: &str, key: Addition, is_removed: bool) -> Intent {
    Intent::Addition { table: table.to_owned(), columns: columns.to_owned(), key, is_removed }
}

#[test]
fn tables() {
    let create = |table: &str| Intent::CreateTable { table: table.to_owned() };
    assert_eq!(read("create_users"), create("users"));
    assert_eq!(read("create_table_order_lines"), create("order_lines"));
    assert_eq!(intent("create_order_status_enum", &[], &|_| false), Intent::Other);
    assert_eq!(read("drop_users"), Intent::DropTable { table: "users".to_owned() });
    assert_eq!(read("delete_users"), Intent::DropTable { table: "users".to_owned() });
    assert_eq!(read("delete_old_rows"), Intent::Other);
    assert_eq!(
        read("rename_users_to_people"),
        Intent::RenameTable { from: "users".to_owned(), to: "people".to_owned() }
    );
}

#[test]
fn columns() {
    let (table, columns) = ("users".to_owned(), "email".to_owned());
    assert_eq!(read("add_email_to_users"), Intent::AddColumns { table: table.clone(), columns: columns.clone() });
    assert_eq!(read("remove_email_from_users"), Intent::DropColumns { table: table.clone(), columns: columns.clone() });
    for name in [
        "change_email_of_users",
        "change_email_in_users",
        "change_type_of_email_in_users",
        "change_email_to_text_in_users",
    ] {
        assert_eq!(read(name), Intent::ChangeColumns { table: table.clone(), columns: columns.clone() }, "{name}");
    }
    let retired = Intent::RetireColumns { table: table.clone(), columns: columns.clone() };
    assert_eq!(read("retire_email_of_users"), retired);
    assert_eq!(read("retire_users"), Intent::RetireTable { table: table.clone() });
    let renamed = Intent::RenameColumn { table, from: "nick".to_owned(), to: "handle".to_owned() };
    for name in ["rename_nick_to_handle_in_users", "rename_column_nick_to_handle_on_users"] {
        assert_eq!(read(name), renamed, "{name}");
    }
}

#[test]
fn a_table_whose_name_holds_the_word_in_the_middle() {
    let add = |table: &str, columns: &str| Intent::AddColumns { table: table.to_owned(), columns: columns.to_owned() };
    assert_eq!(read("add_note_to_things_to_do"), add("things_to_do", "note"));
    assert_eq!(read("add_time_to_live_to_sessions"), add("sessions", "time_to_live"));
}

#[test]
fn keys() {
    for name in
        ["index_email_on_users", "index_users_by_email", "add_email_index_to_users", "add_index_on_email_to_users"]
    {
        assert_eq!(read(name), key("users", "email", Addition::Index, false), "{name}");
    }
    assert_eq!(read("add_index_to_users"), key("users", "", Addition::Index, false));
    assert_eq!(read("add_index_on_users"), key("users", "", Addition::Index, false));
    assert_eq!(read("add_unique_index_to_users"), key("users", "", Addition::UniqueIndex, false));
    assert_eq!(read("unique_index_email_on_users"), key("users", "email", Addition::UniqueIndex, false));
    assert_eq!(read("add_unique_to_users"), key("users", "", Addition::Unique, false));
    assert_eq!(read("remove_index_from_users"), key("users", "", Addition::Index, true));
    assert_eq!(read("add_foreign_key_to_posts"), key("posts", "", Addition::Reference(None), false));
    let columns = |name, column| intent(name, &[column], &|table| table == "users");
    let index = Intent::AddColumns { table: "users".to_owned(), columns: "index".to_owned() };
    assert_eq!(columns("add_index_to_users", "index"), index);
    assert_eq!(columns("add_index_to_users", "email"), key("users", "", Addition::Index, false));
    let to_users = Addition::Reference(Some("users".to_owned()));
    assert_eq!(read("add_foreign_key_from_posts_to_users"), key("posts", "", to_users, false));
}

#[test]
fn what_says_it_to_people_only() {
    for name in ["users", "fill_handles", "create", "add_things", "change_everything", "index", "rename_it"] {
        assert_eq!(read(name), Intent::Other, "{name}");
    }
}

#[test]
fn a_name_may_be_typed_in_camel_case() {
    for typed in ["AddEmailToUsers", "add-email-to-users", "add email to users", "Add_Email_To_Users"] {
        assert_eq!(snake_case(typed), "add_email_to_users", "{typed}");
    }
    assert_eq!(snake_case("CreateURLs"), "create_urls");
}
