//! What is sent, what is held, and that nothing is sent twice.

mod crashes;
mod decisions;
mod delivery;
mod recipients;
mod service_mails;
mod suppressions;
mod tracking;
mod unsubscribe;
mod webhook;

use chrono::{DateTime, Utc};
use diesel::Connection as _;
use vinculo::audit::Actor;
use vinculo::domain::{CustomerId, MessageId, UserId};
use vinculo::messages::{NewMessage, Purpose, UnsubscribeToken, actions};

use crate::support::{TestApp, a_customer};

const DELIVER: &str = "messages.deliver";

/// A proposal for Ana, who consented to mail; due at once.
fn a_message() -> Builder {
    Builder {
        to: "ana@correo.example".into(),
        created_by: None,
        not_before: Utc::now(),
        is_secret: false,
        html: "<p>Hola Ana</p>".into(),
        text: "Hola Ana".into(),
    }
}

struct Builder {
    html: String,
    text: String,
    to: String,
    created_by: Option<UserId>,
    not_before: DateTime<Utc>,
    is_secret: bool,
}

struct Queued {
    id: MessageId,
    customer: CustomerId,
    token: UnsubscribeToken,
}

impl Builder {
    /// The local part tells the test's mail server how to behave: see `support::smtp`.
    fn to(self, local: &str) -> Self {
        let to = format!("{local}@correo.example");
        Self { to, ..self }
    }

    fn by(self, user: UserId) -> Self {
        Self {
            created_by: Some(user),
            ..self
        }
    }

    fn not_before(self, not_before: DateTime<Utc>) -> Self {
        Self { not_before, ..self }
    }

    fn saying(self, html: &str, text: &str) -> Self {
        Self {
            html: html.into(),
            text: text.into(),
            ..self
        }
    }

    fn secret(self) -> Self {
        Self {
            is_secret: true,
            ..self
        }
    }

    fn queue(self, app: &TestApp) -> Queued {
        let conn = &mut app.db.conn();
        let customer = a_customer()
            .name("Ana Rojas")
            .email(&self.to)
            .email_consent("given")
            .create(conn);
        let token = UnsubscribeToken::new();
        let new = NewMessage {
            customer_id: Some(customer),
            purpose: Purpose::Commercial,
            kind: "proposal",
            recipient: self.to,
            recipient_name: "Ana Rojas".into(),
            subject: "Una tarde de tinas".into(),
            html: self.html,
            text: self.text,
            created_by: self.created_by,
            not_before: self.not_before,
            unsubscribe: Some(token.clone()),
            is_secret: self.is_secret,
        };
        let config = &app.parts.config;
        let id = conn
            .transaction(|conn| actions::queue(conn, &Actor::program("test"), config, &new))
            .unwrap();
        Queued {
            id,
            customer,
            token,
        }
    }
}

/// State and reason in one word: `held no_smtp`.
fn state(app: &TestApp, id: MessageId) -> String {
    let select = format!("SELECT concat_ws(' ', state, reason) FROM messages WHERE id = {id}");
    app.db.texts(&select).remove(0)
}

/// The outcomes of a message's attempts, in order.
fn attempts(app: &TestApp, id: MessageId) -> Vec<String> {
    app.db.texts(&format!(
        "SELECT coalesce(outcome, 'open') FROM message_attempts WHERE message_id = {id} ORDER BY id"
    ))
}

/// How many jobs of deliveries still wait.
fn waiting(app: &TestApp) -> i64 {
    app.db.number(&format!(
        "SELECT count(*) FROM jobs WHERE kind = '{DELIVER}' AND state = 'queued'"
    ))
}
