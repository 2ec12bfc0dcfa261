//! Every recorded answer, and what was not recorded, with its outcome.

use serde_json::{Value, json};
use vinculo::domain::{CustomerId, Role};
use wiremock::{MockServer, ResponseTemplate};

use super::{Vendor, asked, good, play};
use crate::proposals::{a_regular, generated, show, text};
use crate::support::TestApp;

/// A fixture as the server plays it: its `response`, or itself; of a scenario the first exchange; or raw.
fn recorded(vendor: Vendor, name: &str) -> ResponseTemplate {
    let text = std::fs::read_to_string(format!("{}/{name}", vendor.folder())).unwrap();
    let Ok(fixture) = serde_json::from_str::<Value>(&text) else {
        return ResponseTemplate::new(200).set_body_raw(text, "application/json");
    };
    let fixture = fixture["scenario"].get(0).unwrap_or(&fixture);
    let response = fixture.get("response").unwrap_or(fixture);
    let Some(status) = response["status"].as_u64().map(|status| status as u16) else {
        return ResponseTemplate::new(200).set_body_raw(text, "application/json");
    };
    let mut answer = ResponseTemplate::new(status).set_body_json(&response["body"]);
    for (name, value) in response["headers"].as_object().into_iter().flatten() {
        // Waiting for seven seconds is proved beside the rule.
        let value = if name == "retry-after" {
            "0.1"
        } else {
            value.as_str().unwrap()
        };
        answer = answer.insert_header(name.as_str(), value);
    }
    answer
}

/// What came of an answer: `engine reason, so many questions, so many strays`.
async fn outcome(app: &TestApp, server: &MockServer, customer: CustomerId) -> (String, String) {
    // Nobody may ask for more than twenty in a minute.
    app.sign_in(Role::Sales).await;
    let id = generated(app, customer).await;
    let page = show(app, id).await;
    let reason = text(app, id, "fallback_reason");
    let reason = if reason.is_empty() {
        "-".into()
    } else {
        reason
    };
    let outcome = format!(
        "{} {reason} {} {}",
        text(app, id, "engine"),
        asked(server).await.len(),
        page.count("mark[data-stray]")
    );
    let alerts = page.select("#proposal .alertline").into_iter();
    let seen: Vec<String> = alerts
        .map(|alert| alert.text().collect::<String>().trim().to_owned())
        .collect();
    (outcome, seen.join(" | "))
}

async fn play_all(vendor: Vendor, table: &[(&str, &str)]) {
    let server = MockServer::start().await;
    let app = vendor.app(&server).await;
    let customer = a_regular(&app);
    let mut wrong = Vec::new();
    for (name, expected) in table {
        play(&server, recorded(vendor, name)).await;
        let (outcome, seen) = outcome(&app, &server, customer).await;
        println!("{name:45} {outcome:35} {seen}");
        if outcome != *expected {
            wrong.push(format!("{name}: {outcome} instead of {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn every_recorded_answer_of_anthropic_has_its_outcome() {
    let table = [
        ("proposal_200_clean_json.json", "anthropic - 1 1"),
        ("proposal_200_fenced_json.json", "anthropic - 1 1"),
        ("proposal_200_refusal.json", "builtin refused 1 0"),
        (
            "proposal_200_truncated_max_tokens.json",
            "builtin truncated 1 0",
        ),
        ("scenario_tool_use.json", "builtin empty 2 0"),
        ("stream_basic.sse.txt", "builtin unreadable 1 0"),
        ("structured_output_200.json", "builtin unreadable 1 0"),
        ("errors/400_invalid_request.json", "builtin invalid 1 0"),
        ("errors/401_authentication.json", "builtin unauthorised 1 0"),
        ("errors/402_billing.json", "builtin unpaid 1 0"),
        ("errors/403_permission.json", "builtin unauthorised 1 0"),
        (
            "errors/404_model_not_found.json",
            "builtin unknown_model 1 0",
        ),
        ("errors/413_too_large.json", "builtin invalid 1 0"),
        (
            "errors/429_rate_limit_retry_after.json",
            "builtin rate_limited 3 0",
        ),
        ("errors/500_api_error.json", "builtin unavailable 3 0"),
        ("errors/504_timeout.json", "builtin unavailable 3 0"),
        ("errors/529_overloaded.json", "builtin unavailable 3 0"),
    ];
    play_all(Vendor::Anthropic, &table).await;
}

#[tokio::test]
async fn every_recorded_answer_of_deepseek_and_openai_has_its_outcome() {
    let table = [
        ("proposal_200.json", "openai - 1 1"),
        ("reasoner_200.json", "openai - 1 1"),
        ("proposal_200_empty_content.json", "builtin empty 2 0"),
        ("proposal_200_length.json", "builtin truncated 1 0"),
        ("deepseek_200_real.json", "builtin unreadable 1 0"),
        ("openai_200_real.json", "builtin unreadable 1 0"),
        ("keepalive_200.raw.txt", "builtin unreadable 1 0"),
        ("errors/400.json", "builtin invalid 1 0"),
        ("errors/401.json", "builtin unauthorised 1 0"),
        ("errors/402.json", "builtin unpaid 1 0"),
        ("errors/422.json", "builtin invalid 1 0"),
        ("errors/429.json", "builtin rate_limited 3 0"),
        ("errors/500.json", "builtin unavailable 3 0"),
        ("errors/503.json", "builtin unavailable 3 0"),
    ];
    play_all(Vendor::Deepseek, &table).await;
}

#[tokio::test]
async fn what_was_not_recorded_has_its_outcome_as_well() {
    let server = MockServer::start().await;
    let vendor = Vendor::Deepseek;
    let app = vendor.app(&server).await;
    let customer = a_regular(&app);
    let page = |status| {
        ResponseTemplate::new(status).set_body_raw("<html>Bad gateway</html>", "text/html")
    };
    let limit = json!({"error": {"details": {"error_code": "enforced_spend_limit_reached"}}});
    let mut wrong_types = good();
    wrong_types["email_body"] = json!(["Hola"]);
    let surrounded = format!("Uso {{nombre}} así:\n```json\n{}\n```\nListo {{}}.", good());
    let cases = [
        ("HTML with 502", page(502), "builtin unavailable 3 0"),
        ("HTML with 200", page(200), "builtin unreadable 1 0"),
        ("a redirect", page(302), "builtin unavailable 3 0"),
        (
            "a spend limit",
            ResponseTemplate::new(429).set_body_json(limit),
            "builtin spend_limit 1 0",
        ),
        (
            "wrong types",
            vendor.saying(&wrong_types.to_string()),
            "builtin unreadable 1 0",
        ),
        (
            "surrounded JSON",
            vendor.saying(&surrounded),
            "openai - 1 0",
        ),
        ("blank lines", vendor.saying("\n\n \n"), "builtin empty 2 0"),
    ];
    for (name, answer, expected) in cases {
        play(&server, answer).await;
        let (outcome, seen) = outcome(&app, &server, customer).await;
        println!("{name:45} {outcome:35} {seen}");
        assert_eq!(outcome, expected, "{name}");
    }
}
