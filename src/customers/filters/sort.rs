//! The order of the list. Pure.

use crate::text_enum;

text_enum! {
    #[derive(Default)]
    pub enum SortKey {
        #[default]
        Name = "name",
        Services = "services",
        Spend = "spend",
        Last = "last",
        Created = "created",
    }
}

/// `name`, `-spend`: a minus in front means falling.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sort {
    pub key: SortKey,
    pub falling: bool,
}

impl Sort {
    pub fn parse(text: &str) -> Option<Self> {
        let (falling, key) = match text.strip_prefix('-') {
            Some(key) => (true, key),
            None => (false, text),
        };
        key.parse().ok().map(|key| Self { key, falling })
    }
}

impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.falling { "-" } else { "" };
        write!(f, "{sign}{}", self.key)
    }
}
