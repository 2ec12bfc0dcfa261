//! One change to many customers, and its undo.

mod consents;
mod deleting;
mod ticked;
mod whole_lists;

use super::send;
use crate::support::{Browser, Page, TestApp, a_customer};

/// What an undo has to give back, customer by customer.
const STATE: &str = "
    SELECT c.id || '|' || array_to_string(c.tags, ',') || '|' || coalesce(c.owner_id::text, '-') || '|' || (c.deleted_at IS NULL) || '|' ||
           (SELECT coalesce(string_agg(k.id || k.channel || k.state, ',' ORDER BY k.id), '') FROM consents k WHERE k.customer_id = c.id)
    FROM customers c ORDER BY c.id";

/// Goes from the list to the form, for these or for all, and sends it.
async fn change(app: &Browser, query: &str, fields: &[(&str, &str)]) -> Page {
    let form = app
        .get(&format!("/customers/batches/new?{query}"))
        .await
        .expect(200);
    send(app, &form, "form.form", fields).await
}

async fn with_three() -> (TestApp, Vec<i64>) {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let ana = a_customer()
        .name("Ana")
        .email_consent("withdrawn")
        .create(conn);
    let beto = a_customer().name("Beto").never_asked().create(conn);
    let carla = a_customer()
        .name("Carla")
        .email_consent("given")
        .create(conn);
    app.db.sql(&format!(
        "UPDATE customers SET tags = '{{Spa}}' WHERE id = {ana}"
    ));
    let ids = [ana, beto, carla].map(|id| id.get()).to_vec();
    (app, ids)
}

fn chosen(ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("id={id}")).collect();
    format!("whom=these&{}", ids.join("&"))
}

async fn undo(app: &Browser, batch: &str) -> Page {
    let page = app.get(batch).await.expect(200);
    send(app, &page, "#undo form", &[]).await.expect(303);
    app.get(batch).await.expect(200)
}
