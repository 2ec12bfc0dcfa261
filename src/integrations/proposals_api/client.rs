use std::time::Duration;

use anyhow::Context as _;
use reqwest::{Response, StatusCode, Url, header};
use tokio::time::Instant;

use super::payload::{Answer, error_detail};
use crate::config::{Config, Secret};

/// A proposal is a page of text.
const LARGEST_ANSWER: usize = 2 * 1024 * 1024;

/// How long the far side may take. A sleeping server can take half a minute to wake: the second try often succeeds
/// where the first did not, so both must fit into the half minute that a person waits, and leave room for the
/// builtin engine after them.
#[derive(Debug, Clone, Copy)]
pub struct TimeLimits {
    pub first_try: Duration,
    /// Of both tries together.
    pub total: Duration,
    pub health: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            first_try: Duration::from_secs(15),
            total: Duration::from_secs(26),
            health: Duration::from_secs(5),
        }
    }
}

/// Why there is no answer. The texts are for administrators; they hold no secret.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("the proposals server took too long")]
    TimedOut,
    #[error("the proposals server cannot be reached: {0}")]
    Unreachable(String),
    #[error("the proposals server answered {status}: {detail}")]
    Refused { status: StatusCode, detail: String },
    #[error("the proposals server's answer cannot be read: {0}")]
    Unreadable(String),
}

impl ApiError {
    /// What passes by itself, as far as one more try can tell.
    fn may_pass(&self) -> bool {
        match self {
            Self::TimedOut => true,
            Self::Refused { status, .. } => matches!(
                *status,
                StatusCode::BAD_GATEWAY
                    | StatusCode::SERVICE_UNAVAILABLE
                    | StatusCode::GATEWAY_TIMEOUT
            ),
            Self::Unreachable(_) | Self::Unreadable(_) => false,
        }
    }

    fn of_request(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::TimedOut;
        }
        // The address may hold a password.
        Self::Unreachable(error.without_url().to_string())
    }
}

/// Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
    key: Option<Secret>,
    tenant: String,
    limits: TimeLimits,
}

impl Client {
    /// `None` without `MCP_SERVER_URL`.
    pub fn from_config(config: &Config, limits: TimeLimits) -> anyhow::Result<Option<Self>> {
        let Some(base) = config.ai.remote_url.clone() else {
            return Ok(None);
        };
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .context("Failed to set up the client of the proposals server")?;
        Ok(Some(Self {
            http,
            base,
            key: config.ai.remote_key.clone(),
            tenant: config.server.tenant.clone(),
            limits,
        }))
    }

    /// The proposal for a customer, whom the far side knows by `customer`. Tried again once when it may have passed.
    pub async fn fetch_proposal(&self, customer: &str) -> Result<Answer, ApiError> {
        let end = Instant::now() + self.limits.total;
        match self.try_fetch(customer, self.limits.first_try).await {
            Err(error) if error.may_pass() => {
                tracing::info!(%error, "The proposals server is asked a second time");
                let left = end.saturating_duration_since(Instant::now());
                self.try_fetch(customer, left).await
            }
            outcome => outcome,
        }
    }

    async fn try_fetch(&self, customer: &str, limit: Duration) -> Result<Answer, ApiError> {
        let url = below(&self.base, &["proposals", "customer", customer]);
        let response = self.get(url, limit).await?;
        let status = response.status();
        let body = read_body(response).await?;
        if !status.is_success() {
            let detail = error_detail(&body);
            return Err(ApiError::Refused { status, detail });
        }
        Answer::read(&body).map_err(|error| ApiError::Unreadable(error.to_string()))
    }

    /// Whether the server is awake.
    pub async fn check_health(&self) -> Result<(), ApiError> {
        let mut root = self.base.clone();
        if let Ok(mut path) = root.path_segments_mut() {
            path.pop_if_empty().pop();
        }
        let response = self
            .get(below(&root, &["health"]), self.limits.health)
            .await?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let detail = error_detail(&read_body(response).await?);
        Err(ApiError::Refused { status, detail })
    }

    async fn get(&self, url: Url, limit: Duration) -> Result<Response, ApiError> {
        let mut request = self
            .http
            .get(url)
            .timeout(limit)
            .header(header::ACCEPT, "application/json")
            .header("X-Tenant", &self.tenant);
        if let Some(key) = &self.key {
            request = request.header("X-API-Key", key.expose());
        }
        request.send().await.map_err(ApiError::of_request)
    }
}

/// A further path below a base, each segment encoded.
fn below(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

async fn read_body(mut response: Response) -> Result<Vec<u8>, ApiError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(ApiError::of_request)? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(ApiError::Unreadable("it is too long".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
