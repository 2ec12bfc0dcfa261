//! The key that signs what leaves the house and comes back: CSRF tokens, flash messages, unsubscribe links.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// Signing keys derived from the one secret; cloning is cheap enough for a request.
#[derive(Clone)]
pub struct Keys {
    secret: Vec<u8>,
}

impl Keys {
    pub fn new(secret: impl Into<Vec<u8>>) -> Self {
        Self {
            secret: secret.into(),
        }
    }

    /// A tag over `value`, different for each `purpose`, safe in an address.
    pub fn sign(&self, purpose: &str, value: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(purpose, value).finalize().into_bytes())
    }

    /// Whether `tag` is what [`Keys::sign`] gave, compared in constant time.
    pub fn verify(&self, purpose: &str, value: &str, tag: &str) -> bool {
        URL_SAFE_NO_PAD
            .decode(tag)
            .is_ok_and(|tag| self.mac(purpose, value).verify_slice(&tag).is_ok())
    }

    fn mac(&self, purpose: &str, value: &str) -> Hmac<Sha256> {
        // HMAC takes a key of any length, so this cannot fail; an empty key would only make a weaker tag.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret)
            .unwrap_or_else(|_| Hmac::new(&Default::default()));
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        mac
    }
}

/// 32 random bytes as text: a session, a one-time link, an unsubscribe token.
pub fn random_token() -> String {
    let bytes: [u8; 32] = rand::random();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is stored of a token: whoever reads the database cannot use it.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_holds_for_its_purpose_and_value_alone() {
        let keys = Keys::new("0123456789abcdef0123456789abcdef");
        let tag = keys.sign("csrf", "a");
        assert!(keys.verify("csrf", "a", &tag));
        assert!(!keys.verify("csrf", "b", &tag));
        assert!(!keys.verify("flash", "a", &tag));
        assert!(!Keys::new("another").verify("csrf", "a", &tag));
    }

    #[test]
    fn tokens_do_not_repeat() {
        assert_ne!(random_token(), random_token());
    }
}
