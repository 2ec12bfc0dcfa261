//! Who a row is: by our own number, or by what is theirs alone. Pure.

use super::super::Row;
use crate::customers::bulk::{OWN, StagedCustomer, UNKNOWN_OWN};
use crate::domain::{EmailAddress, fold};
use crate::imports::fields::Field;

impl Row<'_> {
    /// Who it is by our own number, written in one way; nobody has anything else.
    pub(super) fn own_number(&mut self, typed: &str) -> Option<String> {
        let is_plain = typed.bytes().all(|byte| byte.is_ascii_digit());
        match typed.parse::<i64>() {
            Ok(number) if is_plain && number > 0 => Some(format!("{OWN}{number}")),
            _ => {
                self.refuse(Field::OwnId, UNKNOWN_OWN, &[typed]);
                None
            }
        }
    }
}

/// Of a file without numbers for its customers: what is theirs alone, the surest first. A family may share an e-mail or a
/// phone, so that the first name belongs to it.
pub(super) fn known_by(customer: &StagedCustomer) -> Option<String> {
    let of =
        |kind: &str, value: &Option<String>| value.as_ref().map(|value| format!("{kind}:{value}"));
    let email = customer.email.as_ref();
    // "No tiene" is nobody's.
    let email = email.filter(|typed| EmailAddress::parse(typed).is_ok());
    let lower = email.map(|email| email.to_lowercase());
    let name = customer.full_name.as_ref().map(|name| fold(name));
    let first = name
        .as_ref()
        .and_then(|name| name.split_whitespace().next());
    let of_one =
        |kind: &str, value: &Option<String>| Some(format!("{}/{}", of(kind, value)?, first?));
    of("tax", &customer.tax_id_key)
        .or_else(|| of_one("email", &lower))
        .or_else(|| of_one("phone", &customer.phone_e164))
        .or_else(|| of("name", &name))
}

#[cfg(test)]
mod tests {
    use crate::imports::rows::tests::with_row;

    #[test]
    fn a_customer_without_a_number_is_known_by_what_is_theirs() {
        let id = |row: &str| {
            let header = "name,email,phone,document_id";
            with_row(header, row, |row| row.customer())
                .0
                .external_id
                .unwrap()
        };
        assert_eq!(id("Ana|A@b.cl|912345678|41.950.470-k"), "tax:41950470-K");
        assert_eq!(id("Ana|A@b.cl|912345678|"), "email:a@b.cl/ana");
        assert_eq!(id("Ána Rojas|a@b.cl||"), "email:a@b.cl/ana");
        assert_eq!(id("Pedro|a@b.cl||"), "email:a@b.cl/pedro");
        assert_eq!(id("Ana||912345678|"), "phone:+56912345678/ana");
        assert_eq!(id("Ána||no|"), "name:ana");
        assert_eq!(id("Ána|sin correo|no|"), "name:ana");
    }

    #[test]
    fn our_own_number_counts_more_than_any_other() {
        let read = |row: &str| {
            let header = "vinculo_id,customer_id,name,service_name,service_date,price_paid";
            with_row(header, row, |row| {
                let customer = row.customer().external_id;
                let service = row.service(customer.clone());
                (customer, service.customer)
            })
        };
        let rest = "Ana|Sauna|2025-01-05|10";
        for (own, expected) in [("007", "vinculo:7"), ("7", "vinculo:7"), ("", "9")] {
            let ((customer, service), problems) = read(&format!("{own}|9|{rest}"));
            assert_eq!(customer.as_deref(), Some(expected));
            assert_eq!(service.as_deref(), Some(expected));
            assert_eq!(problems, [""; 0]);
        }
        for own in ["0", "-7", "+7", "7,0", "abc", "99999999999999999999"] {
            let (_, problems) = read(&format!("{own}|9|{rest}"));
            let told = format!("line 2, vinculo_id: no customer has the number {own} in Vínculo");
            assert_eq!(problems, [told]);
        }
    }
}
