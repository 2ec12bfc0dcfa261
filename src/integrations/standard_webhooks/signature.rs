//! Signing, and what a receiver checks. Pure.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

const SECRET_PREFIX: &str = "whsec_";
const VERSION: &str = "v1";
/// So far a timestamp may be off, both ways.
pub const TOLERANCE_SECONDS: i64 = 300;

/// A secret that is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the secret is not `whsec_` and base64")]
pub struct SecretError;

/// Why a receiver refuses a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("a header is missing or cannot be read")]
    Header,
    #[error("the timestamp is too far from now")]
    Time,
    #[error("no signature fits")]
    Signature,
}

/// The bytes behind a secret. Shows nothing of itself.
#[derive(Clone)]
pub struct SigningKey(Vec<u8>);

impl SigningKey {
    /// A secret's text for these bytes.
    pub fn text_of(bytes: &[u8]) -> String {
        format!("{SECRET_PREFIX}{}", STANDARD.encode(bytes))
    }

    /// From a secret's text, whose prefix may be missing.
    pub fn parse(secret: &str) -> Result<Self, SecretError> {
        let encoded = secret.strip_prefix(SECRET_PREFIX).unwrap_or(secret);
        let bytes = STANDARD.decode(encoded).map_err(|_| SecretError)?;
        match bytes.is_empty() {
            true => Err(SecretError),
            false => Ok(Self(bytes)),
        }
    }

    /// `v1,<base64>` over id, seconds and the raw body.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let tag = self.mac(id, timestamp, body).finalize().into_bytes();
        format!("{VERSION},{}", STANDARD.encode(tag))
    }

    fn fits(&self, id: &str, timestamp: i64, body: &[u8], tag: &[u8]) -> bool {
        self.mac(id, timestamp, body).verify_slice(tag).is_ok()
    }

    fn mac(&self, id: &str, timestamp: i64, body: &[u8]) -> Hmac<Sha256> {
        // HMAC takes a key of any length, so this cannot fail.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0)
            .unwrap_or_else(|_| Hmac::new(&Default::default()));
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        mac
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// The headers of a call as a receiver gets them, empty where one is missing.
#[derive(Debug, Clone, Copy)]
pub struct Headers<'a> {
    pub id: &'a str,
    pub timestamp: &'a str,
    pub signatures: &'a str,
}

/// What a receiver does: any `v1` signature that fits will do, because two are sent while a secret is changed. `now` in
/// seconds.
pub fn verify(
    key: &SigningKey,
    headers: Headers<'_>,
    body: &[u8],
    now: i64,
) -> Result<(), Refusal> {
    let Headers {
        id,
        timestamp,
        signatures,
    } = headers;
    let timestamp: i64 = timestamp.parse().map_err(|_| Refusal::Header)?;
    if id.is_empty() || signatures.is_empty() {
        return Err(Refusal::Header);
    }
    if (now - timestamp).abs() > TOLERANCE_SECONDS {
        return Err(Refusal::Time);
    }
    let fits = |signature: &str| match signature.split_once(',') {
        Some((VERSION, tag)) => STANDARD
            .decode(tag)
            .is_ok_and(|tag| key.fits(id, timestamp, body, &tag)),
        _ => false,
    };
    match signatures.split(' ').any(fits) {
        true => Ok(()),
        false => Err(Refusal::Signature),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn vectors() -> Vec<Value> {
        let text = include_str!("../../../tests/data/standard_webhooks/signature_vectors.json");
        let file: Value = serde_json::from_str(text).unwrap();
        file["vectors"].as_array().unwrap().clone()
    }

    fn headers(vector: &Value) -> Headers<'_> {
        let header = |name: &str| vector["headers"][name].as_str().unwrap_or_default();
        Headers {
            id: header("webhook-id"),
            timestamp: header("webhook-timestamp"),
            signatures: header("webhook-signature"),
        }
    }

    #[test]
    fn every_published_vector_is_accepted_or_refused_as_it_says() {
        let vectors = vectors();
        assert!(vectors.len() >= 13);
        for vector in &vectors {
            let key = SigningKey::parse(vector["secret"].as_str().unwrap()).unwrap();
            let body = vector["body"].as_str().unwrap().as_bytes();
            let now = vector["now"].as_i64().unwrap();
            let verdict = verify(&key, headers(vector), body, now);
            assert_eq!(
                verdict.is_ok(),
                vector["valid"].as_bool().unwrap(),
                "{}: {verdict:?}",
                vector["name"]
            );
        }
    }

    #[test]
    fn our_own_signature_is_the_published_one() {
        let vectors = vectors();
        let vector = &vectors[0];
        let key = SigningKey::parse(vector["secret"].as_str().unwrap()).unwrap();
        let Headers {
            id,
            timestamp,
            signatures,
        } = headers(vector);
        let body = vector["body"].as_str().unwrap().as_bytes();
        assert_eq!(key.sign(id, timestamp.parse().unwrap(), body), signatures);
    }

    #[test]
    fn while_a_secret_is_changed_a_receiver_with_either_accepts() {
        let (old, new) = (SigningKey(vec![1; 32]), SigningKey(vec![2; 32]));
        let both = [&new, &old]
            .map(|key| key.sign("msg_1", 1000, b"{}"))
            .join(" ");
        for key in [&old, &new] {
            let headers = Headers {
                id: "msg_1",
                timestamp: "1000",
                signatures: &both,
            };
            assert_eq!(verify(key, headers, b"{}", 1000), Ok(()));
        }
    }

    #[test]
    fn what_is_no_secret_is_refused_and_a_key_does_not_print() {
        for text in ["", "whsec_", "whsec_~~~", "not base64!"] {
            assert_eq!(SigningKey::parse(text).unwrap_err(), SecretError, "{text}");
        }
        assert_eq!(format!("{:?}", SigningKey(vec![7])), "SigningKey(…)");
    }

    proptest! {
        #[test]
        fn a_call_that_was_changed_on_the_way_is_refused(
            bytes in proptest::collection::vec(any::<u8>(), 24..64),
            body in proptest::collection::vec(any::<u8>(), 1..200),
            at in 0..200usize,
        ) {
            let key = SigningKey::parse(&SigningKey::text_of(&bytes)).unwrap();
            let signature = key.sign("msg_1", 1000, &body);
            let headers = Headers { id: "msg_1", timestamp: "1000", signatures: &signature };
            prop_assert_eq!(verify(&key, headers, &body, 1000), Ok(()));
            let mut other = body.clone();
            let at = at % other.len();
            other[at] ^= 1;
            prop_assert_eq!(verify(&key, headers, &other, 1000), Err(Refusal::Signature));
        }
    }
}
