//! Language models as their client: Anthropic's messages, and the chat completions of OpenAI, DeepSeek and every server
//! that speaks as they do.
//!
//! One question, one JSON object as the answer. What is asked and what the answer means is the caller's; here are the
//! dialects, the time limit, the retries, and the ways in which a model fails to answer. Keys and answers are never
//! logged.

mod client;
mod errors;
mod json;
mod reply;
mod request;
mod retry;

pub use client::{Client, Exchange, TimeLimits};
pub use errors::AiError;
pub use reply::Usage;
pub use request::{Dialect, Prompt};
