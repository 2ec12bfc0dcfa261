//! The values of the audit log that tell of a person; who did what and when stays.

use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::Erasure;

/// Deletes the values of every entry about the person and what is theirs, also of rows that were deleted before: their
/// entries name the customer. Then those of entries about no customer (an import, a
/// campaign) that hold the person's words: other people's entries are theirs.
pub fn erase_values(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        WITH named AS (
            SELECT DISTINCT entry.record_type, entry.record_id
            FROM audit_values said JOIN audit_log entry ON entry.id = said.audit_id
            WHERE entry.record_type IN ('contact_point', 'contact', 'activity', 'opportunity', 'service_history', 'invoice', 'proposal')
              AND (said.field_name = 'customer_id' AND (said.after #>> '{}' = ANY($1::bigint[]::text[])
                                                       OR said.before #>> '{}' = ANY($1::bigint[]::text[]))
                OR said.field_name = 'row' AND said.before ->> 'customer_id' = ANY($1::bigint[]::text[]))
        ), theirs (record_type, record_id) AS (
            SELECT 'customer', unnest($1)
            UNION SELECT 'contact_point', id FROM contact_points WHERE customer_id = ANY($1)
            UNION SELECT 'contact', id FROM contacts WHERE customer_id = ANY($1)
            UNION SELECT 'activity', id FROM activities WHERE customer_id = ANY($1)
            UNION SELECT 'opportunity', id FROM opportunities WHERE customer_id = ANY($1)
            UNION SELECT 'proposal', id FROM proposals WHERE customer_id = ANY($1)
            UNION SELECT 'message', id FROM messages
                WHERE customer_id = ANY($1) OR customer_id IS NULL AND lower(recipient) = ANY($2)
            UNION SELECT 'payment', payments.id FROM payments JOIN invoices ON invoices.id = invoice_id WHERE customer_id = ANY($1)
            UNION SELECT 'service_history', id FROM service_history WHERE customer_id = ANY($1)
            UNION SELECT 'invoice', id FROM invoices WHERE customer_id = ANY($1)
            UNION SELECT record_type, record_id FROM named
        )
        DELETE FROM audit_values AS said USING audit_log entry
        WHERE entry.id = said.audit_id AND (
            (entry.record_type, entry.record_id) IN (SELECT record_type, record_id FROM theirs)
            OR (entry.record_type NOT IN ('customer', 'contact_point', 'contact', 'activity', 'opportunity', 'service_history', 'invoice',
                    'proposal', 'message', 'payment', 'refund') OR entry.action IN ('customer.merged', 'customer.unmerged'))
               AND (holds_any(said.before::text, $2) OR holds_any(said.after::text, $2)))";
    db::erase_rows(conn, ERASE, erasure)
}
