use reqwest::StatusCode;
use serde_json::Value;

/// Why there is no answer. The texts are for administrators; they hold no secret and nothing of the prompt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AiError {
    #[error("the model took too long")]
    TimedOut,
    #[error("the model cannot be reached: {0}")]
    Unreachable(String),
    #[error("the key was refused")]
    Unauthorised,
    #[error("the account has no balance left")]
    Unpaid,
    #[error("the account's own spend limit is reached")]
    SpendLimit,
    #[error("the vendor does not have this model")]
    UnknownModel,
    #[error("too many requests")]
    RateLimited,
    #[error("the vendor is overloaded or broken ({0})")]
    Unavailable(u16),
    #[error("the question was not accepted ({status}): {kind}")]
    Invalid { status: u16, kind: String },
    #[error("the model refused to answer")]
    Refused,
    #[error("the answer was cut off")]
    Truncated,
    #[error("the answer was empty")]
    Empty,
    #[error("the answer cannot be read: {0}")]
    Unreadable(String),
}

impl AiError {
    /// What a status without success means; the body only tells kinds apart that share a status. Texts are not looked at:
    /// vendors reword them.
    pub fn of_status(status: StatusCode, body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let error = &body["error"];
        match status.as_u16() {
            401 | 403 => Self::Unauthorised,
            402 => Self::Unpaid,
            404 => Self::UnknownModel,
            429 if is_spend_limit(error) => Self::SpendLimit,
            429 => Self::RateLimited,
            status if is_servers_fault(status) => Self::Unavailable(status),
            status => Self::Invalid {
                status,
                kind: kind(error),
            },
        }
    }

    pub fn of_request(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::TimedOut;
        }
        // The address may hold a password.
        Self::Unreachable(error.without_url().to_string())
    }

    /// What may pass by itself within seconds. A timeout does not: it has used up the time there was.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::RateLimited | Self::Unavailable(_) | Self::Empty | Self::Unreachable(_)
        )
    }
}

/// Redirects count: nothing follows them, and a login page of a proxy is not the vendor.
fn is_servers_fault(status: u16) -> bool {
    matches!(status, 300..=399 | 408 | 409 | 500..)
}

fn is_spend_limit(error: &Value) -> bool {
    error["details"]["error_code"] == "enforced_spend_limit_reached"
        || error["code"] == "insufficient_quota"
}

/// `invalid_request_error`: a word of the vendor's list, never its sentence, which may quote the question.
fn kind(error: &Value) -> String {
    let kind = error["type"].as_str().unwrap_or("without an explanation");
    kind.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str) -> AiError {
        AiError::of_status(StatusCode::from_u16(status).unwrap(), body.as_bytes())
    }

    #[test]
    fn a_spend_limit_is_no_rate_limit() {
        let limit = r#"{"error":{"type":"rate_limit_error","details":{"error_code":"enforced_spend_limit_reached"}}}"#;
        assert_eq!(of(429, limit), AiError::SpendLimit);
        assert_eq!(
            of(429, r#"{"error":{"code":"insufficient_quota"}}"#),
            AiError::SpendLimit
        );
        assert_eq!(of(429, "<html>"), AiError::RateLimited);
        assert!(!AiError::SpendLimit.may_pass());
    }

    #[test]
    fn the_vendors_sentence_is_not_repeated() {
        let error = of(
            400,
            r#"{"error":{"type":"invalid_request_error","message":"Ana Rojas is secret"}}"#,
        );
        assert!(!error.to_string().contains("Ana"));
        assert!(error.to_string().contains("invalid_request_error"));
    }

    #[test]
    fn a_page_instead_of_an_answer_is_the_servers_fault() {
        for status in [301, 500, 502, 503, 504, 529] {
            assert_eq!(
                of(status, "<html>Bad gateway</html>"),
                AiError::Unavailable(status)
            );
        }
    }
}
