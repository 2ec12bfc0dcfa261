//! Names of people and companies, word by word. Pure.

use super::distance::edits;
use crate::domain::fold;

/// Words that people write or leave out as they like, and the legal forms of companies.
const IDLE: [&str; 18] = [
    "de", "del", "la", "las", "los", "y", "da", "do", "san", "sr", "sra", "don", "dona", "spa",
    "ltda", "limitada", "eirl", "sa",
];

/// What people are called for short, and by which name.
const SHORT_FORMS: [(&str, &[&str]); 52] = [
    ("anita", &["ana"]),
    ("andy", &["andrea", "andres"]),
    ("bea", &["beatriz"]),
    ("benja", &["benjamin"]),
    ("beto", &["alberto", "roberto", "humberto"]),
    ("caro", &["carolina"]),
    ("carlitos", &["carlos"]),
    ("cata", &["catalina"]),
    ("chabela", &["isabel"]),
    ("charo", &["rosario"]),
    ("checho", &["sergio"]),
    ("chela", &["graciela"]),
    ("chelo", &["consuelo"]),
    ("coke", &["jorge"]),
    ("concha", &["concepcion"]),
    ("coni", &["constanza"]),
    ("cony", &["constanza"]),
    ("dani", &["daniela", "daniel"]),
    ("flo", &["florencia"]),
    ("gaby", &["gabriela"]),
    ("javi", &["javiera", "javier"]),
    ("jano", &["alejandro"]),
    ("juanito", &["juan"]),
    ("lalo", &["eduardo", "gonzalo"]),
    ("leo", &["leonardo", "leonel"]),
    ("lola", &["dolores"]),
    ("lucho", &["luis"]),
    ("maca", &["macarena"]),
    ("magda", &["magdalena"]),
    ("manolo", &["manuel"]),
    ("mari", &["maria"]),
    ("max", &["maximiliano"]),
    ("meche", &["mercedes"]),
    ("memo", &["guillermo"]),
    ("nacho", &["ignacio"]),
    ("nano", &["hernan", "fernando"]),
    ("nico", &["nicolas"]),
    ("paco", &["francisco"]),
    ("pancha", &["francisca"]),
    ("pancho", &["francisco"]),
    ("pato", &["patricio"]),
    ("paty", &["patricia"]),
    ("pepa", &["josefa"]),
    ("pepe", &["jose"]),
    ("quique", &["enrique"]),
    ("rosita", &["rosa"]),
    ("seba", &["sebastian"]),
    ("susy", &["susana"]),
    ("tere", &["teresa"]),
    ("tito", &["alberto", "hector"]),
    ("vale", &["valentina", "valeria"]),
    ("vicky", &["victoria"]),
];

/// Shorter words have too many neighbours for a typo to be forgiven.
const SHORTEST_FORGIVEN: usize = 3;
/// Words longer than this may have two wrong letters.
const LONG: usize = 7;
/// Two names without their spaces may differ by one letter in so many.
const LETTERS_PER_SLIP: usize = 7;
const SHORTEST_WHOLE: usize = 6;

/// The words of a text that tell somebody apart, in its order.
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty() && !IDLE.contains(word))
        .map(str::to_owned)
        .collect()
}

/// How the words of two names go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// Words of the shorter name.
    pub words: usize,
    /// Of these, how many have a counterpart in the other.
    pub matched: usize,
    /// Of these, how many are written alike.
    pub exact: usize,
}

impl Agreement {
    pub fn of(a: &[String], b: &[String]) -> Self {
        let pairs = matched(a, b);
        let exact = pairs.iter().filter(|likeness| **likeness == EXACT).count();
        let agreement = Self {
            words: a.len().min(b.len()),
            matched: pairs.len(),
            exact,
        };
        // With as many words on both sides no space was put elsewhere: "Ana" and "Eva" are two.
        let is_as_it_is = agreement.is_complete() || a.len() == b.len();
        match is_as_it_is || !are_alike_without_spaces(a, b) {
            true => agreement,
            // "priest" and "pries t"
            false => Self {
                matched: agreement.words,
                exact: 0,
                ..agreement
            },
        }
    }

    /// Whether no word of the shorter name speaks against the other.
    pub fn is_complete(self) -> bool {
        self.matched == self.words
    }
}

const EXACT: u32 = 100;

/// The likeness of each pair, the best first; no word is in two of them.
fn matched(a: &[String], b: &[String]) -> Vec<u32> {
    let mut pairs: Vec<(u32, usize, usize)> = Vec::new();
    for (i, one) in a.iter().enumerate() {
        for (j, other) in b.iter().enumerate() {
            let likeness = word_likeness(one, other);
            if likeness > 0 {
                pairs.push((likeness, i, j));
            }
        }
    }
    pairs.sort_by_key(|(likeness, i, j)| (u32::MAX - likeness, i.abs_diff(*j), *i, *j));
    let (mut taken_a, mut taken_b) = (vec![false; a.len()], vec![false; b.len()]);
    let mut found = Vec::new();
    for (likeness, i, j) in pairs {
        if !taken_a[i] && !taken_b[j] {
            (taken_a[i], taken_b[j]) = (true, true);
            found.push(likeness);
        }
    }
    found
}

/// 0 for different words, [`EXACT`] for the same.
fn word_likeness(a: &str, b: &str) -> u32 {
    if a == b {
        return EXACT;
    }
    let (shorter, longer) = match a.chars().count() <= b.chars().count() {
        true => (a, b),
        false => (b, a),
    };
    let (few, many) = (shorter.chars().count(), longer.chars().count());
    if few == 1 {
        return if longer.starts_with(shorter) { 80 } else { 0 };
    }
    if is_short_for(a, b) || is_short_for(b, a) {
        return 90;
    }
    let allowed = if many <= LONG { 1 } else { 2 };
    if few < SHORTEST_FORGIVEN || many - few > allowed {
        return 0;
    }
    match edits(a, b) {
        slips if slips <= allowed => EXACT - (slips * 100 / many) as u32,
        _ => 0,
    }
}

fn is_short_for(short: &str, name: &str) -> bool {
    let entry = SHORT_FORMS.iter().find(|(word, _)| *word == short);
    entry.is_some_and(|(_, names)| names.contains(&name))
}

fn are_alike_without_spaces(a: &[String], b: &[String]) -> bool {
    let (a, b) = (a.concat(), b.concat());
    let (few, many) = (a.len().min(b.len()), a.len().max(b.len()));
    let allowed = (many / LETTERS_PER_SLIP).max(2);
    few >= SHORTEST_WHOLE && many - few <= allowed && edits(&a, &b) <= allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agreement(a: &str, b: &str) -> (usize, usize, usize) {
        let found = Agreement::of(&words(a), &words(b));
        (found.words, found.matched, found.exact)
    }

    #[test]
    fn order_case_accents_and_idle_words_do_not_matter() {
        assert_eq!(
            agreement("Vega Ríos, Richard", "RICHARD DE LOS RIOS VEGA"),
            (3, 3, 3)
        );
        assert_eq!(
            agreement("Comercial Andes SpA", "comercial andes limitada"),
            (2, 2, 2)
        );
    }

    #[test]
    fn a_name_left_out_speaks_against_nobody() {
        assert_eq!(agreement("Ana Rojas", "Ana María Rojas Soto"), (2, 2, 2));
    }

    #[test]
    fn slips_initials_and_short_forms_are_forgiven() {
        assert_eq!(agreement("Teresa Gutsérrez", "Teresa Gutiérrez"), (2, 2, 1));
        assert_eq!(agreement("M. Rojas", "María Rojas"), (2, 2, 1));
        assert_eq!(agreement("Lucho Soto", "Luis Soto"), (2, 2, 1));
        assert_eq!(agreement("madalyn pries t", "madalyn priest"), (2, 2, 1));
        assert_eq!(agreement("mada lyn priest", "madalyn priest"), (2, 2, 0));
    }

    #[test]
    fn another_first_name_or_family_name_is_another_person() {
        assert_eq!(agreement("Ana Rojas Soto", "Eva Rojas Soto"), (3, 2, 2));
        assert_eq!(agreement("Ana Rojas", "Ana Fuentes"), (2, 1, 1));
        assert_eq!(agreement("Li Wu", "Lu Wu"), (2, 1, 1));
    }

    #[test]
    fn the_short_forms_stand_in_order_and_fold_to_themselves() {
        for (short, names) in SHORT_FORMS {
            assert_eq!(fold(short), short);
            assert!(names.iter().all(|name| fold(name) == *name));
        }
    }
}
