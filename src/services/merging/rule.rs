//! When two names of the catalogue mean the same. Pure.

use std::collections::BTreeMap;

use crate::domain::{ServiceId, fold};

/// Words that only join others.
const JOINTS: [&str; 12] = [
    "de", "del", "con", "en", "y", "e", "la", "el", "los", "las", "para", "a",
];
/// Shorter words differ by a letter and mean something else.
const SHORTEST_FORGIVEN: usize = 6;

/// A name of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub id: ServiceId,
    pub category: String,
    pub name: String,
    /// How often it was taken.
    pub services: i64,
}

/// The words that tell a service from others: without accents, case, signs and joints, units in one spelling, and numbers
/// apart from their units.
pub fn words(name: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut before: Option<char> = None;
    for c in fold(name).chars() {
        let c = if c.is_alphanumeric() { c } else { ' ' };
        let is_seam = before.is_some_and(|before| {
            before.is_alphanumeric() && c.is_alphanumeric() && before.is_numeric() != c.is_numeric()
        });
        if is_seam {
            spaced.push(' ');
        }
        spaced.push(c);
        before = Some(c);
    }
    let words = spaced.split_whitespace().map(unit);
    let mut words: Vec<String> = words
        .filter(|word| !JOINTS.contains(word))
        .map(str::to_owned)
        .collect();
    words.sort();
    words
}

fn unit(word: &str) -> &str {
    match word {
        "minuto" | "minutos" | "mins" | "minutes" | "minute" => "min",
        "hora" | "horas" | "hr" | "hrs" | "hour" | "hours" => "h",
        "persona" | "personas" | "pers" | "pax" | "people" => "persona",
        other => other,
    }
}

/// Whether the words mean the same: equal, or of one word that is long enough one letter is another. Numbers are equal.
fn mean_the_same(a: &[String], b: &[String]) -> bool {
    if a.is_empty() || a.len() != b.len() {
        return false;
    }
    let mut differing = a.iter().zip(b).filter(|(x, y)| x != y);
    match (differing.next(), differing.next()) {
        (None, _) => true,
        (Some((x, y)), None) => {
            let is_long = x.chars().count().min(y.chars().count()) >= SHORTEST_FORGIVEN;
            is_long && is_one_edit(x, y)
        }
        _ => false,
    }
}

/// Whether two names, by their words, are one service: alike but for a letter counts within a category alone.
fn are_one(a: &[String], b: &[String], share_category: bool) -> bool {
    a == b && !a.is_empty() || share_category && mean_the_same(a, b)
}

/// Whether one letter was added, dropped or changed.
fn is_one_edit(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same_head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = |all: &[char], skipped: usize| all.get(same_head + skipped..).map(<[char]>::to_vec);
    match a.len() as i64 - b.len() as i64 {
        0 => tail(&a, 1) == tail(&b, 1),
        1 => tail(&a, 1) == tail(&b, 0),
        -1 => tail(&a, 0) == tail(&b, 1),
        _ => false,
    }
}

/// Those of the catalogue that mean the same as a name that is new to it, the one taken most often first.
pub fn alike(category: &str, name: &str, names: &[Name]) -> Vec<Name> {
    let (own, category) = (words(name), fold(category));
    let is_one = |other: &&Name| {
        let share_category = fold(&other.category) == category;
        are_one(&own, &words(&other.name), share_category)
    };
    let mut found: Vec<Name> = names.iter().filter(is_one).cloned().collect();
    found.sort_by_key(|name| (-name.services, name.id));
    found
}

/// A name, its words, and its category without accents and case.
type Worded<'a> = (&'a Name, Vec<String>, String);

/// What could be merged into what: of each group of names that mean the same, the one taken most often stays.
pub fn suggestions(names: &[Name]) -> Vec<(Name, Name)> {
    // Only those that share their numbers and how many words they have can be the same.
    let mut blocks: BTreeMap<(usize, String), Vec<Worded>> = BTreeMap::new();
    for name in names {
        let words = words(&name.name);
        let numbers: Vec<&str> = words
            .iter()
            .filter(|word| word.starts_with(|c: char| c.is_numeric()))
            .map(String::as_str)
            .collect();
        let key = (words.len(), numbers.join(" "));
        blocks
            .entry(key)
            .or_default()
            .push((name, words, fold(&name.category)));
    }
    let mut found = Vec::new();
    for mut block in blocks.into_values() {
        block.sort_by_key(|(name, ..)| (-name.services, name.id));
        for (place, (loser, own, category)) in block.iter().enumerate() {
            let winner = block[..place]
                .iter()
                .find(|(_, words, other)| are_one(words, own, other == category));
            if let Some((winner, ..)) = winner {
                found.push(((*loser).clone(), (*winner).clone()));
            }
        }
    }
    found.sort_by_key(|(loser, winner)| (-winner.services, -loser.services, loser.id));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(id: i64, category: &str, name: &str, services: i64) -> Name {
        Name {
            id: id.into(),
            category: category.into(),
            name: name.into(),
            services,
        }
    }

    fn pairs(names: &[Name]) -> Vec<(i64, i64)> {
        let found = suggestions(names).into_iter();
        found
            .map(|(loser, winner)| (loser.id.get(), winner.id.get()))
            .collect()
    }

    #[test]
    fn spelling_units_and_joints_do_not_make_another_service() {
        for (a, b) in [
            ("Masaje 50min", "masaje 50 min"),
            ("Masaje de 50 minutos", "MASAJE (50 min.)"),
            ("Baño de barro", "Bano barro"),
            ("Yoga 1 hora", "Yoga, 1h"),
            ("Tinaja 2 personas", "Tinaja para 2 pers."),
        ] {
            assert_eq!(words(a), words(b), "{a} {b}");
        }
    }

    #[test]
    fn other_numbers_and_other_words_make_another_service() {
        for (a, b) in [
            ("Masaje 50 min", "Masaje 75 min"),
            ("Masaje relajante", "Masaje descontracturante"),
            ("Sauna", "Sauna 30 min"),
            ("Corte", "Corta"),
            ("Yoga 1", "Yoga 2"),
        ] {
            assert!(!mean_the_same(&words(a), &words(b)), "{a} {b}");
        }
        assert!(mean_the_same(
            &words("Masage relajante"),
            &words("masaje relajante")
        ));
    }

    #[test]
    fn a_new_name_is_held_against_the_catalogue_as_its_own_names_are() {
        let names = [
            name(1, "Masajes", "Masaje 50min", 3),
            name(2, "Otros", "masaje (50 minutos)", 90),
            name(3, "Spa", "Circuito termal", 5),
        ];
        let found = |category: &str, typed: &str| -> Vec<i64> {
            let found = alike(category, typed, &names).into_iter();
            found.map(|name| name.id.get()).collect()
        };
        assert_eq!(found("Masajes", "Masaje de 50 min"), [2, 1]);
        assert_eq!(found("spa", "Circuito termol"), [3]);
        assert!(found("Masajes", "Circuito termol").is_empty());
        assert!(found("Masajes", "Masaje 75 min").is_empty());
    }

    #[test]
    fn the_one_taken_most_stays_and_a_typo_counts_within_a_category_alone() {
        let names = [
            name(1, "Masajes", "Masaje 50min", 3),
            name(2, "Masajes", "masaje 50 min", 90),
            name(3, "Masaje", "Masaje 50 minutos", 7),
            name(4, "Spa", "Circuito termal", 5),
            name(5, "Spa", "Circuito termol", 1),
            name(6, "Otros", "Circuito termml", 1),
            name(7, "Spa", "¿?", 1),
            name(8, "Spa", "!", 1),
        ];
        assert_eq!(pairs(&names), [(3, 2), (1, 2), (5, 4)]);
    }
}
