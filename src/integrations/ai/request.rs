use reqwest::{RequestBuilder, Url};
use serde_json::{Value, json};

use crate::config::Secret;

/// The version of Anthropic's messages that is spoken here.
const ANTHROPIC_VERSION: &str = "2023-06-01";
/// Between dull and erratic; what was used before.
const TEMPERATURE: f64 = 0.7;
/// Three times the longest proposal.
const MOST_TOKENS: u32 = 2000;
/// The same where what a model thinks before it answers counts too.
const MOST_TOKENS_THINKING: u32 = 8000;
/// It alone is known to keep to a schema, and to want its own name for the limit.
const OPENAI_HOST: &str = "api.openai.com";
/// It thinks at length unless it is told not to.
const DEEPSEEK_HOST: &str = "api.deepseek.com";
/// The beginnings of models that refuse to be told how hard to think: they do not think unasked.
const WITHOUT_EFFORT: [&str; 4] = ["claude-3", "claude-haiku-4", "claude-sonnet-4-5", "gpt-4"];
/// A proposal picks from a short list and words it: more thought costs time and tokens and brings nothing.
const EFFORT: &str = "low";

/// How a vendor is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `POST /v1/messages`
    Messages,
    /// `POST /v1/chat/completions`
    ChatCompletions,
}

/// What is asked. `system` holds the rules and the word "json", without which JSON mode is refused.
#[derive(Debug, Clone)]
pub struct Prompt {
    pub system: String,
    pub user: String,
    /// The JSON schema of the answer.
    pub schema: Value,
}

impl Dialect {
    /// The address below a base that may end with `/v1` or not.
    pub fn url(self, base: &Url) -> Url {
        match self {
            Self::Messages => below(base, &["messages"]),
            Self::ChatCompletions => below(base, &["chat", "completions"]),
        }
    }

    /// Where all of them list their models, which costs nothing.
    pub fn models_url(self, base: &Url) -> Url {
        below(base, &["models"])
    }

    pub fn authorised(self, request: RequestBuilder, key: Option<&Secret>) -> RequestBuilder {
        let request = match self {
            Self::Messages => request.header("anthropic-version", ANTHROPIC_VERSION),
            Self::ChatCompletions => request,
        };
        match (self, key) {
            (_, None) => request,
            (Self::Messages, Some(key)) => request.header("x-api-key", key.expose()),
            (Self::ChatCompletions, Some(key)) => request.bearer_auth(key.expose()),
        }
    }

    pub fn body(self, base: &Url, model: &str, prompt: &Prompt) -> Value {
        let host = base.host_str().unwrap_or_default();
        let mut body = match self {
            Self::Messages => json!({
                "model": model,
                "max_tokens": MOST_TOKENS_THINKING,
                "system": prompt.system,
                "messages": [{"role": "user", "content": prompt.user}],
                "output_config": {"format": {"type": "json_schema", "schema": prompt.schema}},
            }),
            Self::ChatCompletions if host == OPENAI_HOST => json!({
                "model": model,
                "messages": chat(prompt),
                "max_completion_tokens": MOST_TOKENS_THINKING,
                "response_format": {"type": "json_schema", "json_schema": {
                    "name": "proposal", "strict": true, "schema": prompt.schema,
                }},
                "stream": false,
            }),
            Self::ChatCompletions => json!({
                "model": model,
                "messages": chat(prompt),
                "temperature": TEMPERATURE,
                "max_tokens": MOST_TOKENS,
                "response_format": {"type": "json_object"},
                "stream": false,
            }),
        };
        let takes_effort = !WITHOUT_EFFORT.iter().any(|name| model.starts_with(name));
        match self {
            Self::Messages if takes_effort => body["output_config"]["effort"] = EFFORT.into(),
            Self::ChatCompletions if host == OPENAI_HOST && takes_effort => {
                body["reasoning_effort"] = EFFORT.into();
            }
            Self::ChatCompletions if host == DEEPSEEK_HOST => {
                body["thinking"] = json!({"type": "disabled"});
            }
            _ => {}
        }
        body
    }
}

fn below(base: &Url, end: &[&str]) -> Url {
    let mut url = base.clone();
    let has_version = base.path().trim_end_matches('/').ends_with("/v1");
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty();
        if !has_version {
            path.push("v1");
        }
        path.extend(end);
    }
    url
}

/// A server that is not told the schema reads it in the rules.
fn chat(prompt: &Prompt) -> Value {
    let system = format!("{}\n\nJSON schema:\n{}", prompt.system, prompt.schema);
    json!([
        {"role": "system", "content": system},
        {"role": "user", "content": prompt.user},
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_has_its_version_once() {
        for (base, url) in [
            (
                "https://api.deepseek.com",
                "https://api.deepseek.com/v1/chat/completions",
            ),
            (
                "http://127.0.0.1:11434/v1/",
                "http://127.0.0.1:11434/v1/chat/completions",
            ),
            ("https://h/llm", "https://h/llm/v1/chat/completions"),
        ] {
            let base: Url = base.parse().unwrap();
            assert_eq!(Dialect::ChatCompletions.url(&base).as_str(), url);
        }
        let base: Url = "https://api.anthropic.com".parse().unwrap();
        let url = Dialect::Messages.url(&base);
        assert_eq!(url.as_str(), "https://api.anthropic.com/v1/messages");
    }

    #[test]
    fn a_model_that_thinks_is_told_to_think_little_and_another_nothing() {
        let prompt = Prompt {
            system: "Answer in json.".into(),
            user: "{}".into(),
            schema: json!({"type": "object"}),
        };
        let body = |dialect: Dialect, base: &str, model: &str| {
            dialect.body(&base.parse().unwrap(), model, &prompt)
        };
        let claude = |model| body(Dialect::Messages, "https://api.anthropic.com", model);
        assert_eq!(
            claude("claude-sonnet-5-5")["output_config"]["effort"],
            "low"
        );
        assert!(claude("claude-haiku-4-5")["output_config"]["effort"].is_null());
        let chat = |base, model| body(Dialect::ChatCompletions, base, model);
        let openai = "https://api.openai.com";
        assert_eq!(chat(openai, "gpt-6-luna")["reasoning_effort"], "low");
        assert!(chat(openai, "gpt-4o-mini")["reasoning_effort"].is_null());
        let deepseek = chat("https://api.deepseek.com", "deepseek-flash");
        assert_eq!(deepseek["thinking"]["type"], "disabled");
        let own = chat("http://127.0.0.1:11434", "llama");
        assert!(own["thinking"].is_null() && own["reasoning_effort"].is_null());
    }

    #[test]
    fn the_schema_goes_where_it_is_kept_to_and_json_mode_elsewhere() {
        let prompt = Prompt {
            system: "Answer in json.".into(),
            user: "{}".into(),
            schema: json!({"type": "object"}),
        };
        let format = |base: &str| {
            let base: Url = base.parse().unwrap();
            Dialect::ChatCompletions.body(&base, "m", &prompt)["response_format"]["type"].clone()
        };
        assert_eq!(format("https://api.openai.com"), "json_schema");
        assert_eq!(format("https://api.deepseek.com"), "json_object");
    }
}
