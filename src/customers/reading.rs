//! How values of a customer are read that come by more ways than the form. A phone and a tax id are read as in the customer's
//! country, else as in our own, where people from elsewhere get numbers too.

use std::str::FromStr;

use super::forms::{clean, read_tags};
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

/// The words of a cell between commas or semicolons, each once; `None` where the form would not take them.
pub fn tags(typed: &str) -> Option<Vec<String>> {
    read_tags(&clean(typed).replace(';', ",")).ok()
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
        let read = tags(" VIP; Embarazada,vip ,, Sauna").unwrap();
        assert_eq!(read, ["VIP", "Embarazada", "Sauna"]);
        assert_eq!(tags(&"x".repeat(41)), None);
        let many: Vec<String> = (0..21).map(|tag| tag.to_string()).collect();
        assert_eq!(tags(&many.join(",")), None);
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
