//! How values of a customer are read that come by more ways than the form. A phone and a tax id are read as in the customer's
//! country, else as in our own, where people from elsewhere get numbers too.

use std::collections::BTreeSet;
use std::str::FromStr;

use super::forms::{TAG_MAX, TAGS_MAX, clean};
use super::model::{CustomerKind, CustomerStatus, KIND_WORDS, STATUS_WORDS};
use crate::domain::country::iso_code;
use crate::domain::tax_id::TaxIdError;
use crate::domain::{Phone, TaxId, fold};

/// `own` is our country, ISO 3166 alpha-2; `country` the customer's, as given.
pub fn phone(typed: &str, country: Option<&str>, own: &str) -> Option<Phone> {
    let there = country.and_then(iso_code).unwrap_or(own);
    let phone = Phone::parse(typed, there).or_else(|_| Phone::parse(typed, own));
    phone.ok()
}

/// Of a country whose rules are not known it has no key, unless it is one of ours. The error is that country's.
pub fn tax_id(typed: &str, country: Option<&str>, own: &str) -> Result<TaxId, TaxIdError> {
    let there = country.and_then(iso_code).unwrap_or(own);
    let as_there = TaxId::parse(typed, there);
    match &as_there {
        Ok(TaxId { key: Some(_), .. }) => as_there,
        _ => TaxId::parse(typed, own).or(as_there),
    }
}

/// The tags of a cell between commas or semicolons, each once, and what else stands there: it is too long, or more than the form
/// takes. Our own list has commas alone, and as many as are stored.
pub fn tags(typed: &str, is_ours: bool) -> (Vec<String>, Vec<String>) {
    let typed = clean(typed);
    let parts: Vec<&str> = match (is_ours, is_of_google(&typed)) {
        (false, true) => typed.split(":::").filter_map(label).collect(),
        (false, false) => typed.split([',', ';', '\n']).map(str::trim).collect(),
        (true, _) => typed.split([',', '\n']).map(str::trim).collect(),
    };
    let mut seen = BTreeSet::new();
    let parts = parts.into_iter();
    let given = parts.filter(|tag| !tag.is_empty() && seen.insert(tag.to_lowercase()));
    let (mut tags, mut unfit): (Vec<String>, Vec<String>) = given
        .map(str::to_owned)
        .partition(|tag| tag.chars().count() <= TAG_MAX && (is_ours || !tag.contains([',', ';'])));
    if !is_ours && tags.len() > TAGS_MAX {
        unfit.extend(tags.split_off(TAGS_MAX));
    }
    (tags, unfit)
}

/// What Google calls labels: "* myContacts ::: * friends".
fn is_of_google(typed: &str) -> bool {
    typed.contains(":::") || typed.starts_with("* ")
}

/// Every contact of Google's has the first one.
fn label(typed: &str) -> Option<&str> {
    let label = typed.trim();
    let label = label.strip_prefix("* ").unwrap_or(label).trim();
    (label != "myContacts").then_some(label)
}

/// By the words that pages and lists have for it in any language, of a woman too, or by the stored one.
pub fn status(typed: &str) -> Option<CustomerStatus> {
    let word = fold(typed);
    let of_a_man = word.strip_suffix('a').map(|stem| format!("{stem}o"));
    meant(&word, STATUS_WORDS).or_else(|| meant(&of_a_man?, STATUS_WORDS))
}

/// The same of what a customer is.
pub fn kind(typed: &str) -> Option<CustomerKind> {
    meant(&fold(typed), KIND_WORDS)
}

fn meant<T: Copy + FromStr>(word: &str, words: &[(&str, T)]) -> Option<T> {
    let known = words.iter().find(|(known, _)| *known == word);
    known.map(|(_, meant)| *meant).or_else(|| word.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Language;
    use crate::web::i18n;

    #[test]
    fn the_words_for_a_status_and_a_kind_are_read_as_the_list_writes_them_and_as_people_do() {
        for language in Language::ALL {
            for known in CustomerStatus::ALL {
                let words = i18n::text(*language, &format!("customer-status-{known}"), &[]);
                assert_eq!(status(&words), Some(*known), "{words}");
                assert_eq!(status(known.as_str()), Some(*known));
            }
            for known in CustomerKind::ALL {
                let words = i18n::text(*language, &format!("customer-kind-{known}"), &[]);
                assert_eq!(kind(&words), Some(*known), "{words}");
                assert_eq!(kind(known.as_str()), Some(*known));
            }
        }
        assert_eq!(status("Bloqueada"), Some(CustomerStatus::Blocked));
        assert_eq!(status("PROSPECTA"), Some(CustomerStatus::Prospect));
        assert_eq!((status("Atendida"), kind("VIP")), (None, None));
    }

    #[test]
    fn tags_stand_between_commas_or_semicolons_each_once() {
        let (read, unfit) = tags(" VIP; Embarazada,vip ,, Sauna", false);
        assert_eq!(read, ["VIP", "Embarazada", "Sauna"]);
        assert_eq!(unfit, [""; 0]);
        let long = "x".repeat(41);
        let (read, unfit) = tags(&format!("VIP,{long}"), false);
        assert_eq!((read, unfit), (vec!["VIP".to_owned()], vec![long]));
        let many: Vec<String> = (0..21).map(|tag| tag.to_string()).collect();
        let (read, unfit) = tags(&many.join(","), false);
        assert_eq!((read.len(), unfit), (20, vec!["20".to_owned()]));
        assert_eq!(tags(&many.join(","), true), (many, Vec::new()));
        let (listed, _) = tags("Jueves; tarde, VIP", true);
        assert_eq!(listed, ["Jueves; tarde", "VIP"]);
    }

    #[test]
    fn of_labels_that_google_gives_those_count_that_a_person_gave() {
        let read = |typed| tags(typed, false).0;
        let friends = read("* myContacts ::: * friends ::: Spa Osorno");
        assert_eq!(friends, ["friends", "Spa Osorno"]);
        assert_eq!(read("* myContacts"), [""; 0]);
    }

    #[test]
    fn a_tax_id_is_read_as_in_the_customers_country_else_as_in_ours() {
        let key = |typed, country| tax_id(typed, country, "CL").map(|tax_id| tax_id.key);
        assert_eq!(
            key("12345678z", Some("España")),
            Ok(Some("12345678Z".into()))
        );
        assert_eq!(
            key("41.950.470-k", Some("España")),
            Ok(Some("41950470-K".into()))
        );
        assert_eq!(
            key("41.950.470-k", Some("Argentina")),
            Ok(Some("41950470-K".into()))
        );
        assert_eq!(key("20-12345678-6", Some("Argentina")), Ok(None));
        assert_eq!(key("41.950.470-1", None), Err(TaxIdError::WrongCheckDigit));
        assert_eq!(
            key("12345678a", Some("España")),
            Err(TaxIdError::WrongCheckDigit)
        );
    }
}
