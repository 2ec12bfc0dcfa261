//! What a report says. Pure. Read tolerantly: fields are missing, spelt in two ways, or of another type by the year.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// An index takes no longer keys than some 2,700 bytes; a link alone may have more.
const LONGEST_KEY: usize = 1000;
/// Later than this many seconds is milliseconds.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// What an event means, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Brevo took the mail.
    Accepted,
    Delivered,
    Deferred,
    /// Called deferred, but the server's reply is one for good.
    DeferredForGood,
    /// Not delivered, and the address may be good.
    BouncedSoft,
    BouncedHard,
    /// Brevo itself no longer writes to that address.
    Blocked,
    Complained,
    Unsubscribed,
    Opened,
    /// By a proxy that loads every picture.
    OpenedByProxy,
    Clicked,
    /// Nothing that concerns us, or nothing that we know.
    Unknown,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Brevo's word for it.
    pub event: String,
    pub email: String,
    /// As sent, with its angle brackets.
    pub message_id: String,
    /// Seconds since 1970; 0 where none is given.
    pub at: i64,
    pub link: String,
    /// A server's reply, or Brevo's words.
    pub reason: String,
    /// Of whoever opened it, where it is told.
    pub agent: Option<String>,
    /// The event as it came.
    pub body: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body is no JSON object or list of such")]
pub struct NotJson;

/// Reads one event, or a list of them.
pub fn parse(body: &[u8]) -> Result<Vec<Report>, NotJson> {
    match serde_json::from_slice(body).map_err(|_| NotJson)? {
        Value::Array(events) => events.iter().map(read).collect(),
        event => Ok(vec![read(&event)?]),
    }
}

fn read(event: &Value) -> Result<Report, NotJson> {
    if !event.is_object() {
        return Err(NotJson);
    }
    Ok(Report {
        event: text(event, "event"),
        email: text(event, "email"),
        message_id: text(event, "message-id"),
        at: seconds(event),
        link: text(event, "link"),
        reason: text(event, "reason"),
        agent: Some(text(event, "user_agent")).filter(|agent| !agent.is_empty()),
        body: event.to_string(),
    })
}

/// A field's text; no database takes a NUL.
fn text(event: &Value, name: &str) -> String {
    let value = event.get(name).and_then(Value::as_str).unwrap_or_default();
    value.trim().replace('\0', "")
}

fn seconds(event: &Value) -> i64 {
    let number = |name| event.get(name).and_then(Value::as_i64);
    let found = ["ts_event", "ts", "ts_epoch", "s_epoch"];
    let found = found.into_iter().find_map(number).unwrap_or(0);
    match found >= MILLISECONDS_FROM {
        true => found / 1000,
        false => found,
    }
}

impl Report {
    pub fn meaning(&self) -> Meaning {
        match self.event.to_lowercase().as_str() {
            "request" | "sent" => Meaning::Accepted,
            "delivered" => Meaning::Delivered,
            "deferred" if self.is_for_good() => Meaning::DeferredForGood,
            "deferred" => Meaning::Deferred,
            "soft_bounce" | "error" => Meaning::BouncedSoft,
            "hard_bounce" | "invalid_email" | "invalid" => Meaning::BouncedHard,
            "blocked" => Meaning::Blocked,
            "complaint" | "spam" => Meaning::Complained,
            "unsubscribed" | "unsubscribe" => Meaning::Unsubscribed,
            "opened" | "unique_opened" => Meaning::Opened,
            "proxy_open" | "unique_proxy_open" => Meaning::OpenedByProxy,
            "click" => Meaning::Clicked,
            _ => Meaning::Unknown,
        }
    }

    fn is_for_good(&self) -> bool {
        self.reply().is_some_and(|(code, _)| code >= 500)
    }

    /// Code and text of the server's reply, if the reason is one: `550-5.1.1 The email account …`.
    pub fn reply(&self) -> Option<(u16, &str)> {
        let (code, text) = self.reason.split_at_checked(3)?;
        let is_code = code.bytes().all(|byte| byte.is_ascii_digit()) && !code.starts_with('0');
        let text = text.strip_prefix([' ', '-']).filter(|_| is_code)?;
        Some((code.parse().ok()?, text))
    }

    /// What two deliveries of the same event have in common. Brevo numbers accounts, not events.
    pub fn dedupe_key(&self) -> String {
        let parts = [self.message_id.as_str(), &self.event, &self.at.to_string()].join("|");
        let key = match self.link.is_empty() {
            true => parts,
            false => format!("{parts}|{}", self.link),
        };
        if key.len() <= LONGEST_KEY {
            return key;
        }
        let digest = Sha256::digest(key.as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn report(event: &str, reason: &str) -> Report {
        let body = serde_json::json!({ "event": event, "reason": reason }).to_string();
        parse(body.as_bytes()).unwrap().remove(0)
    }

    fn normalized(meaning: Meaning) -> &'static str {
        match meaning {
            Meaning::Accepted => "accepted",
            Meaning::Delivered => "delivered",
            Meaning::Deferred => "deferred",
            Meaning::BouncedSoft | Meaning::DeferredForGood => "bounced_soft",
            Meaning::BouncedHard => "bounced_hard",
            Meaning::Blocked => "blocked",
            Meaning::Complained => "complained",
            Meaning::Unsubscribed => "unsubscribed",
            Meaning::Opened => "opened",
            Meaning::OpenedByProxy => "opened_proxy",
            Meaning::Clicked => "clicked",
            Meaning::Unknown => "unknown",
        }
    }

    #[test]
    fn every_recorded_event_is_read_as_recorded() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/brevo/");
        let read = |file: &str| std::fs::read(format!("{folder}{file}")).unwrap();
        let expected: Value = serde_json::from_slice(&read("webhooks/expected.json")).unwrap();
        let events = expected["events"].as_object().unwrap();
        assert_eq!(events.len(), 11);
        for (file, expected) in events {
            let report = parse(&read(file)).unwrap().remove(0);
            assert_eq!(report.event, expected["event"], "{file}");
            assert_eq!(
                normalized(report.meaning()),
                expected["normalized"],
                "{file}"
            );
            assert_eq!(report.email, expected["email"], "{file}");
            assert_eq!(report.message_id, expected["message_id"], "{file}");
            assert_eq!(report.at, expected["occurred_at_epoch"], "{file}");
            // Recorded without the link, by which two clicks within a second differ.
            let key = expected["dedupe_key"].as_str().unwrap();
            assert!(report.dedupe_key().starts_with(key), "{file}");
        }
    }

    #[test]
    fn a_deferral_with_a_reply_for_good_is_a_bounce() {
        let meaning = |reason| report("deferred", reason).meaning();
        assert_eq!(
            meaning("550 RP-001 Unfortunately, messages weren't sent"),
            Meaning::DeferredForGood
        );
        assert_eq!(meaning("550-5.1.1 No such user"), Meaning::DeferredForGood);
        assert_eq!(meaning("451 try later"), Meaning::Deferred);
        for reason in ["spam", "5500", "ñandú", "", "550"] {
            assert_eq!(meaning(reason), Meaning::Deferred, "{reason}");
        }
    }

    #[test]
    fn a_list_is_read_and_two_clicks_of_one_second_differ_by_their_link() {
        let body = br#"[{"event":"click","ts":1,"link":"a"},{"event":"click","ts":1,"link":"b"}]"#;
        let reports = parse(body).unwrap();
        assert_ne!(reports[0].dedupe_key(), reports[1].dedupe_key());
        assert!(parse(b"[1]").is_err() && parse(b"\"x\"").is_err() && parse(b"{").is_err());
    }

    #[test]
    fn a_long_key_is_shortened_and_stays_its_own() {
        let long = |end| Report {
            link: format!("{}{end}", "x".repeat(5000)),
            ..report("click", "")
        };
        assert_eq!(long("a").dedupe_key().len(), 64);
        assert_ne!(long("a").dedupe_key(), long("b").dedupe_key());
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic(body in "\\PC*", reason in "\\PC*", at in any::<i64>()) {
            let _ = parse(body.as_bytes());
            let event = serde_json::json!({ "event": body, "ts": at, "reason": reason, "message-id": 7, "email": null });
            let report = &parse(event.to_string().as_bytes()).unwrap()[0];
            report.meaning();
            report.dedupe_key();
        }
    }
}
