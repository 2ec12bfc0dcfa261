//! What can be done from a row of the list.

use vinculo::domain::Role;

use super::{after_the_night, first, list};

#[tokio::test]
async fn a_note_from_the_list_asks_for_its_text_and_no_more() {
    let app = after_the_night().await;
    app.sign_in(Role::Staff).await;
    let id = first(&app).await;
    let page = list(&app).await;
    let link = format!("[data-row=call][data-id='{id}'] a[href*='kind=note']");
    assert_eq!(page.text(&link), "Nota");
    let part = app
        .get_fragment(&page.attr(&link, "href"))
        .await
        .expect(200);
    assert_eq!(part.text("#quick-h[hx-swap-oob]"), "Nueva nota");
    assert!(part.has("textarea#quick-body[required][data-focus]"));
    assert!(part.has("#quick-title:not([required])") && !part.has("[name=due_date]"));

    let fields = part.filled_with("form", &[("body", "Prefiere los martes.")]);
    let pairs: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let done = app.post_form("/activities", &pairs).await.expect(303);
    assert_eq!(done.location(), "/call-list");
    let noted = "SELECT concat_ws(' ', customer_id, kind, body) FROM activities";
    assert_eq!(
        app.db.texts(noted),
        [format!("{id} note Prefiere los martes.")]
    );
}

#[tokio::test]
async fn what_a_button_is_called_begins_with_what_it_shows() {
    let app = after_the_night().await;
    app.sign_in(Role::Sales).await;
    let page = list(&app).await;
    let named = "[data-row=call] [aria-label]";
    let shown = page.texts(named);
    let names = page.attrs(named, "aria-label");
    assert_eq!(shown.len(), names.len());
    for (shown, name) in shown.iter().zip(&names) {
        assert!(name.starts_with(shown.as_str()), "{shown}: {name}");
    }
}
