//! Whom a demo database may write to.

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
    /// Reads entries such as `ana@example.com`, `example.org` and `@example.org`.
    pub fn parse(entries: &[String]) -> Result<Self, BadEntry> {
        let mut list = Self::default();
        for entry in entries {
            list.add(entry).ok_or_else(|| BadEntry(entry.clone()))?;
        }
        Ok(list)
    }

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

    fn list(entries: &[&str]) -> AllowList {
        parse(entries).expect("a list")
    }

    fn parse(entries: &[&str]) -> Result<AllowList, BadEntry> {
        AllowList::parse(&entries.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn an_address_permits_itself_in_any_case() {
        let list = list(&["Ana@Example.com"]);
        assert!(list.permits("ana@example.COM"));
        assert!(!list.permits("eva@example.com"));
    }

    #[test]
    fn a_domain_permits_its_addresses_but_not_those_of_its_subdomains_or_lookalikes() {
        for list in [
            list(&["example.com"]),
            list(&["@example.com"]),
            list(&["x.org", "EXAMPLE.com"]),
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
        assert!(!list(&[]).permits("ana@example.com"));
        assert!(!list(&[]).permits(""));
    }

    #[test]
    fn an_entry_that_is_neither_is_refused_by_name() {
        for entry in ["c@@d", "", "@", "ana eva"] {
            assert_eq!(parse(&["a.org", entry]), Err(BadEntry(entry.into())));
        }
    }
}
