//! From the draft of a campaign to what it brought in.

mod approval;
mod engines;
mod fairness;
mod planning;
mod results;
mod sending;

use vinculo::domain::{CampaignId, CustomerId};

use crate::support::{TestApp, a_customer, a_service};

const DELIVER: &str = "messages.deliver";

/// Customers who came once, half a year ago, each with an address and consent.
fn some_customers(app: &TestApp, count: usize) -> Vec<CustomerId> {
    let conn = &mut app.db.conn();
    (0..count)
        .map(|_| {
            let customer = a_customer().create(conn);
            a_service(customer).on("2025-03-01").create(conn);
            customer
        })
        .collect()
}

/// What is typed in the form: everybody, at any hour, as fast as can be, nobody held out.
const PLAN: [(&str, &str); 7] = [
    ("name", "Vuelve a Aremko"),
    ("holdout_percent", "0"),
    ("from_hour", "0"),
    ("to_hour", "24"),
    ("per_hour", "100000"),
    ("engine", "builtin"),
    ("version", "1"),
];

fn plan<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = PLAN.into();
    for (name, value) in changes {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    fields
}

/// A draft of whoever is signed in.
/// Drawn by its number, so that each run of a test holds out the same people.
async fn a_draft(app: &TestApp, changes: &[(&str, &str)]) -> CampaignId {
    app.get("/campaigns/new").await.expect(200);
    let saved = app
        .post_form("/campaigns", &plan(changes))
        .await
        .expect(303);
    let id = saved.location().strip_prefix("/campaigns/").unwrap();
    app.db
        .sql(&format!("UPDATE campaigns SET seed = id WHERE id = {id}"));
    id.parse().unwrap()
}

async fn start(app: &TestApp, id: CampaignId) {
    let path = format!("/campaigns/{id}");
    app.get(&path).await.expect(200);
    let version = [("version", "1")];
    app.post_form(&format!("{path}/start"), &version)
        .await
        .expect(303);
}

/// Lets what was handed over leave, without the ten seconds to think again.
async fn deliver(app: &TestApp) {
    app.run_jobs_until_idle().await;
    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
}

/// How many members are in a state.
fn members(app: &TestApp, state: &str) -> i64 {
    let count = format!("SELECT count(*) FROM campaign_members WHERE state = '{state}'");
    app.db.number(&count)
}

fn state(app: &TestApp, id: CampaignId) -> String {
    app.db
        .text(&format!("SELECT state FROM campaigns WHERE id = {id}"))
}
