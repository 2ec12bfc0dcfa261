//! How a customer is greeted. Pure.

use super::engine::words::NAME;
use crate::customers::CustomerKind;
use crate::domain::fold;

/// The text with the name where it belongs.
pub fn named(text: &str, name: &str) -> String {
    text.replace(NAME, name)
}

/// How somebody is greeted: as it was typed for them, else "Sra. ANA MARÍA ROJAS" is Ana, and a company has its whole
/// name. Anybody can call themselves anything in a form, so links, tags and the like are no part of a name.
pub fn addressed(greeting: Option<&str>, full_name: &str, kind: CustomerKind) -> String {
    let typed = words_of_name(greeting.unwrap_or_default());
    if typed.chars().any(char::is_alphabetic) {
        return typed;
    }
    let plain = words_of_name(full_name);
    if plain.is_empty() {
        let letters = |c: &char| c.is_alphabetic() || c.is_whitespace();
        return words_of_name(&full_name.chars().filter(letters).collect::<String>());
    }
    match kind {
        CustomerKind::Person => first_name(&plain),
        CustomerKind::Company => plain,
    }
}

fn words_of_name(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| is_of_name(word));
    words.collect::<Vec<_>>().join(" ")
}

/// `S.p.A.` is, `evil.example` is not.
fn is_of_name(word: &str) -> bool {
    const NEVER: [char; 12] = ['<', '>', '{', '}', '[', ']', '%', '@', '/', '\\', '=', '"'];
    let parts: Vec<&str> = word.split('.').filter(|part| !part.is_empty()).collect();
    let is_host = parts.len() > 1 && parts.iter().all(|part| part.chars().count() > 1);
    !word.contains(NEVER) && !is_host
}

/// Written before a name, folded and without a full stop.
const TITLES: [&str; 16] = [
    "sr", "sra", "srta", "don", "dona", "d", "da", "dr", "dra", "ing", "prof", "mr", "mrs", "ms",
    "miss", "lic",
];

/// Whether a word stands before names: "Sra."
pub fn is_title(word: &str) -> bool {
    TITLES.contains(&fold(word).trim_end_matches('.'))
}

/// Lists have the family name first, before a comma.
fn first_name(full_name: &str) -> String {
    let given = full_name.split_once(',').map(|(_, given)| given.trim());
    let full_name = given
        .filter(|given| !given.is_empty())
        .unwrap_or(full_name.trim_end_matches(','));
    let words = full_name.split_whitespace();
    let names: Vec<&str> = words
        .filter(|word| word.chars().any(char::is_alphabetic))
        .collect();
    let is_name = |word: &&&str| !is_title(word);
    let first = names.iter().find(is_name).or(names.first());
    let first = *first.unwrap_or(&full_name);
    let is_typed_carelessly =
        !first.chars().any(char::is_lowercase) || !first.chars().any(char::is_uppercase);
    if !is_typed_carelessly || first.chars().count() < 2 {
        return first.to_owned();
    }
    let mut chars = first.chars();
    let initial = chars.next().into_iter().flat_map(char::to_uppercase);
    initial
        .chain(chars.as_str().to_lowercase().chars())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_greeted_by_the_first_name() {
        for (full, first) in [
            ("Ana María Rojas", "Ana"),
            ("  ANA ROJAS", "Ana"),
            ("josé muñoz", "José"),
            ("ÑUSTA", "Ñusta"),
            ("McArthur", "McArthur"),
            ("🌸 Paz", "Paz"),
            ("7", "7"),
            ("Sra. María Soto", "María"),
            ("DOÑA ROSA", "Rosa"),
            ("Dr.", "Dr."),
            ("Aguilera, Gerson", "Gerson"),
            ("Rojas,", "Rojas"),
        ] {
            assert_eq!(first_name(full), first);
        }
    }

    #[test]
    fn a_company_is_greeted_by_its_whole_name() {
        let name = addressed(None, " Constructora  Los Andes SpA", CustomerKind::Company);
        assert_eq!(name, "Constructora Los Andes SpA");
    }

    #[test]
    fn links_tags_and_offers_are_no_part_of_a_name() {
        let hostile = "Los Andes <b>90%</b> https://evil.example evil.example S.p.A.";
        assert_eq!(
            addressed(None, hostile, CustomerKind::Company),
            "Los Andes S.p.A."
        );
        assert_eq!(
            addressed(None, "<b>Ana</b> Rojas", CustomerKind::Person),
            "Rojas"
        );
        assert_eq!(addressed(None, "<i>{{x}}</i>", CustomerKind::Person), "ixi");
    }

    #[test]
    fn a_greeting_that_was_typed_comes_before_the_name_and_is_cleaned_alike() {
        let greeted = |greeting| addressed(Some(greeting), "Ana Rojas", CustomerKind::Person);
        assert_eq!(greeted(" Sra.  Rojas "), "Sra. Rojas");
        assert_eq!(
            greeted("Anita <b>90%</b> https://evil.example {{nombre}}"),
            "Anita"
        );
        assert_eq!(greeted("https://evil.example"), "Ana");
        assert_eq!(greeted(" "), "Ana");
    }
}
