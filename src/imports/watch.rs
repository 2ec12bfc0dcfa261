//! How far an import is, told to whoever watches; and the way to stop it.

use super::actions::ImportError;

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Rows of the file are read.
    Rows,
    /// Rows are compared with each other and with what is stored.
    Comparing,
    /// Rows are stored.
    Storing,
    /// The refused rows are put by.
    Refused,
    /// What the import made is deleted and what it changed is restored.
    TakingBack,
}

impl Step {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Comparing => "comparing",
            Self::Storing => "storing",
            Self::Refused => "refused",
            Self::TakingBack => "taking_back",
        }
    }
}

type Tell = dyn FnMut(Step, i64, i64) -> bool;

/// Hears of the step, how many rows of it are done, and of how many; says whether to go on.
pub struct Watch(Option<Box<Tell>>);

impl Watch {
    pub fn new(tell: impl FnMut(Step, i64, i64) -> bool + 'static) -> Self {
        Self(Some(Box::new(tell)))
    }

    /// Nobody watches.
    pub fn none() -> Self {
        Self(None)
    }

    pub fn tell(&mut self, step: Step, done: i64, total: i64) -> Result<(), ImportError> {
        let goes_on = self.0.as_mut().is_none_or(|tell| tell(step, done, total));
        match goes_on {
            true => Ok(()),
            false => Err(ImportError::Cancelled),
        }
    }
}
