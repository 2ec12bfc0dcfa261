use std::time::Duration;

use anyhow::Context as _;
use chrono::Utc;
use reqwest::{Response, Url};
use serde_json::{Map, Value};
use tokio::time::{Instant, sleep, timeout_at};

use super::errors::AiError;
use super::reply::{Reply, Usage};
use super::request::{Dialect, Prompt};
use super::retry::{self, Order};
use crate::config::{ModelConfig, Secret};

/// A proposal is a page of text.
const LARGEST_ANSWER: usize = 2 * 1024 * 1024;

/// Somebody waits for the answer to a button.
const CHECK_LIMIT: Duration = Duration::from_secs(10);

/// How long a model may take, all tries and pauses together; room is left for the builtin engine after it.
#[derive(Debug, Clone, Copy)]
pub struct TimeLimits {
    pub total: Duration,
    pub connect: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            total: Duration::from_secs(26),
            connect: Duration::from_secs(5),
        }
    }
}

/// A question and what came of it.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The model that answered, or that was asked.
    pub model: String,
    /// Of all tries.
    pub usage: Usage,
    pub took: Duration,
    pub answer: Result<Map<String, Value>, AiError>,
}

/// Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    dialect: Dialect,
    base: Url,
    key: Option<Secret>,
    model: String,
    limits: TimeLimits,
}

impl Client {
    pub fn new(config: &ModelConfig, dialect: Dialect, limits: TimeLimits) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(limits.connect)
            .build()
            .context("Failed to set up the client of a language model")?;
        Ok(Self {
            http,
            dialect,
            base: config.base.clone(),
            key: config.key.clone(),
            model: config.model.clone(),
            limits,
        })
    }

    /// Asks, and asks again where it may help, as long as there is time.
    pub async fn ask(&self, prompt: &Prompt) -> Exchange {
        let begun = Instant::now();
        let mut exchange = Exchange {
            model: self.model.clone(),
            usage: Usage::default(),
            took: Duration::ZERO,
            answer: Err(AiError::TimedOut),
        };
        let end = begun + self.limits.total;
        for tried in 1.. {
            let (reply, order) = match timeout_at(end, self.try_once(prompt)).await {
                Ok(reply) => reply,
                Err(_) => (failed(AiError::TimedOut), Order::default()),
            };
            exchange.usage += reply.usage;
            exchange.model = reply.model.unwrap_or(exchange.model);
            exchange.answer = reply.object;
            let Err(error) = &exchange.answer else { break };
            let left = end.saturating_duration_since(Instant::now());
            let Some(pause) = retry::pause(error, order, tried, left) else {
                break;
            };
            tracing::info!(%error, tried, "The language model is asked again");
            sleep(pause).await;
        }
        exchange.took = begun.elapsed();
        exchange
    }

    /// Whether the server is there and takes our key, without asking a model anything.
    pub async fn check(&self) -> Result<(), AiError> {
        let request = self
            .http
            .get(self.dialect.models_url(&self.base))
            .timeout(CHECK_LIMIT);
        let request = self.dialect.authorised(request, self.key.as_ref());
        let response = request.send().await.map_err(AiError::of_request)?;
        let status = response.status();
        let body = read_body(response).await?;
        match status.is_success() {
            true => Ok(()),
            false => Err(AiError::of_status(status, &body)),
        }
    }

    async fn try_once(&self, prompt: &Prompt) -> (Reply, Order) {
        let request = self
            .http
            .post(self.dialect.url(&self.base))
            .json(&self.dialect.body(&self.base, &self.model, prompt));
        let request = self.dialect.authorised(request, self.key.as_ref());
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return (failed(AiError::of_request(error)), Order::default()),
        };
        let order = Order::read(response.headers(), Utc::now());
        (self.read(response).await.unwrap_or_else(failed), order)
    }

    async fn read(&self, response: Response) -> Result<Reply, AiError> {
        let status = response.status();
        let body = read_body(response).await?;
        match status.is_success() {
            true => Ok(Reply::read(self.dialect, &body)),
            false => Err(AiError::of_status(status, &body)),
        }
    }
}

fn failed(error: AiError) -> Reply {
    Reply {
        model: None,
        usage: Usage::default(),
        object: Err(error),
    }
}

async fn read_body(mut response: Response) -> Result<Vec<u8>, AiError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(AiError::of_request)? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(AiError::Unreadable("it is too long".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
