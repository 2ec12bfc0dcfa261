//! Whom a demo database may write to.

use std::str::FromStr;

use super::address;

/// The addresses and whole domains that mail may go to. An empty list permits nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowList {
    addresses: Vec<String>,
    domains: Vec<String>,
}

/// An entry that is neither an address nor a domain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an address or a domain: {0}")]
pub struct BadEntry(pub String);

impl AllowList {
    /// Whether mail may go to `recipient`. A domain stands for itself, not for those below it, and what is not an
    /// address is never permitted.
    pub fn permits(&self, recipient: &str) -> bool {
        let Some(recipient) = address::parse(recipient) else {
            return false;
        };
        self.domains.contains(&recipient.domain().to_lowercase())
            || self
                .addresses
                .contains(&recipient.to_string().to_lowercase())
    }
}

impl FromStr for AllowList {
    type Err = BadEntry;

    /// Reads entries set apart by commas, semicolons or white space: `ana@example.com`, `example.org`, `@example.org`.
    fn from_str(text: &str) -> Result<Self, BadEntry> {
        let mut list = Self::default();
        for entry in text
            .split([',', ';', ' ', '\t', '\r', '\n'])
            .filter(|entry| !entry.is_empty())
        {
            list.add(entry).ok_or_else(|| BadEntry(entry.to_owned()))?;
        }
        Ok(list)
    }
}

impl AllowList {
    fn add(&mut self, entry: &str) -> Option<()> {
        let domain = entry.strip_prefix('@').unwrap_or(entry);
        if domain.contains('@') {
            self.addresses
                .push(address::parse(entry)?.to_string().to_lowercase());
        } else {
            let any = address::parse(&format!("any@{domain}"))?;
            self.domains.push(any.domain().to_lowercase());
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> AllowList {
        text.parse().expect("a list")
    }

    #[test]
    fn an_address_permits_itself_in_any_case() {
        let list = list("Ana@Example.com");
        assert!(list.permits("ana@example.COM"));
        assert!(!list.permits("eva@example.com"));
    }

    #[test]
    fn a_domain_permits_its_addresses_but_not_those_of_its_subdomains_or_lookalikes() {
        for list in [
            list("example.com"),
            list("@example.com"),
            list("x.org; EXAMPLE.com\n"),
        ] {
            assert!(list.permits("eva@example.com"));
            for other in [
                "eva@sub.example.com",
                "eva@notexample.com",
                "eva@example.com.evil.org",
                "example.com",
            ] {
                assert!(!list.permits(other), "{other}");
            }
        }
    }

    #[test]
    fn an_empty_list_permits_nobody() {
        assert!(!list("").permits("ana@example.com"));
        assert!(!list(" , ").permits(""));
    }

    #[test]
    fn an_entry_that_is_neither_is_refused_by_name() {
        assert_eq!(
            "a.org,b c@@d".parse::<AllowList>(),
            Err(BadEntry("c@@d".into()))
        );
    }
}
