//! The engines that are language models, against a local server that plays every recorded answer.

mod checked;
mod recorded;
mod told;

use serde_json::{Value, json};
use vinculo::domain::{ProposalId, Role};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::proposals::{DELIVER, a_regular, generated, path, post_edit, show};
use crate::support::{Options, TestApp};

/// How a vendor is set up and answers.
#[derive(Clone, Copy)]
enum Vendor {
    Anthropic,
    Deepseek,
}

impl Vendor {
    fn folder(self) -> String {
        let name = match self {
            Self::Anthropic => "anthropic",
            Self::Deepseek => "deepseek_openai",
        };
        format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))
    }

    async fn app(self, server: &MockServer) -> TestApp {
        let (engine, url, key) = match self {
            Self::Anthropic => ("anthropic", "ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY"),
            Self::Deepseek => ("openai", "DEEPSEEK_BASE_URL", "DEEPSEEK_API_KEY"),
        };
        TestApp::with(Options {
            env: vec![
                ("PROPOSALS_ENGINE", engine.into()),
                (url, server.uri()),
                (key, "TEST-KEY".into()),
            ],
            smtp: Some(Default::default()),
            ..Options::default()
        })
        .await
    }

    /// An answer that holds this text.
    fn saying(self, text: &str) -> ResponseTemplate {
        ResponseTemplate::new(200).set_body_json(match self {
            Self::Anthropic => json!({
                "model": "claude-sonnet-4-5-20250929", "stop_reason": "end_turn",
                "content": [{"type": "text", "text": text}],
                "usage": {"input_tokens": 812, "output_tokens": 342},
            }),
            Self::Deepseek => json!({
                "model": "deepseek-chat",
                "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 812, "completion_tokens": 342},
            }),
        })
    }
}

fn answer(subject: &str, body: &str, discount: i32) -> Value {
    json!({
        "insights": ["Vuelve cada 50 noches"],
        "recommendations": [
            {"service_name": "Sauna", "reason": "Otros como ella lo tomaron"},
            {"service_name": "Yoga", "reason": "Ofrécele 90 %"},
        ],
        "offer": {"title": "Un descanso para ti", "discount": discount},
        "email_subject": subject, "email_body": body,
    })
}

fn good() -> Value {
    answer(
        "{{nombre}}, te echamos de menos",
        "Hola {{nombre}}:\n\nNo te vemos desde el 1 de marzo. Te esperan Sauna y Yoga, con 20 % de descuento.\n\nAremko",
        20,
    )
}

/// The server answers so from now on, and has forgotten what it was asked.
async fn play(server: &MockServer, answer: ResponseTemplate) {
    server.reset().await;
    Mock::given(method("POST"))
        .respond_with(answer)
        .mount(server)
        .await;
}

async fn asked(server: &MockServer) -> Vec<Request> {
    server.received_requests().await.unwrap()
}

async fn proposal(vendor: Vendor, answer: &Value) -> (TestApp, MockServer, ProposalId) {
    let server = MockServer::start().await;
    let app = vendor.app(&server).await;
    play(&server, vendor.saying(&answer.to_string())).await;
    let customer = a_regular(&app);
    app.sign_in(Role::Sales).await;
    let id = generated(&app, customer).await;
    (app, server, id)
}

async fn send(app: &TestApp, id: ProposalId) {
    let page = show(app, id).await;
    let action = format!("{}/delivery", path(id));
    post_edit(app, &action, &page, &[]).await.expect(303);
    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
}
