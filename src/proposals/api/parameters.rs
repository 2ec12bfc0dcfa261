use std::ops::RangeInclusive;

use actix_web::HttpRequest;
use serde::Deserialize;

use crate::config::Config;
use crate::domain::CustomerId;
use crate::segments::Segment;
use crate::web::api::{ApiError, Problem};

const DEFAULT_LIMIT: i64 = 100;
/// Half a minute of a small machine; the old clients wait a minute for a batch.
const LIMITS: RangeInclusive<i64> = 1..=500;
/// Another business's data is not here.
const NO_TENANT: &str = "api-tenant-not-found";

/// The tenant of the address, and that of `X-Tenant` if it is sent, are ours.
pub fn check_tenant(request: &HttpRequest, config: &Config, tenant: &str) -> Result<(), ApiError> {
    let ours = config.server.tenant.as_str();
    let header = request.headers().get("X-Tenant");
    match tenant == ours && header.is_none_or(|header| header == ours) {
        true => Ok(()),
        false => Err(ApiError::NoSuch(NO_TENANT)),
    }
}

/// `1985` or `cli_1985`.
pub fn customer_id(text: &str) -> Result<CustomerId, ApiError> {
    let number = text.strip_prefix("cli_").unwrap_or(text);
    number.parse().map_err(|_| {
        let problem = Problem::not_an_integer(["path", "customer_id"], text);
        ApiError::Invalid(vec![problem])
    })
}

/// As sent; an empty value is an absent one.
#[derive(Debug, Default, Deserialize)]
pub struct BatchQuery {
    #[serde(default)]
    segment: String,
    #[serde(default)]
    limit: String,
}

/// Who is in a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// `None`: everybody with history.
    pub segment: Option<Segment>,
    pub limit: i64,
}

impl BatchQuery {
    /// Every wrong parameter is told at once.
    pub fn parse(&self) -> Result<Batch, ApiError> {
        match (self.segment(), self.limit()) {
            (Ok(segment), Ok(limit)) => Ok(Batch { segment, limit }),
            (segment, limit) => {
                let problems = [segment.err(), limit.err()];
                Err(ApiError::Invalid(problems.into_iter().flatten().collect()))
            }
        }
    }

    fn segment(&self) -> Result<Option<Segment>, Problem> {
        let text = self.segment.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let known = Segment::from_api(text).map(Some);
        known.ok_or_else(|| {
            let choices: Vec<_> = Segment::ALL.iter().map(|known| known.as_str()).collect();
            Problem::not_one_of(["query", "segment"], text, &choices.join(", "))
        })
    }

    fn limit(&self) -> Result<i64, Problem> {
        let (text, loc) = (self.limit.trim(), ["query", "limit"]);
        if text.is_empty() {
            return Ok(DEFAULT_LIMIT);
        }
        let limit = text.parse();
        let limit = limit.map_err(|_| Problem::not_an_integer(loc, text))?;
        match LIMITS.contains(&limit) {
            true => Ok(limit),
            false => Err(Problem::not_between(loc, text, &LIMITS)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(segment: &str, limit: &str) -> Result<Batch, ApiError> {
        let (segment, limit) = (segment.to_owned(), limit.to_owned());
        BatchQuery { segment, limit }.parse()
    }

    #[test]
    fn a_segment_is_named_by_our_value_or_in_english() {
        for name in ["at_risk", "At Risk", "at risk"] {
            let batch = parse(name, "7").unwrap();
            assert_eq!(batch.segment, Some(Segment::AtRisk));
            assert_eq!(batch.limit, 7);
        }
        let all = parse("", "").unwrap();
        assert_eq!((all.segment, all.limit), (None, 100));
    }

    #[test]
    fn every_wrong_parameter_is_told_at_once() {
        let Err(ApiError::Invalid(problems)) = parse("rich", "many") else {
            panic!("taken")
        };
        let kinds: Vec<_> = problems.iter().map(|problem| problem.kind).collect();
        assert_eq!(kinds, ["enum", "int_parsing"]);
        for limit in ["0", "501", "-1"] {
            assert!(parse("vip", limit).is_err(), "{limit}");
        }
    }

    #[test]
    fn a_customer_is_named_by_digits_with_or_without_our_prefix() {
        assert_eq!(customer_id("1985").unwrap(), CustomerId::from(1985));
        assert_eq!(customer_id("cli_1985").unwrap(), CustomerId::from(1985));
        assert!(customer_id("abc").is_err());
    }
}
