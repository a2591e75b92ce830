//! The types that PostgreSQL alone has are what the page says.

use migrate::prelude::*;

#[test]
fn each_type_of_its_own_is_what_the_page_says() {
    struct CreateKinds;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateKinds {
        fn up(schema: &mut Schema) {
            schema.create_table("kinds").columns([interval("interval"), array(integer("array"))]);
        }
    }
    migrate::migrations![CreateKinds];
    crate::type_table::check(&MIGRATIONS, 2);
}
