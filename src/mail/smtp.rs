//! One message over one SMTP connection, with the moment of hand-over known.

use std::{
    error::Error as _,
    io,
    slice::Chunks,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::DEFAULT_MECHANISMS,
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
        response::Response,
    },
};
use tokio::time::timeout;

use crate::config::MailConfig;

use super::{
    address,
    replies::{Outcome, Phase, Reply, classify},
    smtp_url::{Encryption, SmtpConfig, SmtpUrlError},
};

/// How much of a message is written at once: small enough that a connection lost in the middle of a large message is
/// noticed before its end.
const CHUNK: usize = 16 * 1024;
/// A polite QUIT is not worth more.
const FAREWELL: Duration = Duration::from_secs(5);

/// How long a server may take.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// To accept the connection.
    pub connect: Duration,
    /// For everything, from the connection to the answer to the message.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(60),
        }
    }
}

/// Hands messages to the server of `SMTP_URL`. Cheap to clone; every send has its own connection.
#[derive(Debug, Clone)]
pub struct Mailer {
    config: Arc<SmtpConfig>,
    timeouts: Timeouts,
}

impl Mailer {
    /// `None` without `SMTP_URL`: then the caller holds its messages.
    pub fn from_config(config: &MailConfig) -> Result<Option<Self>, SmtpUrlError> {
        let server = config.smtp_url.as_ref().map(|url| url.expose().parse());
        Ok(server.transpose()?.map(Self::new))
    }

    pub fn new(config: SmtpConfig) -> Self {
        Self {
            config: Arc::new(config),
            timeouts: Timeouts::default(),
        }
    }

    pub fn with_timeouts(self, timeouts: Timeouts) -> Self {
        Self { timeouts, ..self }
    }

    /// Sends the bytes of a composed message to one recipient and says what became of them.
    ///
    /// A caller that drops this future before it ends must take the attempt for uncertain.
    pub async fn send(&self, envelope_from: &str, recipient: &str, message: &[u8]) -> Outcome {
        self.send_with(envelope_from, recipient, message, async || Ok(()))
            .await
    }

    /// The same, and calls `before_hand_over` once the server waits for the message and before the first byte of it
    /// leaves: a caller that dies before that call has certainly delivered nothing. An error of it ends the attempt.
    pub async fn send_with<F, Fut>(
        &self,
        envelope_from: &str,
        recipient: &str,
        message: &[u8],
        before_hand_over: F,
    ) -> Outcome
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<(), String>>,
    {
        let Some(from) = address::parse(envelope_from) else {
            return Outcome::Misconfigured {
                reply: "the sender is not an e-mail address".into(),
            };
        };
        let Some(to) = address::parse(recipient) else {
            return Outcome::Malformed {
                reason: "the recipient is not an e-mail address".into(),
            };
        };
        let handed_over = AtomicBool::new(false);
        let delivery = self.deliver(&from, &to, message, &handed_over, before_hand_over);
        match timeout(self.timeouts.total, delivery).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(failure)) => failure.outcome(handed_over.into_inner()),
            Err(_) => lost(
                format!("no answer within {:?}", self.timeouts.total),
                handed_over.into_inner(),
            ),
        }
    }

    /// Whether the server lets us in now; nothing is sent. What it says otherwise.
    pub async fn check(&self) -> Result<(), String> {
        let said = |error: Error| {
            let cause = error.source().map(ToString::to_string);
            cause.unwrap_or_else(|| error.to_string())
        };
        let greeted = async {
            let mut connection = self.connect().await.map_err(said)?;
            let let_in = match &self.config.credentials {
                Some(credentials) => connection
                    .auth(DEFAULT_MECHANISMS, credentials)
                    .await
                    .map(|_| ()),
                None => Ok(()),
            };
            connection.quit().await.ok();
            let_in.map_err(said)
        };
        match timeout(self.timeouts.connect * 2, greeted).await {
            Ok(outcome) => outcome,
            Err(_) => Err("no answer in time".to_owned()),
        }
    }

    async fn deliver<Fut: Future<Output = Result<(), String>>>(
        &self,
        from: &Address,
        to: &Address,
        message: &[u8],
        handed_over: &AtomicBool,
        before_hand_over: impl FnOnce() -> Fut,
    ) -> Result<Outcome, Failure> {
        let mut connection = self.connect().await.during(Phase::Connecting)?;
        let result = self
            .converse(
                &mut connection,
                from,
                to,
                message,
                handed_over,
                before_hand_over,
            )
            .await;
        // After a lost connection a QUIT could end up inside the message.
        if result.as_ref().map_or_else(Failure::is_a_reply, |_| true) {
            // Not awaited: the outcome should be stored as soon as it is known.
            tokio::spawn(async move { timeout(FAREWELL, connection.quit()).await });
        }
        result
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let config = &self.config;
        let server = (config.host.as_str(), config.port);
        let hello = ClientId::default();
        let implicit = match config.encryption {
            Encryption::Implicit => Some(self.tls()?),
            Encryption::Required | Encryption::WhenOffered => None,
        };
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            server,
            Some(self.timeouts.connect),
            &hello,
            implicit,
            None,
        )
        .await?;
        // With `Required` and no offer this is lettre's client error, which pauses the queue.
        if config.encryption == Encryption::Required || connection.can_starttls() {
            connection.starttls(self.tls()?, &hello).await?;
        }
        Ok(connection)
    }

    fn tls(&self) -> Result<TlsParameters, Error> {
        TlsParameters::builder(self.config.host.clone())
            // A relay on this machine has a certificate of its own making, and its wire cannot be tapped.
            .dangerous_accept_invalid_certs(self.config.is_loopback())
            .dangerous_accept_invalid_hostnames(self.config.is_loopback())
            .build()
    }

    async fn converse<Fut: Future<Output = Result<(), String>>>(
        &self,
        connection: &mut AsyncSmtpConnection,
        from: &Address,
        to: &Address,
        message: &[u8],
        handed_over: &AtomicBool,
        before_hand_over: impl FnOnce() -> Fut,
    ) -> Result<Outcome, Failure> {
        if let Some(credentials) = &self.config.credentials {
            connection
                .auth(DEFAULT_MECHANISMS, credentials)
                .await
                .during(Phase::Authenticating)?;
        }
        let parameters = match mail_parameters(connection, &[from, to], message) {
            Ok(parameters) => parameters,
            Err(reason) => {
                return Ok(Outcome::Refused {
                    reply: reason.into(),
                    suppress: false,
                });
            }
        };
        connection
            .command(Mail::new(Some(from.clone()), parameters))
            .await
            .during(Phase::Sender)?;
        connection
            .command(Rcpt::new(to.clone(), vec![]))
            .await
            .during(Phase::Recipient)?;
        let go_ahead = connection.command(Data).await.during(Phase::Data)?;
        if !go_ahead.has_code(354) {
            return Ok(classify(&reply_of(&go_ahead), Phase::Data));
        }
        before_hand_over().await.map_err(Failure::Stopped)?;
        let answer = connection
            .message_iter(HandOver::new(message, handed_over))
            .await
            .during(Phase::Message)?;
        Ok(classify(&reply_of(&answer), Phase::Message))
    }
}

/// The pieces of a message. lettre asks for the next piece once the last one is written, and writes the final dot when
/// there is none: so the end of this iterator is the last moment at which the message is certainly not delivered.
/// A server must not deliver a message whose end it has not seen (RFC 5321, 4.1.1.4).
struct HandOver<'a> {
    pieces: Chunks<'a, u8>,
    handed_over: &'a AtomicBool,
}

impl<'a> HandOver<'a> {
    fn new(message: &'a [u8], handed_over: &'a AtomicBool) -> Self {
        // The line end before the final dot is the message's own last one.
        let message = message.strip_suffix(b"\r\n").unwrap_or(message);
        Self {
            pieces: message.chunks(CHUNK),
            handed_over,
        }
    }
}

impl<'a> Iterator for HandOver<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let piece = self.pieces.next();
        if piece.is_none() {
            self.handed_over.store(true, Ordering::SeqCst);
        }
        piece
    }
}

/// Why a conversation ended early.
enum Failure {
    /// An error of lettre and the phase that it happened in.
    Smtp { phase: Phase, error: Error },
    /// The caller wants no hand-over.
    Stopped(String),
}

impl Failure {
    fn is_a_reply(&self) -> bool {
        matches!(self, Self::Smtp { error, .. } if error.status().is_some())
    }

    fn outcome(self, handed_over: bool) -> Outcome {
        let (phase, error) = match self {
            Self::Smtp { phase, error } => (phase, error),
            Self::Stopped(reason) => return lost(reason, false),
        };
        let text = error.to_string();
        match error.status() {
            Some(code) => {
                let said = error.source().map(ToString::to_string).unwrap_or_default();
                classify(&Reply::new(code.into(), &said), phase)
            }
            None if handed_over => lost(text, true),
            None if error.is_client() || error.is_tls() || is_bad_certificate(&error) => {
                Outcome::Misconfigured { reply: text }
            }
            None => lost(text, false),
        }
    }
}

trait During<T> {
    fn during(self, phase: Phase) -> Result<T, Failure>;
}

impl<T> During<T> for Result<T, Error> {
    fn during(self, phase: Phase) -> Result<T, Failure> {
        self.map_err(|error| Failure::Smtp { phase, error })
    }
}

fn lost(reason: String, handed_over: bool) -> Outcome {
    if handed_over {
        Outcome::Uncertain {
            reason: format!("no answer to the message: {reason}"),
        }
    } else {
        Outcome::Temporary {
            reply: reason,
            retry_after: None,
        }
    }
}

/// rustls reports an unacceptable certificate as invalid data inside an I/O error.
fn is_bad_certificate(error: &Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::InvalidData)
        {
            return true;
        }
        cause = error.source();
    }
    false
}

fn mail_parameters(
    connection: &AsyncSmtpConnection,
    addresses: &[&Address],
    message: &[u8],
) -> Result<Vec<MailParameter>, &'static str> {
    let mut parameters = vec![];
    if !addresses
        .iter()
        .all(|address| AsRef::<str>::as_ref(address).is_ascii())
    {
        if !connection
            .server_info()
            .supports_feature(Extension::SmtpUtfEight)
        {
            return Err("the server takes no addresses beyond ASCII");
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !message.is_ascii() {
        if !connection
            .server_info()
            .supports_feature(Extension::EightBitMime)
        {
            return Err("the server takes no messages beyond ASCII");
        }
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(parameters)
}

fn reply_of(response: &Response) -> Reply {
    Reply::new(
        response.code().into(),
        &response.message().collect::<Vec<_>>().join(" "),
    )
}
