use std::ops::RangeInclusive;

use actix_web::HttpRequest;
use serde_json::Value;

use crate::config::Config;
use crate::domain::CustomerId;
use crate::segments::Segment;
use crate::web::api::values::{Read, integer};
use crate::web::api::{ApiError, Fault, Problem, Reader};

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
        let problem = Problem::at(["path", "customer_id"], text, Fault::unreadable_integer());
        ApiError::Invalid(vec![problem])
    })
}

/// Who is in a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// `None`: everybody with history.
    pub segment: Option<Segment>,
    pub limit: i64,
}

impl Batch {
    /// An empty parameter is an absent one; every wrong one is told at once.
    pub fn read(query: &str) -> Result<Self, ApiError> {
        let mut query = Reader::of_query(query);
        let batch = Self {
            segment: query.optional("segment", segment),
            limit: query
                .optional("limit", integer(LIMITS))
                .unwrap_or(DEFAULT_LIMIT),
        };
        query.finish(batch)
    }
}

fn segment(value: &Value) -> Read<Segment> {
    let known = value.as_str().and_then(|text| Segment::from_api(text.trim()));
    known.ok_or_else(|| {
        let all: Vec<_> = Segment::ALL.iter().map(|known| known.as_str()).collect();
        Fault::no_choice(&format!("one of {}", all.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(segment: &str, limit: &str) -> Result<Batch, ApiError> {
        Batch::read(&format!("segment={segment}&limit={limit}"))
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
