//! The list by its address, and the forecast.

use super::{Desk, column};
use crate::support::a_customer;

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
