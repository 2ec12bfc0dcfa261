//! How a phone and a tax id are read, in the form and in a file alike: as in the customer's country, else as in our own,
//! where people from elsewhere get numbers too.

use crate::domain::country::iso_code;
use crate::domain::tax_id::TaxIdError;
use crate::domain::{Phone, TaxId};

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

#[cfg(test)]
mod tests {
    use super::*;

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
