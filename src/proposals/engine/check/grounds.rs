use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a model was told, as far as a text may repeat it; kept with the proposal, for the check after an edit. The
/// customer's name is not in it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Grounds {
    pub services: Vec<Known>,
    /// Other names that may be used: categories, the organisation, its signature.
    pub names: Vec<String>,
    /// Visits, and the day on which it was written.
    pub dates: Vec<NaiveDate>,
    pub numbers: Vec<i64>,
    /// What the model took for services.
    pub strangers: Vec<String>,
    /// A person wrote the subject in a campaign: it is not the model's.
    #[serde(default)]
    pub is_subject_ours: bool,
}

/// A service as the catalogue has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    pub name: String,
    /// Minor units.
    pub price: Option<i64>,
}
