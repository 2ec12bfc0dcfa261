//! Mails of the product to the people who work with it.

use anyhow::Context as _;
use askama::Template as _;
use chrono::Utc;
use diesel::PgConnection;

use super::model::{NewMessage, Purpose};
use super::views::{LinkMailHtml, LinkMailText};
use super::{Frame, actions, check_recipient};
use crate::audit::Actor;
use crate::auth;
use crate::config::Config;
use crate::domain::{Language, MessageId};
use crate::mail::AllowList;
use crate::users::User;
use crate::web::AppError;

/// What a personal link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    Invite,
    Reset,
}

impl LinkKind {
    fn word(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Reset => "reset",
        }
    }
}

/// Sends `link` to `user`, in their language, else in `language` (of the page that asks).
///
/// `None`: no mail can reach them (no `SMTP_URL`, an address that nothing may go to, a demo); the caller shows the link.
pub fn queue_link_mail(
    conn: &mut PgConnection,
    actor: &Actor,
    config: &Config,
    language: Language,
    user: &User,
    link: &str,
    kind: LinkKind,
) -> Result<Option<MessageId>, AppError> {
    if !can_reach(conn, config, &user.email)? {
        return Ok(None);
    }
    let word = kind.word();
    let frame = Frame::load(conn, Some(user.language.unwrap_or(language)))?;
    let why = frame.t_org(&format!("mail-{word}-why"));
    let frame = frame.with_why(why);
    let title = frame.t_org(&format!("mail-{word}-title"));
    let text = frame.t_org(&format!("mail-{word}-text"));
    let button = frame.t(&format!("mail-{word}-button"));
    let frame = frame.with_preheader(text.clone());
    let html = LinkMailHtml {
        mail: &frame,
        title: title.clone(),
        text: text.clone(),
        button: button.clone(),
        link,
    };
    let plain = LinkMailText {
        mail: &frame,
        title: title.clone(),
        text,
        button,
        link,
    };
    let message = NewMessage {
        customer_id: None,
        purpose: Purpose::Service,
        kind: word,
        recipient: user.email.clone(),
        recipient_name: user.name.clone(),
        subject: title,
        html: html.render().context("Failed to render a mail")?,
        text: plain.render().context("Failed to render a mail")?,
        created_by: actor.user_id,
        not_before: Utc::now(),
        unsubscribe: None,
        is_secret: true,
    };
    Ok(Some(actions::queue(conn, actor, config, &message)?))
}

fn can_reach(conn: &mut PgConnection, config: &Config, address: &str) -> Result<bool, AppError> {
    if config.mail.smtp_url.is_none() {
        return Ok(false);
    }
    if auth::queries::find_is_demo(conn)? {
        let list = AllowList::parse(&config.mail.allow_list).context("MAIL_ALLOW_LIST")?;
        if !list.permits(address) {
            return Ok(false);
        }
    }
    Ok(check_recipient(conn, None, address, Purpose::Service)?.is_ok())
}
