//! What a POST to the unsubscribe link asks for (RFC 8058, 3.1 and 5). Pure.

use super::tracking::Told;
use super::{Frequency, LeaveReason};

/// What the recipient, or their mail program, wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    /// By their mail program, or by the page's own button.
    Leave(Told),
    Return,
    /// Fewer messages; `None`: as many as before.
    Prefer(Option<Frequency>),
    /// Why they left, in our words and theirs.
    Explain(LeaveReason, String),
}

/// What somebody says in their own words; more is no short answer.
const NOTE_LIMIT: usize = 500;

/// Reads the body of a form, urlencoded or multipart. `None`: it asks for nothing, and nothing is done.
pub(super) fn choice(content_type: &str, body: &[u8]) -> Option<Choice> {
    let fields = match boundary(content_type) {
        Some(boundary) => multipart(&boundary, &String::from_utf8_lossy(body)),
        None => serde_urlencoded::from_bytes(body).ok()?,
    };
    let field = |wanted: &str| {
        let found = fields.iter().find(|(name, _)| name == wanted);
        found.map_or("", |(_, value)| value.as_str())
    };
    fields
        .iter()
        .find_map(|(name, value)| match (name.as_str(), value.as_str()) {
            ("List-Unsubscribe", "One-Click") => Some(Choice::Leave(Told::OneClick)),
            ("choice", "leave") => Some(Choice::Leave(Told::Button)),
            ("choice", "return") => Some(Choice::Return),
            ("choice", "prefer") => prefer(field("frequency")),
            ("choice", "explain") => Some(Choice::Explain(
                field("reason").parse().ok()?,
                note(field("note")),
            )),
            _ => None,
        })
}

fn prefer(frequency: &str) -> Option<Choice> {
    match frequency {
        "all" => Some(Choice::Prefer(None)),
        frequency => Some(Choice::Prefer(Some(frequency.parse().ok()?))),
    }
}

fn note(typed: &str) -> String {
    let printable = typed.replace(|c: char| c.is_control(), " ");
    printable.trim().chars().take(NOTE_LIMIT).collect()
}

fn boundary(content_type: &str) -> Option<String> {
    let mut parts = content_type.split(';').map(str::trim);
    if !parts.next()?.eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let named = |part: &str| {
        let (name, value) = part.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("boundary")
            .then(|| value.trim().trim_matches('"').to_owned())
    };
    parts
        .find_map(named)
        .filter(|boundary| !boundary.is_empty())
}

/// The short text fields of a multipart form; files and what is malformed are passed over.
fn multipart(boundary: &str, body: &str) -> Vec<(String, String)> {
    let body = body.replace("\r\n", "\n");
    body.split(&format!("--{boundary}"))
        .filter_map(|part| {
            let (head, value) = part.split_once("\n\n")?;
            Some((
                field_name(head)?,
                value.strip_suffix('\n').unwrap_or(value).to_owned(),
            ))
        })
        .collect()
}

fn field_name(head: &str) -> Option<String> {
    let disposition = head.lines().find(|line| {
        line.to_ascii_lowercase()
            .starts_with("content-disposition:")
    })?;
    let (_, rest) = disposition.split_once(" name=")?;
    let rest = rest.split(';').next().unwrap_or(rest);
    Some(rest.trim().trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    #[test]
    fn one_click_is_read_from_both_kinds_of_form() {
        assert_eq!(
            choice(FORM, b"List-Unsubscribe=One-Click"),
            Some(Choice::Leave(Told::OneClick))
        );
        assert_eq!(
            choice("", b"List-Unsubscribe=One-Click"),
            Some(Choice::Leave(Told::OneClick))
        );
        let body = "--x9\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x9--\r\n";
        for kind in [
            "multipart/form-data; boundary=x9",
            "Multipart/Form-Data; charset=utf-8; Boundary=\"x9\"",
        ] {
            assert_eq!(
                choice(kind, body.as_bytes()),
                Some(Choice::Leave(Told::OneClick)),
                "{kind}"
            );
        }
    }

    #[test]
    fn the_pages_own_buttons_are_read() {
        assert_eq!(
            choice(FORM, b"_csrf=a&choice=leave"),
            Some(Choice::Leave(Told::Button))
        );
        assert_eq!(choice(FORM, b"choice=return"), Some(Choice::Return));
    }

    #[test]
    fn a_wish_and_a_reason_are_read() {
        let wish = Some(Choice::Prefer(Some(Frequency::Quarterly)));
        assert_eq!(choice(FORM, b"frequency=quarterly&choice=prefer"), wish);
        assert_eq!(
            choice(FORM, b"frequency=all&choice=prefer"),
            Some(Choice::Prefer(None))
        );
        let said = Choice::Explain(LeaveReason::Other, "Me mud\u{e9}".into());
        let body = "reason=other&note=+Me+mud%C3%A9%00&choice=explain";
        assert_eq!(choice(FORM, body.as_bytes()), Some(said));
        for body in [
            "choice=prefer",
            "choice=prefer&frequency=daily",
            "choice=explain&note=x",
        ] {
            assert_eq!(choice(FORM, body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn anything_else_asks_for_nothing() {
        for body in [
            "",
            "List-Unsubscribe=",
            "List-Unsubscribe",
            "list=One-Click",
            "choice=",
        ] {
            assert_eq!(choice(FORM, body.as_bytes()), None, "{body}");
        }
        assert_eq!(
            choice("multipart/form-data", b"List-Unsubscribe: One-Click"),
            None
        );
        assert_eq!(
            choice("multipart/form-data; boundary=x", b"One-Click"),
            None
        );
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic(kind in "\\PC*", body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = choice(&kind, &body);
            let _ = choice("multipart/form-data; boundary=x", &body);
        }
    }
}
