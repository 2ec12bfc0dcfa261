//! Keys of programs: made and revoked on their page, and the door of `/api`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use vinculo::api_keys::{NewKey, actions};
use vinculo::audit::Actor;
use vinculo::domain::{Role, Scope};
use vinculo::web::token_hash;

use crate::support::{Browser, Options, Page, TestApp};

/// Nobody's address: with a key it is 404, without one 401.
const NOWHERE: &str = "/api/none";

/// A key with these scopes.
pub fn a_key(app: &TestApp, scopes: &[Scope]) -> String {
    let new = NewKey {
        name: "El CRM viejo".into(),
        scopes: scopes.to_vec(),
    };
    let actor = Actor::program("a test");
    let key = actions::make(&mut app.db.conn(), &actor, &new).unwrap();
    key.expose().to_owned()
}

async fn call(browser: &Browser, header: &str, value: &str) -> Page {
    let request = browser.request(Method::GET, NOWHERE).header(header, value);
    browser.send(NOWHERE, request).await
}

#[track_caller]
fn detail(page: &Page) -> String {
    assert_eq!(page.header("content-type"), "application/json");
    page.json()["detail"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_admin_makes_a_key_that_is_shown_once_and_stored_as_a_hash() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let empty = app.get("/admin/keys").await.expect(200);
    assert!(empty.words().contains("Todavía no hay claves"));
    app.get("/admin/keys/new").await.expect(200);
    let again = app.post_form("/admin/keys", &[("name", "Facturas")]).await;
    let again = again.expect(422);
    assert!(again.words().contains("Elige al menos un permiso"));
    assert_eq!(again.attr("#name", "value"), "Facturas");

    let fields = [
        ("name", "Facturas"),
        ("scope", "billing:read"),
        ("scope", "billing:write"),
    ];
    let made = app.post_form("/admin/keys", &fields).await.expect(200);
    assert_eq!(made.header("cache-control"), "no-store");
    let key = made.attr("#key", "value");
    let address = made.attr("#address", "value");
    assert_eq!(
        address,
        format!("http://crm:{key}@{}", app.base.authority())
    );
    let bearer = format!("Bearer {key}");
    call(&app, "Authorization", &bearer).await.expect(404);

    let list = app.get("/admin/keys").await.expect(200);
    assert!(!list.body.contains(&key), "never again");
    assert!(list.words().contains("billing:read billing:write"));
    assert!(list.words().contains(&key[..8]));
    let stored = "SELECT string_agg(api_keys::text, '') FROM api_keys";
    assert!(!app.db.text(&format!("({stored})")).contains(&key));
    let hash: String = token_hash(&key)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let hashed = app
        .db
        .text("(SELECT encode(key_hash, 'hex') FROM api_keys)");
    assert_eq!(hashed, hash);
    let everywhere = "(SELECT string_agg(audit_values::text, '') FROM audit_values)";
    assert!(!app.db.text(everywhere).contains(&key));
    let audit = app.get("/admin/audit").await.expect(200);
    assert!(audit.words().contains("Creó la clave de API"));
}

#[tokio::test]
async fn a_revoked_key_opens_nothing_from_then_on() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let key = a_key(&app, &[Scope::CrmRead]);
    call(&app, "X-API-Key", &key).await.expect(404);
    let page = app.get("/admin/keys").await.expect(200);
    let action = page.attr("dialog form", "action");
    let list = app.post_form(&action, &[]).await.expect(303);
    let list = app.follow(&list).await.expect(200);
    assert!(list.words().contains("Revocada"));
    assert!(!list.has("dialog form[action^='/admin/keys']"));
    call(&app, "X-API-Key", &key).await.expect(401);
    app.post_form(&action, &[]).await.expect(303);
    let trace = "SELECT count(*) FROM audit_log WHERE action = 'key.revoked'";
    assert_eq!(app.db.number(trace), 1, "revoking again changes nothing");
    app.post_form("/admin/keys/999/revocation", &[])
        .await
        .expect(404);
}

#[tokio::test]
async fn a_key_is_taken_as_bearer_in_its_own_header_or_in_the_address() {
    let app = TestApp::start().await;
    let key = a_key(&app, &[Scope::CrmRead]);
    call(&app, "Authorization", &format!("Bearer {key}"))
        .await
        .expect(404);
    call(&app, "X-API-Key", &key).await.expect(404);
    let basic = STANDARD.encode(format!("crm:{key}"));
    call(&app, "Authorization", &format!("Basic {basic}"))
        .await
        .expect(404);
    let mut url = app.base.join(NOWHERE).unwrap();
    url.set_username("crm").unwrap();
    url.set_password(Some(&key)).unwrap();
    assert_eq!(reqwest::get(url).await.unwrap().status(), 404);
}

#[tokio::test]
async fn without_a_key_a_call_is_refused_in_json_and_a_session_is_none() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    for path in ["/api", NOWHERE, "/api/v1/aremko/proposals/customer/1"] {
        let page = app.get(path).await.expect(401);
        assert_eq!(detail(&page), "Clave de API inválida");
        assert!(!page.headers.contains_key("www-authenticate"));
        assert!(page.cookies().is_empty());
    }
    let wrong = call(&app, "X-API-Key", "vk_wrong").await.expect(401);
    assert!(!wrong.headers.contains_key("x-ratelimit-limit"));
}

#[tokio::test]
async fn a_path_written_otherwise_does_not_lead_around_the_door() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    for path in ["/%61pi/none", "/ap%69/v1/aremko/proposals/customer/1"] {
        let page = app.get(path).await;
        assert!(matches!(page.status, 401 | 404), "{path}: {}", page.status);
    }
}

#[tokio::test]
async fn the_last_use_is_written_once_a_minute() {
    let app = TestApp::start().await;
    let key = a_key(&app, &[Scope::CrmRead]);
    let last_use = || app.db.text("(SELECT last_used_at FROM api_keys)");
    assert_eq!(last_use(), "");
    call(&app, "X-API-Key", &key).await.expect(404);
    let first = last_use();
    assert_ne!(first, "");
    call(&app, "X-API-Key", &key).await.expect(404);
    assert_eq!(last_use(), first);
    app.db
        .sql("UPDATE api_keys SET last_used_at = now() - interval '61 s'");
    let earlier = last_use();
    call(&app, "X-API-Key", &key).await.expect(404);
    assert_ne!(last_use(), earlier);
}

#[tokio::test]
async fn who_calls_too_often_waits_and_nobody_else_does() {
    let app = TestApp::with(Options {
        env: vec![("VINCULO_API_CALLS_PER_MINUTE", "20".into())],
        ..Options::default()
    })
    .await;
    let keys = [
        a_key(&app, &[Scope::CrmRead]),
        a_key(&app, &[Scope::CrmRead]),
    ];
    let first = call(&app, "X-API-Key", &keys[0]).await.expect(404);
    assert_eq!(first.header("x-ratelimit-limit"), "20");
    assert_eq!(first.header("x-ratelimit-remaining"), "19");
    assert!(first.header("x-ratelimit-reset").parse::<i64>().unwrap() > 1_700_000_000);
    for _ in 0..19 {
        call(&app, "X-API-Key", &keys[0]).await.expect(404);
    }
    let over = call(&app, "X-API-Key", &keys[0]).await.expect(429);
    assert!(detail(&over).starts_with("Demasiadas solicitudes"));
    let wait: i64 = over.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(over.header("x-ratelimit-remaining"), "0");
    call(&app, "X-API-Key", &keys[1]).await.expect(404);
}

#[tokio::test]
async fn a_lost_database_is_told_in_json() {
    let app = TestApp::start().await;
    let key = a_key(&app, &[Scope::CrmRead]);
    app.db.shut_out();
    let page = call(&app, "X-API-Key", &key).await.expect(503);
    assert!(detail(&page).starts_with("La base de datos no responde"));
    app.db.let_in();
}

#[tokio::test]
async fn a_foreign_page_may_call_only_if_its_origin_is_allowed() {
    let ours = "https://app.example.cl";
    let app = TestApp::with(Options {
        env: vec![("VINCULO_ALLOWED_ORIGINS", ours.into())],
        ..Options::default()
    })
    .await;
    let ask_beforehand = |path: &'static str, origin: &'static str| {
        let request = app
            .request(Method::OPTIONS, path)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST");
        app.send(path, request)
    };
    let allowed = ask_beforehand(NOWHERE, "https://app.example.cl").await;
    let allowed = allowed.expect(204);
    assert_eq!(allowed.header("access-control-allow-origin"), ours);
    let headers = allowed.header("access-control-allow-headers");
    assert!(headers.contains("Idempotency-Key") && headers.contains("If-Match"));
    assert!(
        allowed
            .header("access-control-expose-headers")
            .contains("ETag")
    );
    assert!(
        !allowed
            .headers
            .contains_key("access-control-allow-credentials")
    );
    let refused = ask_beforehand(NOWHERE, "https://other.example").await;
    let refused = refused.expect(401);
    assert!(!refused.headers.contains_key("access-control-allow-origin"));
    let page = ask_beforehand("/customers", "https://app.example.cl").await;
    assert!(!page.headers.contains_key("access-control-allow-origin"));

    let answer = call(&app, "Origin", ours).await.expect(401);
    assert_eq!(answer.header("access-control-allow-origin"), ours);
}
