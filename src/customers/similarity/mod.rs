//! How likely two customers are the same one. Pure.
//!
//! Each thing that both have is worth points for or against; a thing that one of them lacks is worth nothing. The weights
//! stand with their reasons below, and `tests/web/duplicates/figures.rs` holds what they find in labelled data. Families share an e-mail
//! address, couples a phone, and names repeat: that is why the name is asked first, and why a common name alone is not
//! enough.

mod distance;
mod keys;
mod names;

pub use distance::edits;
pub use keys::{BLOCK, keys};
use names::words;

use chrono::{Datelike as _, NaiveDate};

use crate::domain::{EmailAddress, fold};
use crate::text_enum;
use distance::likeness;
use names::Agreement;

/// From so many points on, two customers are shown to somebody as possibly the same; tenths of a point.
pub const POSSIBLE: i32 = 35;
/// From so many on, it is likely: hardly one in a thousand of these is wrong.
pub const LIKELY: i32 = 60;

text_enum! {
    /// What speaks for two customers being the same.
    pub enum Reason {
        TaxId = "tax_id",
        SimilarTaxId = "similar_tax_id",
        Email = "email",
        SimilarEmail = "similar_email",
        Phone = "phone",
        SimilarPhone = "similar_phone",
        BirthDate = "birth_date",
        Address = "address",
        Name = "name",
        SimilarName = "similar_name",
    }
}

/// What is compared, as it is read by [`Traits::new`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Traits {
    name: Vec<String>,
    /// Lower case; only one that can be written to.
    email: String,
    /// E.164
    phone: String,
    /// Letters and digits alone.
    tax_id: String,
    birth_date: Option<NaiveDate>,
    address: Vec<String>,
    city: String,
    region: String,
}

/// What is known of a customer, as it is stored.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    pub full_name: &'a str,
    pub email: Option<&'a str>,
    pub phone_e164: Option<&'a str>,
    pub tax_id: Option<&'a str>,
    pub birth_date: Option<NaiveDate>,
    pub address: Option<&'a str>,
    pub city: Option<&'a str>,
    pub region: Option<&'a str>,
}

/// How alike two customers are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Tenths of a point.
    pub score: i32,
    pub reasons: Vec<Reason>,
}

impl Traits {
    pub fn new(known: &Known<'_>) -> Self {
        let email = known.email.and_then(|text| EmailAddress::parse(text).ok());
        let place = |text: Option<&str>| fold(text.unwrap_or_default().trim());
        Self {
            name: words(known.full_name),
            email: email.map(|email| email.key()).unwrap_or_default(),
            phone: known.phone_e164.unwrap_or_default().to_owned(),
            tax_id: bare_tax_id(known.tax_id.unwrap_or_default()),
            birth_date: known.birth_date,
            address: words(known.address.unwrap_or_default()),
            city: place(known.city),
            region: place(known.region),
        }
    }

    /// The two words of the name that fewest people have, as far as their length tells.
    pub fn rarest_words(&self) -> Vec<&str> {
        keys::longest(&self.name, 2, 1)
    }

    /// Whether there is a name to go by.
    pub fn has_name(&self) -> bool {
        !self.name.is_empty()
    }
}

/// Ids of fewer signs are no ids.
const SHORTEST_TAX_ID: usize = 5;

/// Also of an id whose check digit is wrong, which has no canonical form.
fn bare_tax_id(text: &str) -> String {
    let signs = fold(text);
    let signs: String = signs.chars().filter(|c| c.is_alphanumeric()).collect();
    match signs.trim_start_matches('0') {
        bare if bare.len() >= SHORTEST_TAX_ID => bare.to_owned(),
        _ => String::new(),
    }
}

/// Weighs everything that both have.
pub fn compare(a: &Traits, b: &Traits) -> Verdict {
    let parts = [
        of_tax_ids(a, b),
        of_emails(a, b),
        of_phones(a, b),
        of_birth_dates(a, b),
        of_addresses(a, b),
        of_names(a, b),
        (of_places(a, b), None),
    ];
    let points: f64 = parts.iter().map(|(points, _)| points).sum();
    Verdict {
        score: (points * 10.0).round() as i32,
        reasons: parts.into_iter().filter_map(|(_, reason)| reason).collect(),
    }
}

type Part = (f64, Option<Reason>);

/// A name that contradicts outweighs an address or a phone that a household shares, but not an id.
fn of_names(a: &Traits, b: &Traits) -> Part {
    let agreement = Agreement::of(&a.name, &b.name);
    let Agreement {
        words,
        matched,
        exact,
    } = agreement;
    if !agreement.is_complete() || words == 0 {
        let against = match (matched, words - matched) {
            (0, _) => -9.0,
            // One of two words: a brother, a wife.
            (1, 1) => -8.0,
            // One of more: "Ana María Rojas" and "Ana Rojas Soto".
            (_, 1) => -5.0,
            _ => -7.0,
        };
        return (against, None);
    }
    if words == 1 {
        return (1.0, Some(Reason::SimilarName));
    }
    // The more words, the fewer people bear the name.
    let points = 3.0 + 1.5 * (words as f64 - 2.0) - 0.6 * (matched - exact) as f64;
    let is_same = matched == exact && a.name.len() == b.name.len();
    let reason = if is_same {
        Reason::Name
    } else {
        Reason::SimilarName
    };
    (points, Some(reason))
}

fn of_emails(a: &Traits, b: &Traits) -> Part {
    match (a.email.as_str(), b.email.as_str()) {
        ("", _) | (_, "") => (0.0, None),
        (x, y) if x == y => (4.0, Some(Reason::Email)),
        (x, y) if edits(x, y) <= 2 => (3.0, Some(Reason::SimilarEmail)),
        // People have several.
        _ => (-0.7, None),
    }
}

fn of_phones(a: &Traits, b: &Traits) -> Part {
    match (a.phone.as_str(), b.phone.as_str()) {
        ("", _) | (_, "") => (0.0, None),
        (x, y) if x == y => (4.0, Some(Reason::Phone)),
        (x, y) if edits(x, y) <= 1 => (3.0, Some(Reason::SimilarPhone)),
        _ => (-1.0, None),
    }
}

fn of_tax_ids(a: &Traits, b: &Traits) -> Part {
    match (a.tax_id.as_str(), b.tax_id.as_str()) {
        ("", _) | (_, "") => (0.0, None),
        (x, y) if x == y => (11.0, Some(Reason::TaxId)),
        (x, y) if edits(x, y) <= 1 => (3.0, Some(Reason::SimilarTaxId)),
        _ => (-7.0, None),
    }
}

fn of_birth_dates(a: &Traits, b: &Traits) -> Part {
    let (Some(a), Some(b)) = (a.birth_date, b.birth_date) else {
        return (0.0, None);
    };
    if a == b {
        return (5.0, Some(Reason::BirthDate));
    }
    let is_turned = a.year() == b.year() && a.month() == b.day() && a.day() == b.month();
    let digits = |date: NaiveDate| date.format("%Y%m%d").to_string();
    match is_turned || edits(&digits(a), &digits(b)) <= 1 {
        true => (1.5, None),
        false => (-6.0, None),
    }
}

/// Half of an address in common is a street.
const SAME_STREET: f64 = 0.5;

fn of_addresses(a: &Traits, b: &Traits) -> Part {
    if a.address.is_empty() || b.address.is_empty() {
        return (0.0, None);
    }
    let found = Agreement::of(&a.address, &b.address);
    let by_words = found.exact as f64 / a.address.len().max(b.address.len()) as f64;
    let share = by_words.max(likeness(&a.address.concat(), &b.address.concat()));
    match share >= SAME_STREET {
        true => (7.0 * share, Some(Reason::Address)),
        false => (0.0, None),
    }
}

/// Only a hint: people move, and a city is where most customers are.
fn of_places(a: &Traits, b: &Traits) -> f64 {
    let both = |x: &str, y: &str| !x.is_empty() && !y.is_empty();
    if both(&a.city, &b.city) {
        return match edits(&a.city, &b.city) {
            0 => 0.4,
            1 | 2 => 0.2,
            _ => -1.0,
        };
    }
    match both(&a.region, &b.region) && a.region != b.region {
        true => -1.5,
        false => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known(name: &'static str, email: &'static str, phone: &'static str) -> Known<'static> {
        Known {
            full_name: name,
            email: Some(email),
            phone_e164: Some(phone).filter(|phone| !phone.is_empty()),
            ..Known::default()
        }
    }

    fn score(a: Known<'_>, b: Known<'_>) -> i32 {
        compare(&Traits::new(&a), &Traits::new(&b)).score
    }

    const ANA: &str = "+56911112222";
    const EVA: &str = "+56933334444";

    #[test]
    fn one_name_with_one_phone_or_address_is_likely_one_person() {
        let ana = known("Ana Rojas", "ana@correo.example", "");
        assert!(score(ana, known("ROJAS, ANA", "ANA@correo.example", ANA)) >= LIKELY);
        assert!(
            score(
                known("Ana Rojas", "", ANA),
                known("Ana Rojas Soto", "", ANA)
            ) >= LIKELY
        );
    }

    #[test]
    fn a_couple_on_one_phone_and_a_family_on_one_address_are_several_people() {
        let ana = known("Ana Rojas Soto", "casa@correo.example", ANA);
        assert!(score(ana, known("Luis Fuentes", "", ANA)) < POSSIBLE);
        assert!(score(ana, known("Eva Rojas Soto", "casa@correo.example", "")) < POSSIBLE);
        assert!(score(ana, known("Eva Rojas", "casa@correo.example", ANA)) < POSSIBLE);
    }

    #[test]
    fn homonyms_are_told_apart_by_what_contradicts() {
        let ana = known("Ana Rojas", "ana@correo.example", ANA);
        assert!(score(ana, known("Ana Rojas", "rojas@correo.example", EVA)) < POSSIBLE);
        let born = |date: &str| Known {
            birth_date: Some(date.parse().unwrap()),
            ..ana
        };
        assert!(score(born("1990-05-17"), born("1990-05-17")) >= LIKELY);
        assert!(score(born("1990-05-17"), born("1962-11-02")) < LIKELY);
    }

    #[test]
    fn one_tax_id_is_one_customer_whatever_else_was_typed_wrong() {
        let with = |name: &'static str, tax_id| Known {
            full_name: name,
            tax_id: Some(tax_id),
            ..Known::default()
        };
        let verdict = compare(
            &Traits::new(&with("Juana Aravean", "41.950.470-K")),
            &Traits::new(&with("Juana Aravena", "41950470k")),
        );
        assert!(verdict.score >= LIKELY);
        assert_eq!(verdict.reasons, [Reason::TaxId, Reason::SimilarName]);
        let other = with("Juana Aravena", "12.345.678-5");
        assert!(score(with("Juana Aravena", "41.950.470-K"), other) < POSSIBLE);
    }

    #[test]
    fn an_address_that_stands_for_none_is_no_reason() {
        let a = Traits::new(&known("Ana Rojas", "notiene@notiene.cl", ""));
        let b = Traits::new(&known("Ana Rojas", "notiene@notiene.cl", ""));
        assert_eq!(compare(&a, &b).reasons, [Reason::Name]);
    }

    #[test]
    fn somebody_without_a_name_is_like_nobody() {
        let nameless = known("🌸", "ana@correo.example", ANA);
        assert!(score(nameless, nameless) < POSSIBLE);
    }

    proptest! {
        #[test]
        fn the_order_of_the_two_does_not_matter(a in "[abc ]{0,9}", b in "[abc ]{0,9}", same in any::<bool>()) {
            let of = |name: &str, phone| Traits::new(&Known {
                full_name: name,
                phone_e164: Some(phone),
                ..Known::default()
            });
            let (a, b) = (of(&a, ANA), of(&b, if same { ANA } else { EVA }));
            prop_assert_eq!(compare(&a, &b), compare(&b, &a));
        }
    }
}
