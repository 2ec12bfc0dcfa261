//! `SMTP_URL`: where mail is handed over, and as whom.
//!
//! `smtp://user:pass@host:587` speaks STARTTLS, `smtps://user:pass@host:465` is encrypted from the first byte. What is
//! special in a URL is percent-encoded in the user and the password (`@` is `%40`).

use std::{fmt, net::IpAddr, str::FromStr};

use lettre::transport::smtp::authentication::Credentials;
use percent_encoding::percent_decode_str;
use url::Url;

const SUBMISSION_PORT: u16 = 587;
const SUBMISSIONS_PORT: u16 = 465;

/// A parsed `SMTP_URL`. Prints without the user and the password.
#[derive(Clone)]
pub struct SmtpConfig {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) encryption: Encryption,
    pub(super) credentials: Option<Credentials>,
}

/// When the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// From the first byte.
    Implicit,
    /// By STARTTLS; a server that does not offer it gets neither credentials nor mail.
    Required,
    /// By STARTTLS where the server offers it.
    WhenOffered,
}

/// Why an `SMTP_URL` was not understood. The texts never show it, as it holds a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlError {
    #[error("SMTP_URL is not a URL; special characters of the password must be percent-encoded")]
    NotAUrl,
    #[error("SMTP_URL must begin with smtp:// or smtps://")]
    Scheme,
    #[error("SMTP_URL names no host")]
    NoHost,
    #[error("SMTP_URL must have both a user and a password, or neither")]
    HalfCredentials,
    #[error(
        "SMTP_URL has credentials that are not UTF-8 after percent-decoding, or hold control characters"
    )]
    BadCredentials,
    #[error("SMTP_URL must end after the port")]
    Surplus,
}

impl SmtpConfig {
    /// Whether the server is on this machine, where no certificate can be had and no wire can be tapped.
    pub fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

impl FromStr for SmtpConfig {
    type Err = SmtpUrlError;

    fn from_str(text: &str) -> Result<Self, SmtpUrlError> {
        let url = Url::parse(text.trim()).map_err(|_| SmtpUrlError::NotAUrl)?;
        let implicit = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(SmtpUrlError::Scheme),
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(SmtpUrlError::Surplus);
        }
        let mut config = Self {
            host: host(&url)?,
            port: url.port().unwrap_or(if implicit {
                SUBMISSIONS_PORT
            } else {
                SUBMISSION_PORT
            }),
            encryption: Encryption::Implicit,
            credentials: credentials(&url)?,
        };
        if !implicit {
            let exposed = config.credentials.is_some() && !config.is_loopback();
            config.encryption = if exposed {
                Encryption::Required
            } else {
                Encryption::WhenOffered
            };
        }
        Ok(config)
    }
}

impl fmt::Debug for SmtpConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let credentials = if self.credentials.is_some() {
            "***@"
        } else {
            ""
        };
        write!(
            f,
            "SmtpConfig({credentials}{}:{}, {:?})",
            self.host, self.port, self.encryption
        )
    }
}

fn host(url: &Url) -> Result<String, SmtpUrlError> {
    let host = url
        .host_str()
        .filter(|host| !host.is_empty())
        .ok_or(SmtpUrlError::NoHost)?;
    Ok(host.trim_matches(['[', ']']).to_owned())
}

fn credentials(url: &Url) -> Result<Option<Credentials>, SmtpUrlError> {
    match (url.username(), url.password().unwrap_or_default()) {
        ("", "") => Ok(None),
        ("", _) | (_, "") => Err(SmtpUrlError::HalfCredentials),
        (user, password) => Ok(Some(Credentials::new(decoded(user)?, decoded(password)?))),
    }
}

fn decoded(text: &str) -> Result<String, SmtpUrlError> {
    let text = percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| SmtpUrlError::BadCredentials)?;
    // A NUL would end the user's name early inside AUTH PLAIN.
    if text.contains(char::is_control) {
        return Err(SmtpUrlError::BadCredentials);
    }
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str) -> SmtpConfig {
        url.parse().expect("a valid SMTP_URL")
    }

    #[test]
    fn ports_follow_the_scheme_unless_they_are_given() {
        assert_eq!(config("smtp://mail.example").port, 587);
        assert_eq!(config("smtps://mail.example/").port, 465);
        assert_eq!(config("smtp://mail.example:2525").port, 2525);
    }

    #[test]
    fn credentials_are_percent_decoded() {
        let config = config("smtp://ana%40x.cl:a+b%2F%C3%B1%20c@mail.example:587");
        assert_eq!(
            config.credentials,
            Some(Credentials::new("ana@x.cl".into(), "a+b/ñ c".into()))
        );
    }

    #[test]
    fn credentials_never_leave_this_machine_unencrypted() {
        for exposed in [
            "smtp://u:p@mail.example",
            "smtp://u:p@10.0.0.1",
            "smtp://u:p@[2001:db8::1]:25",
        ] {
            assert_eq!(
                config(exposed).encryption,
                Encryption::Required,
                "{exposed}"
            );
        }
        for free in [
            "smtp://mail.example",
            "smtp://u:p@localhost",
            "smtp://u:p@127.0.0.1",
            "smtp://u:p@[::1]:25",
        ] {
            assert_eq!(config(free).encryption, Encryption::WhenOffered, "{free}");
        }
        assert_eq!(
            config("smtps://u:p@mail.example").encryption,
            Encryption::Implicit
        );
    }

    #[test]
    fn neither_debug_nor_an_error_shows_the_password() {
        let shown = format!("{:?}", config("smtp://usuario:hunter2@mail.example"));
        assert_eq!(shown, "SmtpConfig(***@mail.example:587, Required)");
        for bad in [
            "http://u:hunter2@x",
            "u:hunter2@x",
            "smtp://u:hunter2@",
            "smtp://u:hunter2@x/y",
            "smtp://u:hunter2%00@x",
        ] {
            let error = bad.parse::<SmtpConfig>().expect_err(bad);
            assert!(
                !format!("{error} {error:?}").contains("hunter2"),
                "{bad}: {error}"
            );
        }
    }

    #[test]
    fn a_user_without_a_password_is_an_error() {
        assert_eq!(
            "smtp://ana@mail.example"
                .parse::<SmtpConfig>()
                .expect_err("half"),
            SmtpUrlError::HalfCredentials
        );
    }
}
