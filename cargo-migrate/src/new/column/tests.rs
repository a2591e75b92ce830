//! Each type and modifier as it is typed, and what is wrong with others.

use super::word::TYPES;
use super::*;

fn plural(name: &str) -> String {
    format!("{name}s")
}

fn text(typed: &str) -> String {
    Column::read(typed, &plural).unwrap_or_else(|failure| panic!("{typed}: {failure:?}")).text()
}

fn problem(typed: &str) -> String {
    Column::read(typed, &plural).unwrap_err().text().to_owned()
}

#[test]
fn every_type_of_the_language_can_be_typed() {
    let other = ["column", "now", "null", "sql", "sql_for"];
    let words = migrate_core::dsl::words().into_iter().filter(|word| word.receiver.is_none()).map(|word| word.name);
    let missing: Vec<&str> =
        words.filter(|word| !other.contains(word) && TYPES.iter().all(|(name, _)| name != word)).collect();
    assert!(missing.is_empty(), "{missing:?} cannot be typed");
}

#[test]
fn types() {
    let cases = [
        ("email", "string(\"email\")"),
        ("email:string", "string(\"email\")"),
        ("email:string:40", "varchar(\"email\", 40)"),
        ("email:string{40}", "varchar(\"email\", 40)"),
        ("code:char:2", "char(\"code\", 2)"),
        ("title:varchar(80)", "varchar(\"title\", 80)"),
        ("price:decimal:10:2", "decimal(\"price\", 10, 2)"),
        ("price:decimal(10,2)", "decimal(\"price\", 10, 2)"),
        ("price:decimal{10,2}", "decimal(\"price\", 10, 2)"),
        ("count:numeric:10", "decimal(\"count\", 10, 0)"),
        ("count:bigint", "big_integer(\"count\")"),
        ("team:references", "reference(\"team_id\", \"teams\")"),
        ("team_id:reference", "reference(\"team_id\", \"teams\")"),
        ("author:belongs_to:users", "reference(\"author_id\", \"users\")"),
        ("status:enumeration:order_status", "enumeration(\"status\", \"order_status\")"),
        ("status:enum:order_status", "enumeration(\"status\", \"order_status\")"),
        ("tags:text[]", "array(text(\"tags\"))"),
        ("tags:array:text", "array(text(\"tags\"))"),
        ("tags:array:varchar:20", "array(varchar(\"tags\", 20))"),
        ("prices:array:decimal:10:2", "array(decimal(\"prices\", 10, 2))"),
        ("place:custom:point", "custom(\"place\", \"point\")"),
        ("id", "id()"),
        ("id:uuid_id", "uuid_id()"),
        ("uuid_id", "uuid_id()"),
    ];
    for (typed, expected) in cases {
        assert_eq!(text(typed), expected, "{typed}");
    }
}

#[test]
fn modifiers() {
    let cases = [
        ("email:unique", "string(\"email\").unique()"),
        ("email:string:uniq:null", "string(\"email\").nullable().unique()"),
        ("role:string:default=member", "string(\"role\").default(\"member\")"),
        ("role:default='a:b'", "string(\"role\").default(\"a:b\")"),
        ("count:integer:default=-1", "integer(\"count\").default(-1)"),
        ("price:decimal:10:2:default=9.50", "decimal(\"price\", 10, 2).default(9.50)"),
        ("is_admin:boolean:default=false", "boolean(\"is_admin\").default(false)"),
        ("at:timestamp_with_time_zone:default=now", "timestamp_with_time_zone(\"at\").default(now())"),
        ("at:date:default=now()", "date(\"at\").default(now())"),
        ("key:uuid:default=sql(gen_random_uuid())", "uuid(\"key\").default(sql(\"gen_random_uuid()\"))"),
        ("team:references:on_delete=cascade", "reference(\"team_id\", \"teams\").on_delete(Cascade)"),
        ("team:references:null:on_delete=SetNull", "reference(\"team_id\", \"teams\").nullable().on_delete(SetNull)"),
        ("team:references:without_index", "reference(\"team_id\", \"teams\").without_index()"),
        ("count:integer:unsigned:check='count > 0'", "integer(\"count\").unsigned().check(\"count > 0\")"),
        ("code:uuid:primary_key", "uuid(\"code\").primary_key()"),
        ("sum:integer:generated='a + b':stored", "integer(\"sum\").generated(\"a + b\").stored()"),
        ("name:comment=\"what: it\"", "string(\"name\").comment(\"what: it\")"),
    ];
    for (typed, expected) in cases {
        assert_eq!(text(typed), expected, "{typed}");
    }
    assert!(Column::read("email:string:index", &plural).unwrap().is_indexed);
}

#[test]
fn mistakes_are_explained() {
    let cases = [
        (":string", "`:string` has no name"),
        ("email:strng", "help: did you mean `string`?"),
        ("email:geography", "note: there is `string`, `text`,"),
        ("email:string:uniqe", "help: did you mean `unique`?"),
        ("email:string:whatever", "note: there is `unique`, `index`, `null`"),
        ("email:string:unique=1", "`unique` in `email:string:unique=1` takes no value"),
        ("email:string:default", "help: write `default=value`"),
        ("price:decimal", "help: write it behind the type, as in `price:decimal:10:2`"),
        ("title:varchar", "as in `title:varchar:80`"),
        ("status:enum", "as in `status:enumeration:order_status`"),
        ("tags:array", "as in `tags:array:text`"),
        ("place:custom", "as in `place:custom:point`"),
        ("title:varchar(x)", "`x` in `title:varchar(x)` is not a number"),
        ("on:date(3)", "says more than `date` takes"),
        ("count:integer:default=many", "`many` is no value for"),
        ("is_admin:boolean:default=yes", "as in `default=false`"),
        ("team:references:on_delete=cascad", "help: did you mean `cascade`?"),
        ("team:references:on_delete=forget", "help: write `cascade`, `restrict`"),
    ];
    for (typed, expected) in cases {
        let said = problem(typed);
        assert!(said.contains(expected), "{typed}: {said}");
    }
}
