//! Notes on the timeline, and the work list.

use vinculo::domain::{CustomerId, Role};

use crate::support::{Browser, TestApp, a_customer, a_user};

async fn with_a_note() -> (TestApp, CustomerId, String) {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let customer = a_customer().create(&mut app.db.conn());
    app.get(&format!("/customers/{customer}")).await.expect(200);
    let fields = [
        ("kind", "note"),
        ("body", "Pidió sala sin incienso.\r\nCelebra en diciembre."),
    ];
    let path = format!("/customers/{customer}/activities");
    app.post_form(&path, &fields).await.expect(303);
    let id = app.db.text("SELECT id FROM activities");
    (app, customer, id)
}

async fn notes(browser: &Browser, customer: CustomerId) -> Vec<String> {
    let page = browser
        .get(&format!("/customers/{customer}"))
        .await
        .expect(200);
    page.texts("[data-row=note] .lines, [data-row=call] .lines")
}

#[tokio::test]
async fn a_note_stands_on_the_timeline_with_its_author() {
    let (app, customer, id) = with_a_note().await;
    let page = app
        .get(&format!("/customers/{customer}?show=notes"))
        .await
        .expect(200);
    assert_eq!(page.rows("#activity"), [id]);
    let author = app.db.text("SELECT name FROM users");
    assert_eq!(
        page.text("[data-row=note] .w5"),
        format!("Nota de {author}")
    );
    assert_eq!(
        notes(&app, customer).await,
        ["Pidió sala sin incienso. Celebra en diciembre."]
    );
}

#[tokio::test]
async fn an_empty_note_comes_back_with_its_error() {
    let (app, customer, _) = with_a_note().await;
    let fields = [("kind", "call"), ("body", " ")];
    let path = format!("/customers/{customer}/activities");
    let page = app.post_form(&path, &fields).await.expect(422);
    assert!(page.has("#body[aria-invalid=true]"));
    assert!(page.has("[name=kind][value=call][checked]"));
}

#[tokio::test]
async fn ones_own_note_can_be_changed() {
    let (app, customer, id) = with_a_note().await;
    let page = app.get(&format!("/activities/{id}/edit")).await.expect(200);
    let version = page.attr("[name=version]", "value");
    let fields = [("kind", "call"), ("body", "Llamó."), ("version", &version)];
    let path = format!("/activities/{id}");
    app.post_form(&path, &fields).await.expect(303);
    assert_eq!(notes(&app, customer).await, ["Llamó."]);

    let late = [("kind", "note"), ("body", "Vino."), ("version", &version)];
    let page = app.post_form(&path, &late).await.expect(409);
    assert!(page.text("main div.alertline").contains("Llamó."));
    assert_eq!(page.text("#body"), "Vino.");
    let version = page.attr("[name=version]", "value");
    let again = [("kind", "note"), ("body", "Vino."), ("version", &version)];
    app.post_form(&path, &again).await.expect(303);
    assert_eq!(notes(&app, customer).await, ["Vino."]);
}

#[tokio::test]
async fn ones_own_note_can_be_deleted_and_brought_back() {
    let (app, customer, id) = with_a_note().await;
    let row = "SELECT to_jsonb(a) FROM activities a";
    let before = app.db.texts(row);
    let done = app
        .post_form(&format!("/activities/{id}/deletion"), &[])
        .await
        .expect(303);
    let to = done
        .location()
        .split('#')
        .next()
        .unwrap_or_default()
        .to_owned();
    let undo = app.get(&to).await.attr("form[data-undo]", "action");
    assert!(notes(&app, customer).await.is_empty());
    app.post_form(&undo, &[]).await.expect(303);
    assert_eq!(app.db.texts(row), before);
}

#[tokio::test]
async fn nobody_but_an_admin_changes_what_another_person_wrote() {
    let (app, customer, id) = with_a_note().await;
    let other = app.browser_of(Role::Sales).await;
    let page = other
        .get(&format!("/customers/{customer}"))
        .await
        .expect(200);
    assert_eq!(page.count("[data-row=note]"), 1);
    assert!(!page.has(".own"));
    other
        .get(&format!("/activities/{id}/edit"))
        .await
        .expect(404);
    let fields = [("kind", "note"), ("body", "x"), ("version", "1")];
    other
        .post_form(&format!("/activities/{id}"), &fields)
        .await
        .expect(404);
    other
        .post_form(&format!("/activities/{id}/deletion"), &[])
        .await
        .expect(404);

    let admin = app.browser_of(Role::Admin).await;
    let form = format!("/activities/{id}/edit");
    admin.get(&form).await.expect(200);
    admin
        .post_form(&format!("/activities/{id}"), &fields)
        .await
        .expect(303);

    app.post_form(&format!("/activities/{id}/deletion"), &[])
        .await
        .expect(303);
    other
        .post_form(&format!("/activities/{id}/restoration"), &[])
        .await
        .expect(404);
    assert_eq!(app.db.number("SELECT count(*) FROM activities"), 0);
}

/// Plans a call with a customer for a day, with a time or without; returns its id.
async fn plan(app: &TestApp, browser: &Browser, fields: &[(&str, &str)]) -> String {
    browser.get("/activities/new").await.expect(200);
    browser.post_form("/activities", fields).await.expect(303);
    app.db.text("SELECT max(id) FROM activities")
}

fn a_call<'a>(customer: &'a str, title: &'a str, day: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("customer_id", customer),
        ("kind", "call"),
        ("title", title),
        ("due_date", day),
    ]
}

/// Somebody with four calls: late, today at three, tomorrow, and one that was given to a colleague.
struct Desk {
    app: TestApp,
    customer: String,
    late: String,
    today: String,
    next: String,
    colleagues: String,
    colleague: Browser,
}

impl Desk {
    async fn set() -> Self {
        let app = TestApp::start().await;
        app.sign_in(Role::Staff).await;
        let colleague = app.browser();
        let other = a_user(Role::Staff)
            .name("Pía Vera")
            .create(&mut app.db.conn());
        app.sign_in_as(other, &colleague).await;
        let customer = a_customer().create(&mut app.db.conn()).to_string();
        let today = [
            a_call(&customer, "Confirmar hora", "2025-10-26"),
            vec![("due_time", "15:00")],
        ];
        let other = other.to_string();
        let given = [
            a_call(&customer, "Pedir fotos", "2025-10-26"),
            vec![("assignee", &other)],
        ];
        Self {
            late: plan(&app, &app, &a_call(&customer, "Saludar", "2025-10-24")).await,
            today: plan(&app, &app, &today.concat()).await,
            next: plan(&app, &app, &a_call(&customer, "Cotizar", "2025-10-27")).await,
            colleagues: plan(&app, &app, &given.concat()).await,
            app,
            customer,
            colleague,
        }
    }

    async fn rows(&self, address: &str) -> Vec<String> {
        self.app.get(address).await.expect(200).rows("#results")
    }

    /// The work list's button of one row.
    async fn press(&self, id: &str, verb: &str, more: &[(&str, &str)]) -> String {
        let fields = [&[("back", "/activities?view=today")], more].concat();
        let path = format!("/activities/{id}/{verb}");
        let done = self.app.post_form(&path, &fields).await.expect(303);
        done.location().to_owned()
    }
}

#[tokio::test]
async fn each_view_shows_its_part_of_the_work_the_most_urgent_first() {
    let desk = Desk::set().await;
    let (late, today, next) = (&desk.late, &desk.today, &desk.next);
    let theirs = &desk.colleagues;
    for (address, expected) in [
        ("/activities", vec![late, today, next]),
        ("/activities?view=team", vec![late, theirs, today, next]),
        ("/activities?view=overdue", vec![late]),
        ("/activities?view=today", vec![today]),
        ("/activities?view=today&who=team", vec![theirs, today]),
        ("/activities?view=next", vec![next]),
        ("/activities?view=done", vec![]),
        ("/activities?view=nonsense", vec![late, today, next]),
    ] {
        let rows = desk.rows(address).await;
        assert_eq!(rows.iter().collect::<Vec<_>>(), expected, "{address}");
    }
    let page = desk.app.get("/activities").await.expect(200);
    assert_eq!(page.texts(".tabs .ct"), ["3", "4", "1", "1", "1"]);
    let due = format!("[data-id='{today}'] > .text-nowrap");
    assert_eq!(page.text(&due), "Hoy, 15:00");
    assert_eq!(
        page.text(&format!("[data-id='{late}'] > .text-nowrap")),
        "Venció hace 2 días"
    );
}

#[tokio::test]
async fn what_is_done_leaves_the_list_and_comes_back_by_undo() {
    let desk = Desk::set().await;
    let id = &desk.today;
    let to = desk.press(id, "completion", &[]).await;
    assert_eq!(to, "/activities?view=today");
    let undo = desk.app.get(&to).await.attr("form[data-undo]", "action");
    assert!(desk.rows("/activities?view=today").await.is_empty());
    assert_eq!(
        desk.rows("/activities?view=done").await,
        std::slice::from_ref(id)
    );
    let page = desk.app.get(&format!("/customers/{}", desk.customer)).await;
    assert_eq!(
        page.count(&format!("[data-row=call][data-id='{id}'] .is-ok")),
        1
    );

    let back = desk.app.post_form(&undo, &[]).await.expect(303);
    assert_eq!(back.location(), "/activities?view=today");
    assert_eq!(
        desk.rows("/activities?view=today").await,
        std::slice::from_ref(id)
    );
    let due = "SELECT count(*) FROM activities WHERE occurred_at <> due_at";
    assert_eq!(desk.app.db.number(due), 0);
    let actions = "SELECT action FROM audit_log WHERE action LIKE 'activity.%' AND action <> 'activity.created' ORDER BY id";
    assert_eq!(
        desk.app.db.texts(actions),
        ["activity.completed", "activity.reopened"]
    );
}

#[tokio::test]
async fn what_is_put_off_keeps_its_time_of_day() {
    let desk = Desk::set().await;
    let due = format!(
        "SELECT to_char(due_at AT TIME ZONE 'America/Santiago', 'YYYY-MM-DD HH24:MI') FROM activities WHERE id = {}",
        desk.today
    );
    for (fields, expected) in [
        (vec![("to", "tomorrow")], "2025-10-27 15:00"),
        (vec![("to", "next_week")], "2025-10-27 15:00"),
        (
            vec![("to", "date"), ("date", "2025-12-01")],
            "2025-12-01 15:00",
        ),
    ] {
        desk.press(&desk.today, "postponement", &fields).await;
        assert_eq!(desk.app.db.text(&due), expected);
    }
    let wrong = [("to", "date"), ("date", "soon")];
    let to = desk.press(&desk.today, "postponement", &wrong).await;
    let page = desk.app.get(&to).await;
    assert!(page.has(".toast-i.is-error"), "it says what is wrong");
    assert_eq!(desk.app.db.text(&due), "2025-12-01 15:00");
    desk.press(&desk.today, "completion", &[]).await;
    let path = format!("/activities/{}/postponement", desk.today);
    let late = desk.app.post_form(&path, &[("to", "tomorrow")]).await;
    assert_eq!(late.status, 409, "it is done");
}

#[tokio::test]
async fn whoever_works_with_activities_does_puts_off_and_hands_on_what_is_anothers() {
    let desk = Desk::set().await;
    let theirs = format!("/activities/{}", desk.late);
    let page = desk
        .colleague
        .get("/activities?view=team")
        .await
        .expect(200);
    assert!(page.has(&format!("[data-id='{}'] form", desk.late)));
    let form = desk
        .colleague
        .get(&format!("{theirs}/edit"))
        .await
        .expect(200);
    let colleague = desk
        .app
        .db
        .text("SELECT id FROM users WHERE name = 'Pía Vera'");
    assert_eq!(form.attr("#title", "value"), "Saludar");
    let fields = [
        ("kind", "call"),
        ("title", "Saludar"),
        ("due_date", "2025-10-24"),
        ("assignee", colleague.as_str()),
        ("version", "1"),
    ];
    desk.colleague.post_form(&theirs, &fields).await.expect(303);
    let row = format!(
        "SELECT assignee_id || ' ' || (done_at IS NULL) FROM activities WHERE id = {}",
        desk.late
    );
    assert_eq!(desk.app.db.text(&row), format!("{colleague} true"));

    let today = format!("/activities/{}", desk.today);
    for (verb, is_done) in [
        ("postponement", 0),
        ("completion", 1),
        ("reopening", 0),
        ("completion", 1),
    ] {
        let fields = [("to", "tomorrow")];
        desk.colleague
            .post_form(&format!("{today}/{verb}"), &fields)
            .await
            .expect(303);
        let done = "SELECT count(*) FROM activities WHERE done_at IS NOT NULL";
        assert_eq!(desk.app.db.number(done), is_done, "{verb}");
    }
    // What was done is told by who did it or was in charge; what others wrote they alone delete.
    desk.colleague
        .get(&format!("{today}/edit"))
        .await
        .expect(404);
    desk.colleague
        .post_form(&format!("{today}/deletion"), &[])
        .await
        .expect(404);
}

#[tokio::test]
async fn an_admin_hands_over_what_somebody_had_to_do() {
    let desk = Desk::set().await;
    let admin = desk.app.browser_of(Role::Admin).await;
    let id = |name: &str| {
        let query = format!("SELECT id FROM users WHERE name = '{name}'");
        desk.app.db.text(&query)
    };
    let (from, to) = (id("Persona staff"), id("Pía Vera"));
    let path = format!("/admin/users/{from}");
    let page = admin.get(&path).await.expect(200);
    assert!(page.text("#handover").contains("3"));
    let handover = format!("{path}/handover");
    let unnamed = admin.post_form(&handover, &[("to", "")]).await.expect(303);
    assert_eq!(unnamed.location(), path);
    admin
        .post_form(&handover, &[("to", to.as_str())])
        .await
        .expect(303);
    let open = format!("SELECT count(*) FROM activities WHERE assignee_id = {to}");
    assert_eq!(desk.app.db.number(&open), 4);
    assert!(!admin.get(&path).await.expect(200).has("#handover"));
    desk.app
        .post_form(&handover, &[("to", to.as_str())])
        .await
        .expect(403);
}

#[tokio::test]
async fn what_nobody_has_anybody_may_take() {
    let desk = Desk::set().await;
    desk.app
        .db
        .sql("UPDATE activities SET created_by = NULL, assignee_id = NULL");
    let path = format!("/activities/{}/completion", desk.late);
    desk.colleague.get("/activities").await.expect(200);
    desk.colleague.post_form(&path, &[]).await.expect(303);
}

#[tokio::test]
async fn the_form_finds_the_customer_by_name_also_without_scripts() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let conn = &mut app.db.conn();
    let one = a_customer().name("Rocío Paredes").create(conn).to_string();
    a_customer().name("Ana Peña").create(conn);
    a_customer().name("Ana Peñaloza").create(conn);
    let page = app.get("/activities/new?kind=call").await.expect(200);
    assert!(page.has("[name=kind][value=call][checked]"));
    let send = |name: &'static str| {
        let fields = [
            ("customer_name", name),
            ("kind", "task"),
            ("title", "Llamar"),
            ("due_date", "2025-10-27"),
        ];
        let app = &app;
        async move { app.post_form("/activities", &fields).await }
    };
    let page = send("pena").await.expect(422);
    assert_eq!(page.count("[data-row=choice]"), 2, "whom it may mean");
    assert_eq!(page.attr("#title", "value"), "Llamar");
    let page = send("zzzz").await.expect(422);
    assert!(page.has("#customer_name[aria-invalid=true]"));
    let page = send("").await.expect(422);
    assert!(page.has("#customer_name-err"));
    send("rocio pared").await.expect(303);
    assert_eq!(app.db.text("SELECT customer_id FROM activities"), one);

    let part = app
        .get("/customers/lookup?customer_name=rocio")
        .await
        .expect(200);
    assert_eq!(part.rows(""), [one]);
}

#[tokio::test]
async fn a_page_offers_a_short_form_for_the_customer_it_shows() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let customer = a_customer().create(&mut app.db.conn());
    let page = app.get(&format!("/customers/{customer}")).await.expect(200);
    let address = page.attr(".top a[data-dialog=quick]", "href");
    let whole = app.get(&address).await.expect(200);
    assert_eq!(
        whole.attr("[name=customer_id]", "value"),
        customer.to_string()
    );
    assert_eq!(
        whole.attr("[name=back]", "value"),
        format!("/customers/{customer}")
    );
    let part = app.get_fragment(&address).await.expect(200);
    assert!(!part.has("header.top"), "a part, not a page");
    assert_eq!(
        part.attr("[name=customer_id]", "value"),
        customer.to_string()
    );
}

#[tokio::test]
async fn a_task_without_its_day_comes_back_with_all_that_was_typed() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let customer = a_customer().create(&mut app.db.conn()).to_string();
    app.get("/activities/new").await.expect(200);
    let fields = [
        ("customer_id", customer.as_str()),
        ("kind", "task"),
        ("title", "Comprar flores"),
        ("due_time", "10:00"),
        ("assignee", "999"),
    ];
    let page = app.post_form("/activities", &fields).await.expect(422);
    assert!(page.has("#due_date[aria-invalid=true]") && page.has("#assignee[aria-invalid=true]"));
    assert_eq!(page.attr("#title", "value"), "Comprar flores");
    assert_eq!(page.attr("#due_time", "value"), "10:00");
    assert_eq!(app.db.number("SELECT count(*) FROM activities"), 0);
}

#[tokio::test]
async fn the_dashboard_shows_what_is_due_today_and_before() {
    let desk = Desk::set().await;
    let page = desk.app.get("/").await.expect(200);
    assert_eq!(page.value("tasks_today"), "2");
    assert_eq!(page.rows("#today"), [desk.late.clone(), desk.today.clone()]);
    assert_eq!(page.attr("#today form [name=back]", "value"), "/");
    let other = desk.colleague.get("/").await.expect(200);
    assert_eq!(other.rows("#today"), std::slice::from_ref(&desk.colleagues));
}

#[tokio::test]
async fn the_work_of_a_deleted_customer_is_gone() {
    let desk = Desk::set().await;
    desk.app.db.sql("UPDATE customers SET deleted_at = now()");
    assert!(desk.rows("/activities").await.is_empty());
    let path = format!("/activities/{}/completion", desk.late);
    desk.app.post_form(&path, &[]).await.expect(404);
    let page = desk.app.get("/").await.expect(200);
    assert_eq!(page.value("tasks_today"), "0");
}
