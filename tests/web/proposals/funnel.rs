//! How far proposals came, told from what is stored of each.

use vinculo::domain::Role;

use crate::support::{Page, TestApp};

/// Four proposals of last autumn: one only written, one approved, two sent. Of those one was edited, reported as
/// delivered, and opened by a scanner; the other was clicked by its reader, who came nine days later.
const STORY: &str = "
    INSERT INTO users (id, email, name, role, password_hash) VALUES (900, 'eva@b.cl', 'Eva', 'sales', '');
    INSERT INTO customers (id, full_name) VALUES (901, 'Ana'), (902, 'Bea'), (903, 'Carla'), (904, 'Dora');
    INSERT INTO mail_templates (id, name, language) VALUES (920, 'Otoño', 'es');
    INSERT INTO mail_template_versions (id, template_id, number, subject, body) VALUES (921, 920, 2, 'x', 'x');
    INSERT INTO messages (id, customer_id, purpose, kind, recipient, message_id, state, finished_at)
    VALUES (911, 901, 'commercial', 'proposal', 'a@b.cl', 'a@v', 'sent', '2025-08-01 12:10Z'),
           (912, 902, 'commercial', 'proposal', 'b@b.cl', 'b@v', 'sent', '2025-09-01 12:30Z');
    INSERT INTO proposals (customer_id, state, engine_asked, engine, segment, language, offer_limit, message_id,
                           created_at, ready_at, created_by, edited_at)
    VALUES (901, 'sent', 'builtin', 'builtin', 'vip', 'es', 10, 911, '2025-08-01 12:00Z', '2025-08-01 12:00Z', 900,
            '2025-08-01 12:05Z'),
           (902, 'sent', 'anthropic', 'anthropic', 'lost', 'es', 10, 912, '2025-09-01 12:00Z', '2025-09-01 12:00Z',
            900, NULL),
           (903, 'approved', 'builtin', 'builtin', 'lost', 'es', 10, NULL, '2025-09-02 12:00Z', '2025-09-02 12:00Z',
            NULL, NULL),
           (904, 'ready', 'builtin', 'builtin', 'lost', 'es', 10, NULL, '2025-09-03 02:00Z', '2025-09-03 02:00Z',
            NULL, NULL),
           (904, 'failed', 'builtin', NULL, 'lost', 'es', 10, NULL, '2025-09-04 12:00Z', NULL, 900, NULL);
    UPDATE proposals SET template_version_id = 921 WHERE message_id = 911;
    INSERT INTO message_events (message_id, type, by, reason)
    VALUES (911, 'delivered', 'machine', 'brevo'), (911, 'opened', 'machine', 'scanner'),
           (911, 'clicked', 'machine', 'sweep'), (912, 'clicked', 'person', 'reader');
    INSERT INTO services (id, category, name) VALUES (950, 'Spa', 'Sauna');
    INSERT INTO service_history (customer_id, service_id, category, name, date, price)
    VALUES (901, 950, 'Spa', 'Sauna', '2025-09-15', 1000), (902, 950, 'Spa', 'Sauna', '2025-09-10', 1000),
           (902, 950, 'Spa', 'Sauna', '2025-09-11', 1000);";

const STEPS: [&str; 7] = [
    "generated",
    "approved",
    "sent",
    "delivered",
    "opened",
    "clicked",
    "visited",
];

/// The story's year: the page begins with the clock's.
const YEAR: &str = "from=2025-01-01&to=2025-10-26";

async fn funnel(app: &TestApp, query: &str) -> Page {
    app.get(&format!("/proposals/funnel?{query}"))
        .await
        .expect(200)
}

/// The seven steps of all together.
fn steps(page: &Page) -> Vec<String> {
    STEPS
        .map(|step| page.value(&format!("funnel_{step}")))
        .into()
}

/// `name: the seven steps` of each row.
fn rows(page: &Page) -> Vec<String> {
    let row = |id: &String| {
        let of_row = |step| {
            page.text(&format!(
                "[data-row=funnel][data-id='{id}'] [data-step={step}]"
            ))
        };
        format!("{id}: {}", STEPS.map(of_row).join(" "))
    };
    page.attrs("[data-row=funnel]", "data-id")
        .iter()
        .map(row)
        .collect()
}

async fn told() -> TestApp {
    let app = TestApp::start().await;
    app.db.sql(STORY);
    app.sign_in(Role::Sales).await;
    app
}

#[tokio::test]
async fn each_step_counts_what_people_did_and_not_what_machines_opened() {
    let app = told().await;
    let page = funnel(&app, YEAR).await;
    assert_eq!(steps(&page), ["4", "3", "2", "2", "1", "1", "1"]);
    assert_eq!(page.value("funnel_edited"), "1");
    assert_eq!(page.value("funnel_seconds_to_send"), "1200");
}

#[tokio::test]
async fn they_are_told_apart_by_month_segment_engine_person_and_campaign() {
    let app = told().await;
    for (by, expected) in [
        // The last was asked for in the evening of the second, by the business's clock.
        (
            "month",
            vec!["2025-09: 3 2 1 1 1 1 1", "2025-08: 1 1 1 1 0 0 0"],
        ),
        ("segment", vec!["vip: 1 1 1 1 0 0 0", "lost: 3 2 1 1 1 1 1"]),
        (
            "engine",
            vec!["builtin: 3 2 1 1 0 0 0", "anthropic: 1 1 1 1 1 1 1"],
        ),
        ("person", vec!["900: 2 2 2 2 1 1 1", ": 2 1 0 0 0 0 0"]),
        ("template", vec!["921: 1 1 1 1 0 0 0", ": 3 2 1 1 1 1 1"]),
        ("campaign", vec![": 4 3 2 2 1 1 1"]),
    ] {
        assert_eq!(
            rows(&funnel(&app, &format!("{YEAR}&by={by}")).await),
            expected,
            "{by}"
        );
    }
    let page = funnel(&app, &format!("{YEAR}&by=person")).await;
    assert_eq!(page.texts("[data-row=funnel] th"), ["Eva", "Un programa"]);
}

#[tokio::test]
async fn only_the_days_asked_for_are_counted() {
    let app = told().await;
    let generated = async |query: &str| {
        let page = funnel(&app, query).await;
        steps(&page)[0].clone()
    };
    assert_eq!(generated("from=2025-09-02&to=2025-09-02").await, "2");
    assert_eq!(generated("to=2025-08-01").await, "1");
    let empty = funnel(&app, "from=2025-10-01&to=2025-10-02").await;
    assert!(empty.has(".empty") && !empty.has("[data-row]"));
}

#[tokio::test]
async fn a_visit_counts_that_lies_within_thirty_days_and_up_to_today() {
    let app = told().await;
    // Of the first: on the day of the sending, after 31 days, and in days to come.
    app.db.sql(
        "UPDATE service_history SET date = '2025-08-01' WHERE customer_id = 901;
         INSERT INTO service_history (customer_id, service_id, category, name, date, price)
         VALUES (901, 950, 'Spa', 'Sauna', '2025-09-01', 1000)",
    );
    assert_eq!(steps(&funnel(&app, YEAR).await)[6], "1");
    app.db.sql("UPDATE service_history SET date = '2025-08-31' WHERE customer_id = 901 AND date = '2025-09-01'");
    assert_eq!(steps(&funnel(&app, YEAR).await)[6], "2");
}

#[tokio::test]
async fn what_a_campaign_sends_unread_was_approved_by_nobody() {
    let app = told().await;
    let of_campaign = |needs_approval: bool| {
        format!(
            "INSERT INTO campaigns (id, name, audience, engine, variants, holdout_percent, from_hour, to_hour, per_hour,
                                    needs_approval, seed, created_by)
             VALUES (960, 'Otoño', '', 'builtin', '[]', 0, 0, 24, 100, {needs_approval}, 1, 900)
             ON CONFLICT (id) DO UPDATE SET needs_approval = {needs_approval};
             INSERT INTO campaign_members (campaign_id, customer_id, arm, state, proposal_id, assigned_on)
             SELECT 960, customer_id, 'a', 'handed', id, '2025-09-01' FROM proposals WHERE message_id = 912
             ON CONFLICT DO NOTHING"
        )
    };
    app.db.sql(&of_campaign(false));
    assert_eq!(steps(&funnel(&app, YEAR).await)[1..3], ["2", "2"]);
    app.db.sql(&of_campaign(true));
    assert_eq!(steps(&funnel(&app, YEAR).await)[1..3], ["3", "2"]);
}

#[tokio::test]
async fn what_was_asked_for_just_now_is_seen_also_where_the_business_date_is_pinned() {
    let app = told().await;
    app.db.sql("UPDATE proposals SET created_at = now()");
    assert_eq!(steps(&funnel(&app, "").await)[0], "4");
}
