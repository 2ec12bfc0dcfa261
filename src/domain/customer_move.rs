//! Rows that go from one customer to another, when two turn out to be one.

use super::CustomerId;

/// What a table's owner is asked to hand over.
#[derive(Debug, Clone)]
pub struct CustomerMove {
    pub from: CustomerId,
    pub to: CustomerId,
    /// The keys of the rows, as an earlier move gave them: it is being undone. `None`: all that `from` has.
    pub only: Option<Vec<String>>,
}

impl CustomerMove {
    /// Everything that one has goes to the other.
    pub fn all(from: CustomerId, to: CustomerId) -> Self {
        Self {
            from,
            to,
            only: None,
        }
    }

    /// Only these rows go, as far as they are still there.
    pub fn back(from: CustomerId, to: CustomerId, keys: Vec<String>) -> Self {
        Self {
            from,
            to,
            only: Some(keys),
        }
    }
}
