-- A row in every table; a step that adds a table adds its row here.
INSERT INTO users (id, email, name, role) VALUES (1, 'ana@aremko.example', 'Ana', 'admin');
INSERT INTO sessions (token_hash, user_id, expires_at) VALUES ('\x01', 1, now() + interval '1 day');
INSERT INTO one_time_links (token_hash, purpose, user_id, expires_at) VALUES ('\x02', 'reset', 1, now());
INSERT INTO sign_in_failures (subject) VALUES ('\x03');
INSERT INTO secrets (name, value) VALUES ('sample', '\x04');
INSERT INTO jobs (id, kind, payload, max_attempts) VALUES (1, 'sample', '{}', 1);
INSERT INTO audit_log (id, user_id, actor, action, record_type) VALUES (1, 1, 'Ana', 'sample', 'sample');
INSERT INTO audit_values (audit_id, field_name) VALUES (1, 'name');
INSERT INTO domain_events (type, record_type) VALUES ('sample', 'sample');
INSERT INTO customers (id, full_name, owner_id) VALUES (1, 'Ana Rojas', 1);
INSERT INTO tombstones (kind, hash, customer_id, customer_created_at) VALUES ('email', '\x05', 1, now());
INSERT INTO contact_points (customer_id, kind, value) VALUES (1, 'email', 'ana@correo.example');
INSERT INTO contacts (customer_id, name) VALUES (1, 'sample');
INSERT INTO consents (customer_id, channel, state, how) VALUES (1, 'email', 'given', 'form');
INSERT INTO services (id, category, name) VALUES (1, 'Masajes', 'Masaje Relajante 50 min');
INSERT INTO service_history (customer_id, service_id, category, name, date, price)
VALUES (1, 1, 'Masajes', 'Masaje Relajante 50 min', CURRENT_DATE - 3, 45000);
INSERT INTO segment_recounts (customer_id) VALUES (1);
INSERT INTO activities (customer_id, kind, title) VALUES (1, 'note', 'sample');
INSERT INTO messages (id, customer_id, purpose, kind, recipient, message_id, state)
VALUES (1, 1, 'commercial', 'proposal', 'ana@correo.example', 'sample@aremko.example', 'held');
INSERT INTO message_attempts (message_id) VALUES (1);
INSERT INTO suppressions (address, reason, message_id) VALUES ('eva@correo.example', 'unsubscribed', 1),
    ('eva@correo.example', 'bounced', 1);
INSERT INTO message_links (id, message_id, token, position, label, url) VALUES (1, 1, 'sample', 1, 'booking', 'https://reservas.example/');
INSERT INTO message_events (message_id, link_id, type, by, reason) VALUES (1, 1, 'clicked', 'person', 'reader');
INSERT INTO webhook_events (provider, dedupe_key, event, message_id, outcome, body)
VALUES ('brevo', 'sample', 'delivered', 1, 'applied', '{}');
INSERT INTO message_preferences (address, customer_id, frequency) VALUES ('ana@correo.example', 1, 'monthly');
INSERT INTO unsubscribe_reasons (message_id, reason) VALUES (1, 'too_often');
INSERT INTO proposals (id, customer_id, state, engine_asked, segment, language, offer_limit, message_id, job_id)
VALUES (1, 1, 'ready', 'builtin', 'vip', 'es', 15, 1, 1);
INSERT INTO proposal_items (proposal_id, position, service_id, service_name, confidence, reason, engine)
VALUES (1, 1, 1, 'Masaje Relajante 50 min', 0.5, '{}', 'builtin');
INSERT INTO proposal_events (proposal_id, type) VALUES (1, 'sample');
INSERT INTO proposal_examples (proposal_id, language, before, after) VALUES (1, 'es', 'Hola {{nombre}}', 'Buenas {{nombre}}');
INSERT INTO mail_templates (id, name, segment, language, by_default) VALUES (1, 'sample', 'vip', 'es', true);
INSERT INTO mail_template_versions (id, template_id, number, subject, body) VALUES (1, 1, 1, '{{ asunto }}', '{{ texto }}');
INSERT INTO engine_odds (service_id, place, f, r, n, k) VALUES (1, 0, 1, 1, 1, 1);
INSERT INTO engine_first_visits (service_id, k, n) VALUES (1, 1, 1);
INSERT INTO engine_state (computed_for) VALUES (CURRENT_DATE);
INSERT INTO campaigns (id, name, audience, engine, variants, holdout_percent, from_hour, to_hour, per_hour, needs_approval, seed,
    created_by)
VALUES (1, 'sample', 'segment=vip', 'builtin', '[{}]', 10, 9, 20, 60, false, 7, 1);
INSERT INTO campaign_templates (campaign_id, asked, segment, language, version_id) VALUES (1, NULL, 'vip', 'es', 1);
INSERT INTO campaign_members (campaign_id, customer_id, arm, state, assigned_on) VALUES (1, 1, 'a', 'waiting', CURRENT_DATE);
INSERT INTO opportunities (id, customer_id, title, currency, probability, proposal_id) VALUES (1, 1, 'sample', 'CLP', 10, 1);
INSERT INTO opportunity_stages (opportunity_id, stage) VALUES (1, 'initial');
INSERT INTO customers (id, full_name, deleted_at) VALUES (2, 'Ana Rojas', now());
INSERT INTO duplicate_keys (key, customer_id) VALUES (7, 1);
INSERT INTO duplicate_pairs (a_id, b_id, score, reasons, state, decided_by) VALUES (1, 2, 70, '{name,phone}', 'merged', 1);
INSERT INTO customer_merges (winner_id, loser_id, winner_before, winner_after, loser_before, moved, added, merged_by)
VALUES (1, 2, '{}', '{}', '{}', '{}', '{}', 1);
INSERT INTO imports (id, kind, source, file_name, sheet) VALUES (1, 'customers', 'file', 'sample.xlsx', 'sample');
INSERT INTO import_errors (import_id, line, reason) VALUES (1, 2, 'sample');
INSERT INTO import_refused (import_id, line, cells) VALUES (1, 2, '["sample"]');
INSERT INTO import_pieces (import_id, number, body) VALUES (1, 0, '\x07');
INSERT INTO import_mappings (header_hash, mapping, updated_by) VALUES ('\x08', '{}', 1);
INSERT INTO import_created (import_id, table_name, ids) VALUES (1, 'customers', '{1}');
INSERT INTO import_changed (import_id, table_name, record_id, before, after, version, steps)
VALUES (1, 'customers', 2, '{}', '{}', 2, 1);
INSERT INTO import_leftovers (import_id, table_name, record_id, reason) VALUES (1, 'customers', 2, 'edited');
INSERT INTO deleted_history (external_source, external_id) VALUES ('file', '7');
INSERT INTO api_keys (name, key_hash, prefix, scopes) VALUES ('sample', '\x05', 'vk_sample', '{crm:read}');
INSERT INTO webhook_endpoints (id, name, url, secret) VALUES (1, 'sample', 'https://hooks.example/', 'whsec_sample');
INSERT INTO wire_events (id, event_id, type, body, for_broker) VALUES (1, gen_random_uuid(), 'cliente.creado', '{}', true);
INSERT INTO webhook_deliveries (id, endpoint_id, wire_event_id) VALUES (1, 1, 1);
INSERT INTO delivery_attempts (delivery_id) VALUES (1);
INSERT INTO broker_status (role, is_connected) VALUES ('publisher', true);
INSERT INTO connection_checks (name, is_ok, milliseconds) VALUES ('smtp', true, 12);
INSERT INTO tax_rates (name, basis_points, is_default) VALUES ('sample', 1900, true);
INSERT INTO invoices (id, customer_id, type, series_id, currency, customer_name, net, tax, total)
SELECT 1, 1, 'invoice', min(id), 'CLP', 'Ana Rojas', 1000, 190, 1190 FROM invoice_series;
INSERT INTO invoice_lines (invoice_id, position, description, quantity, unit_price, tax_basis_points, net, tax, total)
VALUES (1, 1, 'sample', 1000, 1000, 1900, 1000, 190, 1190);
UPDATE invoices SET state = 'issued', number = 1, full_number = 'F-1', issued_at = now(), issue_offset_minutes = -180,
    issued_on = CURRENT_DATE, due_on = CURRENT_DATE WHERE id = 1;
INSERT INTO payments (invoice_id, amount, currency, paid_on, method) VALUES (1, 190, 'CLP', CURRENT_DATE, 'cash');
INSERT INTO invoices (id, customer_id, type, corrects_id, series_id, currency, customer_name, net, tax, total, state, number, full_number,
    issued_at, issue_offset_minutes, issued_on, due_on)
SELECT 2, 1, 'credit_note', 1, max(id), 'CLP', 'Ana Rojas', 100, 19, 119, 'issued', 1, 'NC-1', now(), -180, CURRENT_DATE, CURRENT_DATE
FROM invoice_series WHERE kind = 'credit_note';
INSERT INTO refunds (invoice_id, credit_note_id, amount, currency, refunded_on, method) VALUES (1, 2, 119, 'CLP', CURRENT_DATE, 'cash');
INSERT INTO invoice_deliveries (message_id, invoice_id) VALUES (1, 1);
INSERT INTO message_attachments (message_id, position, file_name, content_type, content)
VALUES (1, 1, 'sample.pdf', 'application/pdf', '\x06');
INSERT INTO idempotency_keys (api_key_id, key, fingerprint, status, body) VALUES (1, 'sample', '\x06', 201, '{}');
INSERT INTO customer_views (id, name, query, owner_id) VALUES (1, 'sample', 'segment=vip', 1);
INSERT INTO customer_view_defaults (user_id, view_id) VALUES (1, 1);
INSERT INTO customer_batches (id, token, action, created_by) VALUES (1, '00000000-0000-4000-8000-000000000001', 'delete', 1);
INSERT INTO customer_batch_rows (batch_id, customer_id, outcome) VALUES (1, 1, 'done');
INSERT INTO value_models (id, day, state, customers, sampled, visits_r, visits_alpha, visits_a, visits_b,
    visits_log_likelihood, spend_p, spend_q, spend_v, spend_log_likelihood, held_back_days, held_back_customers, visits_error, visits_error_own, spend_error, spend_error_own, visits_expected, visits_made, visits_error_90d,
    visits_error_own_90d, worth_a_call)
VALUES (1, CURRENT_DATE, 'ready', 1, 1, 1, 1, 1, 1, -1, 1, 2, 1, -1, 365, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
INSERT INTO category_rhythms (category, interval_days, customers) VALUES ('Masajes', 30, 10);
INSERT INTO customer_values (customer_id, model_id, last_date, p_alive, visits_90d, visits_year) VALUES (1, 1, CURRENT_DATE, 1, 1, 1);
INSERT INTO call_pauses (customer_id, outcome, until, activity_id, by) VALUES (1, 'called', CURRENT_DATE, NULL, 1);
INSERT INTO services (id, category, name) VALUES (9001, 'sample', 'sample');
INSERT INTO service_merges (id, loser_id, winner_id, loser_active, merged_by) VALUES (1, 9001, 1, true, 1);
INSERT INTO service_merge_rows (merge_id, history_id) VALUES (1, 1);
