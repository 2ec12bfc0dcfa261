//! What a vendor answers with 200, as far as it matters: the text, why it ended, what it cost.

use std::ops::AddAssign;

use serde_json::{Map, Value};

use super::errors::AiError;
use super::json::find_object;
use super::request::Dialect;

/// Tokens that were paid for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    pub input: u32,
    pub output: u32,
}

impl AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.input = self.input.saturating_add(other.input);
        self.output = self.output.saturating_add(other.output);
    }
}

/// An answer, good or bad: a refusal costs tokens as well.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The model that answered, which may be a dated version of the one that was asked.
    pub model: Option<String>,
    pub usage: Usage,
    pub object: Result<Map<String, Value>, AiError>,
}

impl Reply {
    /// DeepSeek sends blank lines while a request waits; whitespace is no error to JSON.
    pub fn read(dialect: Dialect, body: &[u8]) -> Self {
        let Ok(body) = serde_json::from_slice::<Value>(body) else {
            return Self {
                model: None,
                usage: Usage::default(),
                object: Err(AiError::Unreadable("it is no JSON".into())),
            };
        };
        let (usage, text) = match dialect {
            Dialect::Messages => (anthropic_usage(&body["usage"]), messages_text(&body)),
            Dialect::ChatCompletions => (openai_usage(&body["usage"]), chat_text(&body)),
        };
        Self {
            model: body["model"]
                .as_str()
                .map(|model| model.chars().take(100).collect()),
            usage,
            object: text.and_then(object),
        }
    }
}

fn object(text: &str) -> Result<Map<String, Value>, AiError> {
    if text.trim().is_empty() {
        return Err(AiError::Empty);
    }
    find_object(text).ok_or_else(|| AiError::Unreadable("it has no JSON object".into()))
}

/// The first text block; others are thinking or tools.
fn messages_text(body: &Value) -> Result<&str, AiError> {
    match body["stop_reason"].as_str() {
        Some("refusal") => return Err(AiError::Refused),
        Some("max_tokens" | "model_context_window_exceeded") => return Err(AiError::Truncated),
        _ => {}
    }
    let Some(blocks) = body["content"].as_array() else {
        return Err(AiError::Unreadable("it has no content".into()));
    };
    let text = blocks.iter().find(|block| block["type"] == "text");
    text.map_or(Ok(""), |block| {
        let text = block["text"].as_str();
        text.ok_or_else(|| AiError::Unreadable("its text is none".into()))
    })
}

fn chat_text(body: &Value) -> Result<&str, AiError> {
    let choice = &body["choices"][0];
    let message = &choice["message"];
    if !message.is_object() {
        return Err(AiError::Unreadable("it has no choices".into()));
    }
    if message["refusal"].is_string() {
        return Err(AiError::Refused);
    }
    match choice["finish_reason"].as_str() {
        Some("content_filter") => return Err(AiError::Refused),
        Some("length") => return Err(AiError::Truncated),
        Some("insufficient_system_resource") => return Err(AiError::Unavailable(200)),
        _ => {}
    }
    match &message["content"] {
        Value::Null => Ok(""),
        Value::String(text) => Ok(text),
        _ => Err(AiError::Unreadable("its content is no text".into())),
    }
}

/// Reading and writing the cache counts as input: too much rather than too little.
fn anthropic_usage(usage: &Value) -> Usage {
    Usage {
        input: count(&usage["input_tokens"])
            .saturating_add(count(&usage["cache_creation_input_tokens"]))
            .saturating_add(count(&usage["cache_read_input_tokens"])),
        output: count(&usage["output_tokens"]),
    }
}

fn openai_usage(usage: &Value) -> Usage {
    Usage {
        input: count(&usage["prompt_tokens"]),
        output: count(&usage["completion_tokens"]),
    }
}

fn count(value: &Value) -> u32 {
    value
        .as_u64()
        .map_or(0, |count| u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn thinking_comes_before_the_text_and_is_passed_over() {
        let body = json!({"content": [{"type": "thinking", "thinking": "{\"a\":0}"},
            {"type": "text", "text": "{\"a\":1}"}], "stop_reason": "end_turn"});
        let reply = Reply::read(Dialect::Messages, body.to_string().as_bytes());
        assert_eq!(reply.object.unwrap()["a"], 1);
    }

    #[test]
    fn a_body_of_any_other_shape_is_unreadable_and_never_a_panic() {
        let bodies = [
            json!([]),
            json!(7),
            json!({"content": "text", "choices": {}}),
            json!({"content": [{"type": "text", "text": 7}], "choices": [{"message": {"content": [7]}}]}),
        ];
        for body in bodies {
            for dialect in [Dialect::Messages, Dialect::ChatCompletions] {
                let reply = Reply::read(dialect, body.to_string().as_bytes());
                let is_unreadable = matches!(reply.object, Err(AiError::Unreadable(_)));
                assert!(is_unreadable, "{body}: {:?}", reply.object);
            }
        }
    }

    #[test]
    fn a_refusal_costs_its_tokens() {
        let body = json!({"content": [], "stop_reason": "refusal", "usage": {
            "input_tokens": 8, "cache_read_input_tokens": 2, "output_tokens": 3}});
        let reply = Reply::read(Dialect::Messages, body.to_string().as_bytes());
        assert_eq!(reply.object, Err(AiError::Refused));
        assert_eq!((reply.usage.input, reply.usage.output), (10, 3));
    }
}
