//! Who of those who are late is on the list.

use vinculo::domain::Role;

use super::{after_the_night, expected_ids, first, list};
use crate::support::{Page, TestApp};

async fn shown(app: &TestApp, query: &str) -> Page {
    app.get(&format!("/call-list?{query}")).await.expect(200)
}

fn total(page: &Page) -> usize {
    page.value("to_call").parse().unwrap()
}

#[tokio::test]
async fn the_list_has_whom_a_call_is_worth_and_the_others_where_they_are_asked_for() {
    let app = after_the_night().await;
    app.sign_in(Role::Sales).await;
    let worth = app.db.number("SELECT worth_a_call FROM value_models");
    assert!(worth > 1_000, "{worth}");
    let page = list(&app).await;
    let stakes = page.attrs("[data-metric=at_stake]", "data-value");
    assert!(!stakes.is_empty());
    for stake in stakes {
        assert!(stake.parse::<i64>().unwrap() >= worth, "{stake}");
    }
    assert_eq!(page.text("#people"), format!("{} personas", total(&page)));
    let all = app.get(&page.attr("#stake", "href")).await.expect(200);
    assert_eq!(total(&all), expected_ids(&app).len());
    assert!(total(&page) < total(&all));
    assert_eq!(all.attr("#stake", "href"), "/call-list");
}

#[tokio::test]
async fn the_list_is_narrowed_to_ones_own_customers_and_to_who_has_a_phone() {
    let app = after_the_night().await;
    let me = app.sign_in(Role::Sales).await;
    let id = first(&app).await;
    app.db.sql(&format!(
        "UPDATE customers SET owner_id = {me}, phone = 'sin teléfono', phone_e164 = NULL WHERE id = {id}"
    ));
    let everybodys = total(&list(&app).await);
    let own = shown(&app, "owner=me").await;
    assert_eq!(own.rows("#results"), [id.to_string()]);
    assert!(own.has(".chip[href='/call-list']"));
    let form = own.attr("#results form[action*=pauses]", "action");
    assert!(form.ends_with("?owner=me"), "{form}");
    assert_eq!(total(&shown(&app, "owner=me&phone=yes").await), 0);
    let with_phone = shown(&app, "phone=yes").await;
    assert!(!with_phone.rows("#results").contains(&id.to_string()));
    assert!(total(&with_phone) < everybodys);

    let done = app.post_form(&form, &[("outcome", "called")]).await;
    assert_eq!(done.expect(303).location(), "/call-list?owner=me");
}
