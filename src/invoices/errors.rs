//! Why a step of billing is refused. Pages show the key; the API answers by case.

use crate::db;
use crate::web::AppError;

/// What stands in the way of a change of an invoice.
#[derive(Debug, thiserror::Error)]
pub enum BillingError {
    /// Its state does not allow that step.
    #[error("the state of the invoice does not allow that")]
    NotAllowed,
    /// Somebody was faster.
    #[error("the invoice was changed meanwhile")]
    Changed,
    /// Without lines, or they come to nothing or less.
    #[error("there is nothing to bill")]
    NothingToBill,
    /// No amount can be as large.
    #[error("the amounts are too large")]
    TooLarge,
    #[error("more than is open")]
    MoreThanOpen,
    /// A credit note would take back more of a line than is left of it.
    #[error("more than is left of a line")]
    MoreThanLine,
    /// The series has a number of a later day already.
    #[error("its date would go back in the series")]
    DateGoesBack,
    /// Another document has that number.
    #[error("the number is taken")]
    NumberTaken,
    /// The series is not active, or numbers something else, or another system numbers it.
    #[error("the series gives no numbers")]
    NoSeries,
    /// A payment that a credit note has given back, or a part of it.
    #[error("it was given back")]
    GivenBack,
    /// It is not set up who issues.
    #[error("nobody's tax id is set up to issue under")]
    NoIssuer,
    /// A payment of a day that has not come.
    #[error("the day has not come")]
    InFuture,
    #[error(transparent)]
    Other(#[from] AppError),
}

impl BillingError {
    /// The message for the reader; `None` for what is no matter of billing.
    pub fn key(&self) -> Option<&'static str> {
        match self {
            Self::NotAllowed => Some("invoice-error-not-allowed"),
            Self::Changed => Some("invoice-error-changed"),
            Self::NothingToBill => Some("invoice-error-nothing"),
            Self::TooLarge => Some("invoice-error-too-large"),
            Self::MoreThanOpen => Some("invoice-error-more-than-open"),
            Self::MoreThanLine => Some("invoice-error-more-than-line"),
            Self::DateGoesBack => Some("invoice-error-date-goes-back"),
            Self::NumberTaken => Some("invoice-error-number-taken"),
            Self::NoSeries => Some("invoice-error-no-series"),
            Self::GivenBack => Some("invoice-error-given-back"),
            Self::NoIssuer => Some("invoice-error-no-issuer"),
            Self::InFuture => Some("invoice-error-in-future"),
            Self::Other(_) => None,
        }
    }
}

impl From<diesel::result::Error> for BillingError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Other(error.into())
    }
}

impl From<db::Error> for BillingError {
    fn from(error: db::Error) -> Self {
        Self::Other(error.into())
    }
}

impl db::RetryHint for BillingError {
    fn asks_for_retry(&self) -> bool {
        matches!(self, Self::Other(error) if error.asks_for_retry())
    }
}

impl From<BillingError> for AppError {
    fn from(error: BillingError) -> Self {
        match (error.key(), error) {
            (_, BillingError::Other(error)) => error,
            (key, _) => Self::Conflict(key.unwrap_or("error-conflict")),
        }
    }
}
