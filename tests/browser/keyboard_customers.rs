//! Customers without a mouse: found, filtered, tagged, gone through, edited, called; imported and taken back; what the
//! segments and reports say; services, sessions, and how the place stands. Every page is walked through by Tab.

use tempfile::TempDir;
use vinculo::domain::{CustomerId, Role};

use crate::keys::{
    DOWN, ENTER, SPACE, UP, choose, confirm, fill, follow, follow_inside, leave, sign_in, skip_to,
};
use crate::screen::{Screen, Scripts};
use crate::support::{Contents, Options, TestApp, a_customer, a_service, a_user};
use crate::walk::walk;

const EMAIL: &str = "rosa@aremko.example";
/// What the last action did, once it lies over the page to stay a while.
const SAID: &str = ".toast-i.is-ok:has(.toast-x)";

/// Rosa, signed in by keyboard.
async fn at_the_desk(options: Options) -> (TestApp, Screen) {
    let app = TestApp::with(options).await;
    let rosa = a_user(Role::Admin).name("Rosa Vera").email(EMAIL);
    rosa.create(&mut app.db.conn());
    let screen = Screen::open(&app, Scripts::On).await;
    sign_in(&screen, EMAIL).await;
    (app, screen)
}

fn spa() -> Options {
    Options {
        contents: Contents::Spa,
        ..Options::default()
    }
}

/// Two prospects and three others who came once.
fn a_few(app: &TestApp) -> Vec<CustomerId> {
    let conn = &mut app.db.conn();
    let customers = [
        ("Ana Rojas", "prospect"),
        ("Beto Fuentes", "active"),
        ("Carla Muñoz", "active"),
        ("Diana Vega", "prospect"),
        ("Elena Soto", "active"),
    ];
    let mut ids = Vec::new();
    for (name, status) in customers {
        let id = a_customer().name(name).status(status).create(conn);
        a_service(id).create(conn);
        ids.push(id);
    }
    ids
}

/// To a page of the menu, and through all of it.
async fn menu(screen: &Screen, page: &str) {
    open(screen, page).await;
    walk(screen).await;
}

async fn open(screen: &Screen, page: &str) {
    leave(screen, &format!("#menu a[href='/{page}']")).await;
    let current = format!("#menu a[href='/{page}'][aria-current]");
    screen.arrive(&current).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_are_found_filtered_and_tagged_by_keyboard_alone() {
    let (app, screen) = at_the_desk(Options::default()).await;
    let ids = a_few(&app);
    walk(&screen).await;

    screen.press_with_control('k').await;
    screen.wait_for("#palette[open] [role=option]").await;
    screen.type_keys("carla").await;
    let found = format!(
        "#palette-found [href='/customers/{}'][aria-selected=true]",
        ids[2]
    );
    screen.wait_for(&found).await;
    screen.press(ENTER).await;
    screen.arrive(".who").await;
    assert_eq!(screen.path().await, format!("/customers/{}", ids[2]));
    walk(&screen).await;

    menu(&screen, "customers").await;
    choose(&screen, "select[name=status]", "prospect").await;
    follow(&screen, "form.filters > button").await;
    screen
        .arrive("[data-metric=customers_found][data-value='2']")
        .await;
    walk(&screen).await;
    keep_view(&screen).await;
    tag_both(&screen).await;
    let tagged =
        "SELECT string_agg(full_name, ', ' ORDER BY id) FROM customers WHERE tags @> '{feria}'";
    assert_eq!(app.db.texts(tagged), ["Ana Rojas, Diana Vega"]);
    confirm(&screen, "undo").await;
    screen.arrive("#batch[data-state=undone]").await;
    let left = "SELECT count(*) FROM customers WHERE tags <> '{}'";
    assert_eq!(app.db.number(left), 0);
    walk(&screen).await;
    screen.close().await;
}

/// The list as it is filtered becomes one that is kept.
async fn keep_view(screen: &Screen) {
    follow(screen, "details:has(#view-new) > summary").await;
    screen.wait_for("details[open] #view-new").await;
    fill(screen, "#view-new", "Por conocer").await;
    screen.press(ENTER).await;
    screen
        .arrive(".views nav a[href*='view=']:is([aria-current])")
        .await;
    assert_eq!(
        screen.texts(".views nav a[aria-current]").await,
        ["Por conocer"]
    );
    walk(screen).await;
}

/// Picks both rows and gives them a tag.
async fn tag_both(screen: &Screen) {
    for row in [1, 2] {
        let box_of = format!("tr:nth-child({row}) td.pick input");
        skip_to(screen, &box_of).await;
        screen.press(SPACE).await;
    }
    follow(screen, "footer.bulk button:not([formaction])").await;
    screen
        .arrive("[data-metric=batch_customers][data-value='2']")
        .await;
    walk(screen).await;
    skip_to(screen, "[name=action][value=tag]").await;
    screen.press(SPACE).await;
    fill(screen, "#tag", "feria").await;
    screen.press(ENTER).await;
    screen.arrive("#batch[data-state=done]").await;
    screen
        .wait_for("[data-metric=batch_done][data-value='2']")
        .await;
    walk(screen).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_gone_through_and_a_customer_edited_by_keyboard_alone() {
    let (app, screen) = at_the_desk(Options::default()).await;
    let ids = a_few(&app);
    follow(&screen, "#menu a[href='/customers']").await;
    screen.arrive("tr[data-row=customer]").await;
    let rows = screen.attrs("tr[data-row=customer]", "data-id").await;
    follow_inside(&screen, "tr:nth-child(1) .row-a").await;
    at(&screen, &rows[0]).await;
    follow(&screen, "a[rel=next]").await;
    at(&screen, &rows[1]).await;
    screen.press('j').await;
    at(&screen, &rows[2]).await;
    follow(&screen, "a[rel=prev]").await;
    at(&screen, &rows[1]).await;
    walk(&screen).await;

    follow_inside(&screen, ".acts a[href*='/edit']").await;
    screen.arrive("#city").await;
    walk(&screen).await;
    fill(&screen, "#city", "Valdivia").await;
    screen.press_with_control(ENTER).await;
    at(&screen, &rows[1]).await;
    let moved = "SELECT id FROM customers WHERE city = 'Valdivia'";
    assert_eq!(app.db.texts(moved), [rows[1].as_str()]);
    assert!(ids.iter().any(|id| id.get().to_string() == rows[1]));

    follow_inside(&screen, "a[href$='/privacy']").await;
    screen.arrive("[data-row=section]").await;
    walk(&screen).await;
    follow_inside(&screen, "a[href$='/erasure']").await;
    screen.arrive("#erase").await;
    walk(&screen).await;
    follow_inside(&screen, "#erase a.btn-q").await;
    screen.arrive("[data-row=section]").await;
    screen.close().await;
}

/// Before this customer's profile, with the list behind it.
async fn at(screen: &Screen, id: &str) {
    screen
        .arrive(&format!("a[rel=next][href^='/customers/{id}/next']"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_to_be_called_gets_a_task_and_is_called_by_keyboard_alone() {
    let (app, screen) = at_the_desk(spa()).await;
    app.db
        .sql("INSERT INTO jobs (kind, payload, max_attempts) VALUES ('value.compute', 'null', 1)");
    app.run_jobs_until_idle().await;
    open(&screen, "call-list").await;
    let ids = screen.attrs("[data-row=call]", "data-id").await;
    follow_inside(&screen, "[data-row=call] a[href*='kind=task']").await;
    screen.wait_for("#quick[open] #quick-title:focus").await;
    screen.type_keys("Llamar el martes").await;
    screen.press(ENTER).await;
    screen.arrive(SAID).await;
    assert_eq!(screen.path().await, "/call-list");
    let task = "SELECT concat_ws(' ', customer_id, kind, title) FROM activities";
    assert_eq!(
        app.db.texts(task),
        [format!("{} task Llamar el martes", ids[0])]
    );

    let row = format!("[data-row=call][data-id='{}']", ids[0]);
    follow_inside(&screen, &format!("{row} summary")).await;
    screen.wait_for(&format!("{row} details[open]")).await;
    screen.tab_to(&format!("{row} textarea")).await;
    screen.type_keys("Viene el martes").await;
    screen.press_with_control(ENTER).await;
    screen.arrive(&format!("#results:not(:has({row}))")).await;
    screen.wait_for(SAID).await;
    follow_inside(&screen, "form[data-undo] button").await;
    screen.arrive(&row).await;
    walk(&screen).await;
    screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn segments_and_reports_are_worked_with_by_keyboard_alone() {
    let (_app, screen) = at_the_desk(spa()).await;
    menu(&screen, "segments").await;
    segments(&screen).await;
    menu(&screen, "reports").await;
    follow_inside(&screen, ".tabs a:not([aria-current])").await;
    screen
        .arrive(".tabs a[aria-current]:not(:first-child)")
        .await;
    walk(&screen).await;
    let others = screen.attrs(".chip:not([aria-current])", "href").await;
    follow_inside(&screen, ".chip:not([aria-current])").await;
    let chosen = format!(".chip[href='{}'][aria-current]", others[0]);
    screen.arrive(&chosen).await;
    screen.close().await;
}

/// What other thresholds would change, how customers moved, and who is in a cell.
async fn segments(screen: &Screen) {
    follow_inside(screen, ".seg-c a[href='/segments/thresholds']").await;
    screen.arrive("#preview").await;
    walk(screen).await;
    skip_to(screen, "[name=cuts]").await;
    let before = screen.attrs("[name=cuts]:checked", "value").await;
    screen.press(DOWN).await;
    let other = format!("[name=cuts]:checked:not([value='{}'])", before[0]);
    screen.wait_for(&other).await;
    follow(screen, "main form[method=get] button[type=submit]").await;
    screen.arrive("#preview [data-metric=moved]").await;
    walk(screen).await;
    follow_inside(screen, ".seg-c a[href='/segments/movement']").await;
    screen.arrive("[data-row=step]").await;
    walk(screen).await;
    follow_inside(screen, "[data-row=step] .row-a").await;
    screen.arrive("tr[data-row=customer]").await;
    follow(screen, "#menu a[href='/segments']").await;
    screen.arrive("[data-row=cell]").await;
    let cells = screen.attrs(".cell", "href").await;
    follow_inside(screen, ".cell").await;
    screen.arrive("tr[data-row=customer]").await;
    assert!(cells[0].starts_with(&screen.path().await), "{cells:?}");
    assert_eq!(screen.path().await, "/customers");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_imported_and_taken_back_by_keyboard_alone() {
    let (app, screen) = at_the_desk(Options {
        worker: true,
        ..Options::default()
    })
    .await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("clientes.csv");
    let text =
        "Código;Nombre;Correo;Lugar\n1;Ana Peña;ana@a.cl;Osorno\n2;Beto Ríos;beto@b.cl;Ancud\n";
    std::fs::write(&file, text).unwrap();
    menu(&screen, "imports").await;
    screen.choose_file("#file", &file).await;
    follow(&screen, "#upload button").await;
    screen.arrive("#mapping").await;
    walk(&screen).await;
    skip_to(&screen, "#c3").await;
    reach_city(&screen).await;
    follow(&screen, "#mapping .f-end button").await;
    screen.arrive("#import[data-state=checked] #preview").await;
    walk(&screen).await;
    follow_inside(&screen, "form[action$='/run'] button").await;
    screen.arrive("#import[data-state=done]").await;
    let cities = "SELECT concat_ws(' ', full_name, city) FROM customers ORDER BY id";
    assert_eq!(app.db.texts(cities), ["Ana Peña Osorno", "Beto Ríos Ancud"]);
    walk(&screen).await;
    follow_inside(&screen, "a[href$='/undo']").await;
    screen.arrive("form#undo").await;
    walk(&screen).await;
    follow_inside(&screen, "#undo button").await;
    screen.arrive("#import[data-state=undone]").await;
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 0);
    screen.close().await;
}

/// What no name told: the column is the city, which stands somewhere below or above.
async fn reach_city(screen: &Screen) {
    for key in [DOWN, UP] {
        for _ in 0..40 {
            if screen.typed("#c3").await == "city" {
                return;
            }
            screen.press(key).await;
        }
    }
    panic!("no arrow reaches the city");
}

#[tokio::test(flavor = "multi_thread")]
async fn services_sessions_and_the_state_of_the_place_are_reached_by_keyboard_alone() {
    let (app, screen) = at_the_desk(Options::default()).await;
    let conn = &mut app.db.conn();
    let ana = a_customer().create(conn);
    for (name, day) in [
        ("Masaje 50 min", "2025-09-01"),
        ("Masaje 50 min", "2025-10-01"),
        ("masaje 50min", "2025-10-02"),
    ] {
        a_service(ana).named("Masajes", name).on(day).create(conn);
    }
    menu(&screen, "services").await;
    merge(&app, &screen).await;

    menu(&screen, "admin/doctor").await;
    follow_inside(&screen, "form[action='/admin/doctor/checks'] button").await;
    screen.arrive(SAID).await;

    let other = app.browser();
    other
        .sign_in_with(EMAIL, crate::support::PASSWORD)
        .await
        .expect(303);
    follow(&screen, ".me summary").await;
    follow(&screen, ".me a[href='/account']").await;
    screen.arrive("main a[href='/account/sessions']").await;
    walk(&screen).await;
    follow_inside(&screen, "main a[href='/account/sessions']").await;
    screen.arrive("[data-row=session][data-here]").await;
    walk(&screen).await;
    follow_inside(&screen, "form[action='/account/sessions/deletion'] button").await;
    screen.arrive("form[action='/login']").await;
    assert_eq!(app.db.number("SELECT count(*) FROM sessions"), 0);
    other.get("/account").await.expect(303);
    screen.close().await;
}

/// Two names become one, and come apart again.
async fn merge(app: &TestApp, screen: &Screen) {
    let names = "SELECT string_agg(s.name, ', ' ORDER BY h.id) FROM service_history h JOIN services s ON s.id = h.service_id";
    let before = app.db.texts(names);
    follow_inside(screen, "a[href='/services/merges']").await;
    screen.arrive("[data-row=suggestion]").await;
    walk(screen).await;
    follow_inside(screen, "[data-row=suggestion] a").await;
    screen.arrive("form[action='/services/merges']").await;
    walk(screen).await;
    follow_inside(screen, "form[action='/services/merges'] button").await;
    screen.arrive("[data-row=merge] form").await;
    let one = "Masaje 50 min, Masaje 50 min, Masaje 50 min";
    assert_eq!(app.db.texts(names), [one]);
    follow_inside(screen, "[data-row=merge] button").await;
    screen.arrive("[data-row=suggestion]").await;
    assert_eq!(app.db.texts(names), before);
}
