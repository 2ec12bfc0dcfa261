//! What the rows of a file say to commercial messages, channel by channel.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::run;
use super::survivors::MERGED;
use crate::customers::model::Channel;

/// Each channel, and the column of the staged rows that says it.
pub(super) const CHANNELS: [(Channel, &str); 4] = [
    (Channel::Email, "opt_in"),
    (Channel::Whatsapp, "opt_in_whatsapp"),
    (Channel::Sms, "opt_in_sms"),
    (Channel::Call, "opt_in_call"),
];

/// Only what the file says anew counts: what it said before is recorded. Whoever said no by themselves is not made to say
/// yes by a file, whatever files said in between. A row with our own number was written from what holds now, so that it
/// says anew what differs from that.
const DROP_KNOWN_CONSENTS: &str = "
    UPDATE staged_customers AS staged SET {opt_in} = NULL
    FROM customers
    WHERE customers.id = staged.customer_id AND {opt_in} IS NOT NULL
      AND (CASE WHEN starts_with(staged.external_id, 'vinculo:') THEN
               (SELECT state FROM consents
                WHERE customer_id = customers.id AND channel = '{channel}' ORDER BY id DESC LIMIT 1)
               = ANY (CASE WHEN {opt_in} THEN ARRAY['given'] ELSE ARRAY['refused', 'withdrawn'] END)
           ELSE
               (SELECT state FROM consents
                WHERE customer_id = customers.id AND channel = '{channel}' AND how = 'import' ORDER BY id DESC LIMIT 1)
               = CASE WHEN {opt_in} THEN 'given' ELSE 'refused' END
           END
        OR {opt_in} AND (SELECT state FROM consents
            WHERE customer_id = customers.id AND channel = '{channel}' AND how <> 'import' ORDER BY id DESC LIMIT 1)
           IN ('refused', 'withdrawn'))";

/// A no that the file says for the first time of somebody who was merged holds for who stands for them; a yes does not.
const INSERT_REFUSALS: &str = "
    INSERT INTO consents (customer_id, channel, state, how)
    SELECT DISTINCT survivor, '{channel}', 'refused', 'import'
    FROM (SELECT surviving_customer(c.id) AS survivor FROM staged_customers staged JOIN {merged} WHERE NOT {opt_in}) AS said
    WHERE NOT EXISTS (
        SELECT FROM consents WHERE customer_id = survivor AND channel = '{channel}' AND how = 'import' AND state = 'refused')
      AND coalesce((SELECT state FROM consents WHERE customer_id = survivor AND channel = '{channel}' ORDER BY id DESC LIMIT 1), '')
          NOT IN ('refused', 'withdrawn')";

/// Of whoever was found, and of whoever came from this source just now.
const INSERT_SAID: &str = "
    INSERT INTO consents (customer_id, channel, state, how)
    SELECT id, '{channel}', CASE WHEN {opt_in} THEN 'given' ELSE 'refused' END, 'import'
    FROM (
        SELECT c.id, {opt_in}, line FROM staged_customers AS staged JOIN customers c ON c.id = staged.customer_id
        WHERE problem IS NULL AND {opt_in} IS NOT NULL AND c.deleted_at IS NULL
        UNION ALL
        SELECT c.id, {opt_in}, line
        FROM staged_customers AS staged JOIN customers c ON c.external_source = $1 AND c.external_id = staged.external_id
        WHERE problem IS NULL AND {opt_in} IS NOT NULL AND c.deleted_at IS NULL AND staged.customer_id IS NULL
    ) AS said
    ORDER BY line";

fn on((channel, opt_in): (Channel, &str), statement: &str) -> String {
    let statement = statement.replace("{opt_in}", opt_in);
    statement.replace("{channel}", channel.as_str())
}

pub(super) fn drop_known(conn: &mut PgConnection) -> QueryResult<()> {
    for channel in CHANNELS {
        run(conn, &on(channel, DROP_KNOWN_CONSENTS))?;
    }
    Ok(())
}

pub(super) fn insert_refusals(conn: &mut PgConnection) -> QueryResult<()> {
    let statement = INSERT_REFUSALS.replace("{merged}", MERGED);
    for channel in CHANNELS {
        run(conn, &on(channel, &statement))?;
    }
    Ok(())
}

pub(super) fn insert_said(conn: &mut PgConnection, source: &str) -> QueryResult<()> {
    for channel in CHANNELS {
        diesel::sql_query(on(channel, INSERT_SAID))
            .bind::<Text, _>(source)
            .execute(conn)?;
    }
    Ok(())
}
