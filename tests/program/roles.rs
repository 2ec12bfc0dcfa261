//! The other commands beside a program that serves.

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
