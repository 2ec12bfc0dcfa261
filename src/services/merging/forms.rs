use serde::Deserialize;

use crate::domain::ServiceId;

/// Which entry is merged into which, as an address or a form says it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Pair {
    pub loser: String,
    pub winner: String,
}

impl Pair {
    /// `None` where one of them is no number.
    pub fn ids(&self) -> Option<(ServiceId, ServiceId)> {
        Some((self.loser.parse().ok()?, self.winner.parse().ok()?))
    }
}
