//! What an SMTP reply means for the message that it answers (RFC 5321, RFC 3463, RFC 7372, Gmail's error list).
//!
//! Only the codes and the moment count: the wording of a reply is kept for the reader and never decided upon.

use std::{fmt, time::Duration};

/// When a server said "too fast": half an hour of silence rather than the queue's first, short wait.
const SLOW_DOWN: Duration = Duration::from_secs(30 * 60);
/// A daily quota frees over a rolling day.
const QUOTA_WINDOW: Duration = Duration::from_secs(24 * 60 * 60);
/// Replies are kept with the attempt; beyond this they are advertising.
const TEXT_LIMIT: usize = 500;

/// What became of one attempt to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server answered the whole message with 250.
    Sent { reply: String },
    /// Certainly not delivered; worth another attempt, not before `retry_after` where the server asked to slow down.
    Temporary {
        reply: String,
        retry_after: Option<Duration>,
    },
    /// Certainly not delivered and never will be; with `suppress`, the address does not exist.
    Refused { reply: String, suppress: bool },
    /// No mail could be made of it, so no server was asked.
    Malformed { reason: String },
    /// Certainly not delivered through a fault of the account, its domain or its settings: no address is to blame
    /// and every other message would fare the same, so whoever sends should pause until a person has mended it.
    Misconfigured { reply: String },
    /// The account has sent its share; the queue pauses for `retry_after`.
    Quota {
        reply: String,
        retry_after: Duration,
    },
    /// Handed over, but no answer came: it may be delivered, and only a person may send it again.
    Uncertain { reason: String },
}

/// The moment that a reply belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Greeting, EHLO and STARTTLS.
    Connecting,
    Authenticating,
    Sender,
    Recipient,
    /// The DATA command, before any of the message.
    Data,
    /// The whole message, its final dot included.
    Message,
}

/// A server's reply, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub code: u16,
    /// The enhanced status code of RFC 3463, as in `550 5.1.1`.
    pub enhanced: Option<(u8, u16, u16)>,
    pub text: String,
}

impl Reply {
    /// `text` is what followed the basic code, its lines joined.
    pub fn new(code: u16, text: &str) -> Self {
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        let (enhanced, text) = match enhanced(first) {
            Some(enhanced) => (Some(enhanced), rest),
            None => (None, text),
        };
        let text = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(TEXT_LIMIT)
            .collect();
        Self {
            code,
            enhanced,
            text,
        }
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some((class, subject, detail)) = self.enhanced {
            write!(f, " {class}.{subject}.{detail}")?;
        }
        if !self.text.is_empty() {
            write!(f, " {}", self.text)?;
        }
        Ok(())
    }
}

/// What `reply`, given in `phase`, means for the message.
pub fn classify(reply: &Reply, phase: Phase) -> Outcome {
    let text = reply.to_string();
    match reply.code {
        250 if phase == Phase::Message => Outcome::Sent { reply: text },
        // An answer that neither accepts nor refuses the message leaves its fate open.
        _ if reply.code < 400 && phase == Phase::Message => Outcome::Uncertain { reason: text },
        ..500 => Outcome::Temporary {
            retry_after: asks_to_slow_down(reply).then_some(SLOW_DOWN),
            reply: text,
        },
        _ if reply.enhanced == Some((5, 4, 5)) => Outcome::Quota {
            reply: text,
            retry_after: QUOTA_WINDOW,
        },
        _ if blames_the_sender(reply, phase) => Outcome::Misconfigured { reply: text },
        _ => Outcome::Refused {
            suppress: names_no_mailbox(reply),
            reply: text,
        },
    }
}

fn asks_to_slow_down(reply: &Reply) -> bool {
    matches!(
        (reply.code, reply.enhanced),
        (421 | 454, _) | (_, Some((4, 7, _)))
    )
}

fn blames_the_sender(reply: &Reply, phase: Phase) -> bool {
    // Who is turned away before a recipient was named is turned away for every recipient.
    if matches!(
        phase,
        Phase::Connecting | Phase::Authenticating | Phase::Sender
    ) {
        return true;
    }
    match (reply.code, reply.enhanced) {
        // Authentication required, refused, too weak, or only over TLS.
        (530 | 534 | 535 | 538, _) => true,
        // The sender's own address is bad.
        (_, Some((5, 1, 7 | 8))) => true,
        // Wrong credentials; DKIM, SPF, reverse DNS or all of them fail.
        (_, Some((5, 7, 8 | 9 | 20..=27))) => true,
        _ => false,
    }
}

/// Only a reply that says so in an enhanced code: a bare 550 may be a passing policy, and to suppress is for good.
fn names_no_mailbox(reply: &Reply) -> bool {
    matches!(reply.enhanced, Some((5, 1, 1 | 2 | 3 | 6 | 10) | (5, 2, 1)))
}

fn enhanced(word: &str) -> Option<(u8, u16, u16)> {
    let mut parts = word.split('.');
    let class = parts
        .next()?
        .parse()
        .ok()
        .filter(|class| matches!(class, 2 | 4 | 5))?;
    let subject = parts.next()?.parse().ok()?;
    let detail = parts.next()?.parse().ok()?;
    parts.next().is_none().then_some((class, subject, detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(line: &str, phase: Phase) -> Outcome {
        let (code, text) = line.split_at(3);
        classify(
            &Reply::new(code.parse().expect("a code"), &text[1..]),
            phase,
        )
    }

    fn class(outcome: &Outcome) -> &'static str {
        match outcome {
            Outcome::Sent { .. } => "ok",
            Outcome::Temporary {
                retry_after: None, ..
            } => "transient",
            Outcome::Temporary { .. } => "transient, slow down",
            Outcome::Refused { suppress: true, .. } => "permanent, suppress address",
            Outcome::Refused { .. } => "permanent for this message",
            Outcome::Malformed { .. } => "malformed",
            Outcome::Misconfigured { .. } => "config",
            Outcome::Quota { .. } => "quota",
            Outcome::Uncertain { .. } => "uncertain",
        }
    }

    #[test]
    fn every_recorded_reply_has_its_recorded_class_in_every_phase_that_can_give_it() {
        let fixture = include_str!("../../tests/data/email/smtp_replies.json");
        let fixture: serde_json::Value =
            serde_json::from_str(fixture).expect("the fixture is JSON");
        for case in fixture["replies"].as_array().expect("a list") {
            let (line, expected) = (
                case["line"].as_str().expect("a line"),
                case["class"].as_str().expect("a class"),
            );
            let phases: &[Phase] = if expected == "ok" {
                &[Phase::Message]
            } else {
                &[Phase::Recipient, Phase::Message]
            };
            for &phase in phases {
                let found = outcome(line, phase);
                assert!(
                    expected.starts_with(class(&found).split(',').next().expect("a word")),
                    "{line}: {found:?}"
                );
                let suppresses = matches!(found, Outcome::Refused { suppress: true, .. });
                assert_eq!(suppresses, expected.contains("suppress"), "{line}");
                if expected.contains("slow down") {
                    assert!(
                        matches!(
                            found,
                            Outcome::Temporary {
                                retry_after: Some(_),
                                ..
                            }
                        ),
                        "{line}"
                    );
                }
            }
        }
    }

    #[test]
    fn only_250_to_the_whole_message_is_sent() {
        assert_eq!(class(&outcome("250 2.0.0 OK", Phase::Message)), "ok");
        for phase in [
            Phase::Connecting,
            Phase::Authenticating,
            Phase::Sender,
            Phase::Recipient,
            Phase::Data,
        ] {
            assert_eq!(
                class(&outcome("250 2.0.0 OK", phase)),
                "transient",
                "{phase:?}"
            );
        }
        for line in ["354 go ahead", "251 will forward", "220 hello"] {
            assert_eq!(class(&outcome(line, Phase::Message)), "uncertain", "{line}");
        }
    }

    #[test]
    fn a_refusal_before_any_recipient_blames_no_address() {
        assert_eq!(
            class(&outcome("554 No SMTP service here", Phase::Connecting)),
            "config"
        );
        assert_eq!(
            class(&outcome("500 what?", Phase::Authenticating)),
            "config"
        );
        assert_eq!(
            class(&outcome(
                "553 5.7.1 Sender address rejected: not owned by user",
                Phase::Sender
            )),
            "config"
        );
    }

    #[test]
    fn a_quota_is_a_quota_in_every_phase() {
        for phase in [
            Phase::Authenticating,
            Phase::Sender,
            Phase::Recipient,
            Phase::Data,
            Phase::Message,
        ] {
            let found = outcome("550 5.4.5 Daily user sending limit exceeded.", phase);
            assert!(
                matches!(
                    found,
                    Outcome::Quota {
                        retry_after: QUOTA_WINDOW,
                        ..
                    }
                ),
                "{phase:?}: {found:?}"
            );
        }
    }

    #[test]
    fn a_bare_550_does_not_suppress_the_address() {
        assert_eq!(
            class(&outcome("550 Mailbox unavailable", Phase::Recipient)),
            "permanent for this message"
        );
        assert_eq!(
            class(&outcome("550 5.7.1 Relaying denied", Phase::Recipient)),
            "permanent for this message"
        );
    }

    #[test]
    fn a_reply_keeps_its_text_on_one_line_and_within_bounds() {
        let reply = Reply::new(550, &format!("5.1.1 no\r\nsuch {}", "x".repeat(9_000)));
        assert_eq!(reply.enhanced, Some((5, 1, 1)));
        assert!(reply.to_string().starts_with("550 5.1.1 no  such x"));
        assert!(reply.to_string().len() < 520);
        assert_eq!(Reply::new(250, "").to_string(), "250");
        assert_eq!(Reply::new(451, "4.x.1 odd").enhanced, None);
    }
}
