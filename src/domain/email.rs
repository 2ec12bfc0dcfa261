//! E-mail addresses: what can be written to, told apart from what a person typed to fill a field.

use std::{
    fmt,
    hash::{Hash, Hasher},
};

use unicode_normalization::UnicodeNormalization;

/// RFC 5321, 4.5.3.1: the longest path, without its angle brackets.
const MAX_BYTES: usize = 254;
/// RFC 5321, 4.5.3.1.1.
const MAX_LOCAL_BYTES: usize = 64;
/// RFC 1035, 2.3.4.
const MAX_LABEL_BYTES: usize = 63;
/// Names that stand on both sides of the `@` when somebody had no address to give (`notiene@notiene.cl`).
const PLACEHOLDERS: &[&str] = &[
    "noemail",
    "nomail",
    "none",
    "notiene",
    "sin",
    "sincorreo",
    "sinemail",
    "sinmail",
    "x",
    "xx",
    "xxx",
];

/// Why a text is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("not an e-mail address")]
    Malformed,
    #[error("stands for no address")]
    Placeholder,
    #[error("longer than {MAX_BYTES} bytes")]
    TooLong,
}

/// An address of the shape `local@domain.tld`. The local part keeps its case, as only its host may judge it, but two
/// addresses that differ in case alone are equal.
#[derive(Debug, Clone)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Takes a typed address; white space around it and decomposed letters (NFD) are mended, nothing else is.
    pub fn parse(typed: &str) -> Result<Self, EmailError> {
        let text: String = typed.trim().nfc().collect();
        if text.len() > MAX_BYTES {
            return Err(EmailError::TooLong);
        }
        let (local, domain) = text.split_once('@').ok_or(EmailError::Malformed)?;
        if !is_local_part(local) || !is_domain(domain) {
            return Err(EmailError::Malformed);
        }
        let host = domain.split('.').next().unwrap_or_default();
        if [local, host]
            .iter()
            .all(|part| PLACEHOLDERS.contains(&part.to_lowercase().as_str()))
        {
            return Err(EmailError::Placeholder);
        }
        Ok(Self(format!("{local}@{}", domain.to_lowercase())))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address in lower case: the key under which two are the same.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// The part after the `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// Dot-atom of RFC 5322 with the letters of RFC 6531. Quoted local parts are nobody's real address.
fn is_local_part(local: &str) -> bool {
    let is_atom = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.len() <= MAX_LOCAL_BYTES
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(is_atom))
}

/// At least two labels, the last with a letter: a bare host (`x@x`) or an IP address is no customer's.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        let inner = |c: char| c.is_alphanumeric() || c == '-';
        (1..=MAX_LABEL_BYTES).contains(&label.len())
            && label.chars().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let Some((_, last)) = domain.rsplit_once('.') else {
        return false;
    };
    domain.split('.').all(is_label)
        && last.chars().count() >= 2
        && last.chars().any(char::is_alphabetic)
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for EmailAddress {}

impl Hash for EmailAddress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_case_of_the_local_part_is_kept_and_not_compared() {
        let typed = EmailAddress::parse("  Ana.Diaz+spa@Correo.Example ").unwrap();
        assert_eq!(typed.as_str(), "Ana.Diaz+spa@correo.example");
        assert_eq!(
            typed,
            EmailAddress::parse("ANA.DIAZ+SPA@CORREO.EXAMPLE").unwrap()
        );
        assert_eq!(
            (typed.key().as_str(), typed.domain()),
            ("ana.diaz+spa@correo.example", "correo.example")
        );
    }

    #[test]
    fn unusual_but_real_addresses_are_taken() {
        for typed in [
            "o'higgins@a.cl",
            "a@b-c.co.uk",
            "x@correo.example",
            "jose\u{301}@correo.example",
            "a@ñandú.cl",
        ] {
            assert!(EmailAddress::parse(typed).is_ok(), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_written_to_is_refused() {
        for typed in [
            "",
            "-",
            "no tiene",
            "sin correo",
            "x@x",
            "ana@",
            "@correo.cl",
            "ana.correo.cl",
            "ana@@correo.cl",
            "ana,b@ correo.cl",
            "a@correo,cl",
            "a b@correo.cl",
            ".a@correo.cl",
            "a..b@correo.cl",
            "a@-b.cl",
            "a@b.c",
            "a@b..cl",
            "a@127.0.0.1",
            "a@b.cl\r\nBcc: c@d.cl",
            "\"a\"@b.cl",
            "<a@b.cl>",
        ] {
            assert_eq!(
                EmailAddress::parse(typed),
                Err(EmailError::Malformed),
                "{typed}"
            );
        }
        assert_eq!(
            EmailAddress::parse("NoTiene@notiene.cl"),
            Err(EmailError::Placeholder)
        );
        assert_eq!(
            EmailAddress::parse(&format!("a@{}.cl", "b".repeat(250))),
            Err(EmailError::TooLong)
        );
    }

    proptest! {
        #[test]
        fn an_address_parses_to_itself(typed in "[A-Za-z0-9._+-]{1,12}@[a-z0-9-]{1,12}\\.[a-z]{1,4}") {
            if let Ok(address) = EmailAddress::parse(&typed) {
                let again = EmailAddress::parse(address.as_str()).unwrap();
                prop_assert_eq!(again.as_str(), address.as_str());
            }
        }

        #[test]
        fn no_text_makes_it_panic(typed in "\\PC*@\\PC*") {
            let _ = EmailAddress::parse(&typed);
        }
    }
}
