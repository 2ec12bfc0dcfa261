//! Calls of the old server's clients, answered as it answered.

use reqwest::Method;
use serde_json::Value;

use super::{BOTH, acme, created};
use crate::support::program::described;
use crate::support::{Program, TestApp};

/// A recorded call: method, path, body, and what was answered.
struct Fixture {
    name: String,
    method: Method,
    path: String,
    body: Option<Value>,
    status: u16,
    answer: Value,
}

fn fixtures() -> Vec<Fixture> {
    let folder = format!("{}/tests/data/syntexia_crm", env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let read = |name: String| {
        let text = std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
        let recorded: Value = serde_json::from_str(&text).unwrap();
        let request = &recorded["request"];
        Fixture {
            method: request["method"].as_str().unwrap().parse().unwrap(),
            path: request["path"].as_str().unwrap().to_owned(),
            body: request.get("body").cloned(),
            status: recorded["response"]["status"].as_u64().unwrap() as u16,
            answer: recorded["response"]["body"].clone(),
            name,
        }
    };
    names.into_iter().map(read).collect()
}

/// Where ours lacks a recorded key or has another type; a value that was empty then may be filled now.
fn difference(ours: &Value, recorded: &Value, at: &str) -> Option<String> {
    match (ours, recorded) {
        (_, Value::Null) => None,
        (Value::Object(ours), Value::Object(recorded)) => {
            recorded.iter().find_map(|(key, value)| {
                let at = format!("{at}.{key}");
                match ours.get(key) {
                    Some(ours) => difference(ours, value, &at),
                    None => Some(format!("{at} is missing")),
                }
            })
        }
        (Value::Array(ours), Value::Array(recorded)) => {
            let first = recorded.first()?;
            ours.iter()
                .find_map(|item| difference(item, first, &format!("{at}[]")))
        }
        _ if std::mem::discriminant(ours) == std::mem::discriminant(recorded) => None,
        _ => Some(format!("{at}: {ours} is not like {recorded}")),
    }
}

#[tokio::test]
async fn every_recorded_call_is_answered_with_its_status_and_shape() {
    let (mut wrong, mut played) = (Vec::new(), 0);
    println!("{:45} recorded ours shape", "fixture");
    for fixture in fixtures() {
        let address = fixture.path.split('?').next().unwrap_or_default();
        if address.starts_with("/api") && described(address).is_none() {
            println!("{:45} is not served here", fixture.name);
            continue;
        }
        played += 1;
        let app = TestApp::start().await;
        let program = Program::new(&app, &BOTH);
        let mut path = fixture.path.clone();
        if path.contains("cli_0a1b2c3d4e5f") || path.contains("buscar=") {
            let there = created(&program, &acme()).await;
            path = path.replace("cli_0a1b2c3d4e5f", there["id"].as_str().unwrap());
        }
        let page = match path.starts_with("/api") {
            true => {
                program
                    .send(fixture.method.clone(), &path, fixture.body.as_ref(), &[])
                    .await
            }
            false => app.get(&path).await,
        };
        // What the old server did wrong is done right: it knew no payments.
        let (status, answer) = match fixture.name.as_str() {
            "actividad_create_422_pago_original.json" => (201, Value::Null),
            _ => (fixture.status, fixture.answer.clone()),
        };
        let ours = if page.body.is_empty() {
            Value::Null
        } else {
            page.json()
        };
        let differs = match page.status == status {
            true => difference(&ours, &answer, ""),
            false => Some(page.body.clone()),
        };
        let shape = differs.as_deref().unwrap_or("equal");
        println!(
            "{:45} {:8} {:4} {shape}",
            fixture.name, fixture.status, page.status
        );
        wrong.extend(differs.map(|differs| format!("{}: {differs}", fixture.name)));
    }
    assert!(played >= 12, "only {played} were played");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
