//! The catalogue of MySQL and MariaDB, by `SHOW CREATE TABLE` and what the information schema says beside it.

use super::quoted;
use crate::scratch::Scratch;

/// `SHOW CREATE TABLE`, without the order of columns and keys, and without the next number; triggers and functions.
pub async fn schema(scratch: &Scratch) -> Vec<String> {
    let mut lines = Vec::new();
    let all = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()
               AND table_name NOT IN ('migrate_history', 'migrate_lease') ORDER BY 1";
    for row in scratch.rows(all).await {
        let table = row[0].clone().unwrap_or_default();
        let shown = scratch.rows(&format!("SHOW CREATE TABLE {}", quoted(&table))).await;
        let text = shown[0][1].clone().unwrap_or_default();
        let mut parts: Vec<String> = text.lines().map(|line| line.trim_end_matches(',').to_owned()).collect();
        if let Some(last) = parts.last_mut()
            && let Some(begin) = last.find(" AUTO_INCREMENT=")
        {
            let end = last[begin + 1..].find(' ').map_or(last.len(), |length| begin + 1 + length);
            last.replace_range(begin..end, "");
        }
        let inside = 1.min(parts.len())..parts.len().max(2) - 1;
        if let Some(inside) = parts.get_mut(inside) {
            inside.sort();
        }
        lines.extend(parts);
    }
    let others = [
        "SELECT trigger_name, action_timing, event_manipulation, event_object_table, action_statement
         FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1",
        "SELECT routine_name, routine_type, dtd_identifier, routine_definition, is_deterministic, sql_data_access
         FROM information_schema.routines WHERE routine_schema = DATABASE() ORDER BY 1",
        "SELECT specific_name, ordinal_position, parameter_name, dtd_identifier
         FROM information_schema.parameters WHERE specific_schema = DATABASE() ORDER BY 1, 2",
    ];
    for sql in others {
        lines.extend(scratch.rows(sql).await.into_iter().map(|row| format!("{row:?}")));
    }
    lines
}
