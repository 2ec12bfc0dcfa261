//! A draft becomes the bytes of a message, always the same bytes for the same draft and `now`.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
};
use sha2::{Digest, Sha256};
use url::Url;

use super::address;

/// Everything that a message is made of.
#[derive(Debug, Clone)]
pub struct Draft {
    pub from: Mailbox,
    pub reply_to: Option<Mailbox>,
    pub to: Mailbox,
    pub subject: String,
    pub html: String,
    pub text: String,
    /// With its angle brackets; kept with the message, so that a retry carries the same.
    pub message_id: String,
    /// Where the recipient leaves the list with one click (RFC 8058); every commercial message has one.
    pub list_unsubscribe: Option<Url>,
    pub attachments: Vec<AttachedFile>,
}

/// A file that goes with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// As the reader saves it.
    pub name: String,
    /// Its type, `application/pdf`; what is no type goes as plain bytes.
    pub content_type: String,
    pub content: Vec<u8>,
}

/// Why a draft cannot become a message.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    #[error("a Message-ID must look like <unique@example.com>")]
    MessageId,
    #[error("the recipient is not an e-mail address")]
    Recipient,
    #[error("not an e-mail address: {0}")]
    Address(Address),
    #[error("an unsubscribe link must be https or http")]
    Unsubscribe,
    #[error("the message could not be built")]
    Build(#[from] lettre::error::Error),
}

impl Draft {
    /// The message in the form that SMTP carries: ASCII, lines of at most 998 bytes that end in CRLF.
    pub fn compose(&self, now: DateTime<Utc>) -> Result<Vec<u8>, ComposeError> {
        if !is_message_id(&self.message_id) {
            return Err(ComposeError::MessageId);
        }
        let mut message = Message::builder()
            .from(clean_mailbox(&self.from)?)
            .to(clean_mailbox(&self.to)?)
            .subject(one_line(&self.subject))
            .date(now.into())
            .raw_header(unfolded("Message-ID", self.message_id.clone()));
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(clean_mailbox(reply_to)?);
        }
        if let Some(url) = &self.list_unsubscribe {
            // Other schemes may hold spaces and worse.
            if !matches!(url.scheme(), "https" | "http") {
                return Err(ComposeError::Unsubscribe);
            }
            message = message.raw_header(unfolded("List-Unsubscribe", format!("<{url}>")));
            // RFC 8058 knows one click over https alone; on a developer's machine the link stays a plain one.
            if url.scheme() == "https" {
                message = message.raw_header(unfolded(
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click".to_owned(),
                ));
            }
        }
        let body = MultiPart::alternative()
            .boundary(boundary(&self.message_id))
            .singlepart(part(ContentType::TEXT_PLAIN, &self.text))
            .singlepart(part(ContentType::TEXT_HTML, &self.html));
        let body = match self.attachments.is_empty() {
            true => body,
            false => self.with_attachments(body),
        };
        Ok(message.multipart(body)?.formatted())
    }
}

impl Draft {
    fn with_attachments(&self, body: MultiPart) -> MultiPart {
        let mixed = MultiPart::mixed()
            .boundary(boundary(&format!("{} files", self.message_id)))
            .multipart(body);
        self.attachments.iter().fold(mixed, |mixed, file| {
            let kind = ContentType::parse(&file.content_type)
                .or_else(|_| ContentType::parse("application/octet-stream"))
                .unwrap_or(ContentType::TEXT_PLAIN);
            let part = Attachment::new(one_line(&file.name)).body(file.content.clone(), kind);
            mixed.singlepart(part)
        })
    }
}

/// Names come from imported files: whatever could end a header's line becomes a space.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn clean_mailbox(mailbox: &Mailbox) -> Result<Mailbox, ComposeError> {
    let email = address::parse(mailbox.email.as_ref())
        .ok_or_else(|| ComposeError::Address(mailbox.email.clone()))?;
    let name = mailbox
        .name
        .as_deref()
        .map(one_line)
        .filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, email))
}

fn is_message_id(id: &str) -> bool {
    let inner = id
        .strip_prefix('<')
        .and_then(|id| id.strip_suffix('>'))
        .unwrap_or_default();
    let sides = inner
        .split_once('@')
        .filter(|(left, right)| !left.is_empty() && !right.is_empty());
    sides.is_some()
        && inner
            .bytes()
            .all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>'))
}

/// A header that must stay on one line, of a value known to be printable ASCII without spaces. Ids and links that were
/// folded or encoded would not be recognised.
fn unfolded(name: &'static str, value: String) -> HeaderValue {
    debug_assert!(value.bytes().all(|b| b.is_ascii_graphic()));
    HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str(name),
        value.clone(),
        value,
    )
}

/// lettre draws boundaries at random; a rebuilt message must not differ.
fn boundary(message_id: &str) -> String {
    format!(
        "part-{}",
        BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(message_id.as_bytes())[..18])
    )
}

/// Quoted-printable whatever the text, so that long lines, control characters and relays do no harm.
fn part(content_type: ContentType, text: &str) -> SinglePart {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    SinglePart::builder()
        .header(content_type)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(text)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 1, 1, 11, 0, 0)
            .single()
            .expect("an instant")
    }

    fn mailbox(name: &str, address: &str) -> Mailbox {
        Mailbox::new(Some(name.to_owned()), address.parse().expect("an address"))
    }

    fn draft() -> Draft {
        Draft {
            from: mailbox("Academia", "hola@academia.example"),
            reply_to: Some(mailbox("Núñez, Ana \"Anita\"", "ana@academia.example")),
            to: mailbox("María López", "maria.lopez@example.com"),
            subject: "Tu propuesta, María: masajes y más con un descuento que es sólo para ti, hasta el domingo".into(),
            html: "<p>Hola <b>María</b></p>\n<p>¿Vienes?</p>\n".into(),
            text: "Hola María\n\n.\n¿Vienes?\n".into(),
            message_id: "<crm-9774766-1@academia.example>".into(),
            list_unsubscribe: Some(Url::parse("https://crm.example/u/7Jx0Qm4t?c=991").expect("a URL")),
            attachments: Vec::new(),
        }
    }

    fn composed(draft: &Draft) -> String {
        String::from_utf8(draft.compose(now()).expect("a message")).expect("UTF-8")
    }

    /// The headers, unfolded, as (name, value) with encoded words decoded.
    fn headers(message: &str) -> Vec<(String, String)> {
        let head = message
            .split_once("\r\n\r\n")
            .expect("an end of the headers")
            .0
            .replace("\r\n ", " ");
        let split = |line: &str| {
            line.split_once(": ")
                .map(|(name, value)| (name.to_owned(), decoded(value)))
                .expect(line)
        };
        head.split("\r\n").map(split).collect()
    }

    fn decoded(value: &str) -> String {
        let mut bytes = Vec::new();
        let mut after_encoded = false;
        for word in value.split(' ') {
            let encoded = word
                .strip_prefix("=?utf-8?b?")
                .and_then(|word| word.split_once("?="));
            let joined = after_encoded && encoded.is_some();
            if !bytes.is_empty() && !joined {
                bytes.push(b' ');
            }
            match encoded {
                Some((text, rest)) => {
                    bytes.extend(
                        base64::prelude::BASE64_STANDARD
                            .decode(text)
                            .expect("base64"),
                    );
                    bytes.extend(rest.bytes());
                }
                None => bytes.extend(word.bytes()),
            }
            after_encoded = encoded.is_some();
        }
        String::from_utf8(bytes).expect("UTF-8")
    }

    fn header<'a>(headers: &'a [(String, String)], name: &str) -> &'a str {
        headers
            .iter()
            .find(|(found, _)| found == name)
            .map_or("", |(_, value)| value)
    }

    #[test]
    fn a_proposal_looks_like_this_on_the_wire() {
        insta::assert_snapshot!(composed(&draft()).replace("\r\n", "\n"));
    }

    #[test]
    fn a_file_goes_along_whole_and_always_as_the_same_bytes() {
        let content: Vec<u8> = (0..=255).cycle().take(3_000).collect();
        let draft = Draft {
            attachments: vec![AttachedFile {
                name: "Factura\r\nF-17.pdf".into(),
                content_type: "application/pdf".into(),
                content: content.clone(),
            }],
            ..draft()
        };
        let message = composed(&draft);
        assert_eq!(composed(&draft), message);
        assert!(
            message.contains("filename=\"Factura F-17.pdf\""),
            "{message}"
        );
        let (_, part) = message.split_once("application/pdf").expect("the file");
        let (_, encoded) = part.split_once("\r\n\r\n").expect("its content");
        let (encoded, _) = encoded.split_once("\r\n--").expect("its end");
        let decoded = base64::prelude::BASE64_STANDARD
            .decode(encoded.replace("\r\n", ""))
            .expect("base64");
        assert_eq!(decoded, content);
        assert!(message.contains("<p>Hola") && message.contains("multipart/alternative"));
    }

    #[test]
    fn the_same_draft_gives_the_same_bytes_and_another_id_another_boundary() {
        assert_eq!(composed(&draft()), composed(&draft()));
        let other = Draft {
            message_id: "<crm-2@academia.example>".into(),
            ..draft()
        };
        assert!(!composed(&other).contains(&boundary(&draft().message_id)));
    }

    #[test]
    fn names_and_subjects_come_back_as_they_were_given() {
        let found = headers(&composed(&draft()));
        assert_eq!(header(&found, "Subject"), draft().subject);
        assert_eq!(
            header(&found, "To"),
            "María López <maria.lopez@example.com>"
        );
        assert_eq!(
            header(&found, "Reply-To"),
            "Núñez, Ana \"Anita\" <ana@academia.example>"
        );
    }

    #[test]
    fn one_click_is_offered_over_https_only() {
        let local = Url::parse("http://127.0.0.1:8000/u/abc").expect("a URL");
        let found = headers(&composed(&Draft {
            list_unsubscribe: Some(local),
            ..draft()
        }));
        assert_eq!(
            header(&found, "List-Unsubscribe"),
            "<http://127.0.0.1:8000/u/abc>"
        );
        assert_eq!(header(&found, "List-Unsubscribe-Post"), "");
        let none = headers(&composed(&Draft {
            list_unsubscribe: None,
            ..draft()
        }));
        assert!(none.iter().all(|(name, _)| !name.starts_with("List-")));
    }

    #[test]
    fn a_long_unsubscribe_link_stays_on_one_line() {
        let url = Url::parse(&format!("https://crm.example/u/{}", "a".repeat(300))).expect("a URL");
        let message = composed(&Draft {
            list_unsubscribe: Some(url.clone()),
            ..draft()
        });
        assert!(message.contains(&format!("\r\nList-Unsubscribe: <{url}>\r\n")));
    }

    #[test]
    fn an_id_or_a_link_that_could_break_its_header_is_refused() {
        for id in [
            "",
            "<>",
            "a@b",
            "<a b@c>",
            "<a@b>\r\nBcc: <x@y>",
            "<a@b\r\nBcc: x@y>",
            "<ñ@b>",
            "<a@>",
        ] {
            let refused = Draft {
                message_id: id.into(),
                ..draft()
            }
            .compose(now());
            assert!(matches!(refused, Err(ComposeError::MessageId)), "{id:?}");
        }
        let link = Url::parse("mailto:baja@academia.example?subject=a b").ok();
        let refused = Draft {
            list_unsubscribe: link,
            ..draft()
        }
        .compose(now());
        assert!(matches!(refused, Err(ComposeError::Unsubscribe)));
    }

    proptest! {
        #[test]
        fn any_name_and_subject_come_back_as_they_were_given(
            name in "[A-Za-zñÑáéü][A-Za-zñÑáéü ,.\"'()&@<>;:-]{0,120}",
            subject in "[A-Za-zñáéü¡¿€😀.][A-Za-zñáéü¡¿€😀.,:%$0-9 -]{0,200}",
        ) {
            let message = composed(&Draft { to: mailbox(&name, "a@b.example"), subject: subject.clone(), ..draft() });
            let found = headers(&message);
            prop_assert_eq!(header(&found, "Subject"), one_line(&subject));
            let to = header(&found, "To").strip_suffix(" <a@b.example>").expect("the address");
            let unquoted = to.strip_prefix('"').and_then(|to| to.strip_suffix('"')).map(|to| to.replace("\\\"", "\""));
            prop_assert_eq!(unquoted.unwrap_or_else(|| to.to_owned()), one_line(&name));
        }

        #[test]
        fn nothing_typed_by_people_can_add_a_header_or_break_a_line(name in any::<String>(), subject in any::<String>(), text in any::<String>()) {
            let subject = format!("{subject}\r\nBcc: eva@evil.example\r\n\r\n<p>");
            let plain = Draft { to: Mailbox::new(None, draft().to.email), subject: "s".into(), ..draft() };
            let hostile = Draft { to: mailbox(&name, "a@b.example"), subject, text: text.clone(), html: text, ..draft() };
            let message = composed(&hostile);
            let names = |message: &str| headers(message).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
            prop_assert_eq!(names(&message), names(&composed(&plain)));
            prop_assert!(message.is_ascii());
            prop_assert!(message.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n', '\0'])));
        }
    }
}
