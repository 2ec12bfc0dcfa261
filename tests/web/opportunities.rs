//! Opportunities: the board and its moves, the list, the forecast, and where they come from.

use vinculo::domain::Role;

use crate::support::{Browser, Page, TestApp, a_customer, a_user};

/// A sales person with a customer.
struct Desk {
    app: TestApp,
    customer: String,
    me: String,
}

impl Desk {
    async fn set() -> Self {
        let app = TestApp::start().await;
        let me = app.sign_in(Role::Sales).await.to_string();
        let customer = a_customer().create(&mut app.db.conn()).to_string();
        app.get("/opportunities/new").await.expect(200);
        Self { app, customer, me }
    }

    async fn send(&self, fields: &[(&str, &str)]) -> Page {
        let mut all = vec![("customer_id", self.customer.as_str())];
        all.extend(fields);
        self.app.post_form("/opportunities", &all).await
    }

    /// Makes one with a title, in a stage, of a value; returns its id.
    async fn make(&self, title: &str, stage: &str, value: &str) -> String {
        self.make_with(&[("title", title), ("stage", stage), ("value", value)])
            .await
    }

    async fn make_with(&self, fields: &[(&str, &str)]) -> String {
        let made = self.send(fields).await.expect(303);
        made.location()
            .trim_start_matches("/opportunities/")
            .to_owned()
    }

    async fn move_to(&self, id: &str, fields: &[(&str, &str)]) -> Page {
        let path = format!("/opportunities/{id}/stage");
        self.app.post_form(&path, fields).await
    }

    async fn column(&self, stage: &str) -> Vec<String> {
        column(&self.app, "/opportunities", stage).await
    }

    fn stage(&self, id: &str) -> String {
        self.app
            .db
            .text(&format!("SELECT stage FROM opportunities WHERE id = {id}"))
    }
}

async fn column(browser: &Browser, address: &str, stage: &str) -> Vec<String> {
    let page = browser.get(address).await.expect(200);
    page.rows(&format!("[data-stage={stage}] .cards"))
}

fn sum(page: &Page, id: &str) -> (String, String) {
    let row = format!("[data-row=sum][data-id={id}]");
    (
        page.attr(&row, "data-value"),
        page.attr(&row, "data-weighted"),
    )
}

#[tokio::test]
async fn the_board_sums_each_stage_by_currency_and_by_how_likely_it_is() {
    let desk = Desk::set().await;
    desk.make("Evento", "proposal", "$1.000.000").await;
    let likely = [
        ("title", "Charla"),
        ("stage", "proposal"),
        ("value", "300.001"),
        ("probability", "90"),
    ];
    desk.make_with(&likely).await;
    let euros = [
        ("title", "Curso"),
        ("stage", "proposal"),
        ("value", "100,50"),
        ("currency", "EUR"),
    ];
    desk.make_with(&euros).await;
    let page = desk.app.get("/opportunities").await.expect(200);
    assert_eq!(page.value("proposal_count"), "3");
    assert_eq!(page.value("initial_count"), "0");
    assert_eq!(
        sum(&page, "proposal_CLP"),
        ("1300001".into(), "770001".into())
    );
    assert_eq!(sum(&page, "proposal_EUR"), ("10050".into(), "5025".into()));
    let words = page.texts("[data-id=proposal_CLP] dd");
    assert_eq!(words, ["$1.300.001", "$770.001 ponderado"]);
}

#[tokio::test]
async fn the_menu_of_a_card_moves_it_without_scripts() {
    let desk = Desk::set().await;
    let id = desk.make("Evento", "initial", "1000").await;
    let page = desk.app.get("/opportunities").await.expect(200);
    let menu = format!("#card-{id} form");
    assert_eq!(
        page.attr(&menu, "action"),
        format!("/opportunities/{id}/stage")
    );
    let offered = page.attrs(&format!("{menu} button[name=to]"), "value");
    assert_eq!(
        offered,
        ["contact", "proposal", "negotiation", "won", "lost"]
    );
    let moved = desk
        .move_to(&id, &[("to", "negotiation")])
        .await
        .expect(303);
    assert_eq!(moved.location(), "/opportunities");
    assert_eq!(desk.column("negotiation").await, std::slice::from_ref(&id));
    let row = "SELECT concat_ws(' ', stage, probability, closed_at IS NULL) FROM opportunities";
    assert_eq!(desk.app.db.text(row), "negotiation 75 t");
    let page = desk
        .app
        .get(&format!("/opportunities/{id}"))
        .await
        .expect(200);
    assert_eq!(page.rows("#steps"), ["initial", "negotiation"]);
    let action = "SELECT action FROM audit_log WHERE record_type = 'opportunity' ORDER BY id";
    assert_eq!(
        desk.app.db.texts(action),
        ["opportunity.created", "opportunity.moved"]
    );
    desk.move_to(&id, &[("to", "nowhere")]).await.expect(400);
}

#[tokio::test]
async fn a_card_lies_where_it_was_dropped_and_steps_up_and_down() {
    let desk = Desk::set().await;
    let (c, b) = (
        desk.make("C", "contact", "1").await,
        desk.make("B", "contact", "1").await,
    );
    let (a, x) = (
        desk.make("A", "contact", "1").await,
        desk.make("X", "initial", "1").await,
    );
    assert_eq!(desk.column("contact").await, [&a, &b, &c].map(String::from));
    let drop = |before: &str, after: &str| {
        vec![
            ("to", "contact".to_owned()),
            ("before", before.to_owned()),
            ("after", after.to_owned()),
        ]
    };
    for (fields, expected) in [
        (drop(&b, ""), [&a, &x, &b, &c]),
        (drop("", &c), [&a, &b, &c, &x]),
        (drop(&a, ""), [&x, &a, &b, &c]),
        (vec![("to", "down".to_owned())], [&a, &x, &b, &c]),
        (vec![("to", "up".to_owned())], [&x, &a, &b, &c]),
        (vec![("to", "up".to_owned())], [&x, &a, &b, &c]),
    ] {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        desk.move_to(&x, &fields).await.expect(303);
        assert_eq!(
            desk.column("contact").await,
            expected.map(String::from),
            "{fields:?}"
        );
    }
}

#[tokio::test]
async fn neighbours_without_room_between_them_make_room() {
    let desk = Desk::set().await;
    let (b, a) = (
        desk.make("B", "contact", "1").await,
        desk.make("A", "contact", "1").await,
    );
    let x = desk.make("X", "initial", "1").await;
    desk.app.db.sql("UPDATE opportunities SET position = 5");
    desk.app.db.sql(&format!(
        "UPDATE opportunities SET position = 4 WHERE id = {a}"
    ));
    desk.move_to(&x, &[("to", "contact"), ("before", &b)])
        .await
        .expect(303);
    assert_eq!(desk.column("contact").await, [a, x, b]);
}

#[tokio::test]
async fn scripts_get_the_board_again_with_the_focus_on_what_was_moved() {
    let desk = Desk::set().await;
    let mine = [
        ("title", "Peña"),
        ("value", "1"),
        ("owner", desk.me.as_str()),
    ];
    let id = desk.make_with(&mine).await;
    let token = desk.app.token();
    let path = format!("/opportunities/{id}/stage");
    let fields = [("to", "won"), ("owner", "me"), ("_csrf", token.as_str())];
    let part = desk
        .app
        .post_raw(&path, &fields, &[("HX-Request", "true")])
        .await
        .expect(200);
    assert!(part.has("#board") && !part.has("header.top"));
    assert!(part.has(&format!("[data-stage=won] #card-{id} summary[data-focus]")));
    assert_eq!(
        part.attr(&format!("#card-{id} [name=owner]"), "value"),
        "me"
    );
    let toast: serde_json::Value = serde_json::from_str(part.header("hx-trigger")).unwrap();
    assert_eq!(toast["toast"]["text"], "«Peña» está ahora en Ganada.");
    let lost = [("to", "lost"), ("_csrf", token.as_str())];
    let led = desk
        .app
        .post_raw(&path, &lost, &[("HX-Request", "true")])
        .await
        .expect(204);
    assert_eq!(
        led.header("hx-redirect"),
        format!("/opportunities/{id}/loss?back=%2Fopportunities")
    );
    assert_eq!(desk.stage(&id), "won", "it waits for the reason");
}

#[tokio::test]
async fn a_sale_is_won_with_a_note_and_lost_with_a_reason() {
    let desk = Desk::set().await;
    let id = desk.make("Evento", "proposal", "1000").await;
    let page = format!("/opportunities/{id}");
    let won = [
        ("to", "won"),
        ("note", "Firmó hoy."),
        ("back", page.as_str()),
    ];
    assert_eq!(desk.move_to(&id, &won).await.expect(303).location(), page);
    let shown = desk.app.get(&page).await.expect(200);
    assert!(shown.text("#ending").contains("Firmó hoy."));
    assert_eq!(shown.value("probability"), "100");

    let to = desk.move_to(&id, &[("to", "lost")]).await.expect(303);
    let loss = desk.app.follow(&to).await.expect(200);
    assert_eq!(loss.count("[name=reason]"), 6);
    let path = format!("{page}/loss");
    let unsaid = [("reason", ""), ("note", "Se cambió de ciudad.")];
    let again = desk.app.post_form(&path, &unsaid).await.expect(422);
    assert!(again.has("#reason-err"));
    assert_eq!(again.text("#note"), "Se cambió de ciudad.");
    let said = [("reason", "no_need"), ("note", "Se cambió de ciudad.")];
    desk.app.post_form(&path, &said).await.expect(303);
    let shown = desk.app.get(&page).await.expect(200);
    assert_eq!(
        shown.attr("#ending [data-reason]", "data-reason"),
        "no_need"
    );
    assert_eq!(shown.rows("#steps"), ["proposal", "won", "lost"]);
    // The reason can be corrected; that is no step.
    desk.app
        .post_form(&path, &[("reason", "price"), ("note", "")])
        .await
        .expect(303);
    let ending = "SELECT concat_ws(' ', lost_reason, close_note) FROM opportunities";
    assert_eq!(desk.app.db.text(ending), "price");
    assert_eq!(
        desk.app
            .db
            .number("SELECT count(*) FROM opportunity_stages"),
        3
    );

    desk.move_to(&id, &[("to", "contact")]).await.expect(303);
    let row =
        "SELECT concat_ws(' ', stage, probability, lost_reason, closed_at) FROM opportunities";
    assert_eq!(desk.app.db.text(row), "contact 25");
    let events = "SELECT type FROM domain_events WHERE record_type = 'opportunity' ORDER BY id";
    let expected =
        ["created", "won", "lost", "updated", "moved"].map(|word| format!("opportunity.{word}"));
    assert_eq!(desk.app.db.texts(events), expected);
}

#[tokio::test]
async fn a_form_with_mistakes_names_them_all_and_keeps_what_was_typed() {
    let desk = Desk::set().await;
    let wrong = [
        ("title", " "),
        ("stage", "won"),
        ("value", "mucho"),
        ("probability", "120"),
        ("products", "Masajes"),
    ];
    let page = desk.send(&wrong).await.expect(422);
    for field in ["title", "stage", "value", "probability"] {
        assert!(page.has(&format!("#{field}[aria-invalid=true]")), "{field}");
    }
    assert_eq!(page.attr("#value", "value"), "mucho");
    assert_eq!(page.text("#products"), "Masajes");
    let nobody = [("customer_id", ""), ("customer_name", ""), ("title", "x")];
    let page = desk
        .app
        .post_form("/opportunities", &nobody)
        .await
        .expect(422);
    assert!(page.has("#customer_name-err"));
    assert_eq!(desk.app.db.number("SELECT count(*) FROM opportunities"), 0);
}

#[tokio::test]
async fn two_who_edit_at_once_do_not_overwrite_each_other_unseen() {
    let desk = Desk::set().await;
    let id = desk.make("Evento", "proposal", "1000").await;
    let page = desk
        .app
        .get(&format!("/opportunities/{id}/edit"))
        .await
        .expect(200);
    let mut fields = page.filled("main form");
    let path = format!("/opportunities/{id}");
    let set = |fields: &mut Vec<(String, String)>, name: &str, value: &str| {
        let field = fields.iter_mut().find(|(field, _)| field == name);
        field.unwrap().1 = value.to_owned();
    };
    let sent = |fields: &[(String, String)]| -> Vec<(String, String)> { fields.to_vec() };
    set(&mut fields, "title", "Evento de la colega");
    set(&mut fields, "value", "$2.500");
    let first = sent(&fields);
    let first: Vec<(&str, &str)> = first
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    desk.app.post_form(&path, &first).await.expect(303);

    set(&mut fields, "title", "El mío");
    let late: Vec<(&str, &str)> = fields
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let again = desk.app.post_form(&path, &late).await.expect(409);
    assert!(
        again
            .text("main div.alertline")
            .contains("Evento de la colega · $2.500 · 50%")
    );
    assert_eq!(again.attr("#title", "value"), "El mío");
    let fields = again.filled("main form");
    let over: Vec<(&str, &str)> = fields
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    desk.app.post_form(&path, &over).await.expect(303);
    let row = "SELECT concat_ws(' ', title, value, stage, version) FROM opportunities";
    assert_eq!(desk.app.db.text(row), "El mío 2500 proposal 3");
}

#[tokio::test]
async fn the_list_is_sorted_and_filtered_by_its_address() {
    let desk = Desk::set().await;
    let small = desk
        .make_with(&[
            ("title", "Chica"),
            ("stage", "contact"),
            ("value", "10"),
            ("expected_close_on", "2025-12-01"),
            ("owner", &desk.me),
        ])
        .await;
    let large = desk
        .make_with(&[
            ("title", "Grande"),
            ("stage", "proposal"),
            ("value", "999"),
            ("expected_close_on", "2025-11-01"),
            ("owner", ""),
        ])
        .await;
    for (query, expected) in [
        ("", vec![&large, &small]),
        ("?sort=value", vec![&small, &large]),
        ("?sort=-value", vec![&large, &small]),
        ("?sort=close", vec![&large, &small]),
        ("?sort=-close", vec![&small, &large]),
        ("?stage=contact", vec![&small]),
        ("?owner=me", vec![&small]),
        ("?owner=me&stage=proposal", vec![]),
    ] {
        let page = desk
            .app
            .get(&format!("/opportunities/list{query}"))
            .await
            .expect(200);
        assert_eq!(
            page.rows("#results").iter().collect::<Vec<_>>(),
            expected,
            "{query}"
        );
    }
    assert_eq!(
        column(&desk.app, "/opportunities?owner=me", "contact").await,
        [small]
    );
    assert!(
        column(&desk.app, "/opportunities?owner=me", "proposal")
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_long_column_shows_its_top_and_leads_to_the_list() {
    let desk = Desk::set().await;
    desk.app.db.sql(&format!(
        "INSERT INTO opportunities (customer_id, title, stage, currency, probability, position)
         SELECT {}, 'Número ' || n, 'contact', 'CLP', 25, n FROM generate_series(1, 60) AS n",
        desk.customer
    ));
    let page = desk.app.get("/opportunities").await.expect(200);
    assert_eq!(page.count("[data-stage=contact] [data-card]"), 50);
    assert_eq!(page.value("contact_count"), "60");
    let all = page.attr("[data-stage=contact] > p a", "href");
    assert_eq!(all, "/opportunities/list?stage=contact");
    let list = desk.app.get(&all).await.expect(200);
    assert_eq!(list.count("#results [data-row]"), 50);
    assert_eq!(list.text(".pager [data-announce]"), "1–50 de 60");
    let second = desk
        .app
        .get("/opportunities/list?stage=contact&page=2")
        .await
        .expect(200);
    assert_eq!(second.count("#results [data-row]"), 10);
}

#[tokio::test]
async fn the_forecast_adds_by_month_and_currency_what_is_open() {
    let desk = Desk::set().await;
    for (title, stage, value, day, currency) in [
        ("a", "proposal", "1000", "2025-10-31", "CLP"),
        ("b", "initial", "500", "2025-10-01", "CLP"),
        ("c", "contact", "400", "2026-01-15", "CLP"),
        ("d", "contact", "300", "2025-08-01", "CLP"),
        ("e", "contact", "200", "", "CLP"),
        ("f", "contact", "100", "2027-01-01", "CLP"),
        ("g", "negotiation", "80,00", "2025-11-05", "EUR"),
    ] {
        desk.make_with(&[
            ("title", title),
            ("stage", stage),
            ("value", value),
            ("expected_close_on", day),
            ("currency", currency),
        ])
        .await;
    }
    let won = desk.make("h", "proposal", "7777").await;
    desk.move_to(&won, &[("to", "won")]).await.expect(303);
    let page = desk.app.get("/opportunities/forecast").await.expect(200);
    assert_eq!(page.attrs("[data-row=forecast]", "data-id"), ["CLP", "EUR"]);
    let month = |currency: &str, id: &str| {
        let row =
            format!("[data-row=forecast][data-id={currency}] [data-row=month][data-id='{id}']");
        (
            page.attr(&row, "data-count"),
            page.attr(&row, "data-revenue"),
        )
    };
    assert_eq!(month("CLP", "2025-10"), ("2".into(), "550".into()));
    assert_eq!(month("CLP", "2025-11"), ("0".into(), "0".into()));
    assert_eq!(month("CLP", "2026-01"), ("1".into(), "100".into()));
    assert_eq!(month("EUR", "2025-11"), ("1".into(), "6000".into()));
    let rest = page.attrs("[data-row=rest]", "data-id");
    assert_eq!(rest, ["late", "later", "undated"]);
    assert_eq!(
        page.attrs("[data-row=rest]", "data-revenue"),
        ["75", "25", "50"]
    );
    assert_eq!(page.value("forecast_weighted"), "650");
}

#[tokio::test]
async fn one_click_makes_one_of_a_proposal_and_a_second_leads_to_it() {
    let desk = Desk::set().await;
    desk.app.db.sql(&format!(
        "INSERT INTO proposals (id, customer_id, state, engine_asked, engine, segment, language, offer_limit, subject,
                                offer_valid_until, ready_at)
         VALUES (7, {}, 'ready', 'builtin', 'builtin', 'vip', 'es', 15, 'Un respiro para ti', '2025-11-09', now());
         INSERT INTO proposal_items (proposal_id, position, service_name, confidence, reason, price, engine)
         VALUES (7, 1, 'Masaje', 0.5, '{{\"text\": \"x\"}}', 45000, 'builtin'),
                (7, 2, 'Tinas', 0.4, '{{\"text\": \"x\"}}', 30000, 'builtin')",
        desk.customer
    ));
    let page = desk.app.get("/proposals/7").await.expect(200);
    let path = page.attr("form[action$='/opportunities']", "action");
    let made = desk.app.post_form(&path, &[]).await.expect(303);
    let row = "SELECT concat_ws(' ', title, stage, value, currency, probability, expected_close_on, products) FROM opportunities";
    assert_eq!(
        desk.app.db.text(row),
        "Un respiro para ti proposal 75000 CLP 50 2025-11-09 {Masaje,Tinas}"
    );
    let shown = desk.app.follow(&made).await.expect(200);
    assert!(shown.has("a[href='/proposals/7']"));
    let again = desk.app.post_form(&path, &[]).await.expect(303);
    assert_eq!(again.location(), made.location());
    assert_eq!(desk.app.db.number("SELECT count(*) FROM opportunities"), 1);

    let profile = desk
        .app
        .get(&format!("/customers/{}", desk.customer))
        .await
        .expect(200);
    assert_eq!(profile.count("#opportunities [data-row=opportunity]"), 1);
    desk.app.db.sql("UPDATE proposals SET subject = '', state = 'generating', ready_at = NULL; DELETE FROM opportunities");
    desk.app.post_form(&path, &[]).await.expect(409);
}

#[tokio::test]
async fn one_click_makes_one_of_an_activity() {
    let desk = Desk::set().await;
    let fields = [
        ("kind", "call"),
        ("body", "Quiere un evento para 20.\nPrefiere enero."),
    ];
    let path = format!("/customers/{}/activities", desk.customer);
    desk.app.post_form(&path, &fields).await.expect(303);
    let profile = desk
        .app
        .get(&format!("/customers/{}", desk.customer))
        .await
        .expect(200);
    let path = profile.attr("#activity form[action$='/opportunities']", "action");
    let made = desk.app.post_form(&path, &[]).await.expect(303);
    let shown = desk.app.follow(&made).await.expect(200);
    assert_eq!(shown.text("h1"), "Quiere un evento para 20.");
    let again = desk.app.post_form(&path, &[]).await.expect(303);
    assert_eq!(again.location(), made.location());
}

#[tokio::test]
async fn what_was_deleted_is_nowhere_and_comes_back_by_undo() {
    let desk = Desk::set().await;
    let id = desk.make("Evento", "contact", "1000").await;
    let path = format!("/opportunities/{id}");
    let gone = desk
        .app
        .post_form(&format!("{path}/deletion"), &[])
        .await
        .expect(303);
    let undo = desk
        .app
        .follow(&gone)
        .await
        .attr("form[data-undo]", "action");
    desk.app.get(&path).await.expect(404);
    assert!(desk.column("contact").await.is_empty());
    desk.move_to(&id, &[("to", "won")]).await.expect(404);
    desk.app
        .post_form(&format!("{path}/deletion"), &[])
        .await
        .expect(404);
    desk.app.post_form(&undo, &[]).await.expect(303);
    assert_eq!(desk.column("contact").await, std::slice::from_ref(&id));
    desk.app.db.sql("UPDATE customers SET deleted_at = now()");
    assert!(desk.column("contact").await.is_empty());
    desk.app.get(&path).await.expect(404);
}

#[tokio::test]
async fn staff_see_no_opportunities() {
    let desk = Desk::set().await;
    desk.make("Evento", "contact", "1000").await;
    let staff = desk.app.browser();
    let user = a_user(Role::Staff).create(&mut desk.app.db.conn());
    desk.app.sign_in_as(user, &staff).await;
    staff.get("/opportunities").await.expect(403);
    let profile = staff
        .get(&format!("/customers/{}", desk.customer))
        .await
        .expect(200);
    assert!(!profile.has("#opportunities") && !profile.has("a[href='/opportunities']"));
}

#[tokio::test]
async fn what_was_closed_long_ago_leaves_the_board_and_stays_in_the_list() {
    let desk = Desk::set().await;
    let (old, new) = (
        desk.make("Vieja", "contact", "1000").await,
        desk.make("Nueva", "contact", "300").await,
    );
    for id in [&old, &new] {
        desk.move_to(id, &[("to", "won")]).await.expect(303);
    }
    desk.app.db.sql(&format!(
        "UPDATE opportunities SET closed_at = '2025-07-27 12:00 America/Santiago' WHERE id = {old};
         UPDATE opportunities SET closed_at = '2025-07-28 12:00 America/Santiago' WHERE id = {new}"
    ));
    let board = desk.app.get("/opportunities").await.expect(200);
    assert_eq!(
        board.rows("[data-stage=won] .cards"),
        std::slice::from_ref(&new)
    );
    assert_eq!(sum(&board, "won_CLP").0, "300");
    let all = board.attr("[data-stage=won] a.w5[href*=list]", "href");
    assert_eq!(
        desk.app
            .get(&all)
            .await
            .expect(200)
            .count("[data-row=opportunity]"),
        2
    );
}

#[tokio::test]
async fn what_is_planned_for_a_sale_stands_on_its_page() {
    let desk = Desk::set().await;
    let id = desk.make("Evento", "contact", "1000").await;
    let here = format!("/opportunities/{id}");
    let page = desk.app.get(&here).await.expect(200);
    let plan = page.attr("#tasks a[href^='/activities/new']", "href");
    let form = desk.app.get(&plan).await.expect(200);
    assert_eq!(form.attr("[name=opportunity_id]", "value"), id);
    let task = |customer: &str| {
        vec![
            ("customer_id", customer.to_owned()),
            ("opportunity_id", id.clone()),
            ("kind", "call".to_owned()),
            ("title", "Llamar".to_owned()),
            ("due_date", "2025-10-27".to_owned()),
            ("back", here.clone()),
        ]
    };
    let stranger = a_customer().create(&mut desk.app.db.conn()).to_string();
    for customer in [&desk.customer, &stranger] {
        let fields = task(customer);
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let stored = desk.app.post_form("/activities", &fields).await.expect(303);
        assert_eq!(stored.location(), here);
    }
    let page = desk.app.get(&here).await.expect(200);
    assert_eq!(
        page.count("#tasks [data-row=activity]"),
        1,
        "a stranger's is none of it"
    );
    let tied = "SELECT count(*) FROM activities WHERE opportunity_id IS NOT NULL";
    assert_eq!(desk.app.db.number(tied), 1);
}

#[tokio::test]
async fn a_won_sale_leads_whoever_bills_to_its_invoice() {
    let desk = Desk::set().await;
    let id = desk.make("Evento", "contact", "1000").await;
    let here = format!("/opportunities/{id}");
    let bill = format!("a[href='/invoices/new?opportunity={id}']");
    let admin = desk.app.browser_of(Role::Admin).await;
    assert!(
        !admin.get(&here).await.expect(200).has(&bill),
        "not yet won"
    );
    desk.move_to(&id, &[("to", "won")]).await.expect(303);
    assert!(admin.get(&here).await.expect(200).has(&bill));
    assert!(
        !desk.app.get(&here).await.expect(200).has(&bill),
        "sales do not bill"
    );
}

#[tokio::test]
async fn the_list_is_searched_by_title_and_customer_and_shows_one_customers_alone() {
    let desk = Desk::set().await;
    let other = a_customer()
        .name("Hotel Mirador")
        .create(&mut desk.app.db.conn())
        .to_string();
    let mine = desk.make("Boda en el lago", "contact", "1000").await;
    let theirs = desk
        .app
        .post_form(
            "/opportunities",
            &[
                ("customer_id", other.as_str()),
                ("title", "Masajes 100% lago"),
            ],
        )
        .await
        .expect(303);
    let theirs = theirs
        .location()
        .trim_start_matches("/opportunities/")
        .to_owned();
    desk.move_to(&mine, &[("to", "won")]).await.expect(303);
    let of_other = format!("customer={other}");
    let both = format!("{of_other}&q=boda");
    for (query, expected) in [
        ("q=LAGO", vec![&mine, &theirs]),
        ("q=mirador+lago", vec![&theirs]),
        ("q=100%25", vec![&theirs]),
        ("q=l%25o", vec![]),
        ("q=rojas", vec![&mine]),
        ("stage=open", vec![&theirs]),
        ("stage=closing", vec![]),
        ("stage=won_this_month", vec![&mine]),
        (of_other.as_str(), vec![&theirs]),
        (both.as_str(), vec![]),
    ] {
        let page = desk
            .app
            .get(&format!("/opportunities/list?{query}"))
            .await
            .expect(200);
        let mut found = page.rows("#results");
        found.sort();
        let expected: Vec<String> = expected.into_iter().cloned().collect();
        assert_eq!(found, expected, "{query}");
    }
    let list = format!("/opportunities/list?customer={other}");
    let page = desk.app.get(&list).await.expect(200);
    assert!(page.text("#of").contains("Hotel Mirador"));
    let profile = desk
        .app
        .get(&format!("/customers/{other}"))
        .await
        .expect(200);
    assert!(profile.has(&format!("#opportunities footer a[href='{list}']")));
}

#[tokio::test]
async fn a_loss_leads_back_to_where_it_was_begun() {
    let desk = Desk::set().await;
    let id = desk.make("Evento", "contact", "1000").await;
    let board = "/opportunities?owner=me";
    let to = desk
        .move_to(&id, &[("to", "lost"), ("owner", "me")])
        .await
        .expect(303);
    let page = desk.app.follow(&to).await.expect(200);
    assert_eq!(page.attr("[name=back]", "value"), board);
    assert_eq!(page.attr(".f-end a", "href"), board);
    let said = [("reason", "price"), ("back", board)];
    let path = format!("/opportunities/{id}/loss");
    let lost = desk.app.post_form(&path, &said).await.expect(303);
    assert_eq!(lost.location(), board);
    // Without a way back, or with a foreign one, it is the card's own page.
    let foreign = [("reason", "price"), ("back", "//evil.example")];
    let lost = desk.app.post_form(&path, &foreign).await.expect(303);
    assert_eq!(lost.location(), format!("/opportunities/{id}"));
}
