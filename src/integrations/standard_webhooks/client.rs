use std::net::{SocketAddr, ToSocketAddrs as _};
use std::time::Duration;

use reqwest::{Response, StatusCode, Url, header};

use super::addresses::is_public;
use super::signature::SigningKey;

/// How much of an answer is read; only its beginning is kept.
const LARGEST_ANSWER: usize = 4 * 1024;
/// How much of it a person is shown.
const EXCERPT: usize = 500;
const AGENT: &str = concat!("Vinculo-Webhooks/", env!("CARGO_PKG_VERSION"));
/// Longer than any receiver means.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(24 * 3600);

/// How long a receiver may take.
#[derive(Debug, Clone, Copy)]
pub struct TimeLimits {
    /// To be found by name.
    pub resolve: Duration,
    /// From the connection to the end of the answer: the standard asks for 15 to 30 seconds.
    pub total: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            resolve: Duration::from_secs(5),
            total: Duration::from_secs(20),
        }
    }
}

/// Why nothing came back. The texts are for administrators.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    #[error("the address is no https address with a host")]
    NotHttps,
    #[error("the name cannot be found")]
    Unresolvable,
    #[error("the address leads to a private network")]
    Private,
    #[error("no answer in time")]
    TimedOut,
    #[error("cannot be reached: {0}")]
    Unreachable(String),
}

/// What the receiver said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: StatusCode,
    /// In seconds or as a date; `now` was when the answer came.
    pub retry_after: Option<Duration>,
    /// How the body begins.
    pub excerpt: String,
}

/// Finds receivers.
#[derive(Debug, Clone)]
pub struct Client {
    limits: TimeLimits,
    allows_private: bool,
}

impl Client {
    /// With `allows_private`, receivers on this machine and in its network, also without TLS.
    pub fn new(limits: TimeLimits, allows_private: bool) -> Self {
        Self {
            limits,
            allows_private,
        }
    }

    /// Resolves and checks a receiver's address. What it gives is bound to the addresses that were checked, so it
    /// should not be kept for longer than a minute.
    pub async fn find(&self, url: &str) -> Result<Receiver, SendError> {
        let url: Url = url.parse().map_err(|_| SendError::NotHttps)?;
        let is_allowed = url.scheme() == "https" || self.allows_private && url.scheme() == "http";
        let host = url.host_str().filter(|_| is_allowed);
        let host = host.ok_or(SendError::NotHttps)?.to_owned();
        let addresses = self.resolve(&url).await?;
        if !self.allows_private && addresses.iter().any(|address| !is_public(address.ip())) {
            return Err(SendError::Private);
        }
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would resolve by itself.
            .no_proxy()
            .timeout(self.limits.total)
            .user_agent(AGENT)
            .resolve_to_addrs(&host, &addresses)
            .build()
            .map_err(unreachable)?;
        Ok(Receiver { http, url })
    }

    async fn resolve(&self, url: &Url) -> Result<Vec<SocketAddr>, SendError> {
        let url = url.clone();
        // The system's resolver blocks; one that hangs is left to itself.
        let asked = tokio::task::spawn_blocking(move || {
            let host = url.host_str().unwrap_or_default();
            let host = host.trim_start_matches('[').trim_end_matches(']');
            let port = url.port_or_known_default().unwrap_or(443);
            (host, port).to_socket_addrs().map(Iterator::collect)
        });
        let found: Vec<SocketAddr> = tokio::time::timeout(self.limits.resolve, asked)
            .await
            .map_err(|_| SendError::Unresolvable)?
            .map_err(|_| SendError::Unresolvable)?
            .map_err(|_| SendError::Unresolvable)?;
        match found.is_empty() {
            true => Err(SendError::Unresolvable),
            false => Ok(found),
        }
    }
}

/// A receiver whose address was checked.
#[derive(Debug, Clone)]
pub struct Receiver {
    http: reqwest::Client,
    url: Url,
}

impl Receiver {
    /// Posts one event, signed with every key: two while a secret is changed. `timestamp` is the attempt's, in seconds.
    pub async fn post(
        &self,
        id: &str,
        timestamp: i64,
        body: &str,
        keys: &[SigningKey],
    ) -> Result<Answer, SendError> {
        let signatures: Vec<String> = keys
            .iter()
            .map(|key| key.sign(id, timestamp, body.as_bytes()))
            .collect();
        let request = self
            .http
            .post(self.url.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signatures.join(" "))
            .body(body.to_owned());
        let response = request.send().await.map_err(unreachable)?;
        let retry_after = retry_after(&response);
        Ok(Answer {
            status: response.status(),
            retry_after,
            excerpt: excerpt(response).await,
        })
    }
}

fn unreachable(error: reqwest::Error) -> SendError {
    if error.is_timeout() {
        return SendError::TimedOut;
    }
    // The address may hold a secret.
    let error = anyhow::Error::from(error.without_url());
    SendError::Unreachable(error.root_cause().to_string())
}

fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    let wait = match value.trim().parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let at = chrono::DateTime::parse_from_rfc2822(value.trim()).ok()?;
            (at.to_utc() - chrono::Utc::now()).to_std().ok()?
        }
    };
    Some(wait.min(LONGEST_RETRY_AFTER))
}

/// An answer that breaks off is an answer all the same: the status came first.
async fn excerpt(mut response: Response) -> String {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = LARGEST_ANSWER - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if body.len() == LARGEST_ANSWER {
            break;
        }
    }
    let text = String::from_utf8_lossy(&body);
    let shown = text.chars().filter(|c| *c != '\0');
    shown.take(EXCERPT).collect()
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::method;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::integrations::standard_webhooks::{Headers, verify};

    fn key() -> SigningKey {
        SigningKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()
    }

    async fn server(answer: ResponseTemplate) -> MockServer {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .respond_with(answer)
            .mount(&server)
            .await;
        server
    }

    async fn post(server: &MockServer, limits: TimeLimits) -> Result<Answer, SendError> {
        let receiver = Client::new(limits, true).find(&server.uri()).await?;
        receiver.post("msg_1", 1000, "{\"a\":1}", &[key()]).await
    }

    #[tokio::test]
    async fn private_addresses_are_refused_by_number_and_by_name() {
        let client = Client::new(TimeLimits::default(), false);
        for url in [
            "https://127.0.0.1/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://[::1]:8443/",
            "https://[::ffff:10.0.0.1]/",
            "https://169.254.169.254/latest/meta-data/",
            "https://localhost:9/",
        ] {
            assert_eq!(
                client.find(url).await.unwrap_err(),
                SendError::Private,
                "{url}"
            );
        }
    }

    #[tokio::test]
    async fn only_https_is_spoken_to_the_internet() {
        let client = Client::new(TimeLimits::default(), false);
        for url in ["http://hooks.example/", "ftp://hooks.example/", "hooks", ""] {
            assert_eq!(
                client.find(url).await.unwrap_err(),
                SendError::NotHttps,
                "{url}"
            );
        }
    }

    #[tokio::test]
    async fn a_receiver_can_verify_what_it_gets() {
        let server = server(ResponseTemplate::new(204)).await;
        let answer = post(&server, TimeLimits::default()).await.unwrap();
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        let requests = server.received_requests().await.unwrap();
        let header = |name: &str| requests[0].headers[name].to_str().unwrap();
        let headers = Headers {
            id: header("webhook-id"),
            timestamp: header("webhook-timestamp"),
            signatures: header("webhook-signature"),
        };
        assert_eq!(verify(&key(), headers, &requests[0].body, 1000), Ok(()));
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_is_not_followed() {
        let elsewhere = server(ResponseTemplate::new(200)).await;
        let moved = ResponseTemplate::new(308).insert_header("location", elsewhere.uri());
        let answer = post(&server(moved).await, TimeLimits::default()).await;
        assert_eq!(answer.unwrap().status, StatusCode::PERMANENT_REDIRECT);
        assert!(elsewhere.received_requests().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn the_time_to_wait_is_read_and_a_long_answer_is_cut() {
        let busy = ResponseTemplate::new(429)
            .insert_header("retry-after", "17")
            .set_body_string("ñ".repeat(9000));
        let answer = post(&server(busy).await, TimeLimits::default())
            .await
            .unwrap();
        assert_eq!(answer.retry_after, Some(Duration::from_secs(17)));
        assert_eq!(answer.excerpt.chars().count(), EXCERPT);
    }

    #[tokio::test]
    async fn a_receiver_that_hangs_is_given_up() {
        let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(30));
        let limits = TimeLimits {
            total: Duration::from_millis(100),
            ..TimeLimits::default()
        };
        let answer = post(&server(slow).await, limits).await;
        assert_eq!(answer, Err(SendError::TimedOut));
    }
}
