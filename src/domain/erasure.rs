//! A person whose data goes for good.

use super::CustomerId;

/// Shorter words stand in too many texts that are not about them.
const SHORTEST_WORD: usize = 6;

/// What a table's owner is asked to erase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Whose rows: the customer's, and those of everybody who was merged into them.
    pub customers: Vec<CustomerId>,
    /// By what else they are known, in lower case: for texts to which no key leads.
    pub words: Vec<String>,
    /// What stands in place of a name.
    pub name: String,
}

impl Erasure {
    /// `values`: names, addresses and numbers as they are stored, the blank ones too.
    pub fn new(customers: Vec<CustomerId>, values: &[String], name: &str) -> Self {
        let mut words: Vec<String> = values
            .iter()
            .map(|value| value.trim().to_lowercase())
            .filter(|word| word.chars().count() >= SHORTEST_WORD)
            .collect();
        words.sort();
        words.dedup();
        Self {
            customers,
            words,
            name: name.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_once_and_short_ones_never() {
        let values = ["Ana", "Ana Rojas", " ana rojas", "", "ANA@correo.example"].map(String::from);
        let erasure = Erasure::new(vec![1.into()], &values, "Cliente eliminado");
        assert_eq!(erasure.words, ["ana rojas", "ana@correo.example"]);
    }
}
