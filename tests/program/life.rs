//! First start, stop, kill, and the next start.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use crate::process::Place;
use crate::support::PASSWORD;

const EMAIL: &str = "ana@aremko.example";

#[tokio::test]
async fn the_operator_alone_gets_the_set_up_link_and_it_leads_to_the_first_admin() {
    let place = Place::new();
    let program = place.serve(&[]);
    let file = place.file("setup-link.txt");
    let link = fs::read_to_string(&file).unwrap().trim().to_owned();
    assert!(program.output().contains(&link));
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let path = link
        .strip_prefix(&format!("http://{}", place.address()))
        .unwrap();
    assert!(!program.log().contains(path), "the log holds the link");

    let browser = place.browser();
    browser.get("/health").await.expect(200);
    browser.get(path).await.expect(200);
    let fields = [
        ("name", "Ana Rojas"),
        ("email", EMAIL),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
        ("organisation_name", "Aremko Spa"),
        ("country", "CL"),
        ("currency", "CLP"),
        ("time_zone", "America/Santiago"),
    ];
    browser.post_form(path, &fields).await.expect(303);
    browser.get("/account").await.expect(200);
    assert!(!file.exists(), "a link that is used up lies about");
    let again = place.browser();
    again.sign_in_with(EMAIL, PASSWORD).await.expect(303);
}

#[test]
fn a_request_under_way_is_answered_before_the_program_stops() {
    let place = Place::new();
    for signal in [libc::SIGTERM, libc::SIGINT] {
        let mut program = place.serve(&[]);
        let mut wire = TcpStream::connect(place.address()).unwrap();
        write!(
            wire,
            "POST /login HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: 11\r\nConnection: close\r\n\r\nemail",
            place.address()
        )
        .unwrap();
        // Long enough for the request to begin, then for the program to begin stopping.
        std::thread::sleep(Duration::from_secs(3));
        program.signal(signal);
        program.wait_for_log("Stopping once the work under way is done");
        std::thread::sleep(Duration::from_millis(300));
        wire.write_all(b"=a%40b").unwrap();
        let mut answer = String::new();
        wire.read_to_string(&mut answer).unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 403"),
            "{answer}\n{}",
            program.log()
        );
        assert!(program.wait().success(), "{}", program.log());
    }
}

#[test]
fn a_second_signal_does_not_wait_for_requests() {
    let place = Place::new();
    let mut program = place.serve(&[]);
    let mut wire = TcpStream::connect(place.address()).unwrap();
    wire.write_all(b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nemail")
        .unwrap();
    std::thread::sleep(Duration::from_secs(3));
    program.signal(libc::SIGINT);
    program.wait_for_log("Stopping once the work under way is done");
    program.signal(libc::SIGINT);
    program.wait_for_log("Stopping with work under way");
    assert!(program.wait().success(), "{}", program.log());
}

#[tokio::test]
async fn a_killed_program_starts_again_with_what_it_had() {
    let place = Place::new();
    let mut program = place.serve(&[]);
    place.create_admin(EMAIL, PASSWORD);
    program.signal(libc::SIGKILL);
    program.wait();
    let program = place.serve(&[]);
    assert!(!program.output().contains("/setup/"));
    place
        .browser()
        .sign_in_with(EMAIL, PASSWORD)
        .await
        .expect(303);
}
