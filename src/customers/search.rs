//! What a search says: its words, and which of them are parts of a phone number.

use crate::domain::phone;

/// A search of fewer letters and digits would find half of everybody, and the index, which is over three in a row, would
/// not help it.
pub const SHORTEST: usize = 3;
/// Nobody looks for more; each word costs an index scan.
const MOST_TERMS: usize = 8;
/// Two wrong letters in a shorter word leave nothing to recognise it by.
const SHORTEST_FORGIVEN: usize = 4;
/// A word with so many digits and a letter or two is a tax id, whatever stands between them.
const TAX_ID_DIGITS: usize = 6;
/// As long as this, a leading zero is a trunk prefix, not a part of the number.
const LONGEST_LOCAL: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// Looked for in names, addresses and ids.
    Word(String),
    /// Looked for as digits in a row.
    Digits(String),
}

impl Term {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Word(text) | Self::Digits(text) => text,
        }
    }
}

/// A search that is long enough. Every term must occur; together as typed counts most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    pub terms: Vec<Term>,
    /// The terms as they stand beside each other.
    pub phrase: String,
}

/// What was typed in the search field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    Nothing,
    TooShort,
    Search(Search),
}

impl Typed {
    pub fn read(typed: &str) -> Self {
        match typed.trim() {
            "" => Self::Nothing,
            text if length(text) < SHORTEST => Self::TooShort,
            text => Self::Search(Search::new(text)),
        }
    }
}

impl Search {
    fn new(text: &str) -> Self {
        let mut terms: Vec<Term> = Vec::new();
        let mut number = String::new();
        for word in text.split_whitespace() {
            if is_part_of_phone(word) {
                number.push_str(word);
                continue;
            }
            terms.extend(number_term(&number));
            number.clear();
            terms.push(word_term(word));
        }
        terms.extend(number_term(&number));
        terms.truncate(MOST_TERMS);
        let phrase = terms.iter().map(Term::as_str).collect::<Vec<_>>().join(" ");
        Self { terms, phrase }
    }

    /// The words in which a typo may be forgiven; `None` when one is too short for that, or there is none.
    pub fn forgivable(&self) -> Option<Vec<&str>> {
        let words: Vec<&str> = self.words().collect();
        let all_long = words
            .iter()
            .all(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST_FORGIVEN);
        (!words.is_empty() && all_long).then_some(words)
    }

    /// Whether a term alone is long enough for the index; short ones are looked for as they stand beside each other.
    pub fn has_long_term(&self) -> bool {
        self.terms
            .iter()
            .any(|term| length(term.as_str()) >= SHORTEST)
    }

    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().filter_map(|term| match term {
            Term::Word(word) => Some(word.as_str()),
            Term::Digits(_) => None,
        })
    }

    pub fn digits(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().filter_map(|term| match term {
            Term::Digits(digits) => Some(digits.as_str()),
            Term::Word(_) => None,
        })
    }
}

/// Letters and digits; the index knows nothing else.
fn length(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// `+56`, `9`, `(2)`, `8112-`: digits and what people put around them.
fn is_part_of_phone(word: &str) -> bool {
    let has_digit = word.chars().any(|c| c.is_ascii_digit());
    has_digit
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || "+-().,/".contains(c))
}

fn number_term(number: &str) -> Option<Term> {
    // In `+44 (0)7700` the zero is for callers at home.
    let digits = phone::digits(&number.replace("(0)", ""));
    let bare = digits.trim_start_matches('0');
    let digits = match bare.len() >= LONGEST_LOCAL {
        true => bare.to_owned(),
        false => digits,
    };
    (!digits.is_empty()).then_some(Term::Digits(digits))
}

fn word_term(word: &str) -> Term {
    let digits = phone::digits(word);
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if digits.len() >= TAX_ID_DIGITS && letters <= 2 && !word.contains('@') {
        return Term::Digits(digits);
    }
    // A comma belongs to the sentence, not to the word.
    let bare = word.trim_matches(|c: char| ",;:".contains(c));
    Term::Word(if bare.is_empty() { word } else { bare }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(typed: &str) -> String {
        match Typed::read(typed) {
            Typed::Search(search) => format!("{:?}", search.terms),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn words_and_numbers_are_told_apart() {
        for (typed, expected) in [
            ("  Muñoz ", r#"[Word("Muñoz")]"#),
            ("rojas d", r#"[Word("rojas"), Word("d")]"#),
            ("pena 8112", r#"[Word("pena"), Digits("8112")]"#),
            ("+56 9 1", r#"[Digits("5691")]"#),
            ("(+56) 9-1925-3098", r#"[Digits("56919253098")]"#),
            ("+44 (0)7700 900498", r#"[Digits("447700900498")]"#),
            ("0919253098", r#"[Digits("919253098")]"#),
            ("015", r#"[Digits("015")]"#),
            ("41.950.470-K", r#"[Digits("41950470")]"#),
            (
                "jroman803@example.org",
                r#"[Word("jroman803@example.org")]"#,
            ),
            ("pérez, ", r#"[Word("pérez")]"#),
        ] {
            assert_eq!(terms(typed), expected, "{typed}");
        }
    }

    #[test]
    fn fewer_than_three_letters_or_digits_find_nobody() {
        for typed in ["a", "ab", "O'", "🌸", " ñ ", "\"", "%%%", "l - i"] {
            assert_eq!(Typed::read(typed), Typed::TooShort, "{typed}");
        }
        assert_eq!(Typed::read("  "), Typed::Nothing);
    }

    #[test]
    fn one_term_is_long_enough_or_they_are_looked_for_together() {
        for (typed, expected) in [
            ("li wu", false),
            ("de la", false),
            ("ana l", true),
            ("l 123", true),
        ] {
            let Typed::Search(search) = Typed::read(typed) else {
                panic!("{typed} is no search");
            };
            assert_eq!(search.has_long_term(), expected, "{typed}");
        }
    }

    #[test]
    fn a_typo_is_forgiven_in_long_words_only() {
        let forgivable = |typed: &str| match Typed::read(typed) {
            Typed::Search(search) => search.forgivable().map(|words| words.join(" ")),
            _ => None,
        };
        assert_eq!(forgivable("gonsalez maria"), Some("gonsalez maria".into()));
        assert_eq!(forgivable("gonsalez 8112"), Some("gonsalez".into()));
        for typed in ["ana gonsalez", "8112", "%%%%%%", "sol"] {
            assert_eq!(forgivable(typed), None, "{typed}");
        }
    }
}
