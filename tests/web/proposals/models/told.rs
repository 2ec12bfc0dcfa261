//! What a model is asked and told, and what it is never told.

use serde_json::Value;
use vinculo::domain::Role;
use wiremock::matchers::{header, path as at};
use wiremock::{Mock, MockServer, Request};

use super::{Vendor, asked, good, play, proposal, send};
use crate::proposals::{a_regular, generated, path, post_edit, show, text};
use crate::support::{Page, TestApp};

#[tokio::test]
async fn a_model_is_told_nobodys_name_contact_or_note() {
    let (app, server, _) = proposal(Vendor::Anthropic, &good()).await;
    let request = &asked(&server).await[0];
    assert_eq!(request.url.path(), "/v1/messages");
    assert_eq!(request.headers["x-api-key"], "TEST-KEY");
    assert_eq!(request.headers["anthropic-version"], "2023-06-01");
    let body = String::from_utf8_lossy(&request.body).to_lowercase();
    for secret in ["ana", "rojas", "correo.example"] {
        let is_word = body
            .split(|c: char| !c.is_alphanumeric() && c != '.')
            .any(|word| word == secret);
        assert!(!is_word, "{secret}: {body}");
    }
    assert!(body.contains("{{nombre}}") && body.contains("json_schema"));
    let leaks = app.db.number(
        "SELECT (SELECT count(*) FROM jobs WHERE jobs::text LIKE '%TEST-KEY%')
              + (SELECT count(*) FROM proposals WHERE proposals::text LIKE '%TEST-KEY%')",
    );
    assert_eq!(leaks, 0);
}

#[tokio::test]
async fn deepseek_is_asked_in_json_mode() {
    let server = MockServer::start().await;
    let app = Vendor::Deepseek.app(&server).await;
    Mock::given(at("/v1/chat/completions"))
        .and(header("Authorization", "Bearer TEST-KEY"))
        .respond_with(Vendor::Deepseek.saying(&good().to_string()))
        .expect(1)
        .mount(&server)
        .await;
    let customer = a_regular(&app);
    app.sign_in(Role::Sales).await;
    generated(&app, customer).await;
    let body: Value = serde_json::from_slice(&asked(&server).await[0].body).unwrap();
    let recorded = std::fs::read_to_string(format!(
        "{}/request_json_mode.json",
        Vendor::Deepseek.folder()
    ));
    let recorded: Value = serde_json::from_str(&recorded.unwrap()).unwrap();
    // The vendor gave up the recorded model's name in July 2026.
    assert_eq!(body["model"], "deepseek-flash");
    for name in ["temperature", "max_tokens", "response_format", "stream"] {
        assert_eq!(body[name], recorded["body"][name], "{name}");
    }
    assert!(
        body["messages"][0]["content"]
            .as_str()
            .unwrap()
            .contains("JSON")
    );
}

#[tokio::test]
async fn a_text_that_was_kept_from_being_sent_teaches_no_model() {
    let server = MockServer::start().await;
    let app = Vendor::Anthropic.app(&server).await;
    let customer = a_regular(&app);
    app.sign_in(Role::Admin).await;
    save_setup(&app, &[("examples", "on")]).await.expect(303);
    play(&server, Vendor::Anthropic.saying(&good().to_string())).await;
    let id = generated(&app, customer).await;
    let page = show(&app, id).await;
    let words = [(
        "body",
        "Hola Ana:\n\nTe regalamos todo con 90 % de descuento.",
    )];
    post_edit(&app, &path(id), &page, &words).await.expect(303);
    assert!(show(&app, id).await.has("#strays"));
    generated(&app, customer).await;
    assert!(!body_of(&asked(&server).await[1]).contains("regalamos"));
    let setup = app.get("/settings/proposals").await.expect(200);
    assert!(!setup.has("[data-row=example]"));
}

fn body_of(request: &Request) -> String {
    String::from_utf8_lossy(&request.body).into_owned()
}

async fn save_setup(app: &TestApp, changes: &[(&str, &str)]) -> Page {
    let page = app.get("/settings/proposals").await.expect(200);
    let fields = page.filled_with("form[action='/settings/proposals']", changes);
    app.post_filled("/settings/proposals", &fields).await
}

#[tokio::test]
async fn beyond_the_months_budget_no_model_is_asked() {
    let server = MockServer::start().await;
    let app = Vendor::Anthropic.app(&server).await;
    let customer = a_regular(&app);
    app.sign_in(Role::Admin).await;
    save_setup(&app, &[("monthly_budget", "0,01")])
        .await
        .expect(303);
    play(&server, Vendor::Anthropic.saying(&good().to_string())).await;
    // Each costs 0.7566 cents.
    for (engine, asked_so_far) in [("anthropic", 1), ("anthropic", 2), ("builtin", 2)] {
        let id = generated(&app, customer).await;
        assert_eq!(text(&app, id, "engine"), engine);
        assert_eq!(asked(&server).await.len(), asked_so_far);
        if engine == "builtin" {
            assert!(
                show(&app, id)
                    .await
                    .words()
                    .contains("El presupuesto del mes para modelos ya se usó")
            );
        }
    }
    let page = app.get("/settings/proposals").await.expect(200);
    assert_eq!(page.attr("[data-metric=model_cost]", "data-value"), "15132");
}

#[tokio::test]
async fn a_wrong_budget_and_price_are_named_at_their_fields() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let page = save_setup(&app, &[("monthly_budget", "mucho"), ("prices", "gpt")])
        .await
        .expect(422);
    assert!(page.has("#monthly_budget[aria-invalid]") && page.has("#prices[aria-invalid]"));
}

#[tokio::test]
async fn notes_are_told_only_where_an_administrator_says_so_and_without_the_name() {
    let server = MockServer::start().await;
    let app = Vendor::Anthropic.app(&server).await;
    let customer = a_regular(&app);
    app.db.sql(&format!(
        "UPDATE customers SET notes = 'Ana prefiere la mañana; llamar al +56 9 1234 5678' WHERE id = {customer}"
    ));
    app.sign_in(Role::Admin).await;
    for (told, flags) in [
        (false, ("openai_notes", "on")),
        (true, ("anthropic_notes", "on")),
    ] {
        save_setup(&app, &[flags]).await.expect(303);
        play(&server, Vendor::Anthropic.saying(&good().to_string())).await;
        generated(&app, customer).await;
        let prompt = body_of(&asked(&server).await[0]);
        assert_eq!(
            prompt.contains("{{nombre}} prefiere la mañana; llamar al …"),
            told,
            "{prompt}"
        );
        assert!(!prompt.contains("1234"));
    }
}

#[tokio::test]
async fn the_voice_and_where_allowed_what_people_changed_are_told_to_the_next_model() {
    let server = MockServer::start().await;
    let app = Vendor::Anthropic.app(&server).await;
    let customer = a_regular(&app);
    app.sign_in(Role::Admin).await;
    save_setup(
        &app,
        &[("tone", "Cercano y breve"), ("signature", "Equipo Termal")],
    )
    .await
    .expect(303);
    play(&server, Vendor::Anthropic.saying(&good().to_string())).await;
    let id = generated(&app, customer).await;
    let page = show(&app, id).await;
    let words = [(
        "body",
        "Querida Ana:\n\nTe espera la Sauna.\n\nEquipo Termal",
    )];
    post_edit(&app, &path(id), &page, &words).await.expect(303);
    assert!(
        show(&app, id).await.has("#send"),
        "the signature may be named"
    );
    send(&app, id).await;
    generated(&app, customer).await;
    let prompt = body_of(&asked(&server).await[1]);
    assert!(prompt.contains("Cercano y breve") && prompt.contains("Equipo Termal"));
    assert!(!prompt.contains("Querida"), "nobody has said so");

    save_setup(&app, &[("examples", "on")]).await.expect(303);
    generated(&app, customer).await;
    let prompt = body_of(&asked(&server).await[2]);
    assert!(prompt.contains("Querida {{nombre}}:"), "{prompt}");
    assert!(!prompt.contains("Ana"), "{prompt}");

    let setup = app.get("/settings/proposals").await.expect(200);
    assert_eq!(
        setup.attrs("[data-row=example]", "data-id"),
        [id.to_string()]
    );
    let deletion = format!("/settings/proposals/examples/{id}/deletion");
    app.post_form(&deletion, &[]).await.expect(303);
    generated(&app, customer).await;
    assert!(!body_of(&asked(&server).await[3]).contains("Querida"));
}

#[tokio::test]
async fn a_model_is_told_the_segments_offer_and_keeps_to_it() {
    let server = MockServer::start().await;
    let vendor = Vendor::Anthropic;
    let app = vendor.app(&server).await;
    app.db.sql(
        "UPDATE segment_offers SET limit_percent = 12, percent = 8, title_es = 'La semana del spa', valid_days = 10",
    );
    play(&server, vendor.saying(&good().to_string())).await;
    let customer = a_regular(&app);
    app.sign_in(Role::Sales).await;
    let id = generated(&app, customer).await;
    let told = body_of(&asked(&server).await[0]);
    assert!(told.contains("La semana del spa"), "{told}");
    for (column, expected) in [
        ("offer_percent", "12"),
        ("offer_limit", "12"),
        ("offer_was_lowered", "true"),
        ("offer_title", "La semana del spa"),
        ("(offer_valid_until - (SELECT day FROM business_day))", "10"),
    ] {
        assert_eq!(text(&app, id, column), expected, "{column}");
    }
    // Its text names 20 %, which is not the offer.
    assert!(show(&app, id).await.has("#strays"));
}

#[tokio::test]
async fn a_greeting_is_a_name_and_told_to_no_model() {
    let server = MockServer::start().await;
    let app = Vendor::Anthropic.app(&server).await;
    let customer = a_regular(&app);
    app.db.sql(&format!(
        "UPDATE customers SET greeting = 'Sra. Chelita', notes = 'La Sra. Chelita viene sola. Chelita no toma café.' WHERE id = {customer}"
    ));
    app.sign_in(Role::Admin).await;
    save_setup(&app, &[("anthropic_notes", "on")])
        .await
        .expect(303);
    play(&server, Vendor::Anthropic.saying(&good().to_string())).await;
    let id = generated(&app, customer).await;
    let prompt = body_of(&asked(&server).await[0]);
    assert!(
        prompt.contains("La {{nombre}} viene sola. {{nombre}} no toma café."),
        "{prompt}"
    );
    assert!(text(&app, id, "body").starts_with("Hola Sra. Chelita:"));
}
