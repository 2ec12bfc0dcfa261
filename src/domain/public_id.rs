//! Ids as the APIs write them: a prefix that says of what, and the number.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{ActivityId, ContactPointId, CustomerId, InvoiceId, OpportunityId, PaymentId};

/// An id that has a prefix outside.
pub trait PublicId: From<i64> + Into<i64> + Copy {
    const PREFIX: &'static str;
}

impl PublicId for CustomerId {
    const PREFIX: &'static str = "cli_";
}

impl PublicId for ContactPointId {
    const PREFIX: &'static str = "con_";
}

impl PublicId for ActivityId {
    const PREFIX: &'static str = "act_";
}

impl PublicId for OpportunityId {
    const PREFIX: &'static str = "opp_";
}

impl PublicId for PaymentId {
    const PREFIX: &'static str = "pag_";
}

impl PublicId for InvoiceId {
    const PREFIX: &'static str = "fac_";
}

/// An id in the form that goes out, `cli_1985`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Public<T>(pub T);

impl<T: PublicId> fmt::Display for Public<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", T::PREFIX, self.0.into())
    }
}

impl<T: PublicId> Serialize for Public<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Takes the digits with or without the prefix; `None` for anything else.
pub fn read_public_id<T: PublicId>(text: &str) -> Option<T> {
    let digits = text.strip_prefix(T::PREFIX).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: Option<i64> = is_number.then(|| digits.parse().ok()).flatten();
    number.map(T::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_with_and_without_its_prefix_and_written_with_it() {
        for text in ["cli_1985", "1985", "cli_01985"] {
            let id: CustomerId = read_public_id(text).unwrap();
            assert_eq!(Public(id).to_string(), "cli_1985");
        }
        let json = serde_json::to_string(&Public(InvoiceId::from(7))).unwrap();
        assert_eq!(json, "\"fac_7\"");
    }

    #[test]
    fn any_other_text_is_no_id() {
        for text in [
            "cli_nope",
            "",
            "cli_",
            "act_7",
            "-7",
            "+7",
            "7 ",
            "cli_cli_7",
            "9999999999999999999999",
        ] {
            assert_eq!(read_public_id::<CustomerId>(text), None, "{text}");
        }
    }
}
