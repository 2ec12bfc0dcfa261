//! One of them: how it is made, changed, won, lost and deleted, and what else stands on its page.

use vinculo::domain::Role;

use super::Desk;
use crate::support::{a_customer, a_user};

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
