//! How a customer is greeted. Pure.

use super::engine::words::NAME;
use crate::customers::CustomerKind;
use crate::domain::person_name::{first_name, presentable};

/// How somebody is greeted: as it was typed for them, else a person by the first name and a company by its whole one.
/// What looks like more than a name greets nobody, and is empty.
pub fn addressed(greeting: Option<&str>, full_name: &str, kind: CustomerKind) -> String {
    if let Some(typed) = presentable(greeting.unwrap_or_default()) {
        return typed;
    }
    match kind {
        CustomerKind::Person => first_name(full_name),
        CustomerKind::Company => presentable(full_name).unwrap_or_default(),
    }
}

/// The text with the name where it belongs; without one, as if nobody had been named: "Hola {{nombre}}:" is "Hola:".
pub fn named(text: &str, name: &str) -> String {
    if !name.is_empty() {
        return text.replace(NAME, name);
    }
    let mut parts = text.split(NAME);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        join(&mut whole, part);
    }
    whole
}

/// Goes on behind a name that is left out.
fn join(whole: &mut String, rest: &str) {
    let before = whole.trim_end_matches(' ');
    if before.is_empty() || before.ends_with(['\n', '¡', '¿', '.', '!', '?', ':']) {
        let rest = rest.trim_start_matches([',', ':', ';', ' ']);
        let exclaims = rest
            .strip_prefix(['!', '?'])
            .filter(|_| before.ends_with(['¡', '¿']));
        match exclaims {
            Some(rest) => {
                whole.truncate(before.len());
                whole.pop();
                whole.push_str(rest.trim_start_matches(' '));
            }
            None => whole.push_str(&capitalised(rest)),
        }
        return;
    }
    let last = before
        .rsplit([' ', '\n'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    if let Some((_, you)) = PREPOSITIONS.iter().find(|(word, _)| *word == last) {
        whole.push_str(you);
    } else {
        let kept = before.trim_end_matches(',').len();
        whole.truncate(kept);
    }
    whole.push_str(rest);
}

/// "Un regalo para {{nombre}}" is one for you.
const PREPOSITIONS: [(&str, &str); 7] = [
    ("para", "ti"),
    ("a", "ti"),
    ("de", "ti"),
    ("por", "ti"),
    ("for", "you"),
    ("to", "you"),
    ("with", "you"),
];

/// The filled in text of a template that had a blank before the name, and has no name.
pub fn without_gap(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let mut whole = String::with_capacity(line.len());
        for c in line.chars() {
            if matches!(c, ',' | ':' | ';' | '.' | '!' | '?') {
                let kept = whole.trim_end_matches(' ').len();
                whole.truncate(kept);
            }
            whole.push(c);
        }
        let trimmed = whole.trim_start_matches([',', ':', ';', ' ']);
        lines.push(match trimmed.len() == whole.len() {
            true => whole,
            false => capitalised(trimmed),
        });
    }
    lines.join("\n")
}

fn capitalised(text: &str) -> String {
    let at = text.find(char::is_alphabetic).unwrap_or(text.len());
    let mut letters = text[at..].chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let opening = text[..at].chars();
    opening.chain(first).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_person_has_a_first_name_and_a_company_a_whole_one() {
        let andes = " Constructora  Los Andes SpA";
        let name = addressed(None, andes, CustomerKind::Company);
        assert_eq!(name, "Constructora Los Andes SpA");
        assert_eq!(addressed(None, "ANA ROJAS", CustomerKind::Person), "Ana");
        let hostile = "Los Andes, con 90% en https://evil.example";
        assert_eq!(addressed(None, hostile, CustomerKind::Company), "");
    }

    #[test]
    fn a_greeting_that_was_typed_comes_before_the_name() {
        let greeted = |greeting| addressed(Some(greeting), "Ana Rojas", CustomerKind::Person);
        assert_eq!(greeted(" Sra.  Rojas "), "Sra. Rojas");
        assert_eq!(greeted("Ana / Pedro"), "Ana / Pedro");
        for none in ["Anita <b>90%</b> {{nombre}}", "https://evil.example", " "] {
            assert_eq!(greeted(none), "Ana", "{none}");
        }
    }

    #[test]
    fn without_a_name_a_mail_reads_as_if_nobody_had_been_named() {
        for (text, read) in [
            (
                "Hola {{nombre}}:\n\nTe esperamos, {{nombre}}.",
                "Hola:\n\nTe esperamos.",
            ),
            ("{{nombre}}, te esperamos", "Te esperamos"),
            ("{{nombre}}: te esperamos", "Te esperamos"),
            ("{{nombre}} te esperamos", "Te esperamos"),
            ("{{nombre}}, ¿nos vemos?", "¿Nos vemos?"),
            ("¡{{nombre}}, vuelve!", "¡Vuelve!"),
            ("¡{{nombre}}! Vuelve", "Vuelve"),
            ("¿Vienes? {{nombre}}, ven", "¿Vienes? Ven"),
            ("Un regalo para {{nombre}}", "Un regalo para ti"),
            ("A gift for {{nombre}}.", "A gift for you."),
            ("Uno\n\n{{nombre}},\n\nDos", "Uno\n\n\n\nDos"),
            ("Nadie", "Nadie"),
        ] {
            assert_eq!(named(text, ""), read);
        }
        assert_eq!(
            named("{{nombre}}, te esperamos", "Ana"),
            "Ana, te esperamos"
        );
    }

    #[test]
    fn the_gap_of_a_name_in_a_template_is_closed() {
        assert_eq!(
            without_gap("Hola :\n\n, te esperamos ."),
            "Hola:\n\nTe esperamos."
        );
        assert_eq!(without_gap("Hola:\n\nUno"), "Hola:\n\nUno");
    }

    proptest! {
        #[test]
        fn no_place_of_a_name_is_left_open(parts in proptest::collection::vec("[a-z,.:¡! ]{0,8}", 1..5)) {
            prop_assert!(!named(&parts.join(NAME), "").contains("{{"));
        }
    }
}
