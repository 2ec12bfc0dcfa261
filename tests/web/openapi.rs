//! The OpenAPI document and the server say the same; what real answers look like is checked wherever tests call the APIs
//! ([`crate::support::program`]).

use std::collections::BTreeSet;

use serde_json::Value;
use vinculo::domain::Role;

use super::roles;
use super::support::program::DOCUMENT;
use super::support::{Options, TestApp};

const VERBS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every operation of the document with its name: `GET /api/version`.
fn operations() -> Vec<(String, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let of_path = |(path, item): (&'static String, &'static Value)| {
        let verbs = item.as_object().unwrap().iter();
        let verbs = verbs.filter(|(verb, _)| VERBS.contains(&verb.as_str()));
        verbs.map(move |(verb, operation)| (format!("{} {path}", verb.to_uppercase()), operation))
    };
    paths.iter().flat_map(of_path).collect()
}

#[test]
fn every_address_under_api_is_in_the_document_and_the_other_way_round() {
    let documented: BTreeSet<String> = operations().into_iter().map(|(name, _)| name).collect();
    let served: BTreeSet<String> = roles::all_registered()
        .into_iter()
        .filter(|route| route.contains(" /api/"))
        .collect();
    let missing: Vec<_> = served.difference(&documented).collect();
    let invented: Vec<_> = documented.difference(&served).collect();
    assert!(served.len() > 10, "the sources were not understood");
    assert!(
        missing.is_empty() && invented.is_empty(),
        "not documented {missing:#?}, not served {invented:#?}"
    );
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_who_may_call_it() {
    const OPEN: [&str; 2] = ["/api/version", "/api/v1/health"];
    let mut names = BTreeSet::new();
    for (route, operation) in operations() {
        let name = operation["operationId"].as_str().unwrap();
        assert!(names.insert(name.to_owned()), "{name} is taken: {route}");
        assert!(
            !operation["summary"].as_str().unwrap_or_default().is_empty(),
            "{route} says nothing of itself"
        );
        let is_open = OPEN.iter().any(|path| route.ends_with(path));
        let says_open = operation["security"] == serde_json::json!([{}]);
        assert_eq!(is_open, says_open, "{route}");
        if !is_open {
            for status in ["401", "403", "429"] {
                assert!(
                    operation["responses"].get(status).is_some(),
                    "{route} {status}"
                );
            }
        }
    }
    let keys = DOCUMENT["security"].as_array().unwrap();
    assert_eq!(keys.len(), 3, "bearer, header, basic");
}

#[tokio::test]
async fn the_document_is_served_to_anybody_and_the_page_to_signed_in_people() {
    let app = TestApp::start().await;
    let served = app.get("/openapi.json").await.expect(200);
    assert_eq!(served.header("content-type"), "application/json");
    assert_eq!(served.json(), *DOCUMENT);
    for path in ["/docs", "/docs/", "/docs/swagger-ui.css"] {
        let page = app.get(path).await.expect(303);
        assert!(page.location().starts_with("/login"), "{path}");
    }
    app.sign_in(Role::Staff).await;
    assert_eq!(app.get("/docs").await.expect(303).location(), "/docs/");
    let page = app.get("/docs/").await.expect(200);
    assert!(page.has("#swagger-ui"));
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("style-src 'self' 'unsafe-inline'")
            && policy.contains("script-src 'self';")
    );
    let files = [page.attrs("script", "src"), page.attrs("link", "href")].concat();
    assert!(files.contains(&"/docs/swagger-ui-bundle.js".to_owned()));
    for file in files {
        app.get(&file).await.expect(200);
    }
    assert_eq!(
        page.count("script:not([src])"),
        0,
        "no script that the policy forbids"
    );
    assert_eq!(page.attr("#swagger-ui", "data-document"), "/openapi.json");
    app.get("/docs/none").await.expect(404);
    app.get("/docsx").await.expect(404);
    let other = app.get("/account").await.expect(200);
    assert!(
        !other
            .header("content-security-policy")
            .contains("unsafe-inline")
    );
}

#[tokio::test]
async fn a_setting_opens_the_page_to_anybody() {
    let app = TestApp::with(Options {
        env: vec![("VINCULO_OPEN_DOCS", "true".into())],
        ..Options::default()
    })
    .await;
    assert!(app.get("/docs/").await.expect(200).has("#swagger-ui"));
}

#[tokio::test]
async fn a_program_is_told_the_state_and_the_version_without_a_key() {
    let app = TestApp::start().await;
    let client = reqwest::Client::new();
    let root = client.get(app.base.clone()).send().await.unwrap();
    assert_eq!(root.status(), 200);
    let root: Value = serde_json::from_str(&root.text().await.unwrap()).unwrap();
    assert_eq!(root["status"], "ok");
    let version = app.get("/api/version").await.expect(200).json();
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
    let health = app.get("/health").await.expect(200).json();
    assert_eq!(health["status"], "healthy");
    assert!(health["service"].is_string());
    app.get("/").await.expect(303);
}
