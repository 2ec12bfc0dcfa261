//! The board: what its columns come to, and how a card moves on it.

use super::Desk;
use crate::support::Page;

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
