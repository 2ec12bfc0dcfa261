use diesel::{PgConnection, QueryResult, RunQueryDsl as _};

/// After a restore: proposals whose message may have gone since are as uncertain as it, and what was being written failed.
pub fn follow_restored(conn: &mut PgConnection) -> QueryResult<usize> {
    diesel::sql_query(
        "UPDATE proposals SET state = 'uncertain', version = proposals.version + 1 FROM messages
         WHERE messages.id = proposals.message_id AND messages.state = 'uncertain' AND proposals.state IN ('queued', 'scheduled')",
    )
    .execute(conn)
}
