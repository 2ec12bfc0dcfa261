//! What every answer has: headers, a page for each error, files that browsers may keep.

use reqwest::Method;
use vinculo::domain::Role;

use crate::support::TestApp;

const IN_ENGLISH: (&str, &str) = ("Accept-Language", "en-GB,en;q=0.9");

#[tokio::test]
async fn every_answer_has_the_security_headers_and_a_request_id() {
    let app = TestApp::start().await;
    let mut answers = Vec::new();
    for path in [
        "/login",
        "/health",
        "/account",
        "/no-such-page",
        "/static/none.css",
    ] {
        answers.push(app.get(path).await);
    }
    let asset = answers[0].attr("link[rel=stylesheet]", "href");
    answers.push(app.get(&asset).await.expect(200));
    answers.push(app.post_raw("/login", &[], &[]).await.expect(403));
    for answer in answers {
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{}", answer.path);
        assert!(policy.contains("frame-ancestors 'none'"), "{}", answer.path);
        assert!(!policy.contains("unsafe"), "{}: {policy}", answer.path);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("x-request-id").len(), 32, "{}", answer.path);
        assert_eq!(answer.header("server"), "", "{}", answer.path);
    }
}

#[tokio::test]
async fn request_ids_do_not_repeat_and_are_on_the_error_page() {
    let app = TestApp::start().await;
    let one = app.get("/no-such-page").await.expect(404);
    let other = app.get("/no-such-page").await.expect(404);
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
    assert!(one.words().contains(one.header("x-request-id")));
}

#[tokio::test]
async fn a_missing_page_says_so_in_the_readers_language_with_a_way_back() {
    let app = TestApp::start().await;
    let spanish = app.get("/no-such-page").await.expect(404);
    assert_eq!(spanish.attr("html", "lang"), "es");
    assert_eq!(spanish.text("h1"), "No encontramos esa página");
    let (name, value) = IN_ENGLISH;
    let request = app
        .request(Method::GET, "/no-such-page")
        .header(name, value);
    let english = app.send("/no-such-page", request).await.expect(404);
    assert_eq!(english.attr("html", "lang"), "en");
    assert_ne!(english.text("h1"), spanish.text("h1"));
    for page in [spanish, english] {
        assert!(page.has("main a[href='/']"));
        assert_eq!(page.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn each_refusal_is_a_page_with_a_way_back() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let big = "x".repeat(2 * 1024 * 1024);
    for (path, answer, status) in [
        ("forbidden", app.get("/admin/users").await, 403),
        (
            "foreign form",
            app.post_raw("/account/preferences", &[], &[]).await,
            403,
        ),
        (
            "method",
            app.send("/account", app.request(Method::DELETE, "/account"))
                .await,
            // `DELETE` is an unsafe request; without a foreign origin it reaches the route, which has no such method.
            405,
        ),
        (
            "too large",
            app.post_form("/account/preferences", &[("theme", &big)])
                .await,
            400,
        ),
    ] {
        assert_eq!(answer.status, status, "{path}");
        assert!(
            answer.has("main h1") && answer.has("main a[href='/']"),
            "{path}"
        );
        assert!(
            !answer.words().contains("error-"),
            "{path}: {}",
            answer.words()
        );
    }
}

#[tokio::test]
async fn files_have_a_hash_in_their_address_and_may_be_kept_for_ever() {
    let app = TestApp::start().await;
    let page = app.get("/login").await.expect(200);
    let mut addresses = page.attrs("link[rel=stylesheet]", "href");
    addresses.extend(page.attrs("script[src]", "src"));
    assert!(addresses.len() > 2, "{addresses:?}");
    for address in addresses {
        let file = app.get(&address).await.expect(200);
        assert_eq!(
            file.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        let hash = address.rsplit('.').nth(1).unwrap();
        assert!(
            hash.len() == 10 && hash.chars().all(|c| c.is_ascii_hexdigit()),
            "{address}"
        );
        app.get(&address.replace(hash, "0000000000"))
            .await
            .expect(404);
    }
    for outside in [
        "/static/../Cargo.toml",
        "/static/%2e%2e/Cargo.toml",
        "/static/crm.css",
    ] {
        app.get(outside).await.expect(404);
    }
}

#[tokio::test]
async fn pages_are_never_kept_by_a_cache() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/login").await.header("cache-control"), "no-store");
    app.sign_in(Role::Staff).await;
    assert_eq!(
        app.get("/account").await.header("cache-control"),
        "no-store"
    );
}

#[tokio::test]
async fn answers_are_compressed_for_who_asks() {
    let app = TestApp::start().await;
    for encoding in ["gzip", "br"] {
        let request = app
            .request(Method::GET, "/login")
            .header("Accept-Encoding", encoding);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["content-encoding"], encoding);
    }
    assert_eq!(app.get("/login").await.header("content-encoding"), "");
}

#[tokio::test]
async fn a_page_is_in_spanish_unless_the_browser_prefers_english() {
    let app = TestApp::start().await;
    for (accepted, language) in [
        ("es-CL", "es"),
        ("en", "en"),
        ("fr, en;q=0.5", "en"),
        ("en;q=0.3, es;q=0.9", "es"),
        ("de", "es"),
        ("", "es"),
    ] {
        let request = app
            .request(Method::GET, "/login")
            .header("Accept-Language", accepted);
        let page = app.send("/login", request).await.expect(200);
        assert_eq!(page.attr("html", "lang"), language, "{accepted}");
    }
}
