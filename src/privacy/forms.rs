use serde::Deserialize;

/// What is typed to confirm.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ErasureForm {
    pub name: String,
}
