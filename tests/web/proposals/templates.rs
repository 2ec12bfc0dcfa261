//! Mails by templates of one's own: made, tried, chosen, kept, and safe from what people write.

use vinculo::domain::{ProposalId, Role};

use super::{DELIVER, a_proposal, a_regular, generated, path, show, state, text};
use crate::support::{Browser, Page, TestApp, a_customer, a_service};

const LIST: &str = "/settings/templates";
const VERSIONS: &str = "SELECT count(*) FROM mail_template_versions";

/// What is typed: a template for everybody, in Spanish, in use.
const TYPED: [(&str, &str); 6] = [
    ("version", "1"),
    ("name", "La nuestra"),
    ("language", "es"),
    ("by_default", "on"),
    ("subject", "{{ asunto }} · {{ organizacion }}"),
    (
        "body",
        "Para {{ nombre|default('ti') }}\n\n{{ texto }}\n\n{{ tabla_de_servicios }}",
    ),
];

fn typed<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = TYPED.into();
    for (name, value) in changes {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    fields
}

async fn save(browser: &Browser, address: &str, changes: &[(&str, &str)]) -> Page {
    browser.get("/settings/templates/new").await.expect(200);
    browser.post_form(address, &typed(changes)).await
}

/// A stored template; its address.
async fn a_template(browser: &Browser, changes: &[(&str, &str)]) -> String {
    let saved = save(browser, LIST, changes).await.expect(303);
    saved.location().to_owned()
}

async fn preview(app: &TestApp, id: ProposalId) -> String {
    let page = app.get(&format!("{}/preview", path(id))).await.expect(200);
    page.words()
}

async fn deliver(app: &TestApp, id: ProposalId) {
    show(app, id).await;
    let sent = app.post_form(&format!("{}/delivery", path(id)), &[]).await;
    sent.expect(303);
    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
}

#[tokio::test]
async fn a_template_in_use_makes_preview_and_mail_and_the_mail_keeps_its_version() {
    let app = TestApp::with_smtp().await;
    let id = a_proposal(&app).await;
    let before = preview(&app, id).await;
    let admin = app.browser_of(Role::Admin).await;
    let address = a_template(&admin, &[]).await;
    let words = preview(&app, id).await;
    assert!(words.contains("Para Ana Hola Ana"), "{words}");
    assert!(words.contains("Sauna") && !words.contains("20% de descuento"));
    assert_ne!(words, before);

    deliver(&app, id).await;
    assert_eq!(state(&app, id), "sent");
    let mail = String::from_utf8_lossy(&app.mails()[0].data).into_owned();
    assert!(mail.contains("Para Ana"), "{mail}");
    let version = "(SELECT id::text FROM mail_template_versions WHERE number = 1)";
    assert_eq!(text(&app, id, "template_version_id"), app.db.text(version));

    let another = [("body", "Otro texto"), ("version", "1")];
    save(&admin, &address, &another).await.expect(303);
    assert_eq!(preview(&app, id).await, words);
}

#[tokio::test]
async fn the_segments_own_template_comes_before_that_of_any_and_another_language_has_none() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let admin = app.browser_of(Role::Admin).await;
    a_template(&admin, &[("body", "De cualquiera")]).await;
    a_template(&admin, &[("body", "Not ours"), ("language", "en")]).await;
    let segment = text(&app, id, "segment");
    let aside = [
        ("body", "Solo de campañas"),
        ("segment", &segment),
        ("by_default", ""),
    ];
    a_template(&admin, &aside).await;
    assert!(preview(&app, id).await.contains("De cualquiera"));
    let own = [("body", "Del segmento"), ("segment", &segment)];
    let own = a_template(&admin, &own).await;
    assert!(preview(&app, id).await.contains("Del segmento"));
    let list = admin.get(LIST).await.expect(200);
    assert_eq!(list.count("#templates [data-row=template]"), 4);

    admin.get(&own).await.expect(200);
    let archived = [("archived", "on")];
    let archive = format!("{own}/archive");
    admin.post_form(&archive, &archived).await.expect(303);
    assert!(preview(&app, id).await.contains("De cualquiera"));
}

#[tokio::test]
async fn one_template_alone_is_in_use_for_a_segment_and_language() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    a_template(&app, &[]).await;
    let second = save(&app, LIST, &[("name", "Otra")]).await.expect(422);
    assert!(second.words().contains("Ya hay otra plantilla en uso"));
    assert_eq!(second.attr("input[name=name]", "value"), "Otra");
    a_template(&app, &[("segment", "vip")]).await;
}

#[tokio::test]
async fn a_mistake_is_named_at_its_field_with_its_line_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let body = "Hola\n\nSolo hasta {{ oferta.hasta }}";
    let page = save(&app, LIST, &[("body", body)]).await.expect(422);
    let error = page.text("#body-err");
    assert!(
        error.contains("Línea 3:") && error.contains("«oferta.hasta»"),
        "{error}"
    );
    assert!(error.contains("la oferta"), "{error}");
    assert!(page.text("textarea[name=body]").contains("oferta.hasta"));
    let set = [("subject", "{% set x = 1 %}")];
    let page = save(&app, LIST, &set).await.expect(422);
    assert!(page.has("#subject-err"));
    assert_eq!(app.db.number(VERSIONS), 0);
}

#[tokio::test]
async fn what_is_typed_is_tried_and_shown_without_being_stored() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    app.sign_in(Role::Admin).await;
    app.get("/settings/templates/new").await.expect(200);
    let address = "/settings/templates/preview";
    let example = app.post_form(address, &typed(&[])).await.expect(200);
    assert!(example.words().contains("Para Camila"));
    assert!(
        example
            .header("content-security-policy")
            .contains("sandbox")
    );
    let number = id.to_string();
    let of_proposal = typed(&[("sample", &number)]);
    let of_proposal = app.post_form(address, &of_proposal).await.expect(200);
    assert!(of_proposal.words().contains("Para Ana"));
    let bare = typed(&[("sample", "bare"), ("body", "{{ oferta.titulo }}")]);
    let bare = app.post_form(address, &bare).await.expect(200);
    assert!(bare.words().contains("Sin vista previa"));
    assert_eq!(app.db.number(VERSIONS), 0);
}

#[tokio::test]
async fn the_latest_of_two_administrators_hears_of_the_other_and_loses_nothing() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let address = a_template(&app, &[]).await;
    let other = app.browser_of(Role::Admin).await;
    save(&other, &address, &[("body", "Del otro")])
        .await
        .expect(303);
    let late = save(&app, &address, &[("body", "Mío")]).await.expect(409);
    assert!(late.words().contains("Otra persona guardó esta plantilla"));
    assert!(late.text("textarea[name=body]").contains("Mío"));
    assert_eq!(late.attr("#template input[name=version]", "value"), "2");
    assert_eq!(late.count("#versions [data-row=version]"), 2);
}

#[tokio::test]
async fn an_earlier_version_comes_back_as_a_new_one() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let address = a_template(&app, &[("body", "Uno")]).await;
    save(&app, &address, &[("body", "Dos")]).await.expect(303);
    let first = format!("{address}/versions/1");
    let page = app.get(&first).await.expect(200);
    assert_eq!(page.text("pre"), "Uno");
    let restored = app.post_form(&format!("{first}/restoration"), &[]).await;
    let page = app.follow(&restored.expect(303)).await.expect(200);
    assert_eq!(page.text("textarea[name=body]").trim(), "Uno");
    assert_eq!(
        page.attrs("#versions [data-row=version]", "data-id"),
        ["3", "2", "1"]
    );
    let actions = "SELECT action FROM audit_log WHERE record_type = 'template' ORDER BY id";
    assert_eq!(
        app.db.texts(actions),
        ["template.created", "template.updated", "template.restored"]
    );
}

#[tokio::test]
async fn what_customers_and_models_write_is_neither_a_template_nor_a_block() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    a_template(&app, &[]).await;
    let conn = &mut app.db.conn();
    let hostile = a_customer()
        .name("{{tabla_de_servicios}} {%include%} Eva {{ 7 * 7 }}")
        .create(conn);
    a_service(hostile).on("2025-03-01").create(conn);
    let id = generated(&app, hostile).await;
    app.db.sql(&format!(
        "UPDATE proposals SET body = body || E'\n\n{{{{ boton_de_reserva }}}}\n\n{{% for x in y %}}{{{{ organizacion }}}}' WHERE id = {id}"
    ));
    app.db
        .sql("UPDATE settings SET booking_url = 'https://aremko.example/r'");
    let page = app.get(&format!("{}/preview", path(id))).await.expect(200);
    let words = page.words();
    assert!(words.contains("{{ boton_de_reserva }}") && !page.has("a.button"));
    assert!(words.contains("{% for x in y %}{{ organizacion }}"));
    assert!(!words.contains("49"), "{words}");
    assert!(
        words.contains("Para Eva") || words.contains("Hola Eva"),
        "{words}"
    );
}

#[tokio::test]
async fn a_template_that_fails_at_sending_gives_way_and_the_page_says_so() {
    let app = TestApp::start().await;
    let customer = a_regular(&app);
    app.sign_in(Role::Admin).await;
    let address = a_template(&app, &[]).await;
    let id = generated(&app, customer).await;
    // No form lets this in; a program of another version might have.
    app.db
        .sql("UPDATE mail_template_versions SET body = '{{ nada }}'");
    assert!(
        show(&app, id)
            .await
            .words()
            .contains("«La nuestra» no se puede completar")
    );
    deliver(&app, id).await;
    assert_eq!(text(&app, id, "template_failed"), "true");
    assert_eq!(text(&app, id, "template_version_id"), "");
    assert!(
        show(&app, id)
            .await
            .words()
            .contains("se armó con la de Vínculo")
    );
    assert!(preview(&app, id).await.contains("Hola Ana"));
    app.get(&address).await.expect(200);
}

#[tokio::test]
async fn a_test_goes_to_oneself_alone_and_counts_as_nothing() {
    let app = TestApp::with_smtp().await;
    let id = a_proposal(&app).await;
    show(&app, id).await;
    let sent = app.post_form(&format!("{}/test", path(id)), &[]).await;
    let page = app.follow(&sent.expect(303)).await.expect(200);
    assert!(page.words().contains("Te enviamos una prueba a"));
    app.run_jobs_until_idle().await;
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    let mail = String::from_utf8_lossy(&mails[0].data).into_owned();
    assert!(!mail.contains("List-Unsubscribe") && !mail.contains("ana@correo.example"));
    assert_eq!(state(&app, id), "ready");
    assert_eq!(text(&app, id, "message_id"), "");
    let row = "SELECT purpose || ' ' || kind || ' ' || coalesce(customer_id::text, '-') || ' ' || left(subject, 8) FROM messages";
    assert_eq!(app.db.texts(row), ["service trial - [Prueba]"]);
    assert!(app.get("/u/preview").await.status != 200);
}

#[tokio::test]
async fn what_is_typed_can_be_tested_on_oneself_before_it_is_stored() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    let page = save(&app, LIST, &[("then", "test"), ("body", "Aún sin guardar")])
        .await
        .expect(200);
    assert!(page.words().contains("Te enviamos una prueba a"));
    assert!(page.text("textarea[name=body]").contains("Aún sin guardar"));
    app.run_jobs_until_idle().await;
    assert_eq!(app.mails().len(), 1);
    assert_eq!(app.db.number(VERSIONS), 0);
}

#[tokio::test]
async fn somebody_is_greeted_as_they_wish() {
    let app = TestApp::start().await;
    let customer = a_regular(&app);
    app.sign_in(Role::Admin).await;
    let edit = format!("/customers/{customer}/edit");
    let page = app.get(&edit).await.expect(200);
    let form = format!("form[action='{edit}']");
    let with = |greeting| page.filled_with(&form, &[("greeting", greeting)]);
    let link = with("Sra. Rojas https://evil.example");
    let refused = app.post_filled(&edit, &link).await.expect(422);
    assert!(refused.has("#greeting-err"));
    app.post_filled(&edit, &with("Sra. Rojas"))
        .await
        .expect(303);
    let id = generated(&app, customer).await;
    assert!(text(&app, id, "body").starts_with("Hola Sra. Rojas:"));
    assert!(text(&app, id, "subject").contains("Sra. Rojas"));
}
