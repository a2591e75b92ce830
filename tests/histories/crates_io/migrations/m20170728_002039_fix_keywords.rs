//! Keywords that differ in case alone become one.

use migrate::prelude::*;

pub struct FixKeywords;

#[migration]
impl DataMigration for FixKeywords {
    fn up(data: &mut Data) {
        data.execute(
    "INSERT INTO crates_keywords (crate_id, keyword_id)
     SELECT DISTINCT used.crate_id, lower_one.id FROM crates_keywords AS used
     INNER JOIN keywords AS upper_one ON upper_one.id = used.keyword_id
     INNER JOIN keywords AS lower_one ON lower_one.keyword = lower(upper_one.keyword) AND lower_one.id <> upper_one.id
     WHERE NOT EXISTS (SELECT 1 FROM crates_keywords AS other WHERE other.crate_id = used.crate_id AND other.keyword_id = lower_one.id)",
);
        data.delete("crates_keywords").only_where(
    "keyword_id IN (SELECT upper_one.id FROM keywords AS upper_one
     INNER JOIN keywords AS lower_one ON lower_one.keyword = lower(upper_one.keyword) AND lower_one.id <> upper_one.id)",
);
        data.delete("keywords").only_where(
    "id IN (SELECT upper_one.id FROM keywords AS upper_one
     INNER JOIN keywords AS lower_one ON lower_one.keyword = lower(upper_one.keyword) AND lower_one.id <> upper_one.id)",
);
        data.update("keywords").set("keyword", sql("lower(keyword)")).only_where("keyword <> lower(keyword)");
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("case told no keywords apart");
    }
}
