//! A proposal's mail to oneself: it counts as nothing but a mail to a member of staff.

use diesel::PgConnection;
use url::Url;

use super::mail::Letter;
use crate::audit::Actor;
use crate::config::Config;
use crate::db;
use crate::domain::MessageId;
use crate::messages::{self, NewMessage, Purpose, Reason};
use crate::web::{AppError, Viewer};

/// What a click on "send me a test" came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trial {
    Queued(MessageId),
    /// Nothing may go to the address.
    Impossible(Reason),
}

/// Queues `letter` for whoever looks at it, with `mark` before its subject.
pub fn queue(
    conn: &mut PgConnection,
    actor: &Actor,
    config: &Config,
    viewer: &Viewer,
    letter: &Letter,
    mark: &str,
) -> Result<Trial, AppError> {
    let address = viewer.email.as_str();
    if let Err(reason) = messages::check_recipient(conn, None, address, Purpose::Service)? {
        return Ok(Trial::Impossible(reason));
    }
    let message = NewMessage {
        customer_id: None,
        purpose: Purpose::Service,
        kind: "trial",
        recipient: address.to_owned(),
        recipient_name: viewer.name.clone(),
        subject: format!("{mark} {}", letter.subject),
        html: letter.html()?,
        text: letter.text()?,
        created_by: actor.user_id,
        not_before: db::now(conn)?,
        unsubscribe: None,
        is_secret: false,
    };
    Ok(Trial::Queued(messages::actions::queue(
        conn, actor, config, &message,
    )?))
}

/// Where the way out of a mail leads that is only looked at: nobody leaves a list by it.
pub fn unsubscribe(config: &Config) -> Url {
    let mut link = config.server.base_url.clone();
    link.set_path("/u/preview");
    link
}
