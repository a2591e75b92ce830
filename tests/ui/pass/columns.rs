//! Every column type and modifier that all databases have.
use migrate::prelude::*;

struct CreateKinds;

#[migration(version = 20260101_000000)]
impl Migration for CreateKinds {
    fn up(schema: &mut Schema) {
        schema.create_table("kinds").columns([
            uuid_id(),
            small_integer("a"),
            integer("b"),
            big_integer("c"),
            decimal("d", 12, 2),
            float("e"),
            double("f"),
            boolean("g"),
            char("h", 2),
            string("i"),
            varchar("j", 40),
            text("k"),
            date("l"),
            time("m"),
            datetime("n"),
            timestamp("o").nullable(),
            timestamp_with_time_zone("p").default(now()),
            uuid("q"),
            json("r"),
            json_binary("s"),
            binary("t", 16),
            blob("u"),
            custom("v", sql_for().postgres("ltree").mysql("varchar(9)").sqlite("text")),
            custom("w", "integer"),
        ]);
    }
}

struct CreateDefaults;

#[migration(version = 20260102_000000)]
impl Migration for CreateDefaults {
    fn up(schema: &mut Schema) {
        schema.create_table("defaults").columns([
            id(),
            small_integer("a").default(-32_768),
            integer("b").default(2_147_483_647),
            big_integer("c").default(-9_223_372_036_854_775_808),
            decimal("d", 12, 2).default(-1234567890.12),
            float("e").default(0.5),
            double("f").default(1),
            boolean("g").default(true),
            char("h", 2).default("SE"),
            string("i").default("it's \"quoted\" \\ and ;"),
            varchar("j", 40).default(""),
            text("k").default("ünïcode"),
            date("l").default("2024-02-29"),
            time("m").default("23:59:59"),
            datetime("n").default("2026-12-31 23:59:59"),
            timestamp("o").default(now()),
            timestamp_with_time_zone("p").default("2026-12-31 23:59:59"),
            uuid("q").default("123e4567-e89b-12d3-a456-426614174000"),
            json("r").default("{\"a\": [1, null]}"),
            json_binary("s").default("[]"),
            integer("t").default(sql("1 + 1")),
            integer("u").default(sql(sql_for().postgres("2").mysql("3").mariadb("4").sqlite("5"))),
        ]);
    }
}

struct CreateModified;

#[migration(version = 20260103_000000)]
impl Migration for CreateModified {
    fn up(schema: &mut Schema) {
        schema.create_table("modified").columns([
            integer("number").primary_key().auto_increment(),
            string("email").unique().comment("where to write to"),
            string("nick").nullable().collate(sql_for().postgres("C").mysql("utf8mb4_bin").sqlite("NOCASE")),
            integer("age")
                .check("age >= 0")
                .check(sql_for().postgres("age < 200").nothing_on(MySql).nothing_on(Sqlite)),
            uuid("kind").references("kinds", "id").on_delete(Restrict).on_update(NoAction),
            reference("boss", "modified").nullable().on_delete(SetNull).on_update(Cascade),
            reference("default", "defaults").without_index(),
        ]);
    }
}

migrate::migrations![CreateKinds, CreateDefaults, CreateModified];
