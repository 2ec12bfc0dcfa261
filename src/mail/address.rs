//! E-mail addresses as SMTP wants them.

use lettre::{Address, message::Mailbox};
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

/// Reads `Aremko Spa, S.A. <hola@aremko.example>` or an address alone, as people write them in a setting: the name
/// needs no quotes.
pub fn mailbox(text: &str) -> Option<Mailbox> {
    let text = text.trim();
    let Some((name, address)) = text
        .strip_suffix('>')
        .and_then(|text| text.rsplit_once('<'))
    else {
        return Some(Mailbox::new(None, parse(text)?));
    };
    let name = name.trim();
    let name = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'))
        .unwrap_or(name);
    let name = name.replace("\\\"", "\"");
    Some(Mailbox::new(
        Some(name).filter(|name| !name.is_empty()),
        parse(address)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_read_as_people_write_it() {
        let read = |text| {
            mailbox(text).map(|found| (found.name.unwrap_or_default(), found.email.to_string()))
        };
        let expect = |name: &str, address: &str| Some((name.to_owned(), address.to_owned()));
        assert_eq!(read("hola@a.example"), expect("", "hola@a.example"));
        assert_eq!(read(" <hola@a.example> "), expect("", "hola@a.example"));
        assert_eq!(
            read("Aremko, S.A. <hola@a.example>"),
            expect("Aremko, S.A.", "hola@a.example")
        );
        assert_eq!(
            read(r#""Ñandú \"Spa\"" <hola@a.example>"#),
            expect("Ñandú \"Spa\"", "hola@a.example")
        );
        for bad in [
            "",
            "Aremko",
            "Aremko <hola>",
            "Aremko hola@a.example>",
            "<>",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

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
