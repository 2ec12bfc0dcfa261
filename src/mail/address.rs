//! An e-mail address as SMTP wants it.

use lettre::Address;
use url::Host;

/// Reads an address and puts its domain into ASCII (`ana@peña.cl` is `ana@xn--pea-8ma.cl`), as most servers do not
/// speak SMTPUTF8. `None` when it is no address.
pub(super) fn parse(text: &str) -> Option<Address> {
    let text = text.trim();
    if text.contains(char::is_control) {
        return None;
    }
    let address: Address = text.parse().ok()?;
    if address.domain().is_ascii() {
        return Some(address);
    }
    let domain = Host::parse(address.domain()).ok()?.to_string();
    Address::new(address.user(), domain).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_with_accents_is_written_in_ascii() {
        let address = parse(" ana@peña.cl ").expect("an address");
        assert_eq!(address.to_string(), "ana@xn--pea-8ma.cl");
    }

    #[test]
    fn what_could_break_out_of_a_command_is_no_address() {
        for text in [
            "",
            "ana",
            "ana@",
            "ana@x.cl\r\nRCPT TO:<b@x.cl>",
            "ana@x.cl> <b@x.cl",
            "\"a\r\nb\"@x.cl",
            "a b@x.cl",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
