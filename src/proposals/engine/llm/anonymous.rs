//! A text about a customer as a stranger may read it.

use std::sync::LazyLock;

use regex::Regex;

use crate::domain::fold;
use crate::proposals::engine::words::NAME;

/// Addresses, links, and figures as long as a telephone number or an identity card's.
static CONTACT: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| {
    Regex::new(r"(?i)\S+@\S+|\b(?:https?://|www\.)\S+|\+?\p{N}(?:[ .()-]?\p{N}){6,}(?:-?[k\p{N}])?")
});
const LEFT_OUT: &str = "…";
/// Shorter words of a name are often words of the language: "de", "la".
const SHORTEST: usize = 3;

/// The text with every word of the customer's name replaced by `{{nombre}}`, and without contacts.
pub fn anonymous(text: &str, full_name: &str) -> String {
    let text = match &*CONTACT {
        Ok(contact) => contact.replace_all(text, LEFT_OUT).into_owned(),
        Err(_) => return String::new(),
    };
    let words = full_name.split(|c: char| !c.is_alphanumeric());
    // People leave accents out, in names and in notes.
    let mut words: Vec<String> = words
        .filter(|word| word.chars().count() >= SHORTEST)
        .flat_map(|word| [regex::escape(word), regex::escape(&fold(word))])
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    if words.is_empty() {
        return text;
    }
    let any = words.join("|");
    match Regex::new(&format!(r"(?i)\b(?:{any})\b(?:[ \t]+(?:{any})\b)*")) {
        Ok(name) => name.replace_all(&text, NAME).into_owned(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_and_contacts_are_taken_out() {
        let text = "Hola Ana María: soy ANA MARIA ROJAS, +56 9 1234 5678, ana@correo.example, RUT 12.345.678-K. Son 20 % hasta el 25-11.";
        assert_eq!(
            anonymous(text, "ANA MARÍA ROJAS"),
            "Hola {{nombre}}: soy {{nombre}}, …, … RUT …. Son 20 % hasta el 25-11."
        );
    }

    proptest! {
        #[test]
        fn no_word_of_a_name_is_left(first in "[A-Za-zñÑ]{3,8}", last in "[A-Za-z]{3,8}", text in "[a-z ,.]{0,30}") {
            prop_assume!(!["nombre"].contains(&first.to_lowercase().as_str()) && last.to_lowercase() != "nombre");
            let out = anonymous(&format!("{text} {first} {text} {last}. {first}"), &format!("{first} {last}"));
            let words = out.split(|c: char| !c.is_alphanumeric());
            let lower: Vec<String> = words.map(str::to_lowercase).collect();
            prop_assert!(!lower.contains(&first.to_lowercase()) && !lower.contains(&last.to_lowercase()), "{}", out);
        }
    }
}
