//! Customers who were deleted are found again, and come back.

use std::collections::BTreeSet;

use vinculo::domain::{CustomerId, Role, Scope};

use crate::support::{Browser, Page, Program, TestApp, a_customer};

/// An admin, and somebody who was deleted, with a tax id and channels.
async fn with_one_deleted() -> (TestApp, CustomerId) {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let ana = a_customer()
        .name("Ana Peña Soto")
        .email("ana.pena@correo.example")
        .phone("9 8765 4321")
        .create(&mut app.db.conn());
    app.db.sql(&format!(
        "UPDATE customers SET tax_id = '1-9', tax_id_key = '1-9' WHERE id = {ana}"
    ));
    delete(&app, ana).await;
    (app, ana)
}

/// As one does by ticking a single customer of the list.
async fn delete(admin: &Browser, id: CustomerId) {
    let form = admin
        .get(&format!("/customers/batches/new?whom=these&id={id}"))
        .await
        .expect(200);
    super::send(admin, &form, "form.form", &[("action", "delete")])
        .await
        .expect(303);
}

async fn restore(app: &Browser, id: CustomerId) -> Page {
    app.post_form(&format!("/customers/{id}/restoration"), &[])
        .await
}

async fn listed(app: &TestApp, query: &str) -> Vec<String> {
    let page = app.get(&format!("/customers/deleted{query}")).await;
    page.expect(200).texts("[data-row=deleted] .w5")
}

fn is_deleted(app: &TestApp, id: CustomerId) -> bool {
    let gone = format!("SELECT count(*) FROM customers WHERE id = {id} AND deleted_at IS NOT NULL");
    app.db.number(&gone) == 1
}

#[tokio::test]
async fn the_list_says_who_was_deleted_when_and_by_whom() {
    let (app, ana) = with_one_deleted().await;
    let beto = a_customer().name("Beto").create(&mut app.db.conn());
    let program = Program::new(&app, &[Scope::CrmRead, Scope::CrmWrite]);
    program
        .delete(&format!("/api/crm/clientes/cli_{beto}"))
        .await
        .expect(204);
    app.db.sql(&format!(
        "UPDATE customers SET deleted_at = '2025-10-20 15:30+00' WHERE id = {ana}"
    ));
    let page = app.get("/customers/deleted").await.expect(200);
    assert_eq!(page.text("h1"), "Papelera");
    assert_eq!(
        page.attrs("[data-row=deleted]", "data-id"),
        [beto.to_string(), ana.to_string()],
        "the last one first"
    );
    let names = app
        .db
        .texts("SELECT actor FROM audit_log WHERE action = 'customer.deleted' ORDER BY id DESC");
    let by = page.texts("[data-row=deleted] td:nth-child(3)");
    assert_eq!(by, names);
    let row = format!("[data-id='{ana}']");
    assert!(page.text(&row).contains("20-10-2025 12:30"), "Chile's time");
    assert!(page.has(&format!("{row} a[href='/customers/{ana}/privacy']")));
    let list = app.get("/customers?q=ana+pena").await.expect(200);
    assert!(list.has("a[href='/customers/deleted?q=ana+pena']"));
    let other = a_customer().create(&mut app.db.conn());
    let link = "a[href='/customers/deleted']";
    assert!(app.get("/customers").await.has(link));
    let sales = app.browser_of(Role::Sales).await;
    let list = sales.get("/customers").await.expect(200);
    assert!(list.has(&format!("[data-id='{other}']")) && !list.has(link));
}

#[tokio::test]
async fn somebody_is_found_by_name_address_or_phone_and_only_among_the_deleted() {
    let (app, _) = with_one_deleted().await;
    a_customer()
        .name("Ana Peña Rojas")
        .create(&mut app.db.conn());
    for query in ["?q=pena", "?q=ANA.PENA%40correo", "?q=8765+4321"] {
        assert_eq!(listed(&app, query).await, ["Ana Peña Soto"], "{query}");
    }
    for query in ["?q=rojas", "?q=an"] {
        assert!(listed(&app, query).await.is_empty(), "{query}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_though_all_went_at_the_same_moment() {
    let (app, _) = with_one_deleted().await;
    app.db.sql(
        "INSERT INTO customers (full_name, deleted_at) SELECT 'Cliente ' || n, '2025-10-01' FROM generate_series(1, 120) n",
    );
    let (mut address, mut seen, mut sizes) =
        ("/customers/deleted".to_owned(), BTreeSet::new(), vec![]);
    loop {
        let page = app.get(&address).await.expect(200);
        let ids = page.attrs("[data-row=deleted]", "data-id");
        sizes.push(ids.len());
        seen.extend(ids);
        let Some(next) = page.attrs("a[rel=next]", "href").pop() else {
            break;
        };
        address = next;
    }
    assert_eq!((sizes, seen.len()), (vec![50, 50, 21], 121));
    assert_eq!(listed(&app, "?before=nonsense").await.len(), 50);
}

#[tokio::test]
async fn who_is_restored_is_there_with_everything_and_everybody_is_told() {
    let (app, ana) = with_one_deleted().await;
    let version = app
        .db
        .number(&format!("SELECT version FROM customers WHERE id = {ana}"));
    let back = restore(&app, ana).await.expect(303);
    assert_eq!(back.location(), format!("/customers/{ana}"));
    let profile = app.follow(&back).await.expect(200);
    assert_eq!(profile.text("h1"), "Ana Peña Soto");
    assert!(listed(&app, "").await.is_empty());
    let now = app
        .db
        .number(&format!("SELECT version FROM customers WHERE id = {ana}"));
    assert_eq!(now, version + 1, "an older form is refused");
    for table in ["audit_log WHERE action", "domain_events WHERE type"] {
        let told =
            format!("SELECT count(*) FROM {table} = 'customer.restored' AND record_id = {ana}");
        assert_eq!(app.db.number(&told), 1, "{table}");
    }
    let program = Program::new(&app, &[Scope::CrmRead]);
    program
        .get(&format!("/api/crm/clientes/cli_{ana}"))
        .await
        .expect(200);
    // Pressed twice it is done once.
    restore(&app, ana).await.expect(303);
    let told = "SELECT count(*) FROM audit_log WHERE action = 'customer.restored'";
    assert_eq!(app.db.number(told), 1);
    // The batch that deleted her has nothing more to give back.
    app.post_form("/customers/batches/1/reversal", &[])
        .await
        .expect(303);
    let page = app.get("/customers/batches/1").await.expect(200);
    assert_eq!(page.value("batch_changed"), "1");
    assert!(!is_deleted(&app, ana));
}

#[tokio::test]
async fn nobody_comes_back_with_a_tax_id_that_somebody_else_has() {
    let (app, ana) = with_one_deleted().await;
    let holder = a_customer().name("Otra").create(&mut app.db.conn());
    app.db.sql(&format!(
        "UPDATE customers SET tax_id = '1-9', tax_id_key = '1-9' WHERE id = {holder}"
    ));
    let page = restore(&app, ana).await.expect(409);
    assert_eq!(
        page.text(&format!("[role=alert] a[href='/customers/{holder}']")),
        "Otra"
    );
    assert!(!page.has("#restore"), "there is no way around it");
    let forced = [("even_so", "yes")];
    app.post_form(&format!("/customers/{ana}/restoration"), &forced)
        .await
        .expect(409);
    assert!(is_deleted(&app, ana));
    let told = "SELECT count(*) FROM domain_events WHERE type = 'customer.restored'";
    assert_eq!(app.db.number(told), 0);
}

#[tokio::test]
async fn a_shared_address_is_asked_about_first() {
    let (app, ana) = with_one_deleted().await;
    let sharer = a_customer()
        .name("Marta")
        .email("Ana.Pena@correo.example")
        .create(&mut app.db.conn());
    let page = restore(&app, ana).await.expect(409);
    assert!(page.has(&format!("[role=alert] a[href='/customers/{sharer}']")));
    assert!(is_deleted(&app, ana));
    super::send(&app, &page, "#restore", &[]).await.expect(303);
    assert!(!is_deleted(&app, ana));
}

#[tokio::test]
async fn who_shares_the_address_since_it_was_asked_about_is_asked_about_too() {
    let (app, ana) = with_one_deleted().await;
    let conn = &mut app.db.conn();
    let sharer = |name: &str| a_customer().name(name).email("ana.pena@correo.example");
    sharer("Marta").create(conn);
    let page = restore(&app, ana).await.expect(409);
    let second = sharer("Rosa").create(conn);
    let again = super::send(&app, &page, "#restore", &[]).await.expect(409);
    assert!(again.has(&format!("[role=alert] a[href='/customers/{second}']")));
    assert!(is_deleted(&app, ana));
    super::send(&app, &again, "#restore", &[]).await.expect(303);
    assert!(!is_deleted(&app, ana));
}

#[tokio::test]
async fn who_was_merged_is_not_restored_but_leads_to_whom_they_became() {
    let (app, ana) = with_one_deleted().await;
    let conn = &mut app.db.conn();
    let (one, two) = (
        a_customer().name("Uno").create(conn),
        a_customer().name("Dos").create(conn),
    );
    app.db.sql(&format!(
        "UPDATE customers SET deleted_at = now() WHERE id IN ({one}, {two});
         INSERT INTO customer_merges (winner_id, loser_id, winner_before, winner_after, loser_before, moved, added, merged_by)
         VALUES ({two}, {one}, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', (SELECT min(id) FROM users)),
                ({ana}, {two}, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', (SELECT min(id) FROM users))"
    ));
    let page = app.get("/customers/deleted").await.expect(200);
    let staff = app.browser_of(Role::Staff).await;
    for loser in [one, two] {
        let row = format!("[data-id='{loser}']");
        let link = format!("{row} a[href='/customers/{ana}']");
        assert_eq!(page.text(&link), "Fusionado con Ana Peña Soto");
        assert!(!page.has(&format!("{row} form")));
        let refused = restore(&app, loser).await.expect(409);
        assert!(refused.has(&format!("main a[href='/customers/{ana}']")));
        assert!(is_deleted(&app, loser));
        // Whom they became was deleted as well.
        let own = app.get(&format!("/customers/{loser}")).await.expect(404);
        assert!(own.has(&format!("main a[href='/customers/{ana}']")) && !own.has("#restore"));
        let plain = staff.get(&format!("/customers/{loser}")).await.expect(404);
        assert!(!plain.words().contains("Ana") && !plain.has("main a"));
    }
    restore(&app, ana).await.expect(303);
    let led = app.get(&format!("/customers/{one}")).await.expect(303);
    assert_eq!(led.location(), format!("/customers/{ana}"));
}

#[tokio::test]
async fn the_page_of_a_deleted_customer_says_so_and_shows_admins_the_way_back() {
    let (app, ana) = with_one_deleted().await;
    app.db.sql(&format!(
        "UPDATE customers SET deleted_at = '2025-10-21 01:30+00' WHERE id = {ana}"
    ));
    let address = format!("/customers/{ana}");
    let page = app.get(&address).await.expect(404);
    assert_eq!(page.value("deleted_on"), "2025-10-20", "Chile's day");
    assert!(page.words().contains("Ana Peña Soto"));
    assert!(page.has(&format!("a[href='{address}/privacy']")));
    let staff = app.browser_of(Role::Staff).await;
    let plain = staff.get(&address).await.expect(404);
    assert_eq!(plain.value("deleted_on"), "2025-10-20");
    assert!(!plain.words().contains("Ana") && !plain.has("main form, main a"));
    let program = Program::new(&app, &[Scope::CrmRead]);
    let answer = program.get(&format!("/api/crm/clientes/cli_{ana}")).await;
    assert!(answer.expect(404).json()["detail"].is_string());
    super::send(&app, &page, "#restore", &[]).await.expect(303);
    app.get(&address).await.expect(200);
    let nobody = app.get("/customers/999999").await.expect(404);
    assert!(!nobody.has("[data-metric=deleted_on]"));
}

#[tokio::test]
async fn who_was_erased_is_not_listed_and_does_not_come_back() {
    let (app, ana) = with_one_deleted().await;
    app.db.sql(&format!(
        "UPDATE customers SET erased_at = now(), full_name = 'Cliente eliminado' WHERE id = {ana}"
    ));
    assert!(listed(&app, "").await.is_empty());
    assert!(listed(&app, "?q=eliminado").await.is_empty());
    restore(&app, ana).await.expect(404);
    assert!(is_deleted(&app, ana));
    let page = app.get(&format!("/customers/{ana}")).await.expect(404);
    assert!(!page.has("#restore"));
}
