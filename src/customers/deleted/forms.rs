use serde::Deserialize;

/// What is looked for, and where a page begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DeletedQuery {
    pub q: String,
    pub before: String,
}

/// What speaks against bringing a customer back, as it was shown to whoever does so all the same.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RestorationForm {
    pub even_so: String,
}
