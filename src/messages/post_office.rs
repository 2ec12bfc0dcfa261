//! What it takes to send: server, sender, and whom a demo may write to. Made once from the configuration.

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::Message;
use super::model::unsubscribe_link;
use crate::config::{Config, ServerConfig};
use crate::mail::{AllowList, AttachedFile, ComposeError, Draft, Mailbox, Mailer, mailbox};

#[derive(Debug, Clone)]
pub struct PostOffice {
    /// `None` without `SMTP_URL`.
    pub(super) smtp: Option<Smtp>,
    pub(super) allow_list: AllowList,
    server: ServerConfig,
}

#[derive(Debug, Clone)]
pub(super) struct Smtp {
    pub mailer: Mailer,
    pub from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl PostOffice {
    /// Fails at start, by the variable's name.
    pub fn from_config(config: &Config) -> anyhow::Result<Self> {
        let mailer = Mailer::from_config(&config.mail).context("SMTP_URL")?;
        Ok(Self {
            smtp: mailer.map(|mailer| smtp(mailer, config)).transpose()?,
            allow_list: AllowList::parse(&config.mail.allow_list).context("MAIL_ALLOW_LIST")?,
            server: config.server.clone(),
        })
    }

    /// Whether the mail server lets us in now; `None` where there is none.
    pub async fn check(&self) -> Option<Result<(), String>> {
        Some(self.smtp.as_ref()?.mailer.check().await)
    }

    pub(super) fn compose(
        &self,
        smtp: &Smtp,
        message: &Message,
        files: &[AttachedFile],
        date: DateTime<Utc>,
    ) -> Result<Vec<u8>, ComposeError> {
        let to = mailbox(&message.recipient).ok_or(ComposeError::Recipient)?;
        let name = Some(message.recipient_name.clone()).filter(|name| !name.trim().is_empty());
        let token = message.unsubscribe_token.as_deref();
        let draft = Draft {
            from: smtp.from.clone(),
            reply_to: smtp.reply_to.clone(),
            to: Mailbox::new(name, to.email),
            subject: message.subject.clone(),
            html: message.html.clone(),
            text: message.body_text.clone(),
            message_id: format!("<{}>", message.message_id),
            list_unsubscribe: token.map(|token| unsubscribe_link(&self.server, token)),
            attachments: files.to_vec(),
        };
        draft.compose(date)
    }
}

fn smtp(mailer: Mailer, config: &Config) -> anyhow::Result<Smtp> {
    let from = config.mail.from.as_deref().and_then(mailbox);
    let reply_to = config.mail.reply_to.as_deref().map(|text| {
        mailbox(text).context("SMTP_REPLY_TO: needs the form `Name <address>` or an address")
    });
    Ok(Smtp {
        mailer,
        from: from.context("MAIL_FROM: needs the form `Name <address>` or an address")?,
        reply_to: reply_to.transpose()?,
    })
}

/// The right side of a `Message-ID`: the sender's domain, else the host of the product's address.
pub(super) fn message_id_host(config: &Config) -> String {
    let sender = config.mail.from.as_deref().and_then(mailbox);
    sender
        .map(|from| from.email.domain().to_owned())
        .or_else(|| config.server.base_url.host_str().map(str::to_owned))
        .unwrap_or_else(|| "localhost".to_owned())
}
