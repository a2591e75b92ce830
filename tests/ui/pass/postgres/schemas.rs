//! Schemas.
use migrate::prelude::*;

struct CreateAudit;

#[migration(version = 20260101_000000)]
impl Migration for CreateAudit {
    fn up(schema: &mut Schema) {
        schema.create_schema("audit");
        schema.create_enum("audit.kind", ["read", "write"]);
        schema.create_table("audit.events").columns([id(), enumeration("kind", "audit.kind"), text("note")]);
        schema.create_table("notes").columns([id(), reference("event_id", "audit.events")]);
        schema.create_view("audit.seen", "SELECT events.note, n.id FROM audit.events, notes n");
    }
}

struct RenameAudit;

#[migration(version = 20260102_000000)]
impl Migration for RenameAudit {
    fn up(schema: &mut Schema) {
        schema.rename_schema("audit", "log");
    }
}

struct Leave;

#[migration(version = 20260103_000000)]
impl Migration for Leave {
    fn up(schema: &mut Schema) {
        schema.create_schema("staging").already_exists();
        schema.create_schema("scratch");
    }
}

struct DropScratch;

#[migration(version = 20260104_000000)]
impl Migration for DropScratch {
    fn up(schema: &mut Schema) {
        schema.drop_schema("scratch");
    }
}

migrate::migrations![CreateAudit, RenameAudit, Leave, DropScratch];
