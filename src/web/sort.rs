//! The order of a list, as its address says it. Pure.

use std::fmt::{self, Display};
use std::str::FromStr;

/// `name`, `-spend`: a minus in front means falling.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sort<Key> {
    pub key: Key,
    pub falling: bool,
}

impl<Key: FromStr> Sort<Key> {
    pub fn parse(text: &str) -> Option<Self> {
        let (falling, key) = match text.strip_prefix('-') {
            Some(key) => (true, key),
            None => (false, text),
        };
        key.parse().ok().map(|key| Self { key, falling })
    }
}

impl<Key: Display> Display for Sort<Key> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.falling { "-" } else { "" };
        write!(f, "{sign}{}", self.key)
    }
}
