use serde::Deserialize;

/// What is looked for, and where a page begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DeletedQuery {
    pub q: String,
    pub before: String,
}

/// Whether somebody brings a customer back who knows what speaks against it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RestorationForm {
    pub even_so: String,
}
