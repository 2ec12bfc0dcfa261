//! A campaign under a program that is killed three times.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use crate::process::{Place, Program};
use crate::support::smtp::SmtpServer;
use crate::support::{Browser, PASSWORD};

const EMAIL: &str = "ana@aremko.example";
/// No more than a page lists: members are counted as its rows, and the draw of who is held out is random.
const PEOPLE: usize = 50;
const PATIENCE: Duration = Duration::from_secs(150);

#[tokio::test]
async fn nobody_gets_a_campaign_twice_though_the_program_is_killed_three_times() {
    let smtp = SmtpServer::start();
    let place = Place::with_env(&[
        ("SMTP_URL", &smtp.url()),
        ("MAIL_FROM", "hola@aremko.example"),
    ]);
    let mut program = place.serve(&[]);
    place.create_admin(EMAIL, PASSWORD);
    import_people(&place);
    let browser = signed_in(&place).await;
    start_campaign(&browser).await;
    for arrived in [0, 10, 25] {
        wait_until(|| smtp.delivered().len() >= arrived).await;
        program = killed_and_started(&place, program);
    }
    let (sent, uncertain) = settled(&place).await;

    let mails = smtp.delivered();
    let people: BTreeSet<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(people.len(), mails.len(), "somebody got it twice");
    let held_out = members(&signed_in(&place).await, "held_out").await;
    assert!(held_out > 0);
    assert_eq!(sent + uncertain + held_out, PEOPLE);
    assert!(
        (sent..=sent + uncertain).contains(&mails.len()),
        "{sent} {uncertain} {}",
        mails.len()
    );
    drop(program);
}

fn import_people(place: &Place) {
    let mut file = String::from("customer_id,name,email,marketing_opt_in\n");
    for n in 1..=PEOPLE {
        writeln!(file, "{n},Ana Rojas,ana{n}@correo.cl,true").unwrap();
    }
    let path = place.file("people.csv");
    fs::write(&path, file).unwrap();
    place.run(&["import", "customers", path.to_str().unwrap()], "");
}

async fn signed_in(place: &Place) -> Browser {
    let browser = place.browser();
    browser.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    browser
}

async fn start_campaign(browser: &Browser) {
    browser.get("/campaigns/new").await.expect(200);
    let plan = [
        ("name", "Vuelve"),
        ("engine", "builtin"),
        ("holdout_percent", "20"),
        ("from_hour", "0"),
        ("to_hour", "24"),
        ("per_hour", "100000"),
        ("version", "1"),
    ];
    let saved = browser.post_form("/campaigns", &plan).await.expect(303);
    assert_eq!(saved.location(), "/campaigns/1");
    browser.get("/campaigns/1").await.expect(200);
    let version = [("version", "1")];
    browser
        .post_form("/campaigns/1/start", &version)
        .await
        .expect(303);
}

fn killed_and_started(place: &Place, mut program: Program) -> Program {
    program.signal(libc::SIGKILL);
    program.wait();
    place.serve(&[])
}

async fn wait_until(mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "the mails do not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// How many were sent and how many are uncertain, once nothing is under way.
async fn settled(place: &Place) -> (usize, usize) {
    let browser = signed_in(place).await;
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mut open = 0;
        for outcome in ["waiting", "approved", "queued", "sending"] {
            open += members(&browser, outcome).await;
        }
        // Asked last: who moved on while the open ones were counted is in here.
        let (sent, uncertain) = (
            members(&browser, "sent").await,
            members(&browser, "uncertain").await,
        );
        if open == 0 {
            return (sent, uncertain);
        }
        assert!(
            Instant::now() < deadline,
            "{sent} sent, {uncertain} uncertain, {open} open"
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

async fn members(browser: &Browser, outcome: &str) -> usize {
    let page = browser
        .get(&format!("/campaigns/1?outcome={outcome}"))
        .await;
    page.expect(200).count("[data-row=member]")
}
