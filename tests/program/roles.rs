//! The other commands beside a program that serves.

use reqwest::Method;

use crate::process::Place;
use crate::support::PASSWORD;

const EMAIL: &str = "ana@aremko.example";

#[tokio::test]
async fn users_are_made_and_passwords_reset_while_the_program_serves() {
    let place = Place::new();
    let _program = place.serve(&[]);
    place.create_admin(EMAIL, PASSWORD);
    place
        .browser()
        .sign_in_with(EMAIL, PASSWORD)
        .await
        .expect(303);

    let output = place.run(&["reset-password", "--email", EMAIL], "");
    let link = String::from_utf8(output.stdout).unwrap();
    let path = link
        .trim()
        .strip_prefix(&format!("http://{}", place.address()));
    let browser = place.browser();
    browser.get(path.unwrap()).await.expect(200);
    let choice = [
        ("password", "otra-clave-larga"),
        ("repeated", "otra-clave-larga"),
    ];
    browser.post_form(path.unwrap(), &choice).await.expect(303);
    place
        .browser()
        .sign_in_with(EMAIL, PASSWORD)
        .await
        .expect(422);
}

#[tokio::test]
async fn a_key_is_made_and_printed_once_while_the_program_serves() {
    let place = Place::new();
    let _program = place.serve(&[]);
    let words = ["create-key", "--name", "Old CRM", "--scope"];
    let scopes = ["crm:read", "proposals:read"];
    let output = place.run(&[&words[..], &scopes].concat(), "");
    let key = String::from_utf8(output.stdout).unwrap();
    let browser = place.browser();
    let path = "/api/none";
    let ask = |key: &str| browser.request(Method::GET, path).bearer_auth(key);
    browser.send(path, ask("vk_wrong")).await.expect(401);
    browser.send(path, ask(key.trim())).await.expect(404);
}

#[test]
fn a_worker_that_starts_first_leaves_the_database_to_the_program_that_serves() {
    let place = Place::new();
    let mut worker = place.start(&["worker"]);
    worker.wait_for_log("Waiting for `vinculo serve`");
    let mut program = place.serve(&["--no-worker"]);
    worker.wait_for_log("Working off the queue");
    worker.signal(libc::SIGTERM);
    assert!(worker.wait().success(), "{}", worker.log());
    program.signal(libc::SIGTERM);
    assert!(program.wait().success(), "{}", program.log());
}

#[tokio::test]
async fn the_document_of_the_apis_is_printed_as_it_is_served() {
    let place = Place::new();
    let output = place.run(&["openapi"], "");
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(printed, *crate::support::program::DOCUMENT);
    assert!(printed["openapi"].as_str().unwrap().starts_with("3.1"));
}
