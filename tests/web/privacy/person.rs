//! A person of whom something stands in every table.

use vinculo::domain::CustomerId;

use crate::support::{TestApp, a_customer, a_service};

pub const NAME: &str = "Zoraida Zqx Peña";
/// All that is said of her holds one of these.
pub const WORDS: [&str; 5] = ["zqx", "77712345", "41950470", "41.950.470", "1987-03-14"];

/// With two records that were merged, an issued invoice and a draft.
pub fn zoraida(app: &TestApp) -> CustomerId {
    let conn = &mut app.db.conn();
    let id = a_customer()
        .name(NAME)
        .email("zoraida.zqx@correo.example")
        .create(conn);
    let other = a_customer()
        .name("Zora Zqx")
        .email("zora.zqx@correo.example")
        .create(conn);
    for day in ["2025-01-10", "2025-06-01", "2025-10-01"] {
        a_service(id).on(day).price(45_000).create(conn);
    }
    app.db.sql(&who(id, other));
    app.db.sql(&words(id));
    app.db.sql(&invoices(id));
    app.db.sql(&traces(id));
    id
}

fn who(id: CustomerId, other: CustomerId) -> String {
    format!(
        "UPDATE customers SET phone = '9 7771 2345', phone_e164 = '+56977712345', tax_id = '41.950.470-K', tax_id_key = '41950470-K',
             birth_date = '1987-03-14', address = 'Calle Zqx 77', city = 'Zqxburgo', region = 'Zqx', country = 'ZQX',
             greeting = 'Sra. Zqx', legal_name = 'Zqx Ltda', sector = 'zqx', website = 'https://zqx.example', source = 'feria zqx',
             notes = 'Le duele la zqx', tags = '{{zqx}}', custom = '{{\"color\": \"zqx\"}}', segment_label = 'zqx', credit_limit = 5,
             external_source = 'zqxfile', external_id = 'ZQX-1985', imported = '{{\"notes\": \"zqx\"}}'
         WHERE id = {id};
         UPDATE service_history SET imported = '{{\"name\": \"zqx\"}}' WHERE customer_id = {id};
         UPDATE customers SET deleted_at = now(), phone = '9 7771 2345', external_source = 'zqxfile', external_id = 'ZQX-1986' WHERE id = {other};
         INSERT INTO customer_merges (winner_id, loser_id, winner_before, winner_after, loser_before, moved, added)
         VALUES ({id}, {other}, '{{\"full_name\": \"Zqx\"}}', '{{\"full_name\": \"Zqx\"}}', '{{\"full_name\": \"Zqx\"}}', '{{}}', '{{}}');
         INSERT INTO contact_points (customer_id, kind, value, value_key) VALUES ({id}, 'email', 'Otra.Zqx@correo.example', 'otra.zqx@correo.example');
         INSERT INTO contacts (customer_id, name, role, email, notes) VALUES ({id}, 'Álvara ZQX Ñuñez', 'zqx', 'hija.zqx@correo.example', 'zqx');
         INSERT INTO consents (customer_id, channel, state, how, text_version, proof) VALUES ({id}, 'sms', 'refused', 'zqx', 'zqx', 'zqx');
         INSERT INTO customer_batches (id, token, action, params, query, state, created_by)
         SELECT given.id, gen_random_uuid(), given.action, given.params::jsonb, given.query, given.state, (SELECT min(id) FROM users)
         FROM (VALUES
             (900, 'consent', '{{\"action\": \"consent\", \"channel\": \"sms\", \"state\": \"given\", \"proof\": \"Lo dijo la zqx\"}}', NULL, 'done'),
             (901, 'consent', '{{\"action\": \"consent\", \"channel\": \"sms\", \"state\": \"given\", \"proof\": \"Feria de octubre\"}}', NULL, 'done'),
             (902, 'consent', '{{\"action\": \"consent\", \"channel\": \"sms\", \"state\": \"given\", \"proof\": \"Por Zoraida ZQX Peña\"}}', NULL, 'done'),
             (903, 'retag', '{{\"action\": \"retag\", \"from\": \"Zoraida Zqx Peña\", \"to\": \"Familia\"}}', NULL, 'done'),
             (904, 'tag', '{{\"action\": \"tag\", \"tag\": \"Familia\"}}', 'q=Zoraida+Zqx&status=active', 'collecting')
         ) AS given (id, action, params, query, state);
         INSERT INTO customer_batch_rows (batch_id, customer_id, before, after, outcome)
         VALUES (900, {id}, '{{\"tags\": \"zqx\"}}', '{{\"tags\": \"zqx\"}}', 'done'), (901, {id}, NULL, NULL, 'done'), (901, 999999, NULL, NULL, 'done'),
                (902, 999999, NULL, NULL, 'done');
         INSERT INTO customer_views (name, query, owner_id) SELECT 'Buscada', 'q=Zqx+zoraida&status=active', min(id) FROM users;
         INSERT INTO call_pauses (customer_id, outcome, until) VALUES ({id}, 'called', '2025-11-01');
         INSERT INTO duplicate_keys (key, customer_id) VALUES (7, {id});"
    )
}

fn words(id: CustomerId) -> String {
    format!(
        "INSERT INTO activities (customer_id, kind, title, body, responsible, notes, due_at)
         VALUES ({id}, 'task', 'Llamar a Zqx', 'zqx', 'zqx', 'zqx', now()), ({id}, 'note', '', 'zqx', NULL, NULL, NULL);
         INSERT INTO proposals (id, customer_id, state, engine_asked, segment, language, offer_limit, subject, body, insights, offer_title, error, grounds)
         VALUES (71, {id}, 'ready', 'builtin', 'vip', 'es', 15, 'Zqx', 'Hola Zqx', '[{{\"text\": \"zqx\"}}]', 'zqx', 'zqx', '{{\"a\": \"zqx\"}}');
         INSERT INTO proposal_items (proposal_id, position, service_name, confidence, reason, engine)
         VALUES (71, 1, 'Masaje', 0.5, '{{\"text\": \"A Zqx le gusta\"}}', 'remote');
         INSERT INTO proposal_events (proposal_id, type, detail) VALUES (71, 'edited', '{{\"body\": \"zqx\"}}');
         INSERT INTO proposal_examples (proposal_id, language, before, after) VALUES (71, 'es', 'zqx', 'zqx');
         INSERT INTO opportunities (customer_id, title, description, notes, products, stage, closed_at, close_note, value, currency, probability, proposal_id)
         VALUES ({id}, 'Zqx', 'zqx', 'zqx', '{{zqx}}', 'won', now(), 'zqx', 100000, 'CLP', 100, 71);
         INSERT INTO messages (id, customer_id, purpose, kind, recipient, recipient_name, subject, html, body_text, message_id, unsubscribe_token, state, last_error)
         VALUES (81, {id}, 'commercial', 'proposal', 'zoraida.zqx@correo.example', 'Zqx', 'Zqx', '<p>zqx', 'zqx', 'm81@aremko.example', 'tok81', 'sent', 'zqx'),
                (82, {id}, 'commercial', 'proposal', 'zoraida.zqx@correo.example', 'Zqx', 'Zqx', '<p>zqx', 'zqx', 'm82@aremko.example', NULL, 'held', NULL),
                (83, NULL, 'service', 'proposal', 'Zoraida.Zqx@correo.example', 'Zqx', 'Prueba Zqx', '<p>zqx', 'zqx', 'm83@aremko.example', NULL, 'sent', NULL);
         INSERT INTO message_attempts (message_id, outcome, reply) VALUES (81, 'sent', '250 zoraida.zqx@correo.example');
         INSERT INTO message_attachments (message_id, position, file_name, content_type, content) VALUES (81, 1, 'zqx.pdf', 'application/pdf', 'zqx');
         INSERT INTO message_links (message_id, token, position, label, url) VALUES (81, 'l81', 1, 'link', 'https://x.example/?c=zqx');
         INSERT INTO message_events (message_id, type, by, reason) VALUES (81, 'opened', 'person', 'reader');
         INSERT INTO unsubscribe_reasons (message_id, reason, note) VALUES (81, 'other', 'zqx');
         INSERT INTO webhook_events (provider, dedupe_key, event, message_id, outcome, body)
         VALUES ('brevo', 'd81', 'delivered', 81, 'applied', '{{\"email\": \"zoraida.zqx@correo.example\"}}'),
                ('brevo', 'd82', 'delivered', NULL, 'no_message', '{{\"email\": \"ZORAIDA.zqx@correo.example\"}}');
         INSERT INTO message_preferences (address, customer_id, frequency) VALUES ('zoraida.zqx@correo.example', {id}, 'monthly');
         INSERT INTO suppressions (address, reason, message_id) VALUES ('zoraida.zqx@correo.example', 'unsubscribed', 81);"
    )
}

fn invoices(id: CustomerId) -> String {
    format!(
        "INSERT INTO invoices (id, customer_id, type, series_id, currency, customer_name, customer_tax_id, customer_address, customer_email, notes, net, total)
         VALUES (91, {id}, 'invoice', 1, 'CLP', 'Zqx', '41.950.470-K', 'Calle Zqx', 'zoraida.zqx@correo.example', 'zqx', 1000, 1000),
                (92, {id}, 'invoice', 1, 'CLP', 'Zqx', '41.950.470-K', 'Calle Zqx', 'zoraida.zqx@correo.example', 'zqx', 1000, 1000);
         INSERT INTO invoice_lines (invoice_id, position, description, quantity, unit_price, tax_basis_points, net, tax, total)
         VALUES (91, 1, 'Para Zoraida Zqx Peña', 1000, 1000, 0, 1000, 0, 1000), (92, 1, 'Para Zoraida Zqx Peña', 1000, 1000, 0, 1000, 0, 1000);
         UPDATE invoices SET state = 'issued', number = 1, full_number = 'F-1', issuer_name = 'Aremko', issued_at = now(), issue_offset_minutes = -180,
             issued_on = '2025-10-01', due_on = '2025-10-31' WHERE id = 91;
         INSERT INTO payments (invoice_id, amount, currency, paid_on, method, reference) VALUES (91, 500, 'CLP', '2025-10-02', 'transfer', 'zqx');
         INSERT INTO invoices (id, customer_id, type, corrects_id, series_id, currency, customer_name, net, total, state, number, full_number, issued_at,
             issue_offset_minutes, issued_on, due_on)
         SELECT 93, {id}, 'credit_note', 91, max(id), 'CLP', 'Aremko', 300, 300, 'issued', 1, 'NC-1', now(), -180, '2025-10-03', '2025-10-03'
         FROM invoice_series WHERE kind = 'credit_note';
         INSERT INTO refunds (invoice_id, credit_note_id, amount, currency, refunded_on, method, reference)
         VALUES (91, 93, 300, 'CLP', '2025-10-03', 'transfer', 'zqx');
         INSERT INTO invoice_deliveries (message_id, invoice_id) VALUES (81, 91);"
    )
}

fn traces(id: CustomerId) -> String {
    format!(
        "INSERT INTO audit_log (id, actor, action, record_type, record_id) VALUES
             (1, 'x', 'customer.updated', 'customer', {id}), (2, 'x', 'contact_point.created', 'contact_point', 4711),
             (3, 'x', 'contact_point.updated', 'contact_point', 4711), (4, 'x', 'contact.deleted', 'contact', 4712),
             (5, 'x', 'suppression.lifted', 'suppression', 1), (6, 'x', 'message.queued', 'message', 81),
             (7, 'x', 'customer.updated', 'customer', 999999);
         INSERT INTO audit_values (audit_id, field_name, before, after) VALUES
             (1, 'notes', '\"zqx\"', '\"zqx\"'), (2, 'customer_id', NULL, '{id}'), (3, 'value', '\"zqx\"', '\"otra zqx\"'),
             (4, 'row', '{{\"customer_id\": {id}, \"name\": \"zqx\"}}', NULL), (5, 'email', '\"zoraida.zqx@correo.example\"', NULL),
             (6, 'subject', NULL, '\"zqx\"'), (7, 'city', '\"Osorno\"', '\"Ancud\"');
         SELECT setval(pg_get_serial_sequence('audit_log', 'id'), 100);
         INSERT INTO jobs (kind, payload, state, max_attempts, last_error, finished_at)
         VALUES ('messages.deliver', '81', 'done', 1, '550 zoraida.zqx@correo.example unknown', now());
         INSERT INTO api_keys (id, name, key_hash, prefix, scopes) VALUES (900, 'k', 'k', 'vk', '{{crm:read}}');
         INSERT INTO idempotency_keys (api_key_id, key, fingerprint, status, body) VALUES (900, 'k', 'f', 201, '{{\"email\": \"zoraida.zqx@correo.example\"}}');
         INSERT INTO imports (id, kind, source, file_name) VALUES (900, 'customers', 'file', 'a.csv'), (901, 'customers', 'file', 'b.csv');
         UPDATE imports SET look = '{{\"sample\": [[\"zoraida.zqx@correo.example\"]]}}', trial = '{{\"problems\": [\"zoraida.zqx@correo.example\"]}}' WHERE id = 900;
         UPDATE imports SET trial = '{{\"changes\": [{{\"id\": {id}, \"name\": \"zqx\"}}]}}' WHERE id = 901;
         INSERT INTO import_refused (import_id, line, cells) VALUES (900, 7, '[\"Zqx\", \"zoraida.zqx@correo.example\"]');
         INSERT INTO import_changed (import_id, table_name, record_id, before, after, version, steps)
         VALUES (900, 'customers', {id}, '{{\"full_name\": \"Zqx\"}}', '{{}}', 1, 1);
         INSERT INTO import_errors (import_id, line, reason) VALUES (900, 7, 'repeats zoraida.zqx@correo.example'), (900, 9, 'repeats ÁLVARA Zqx Ñuñez'), (900, 8, 'no date');
         INSERT INTO webhook_endpoints (id, name, url, secret) VALUES (1, 'e', 'https://e.example/', 's');
         INSERT INTO wire_events (id, event_id, type, customer_key, body, for_broker) VALUES (1, gen_random_uuid(), 'cliente.creado', {id}, '{{}}', false);
         INSERT INTO webhook_deliveries (id, endpoint_id, wire_event_id, state) VALUES (1, 1, 1, 'failed');
         INSERT INTO delivery_attempts (delivery_id, status, answer) VALUES (1, 500, 'no: zoraida.zqx@correo.example');"
    )
}
