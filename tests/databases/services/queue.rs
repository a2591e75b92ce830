//! A queue of jobs: an enumeration that grows, and documents that may be missing in the end.
use migrate::prelude::*;

struct CreateJobs;
#[migration(version = 20260101_000000)]
impl Migration for CreateJobs {
    fn up(schema: &mut Schema) {
        schema.create_enum("job_state", ["ready", "running", "done", "dead"]);
        schema
            .create_table("jobs")
            .columns([
                id(),
                varchar("queue", 60).default("default"),
                enumeration("state", "job_state").default("ready"),
                json("payload"),
                small_integer("attempts").default(0).check("attempts BETWEEN 0 AND 25"),
                timestamp_with_time_zone("run_at").default(now()),
                uuid("locked_by").nullable(),
                text("last_error").nullable(),
            ])
            .index(["queue", "state", "run_at"]);
    }
}

struct AddPriority;
#[migration(version = 20260102_000000)]
impl Migration for AddPriority {
    fn up(schema: &mut Schema) {
        schema.add_column("jobs", small_integer("priority").default(0));
        schema.drop_index("jobs", ["queue", "state", "run_at"]);
        schema
            .create_index("jobs", [column("queue"), column("state"), column("priority").desc(), column("run_at")])
            .named("next_job");
        schema.create_view(
            "waiting",
            "SELECT queue, count(*) AS jobs, min(run_at) AS oldest FROM jobs WHERE state = 'ready' GROUP BY queue",
        );
    }
}

struct PauseJobs;
#[migration(version = 20260103_000000)]
impl Migration for PauseJobs {
    fn up(schema: &mut Schema) {
        schema.add_enum_value("job_state", "paused").before("done");
    }

    fn down(schema: &mut Schema) {
        schema.nothing_to_undo("nobody is harmed by a value");
    }
}

struct RenameStates;
#[migration(version = 20260104_000000)]
impl Migration for RenameStates {
    fn up(schema: &mut Schema) {
        schema.rename_enum_value("job_state", "dead", "failed");
        schema.set_default("jobs", "queue", "main");
        schema.drop_not_null("jobs", "payload");
        schema.change_type("jobs", integer("attempts"));
    }
}

struct ServeMainQueue;
#[migration(version = 20260105_000000)]
impl DataMigration for ServeMainQueue {
    fn up(data: &mut Data) {
        data.update("jobs").set("queue", "main").only_where("queue = 'default'").in_batches_of(500);
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("both names are served");
    }
}

migrate::migrations![CreateJobs, AddPriority, PauseJobs, RenameStates, ServeMainQueue];
