//! What is asked for: words, or the records that were opened last.

use serde::Deserialize;

use crate::domain::{CustomerId, ProposalId, ServiceId};

/// Nobody looks further back.
const RECENT_MOST: usize = 8;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SearchQuery {
    pub q: String,
    /// `customers/12,proposals/3`: what the browser remembers, the last first.
    pub recent: String,
}

/// A record that has a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    Customer(CustomerId),
    Service(ServiceId),
    Proposal(ProposalId),
}

impl Record {
    fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once('/')?;
        let id: i64 = id.parse().ok().filter(|id| *id > 0)?;
        match kind {
            "customers" => Some(Self::Customer(id.into())),
            "services" => Some(Self::Service(id.into())),
            "proposals" => Some(Self::Proposal(id.into())),
            _ => None,
        }
    }
}

impl SearchQuery {
    /// What means nothing is left out.
    pub fn recent(&self) -> Vec<Record> {
        let records = self.recent.split(',').filter_map(Record::parse);
        records.take(RECENT_MOST).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_opened_last_is_read_and_anything_else_left_out() {
        let query = SearchQuery {
            recent: "customers/12,admin/1,proposals/x,proposals/3,services/-1,,customers/5".into(),
            ..SearchQuery::default()
        };
        assert_eq!(
            query.recent(),
            [
                Record::Customer(12.into()),
                Record::Proposal(3.into()),
                Record::Customer(5.into())
            ]
        );
    }
}
