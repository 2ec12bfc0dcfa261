//! How mail leaves the house.

use super::{ConfigError, Env, Secret};

#[derive(Debug, Clone)]
pub struct MailConfig {
    /// `SMTP_URL`: `smtp://user:pass@host:587` (STARTTLS) or `smtps://…`. Without it messages are held.
    pub smtp_url: Option<Secret>,
    /// `MAIL_FROM`: the sender, `Aremko Spa <hola@aremko.example>` or an address alone.
    pub from: Option<String>,
    /// `SMTP_REPLY_TO`: where answers go, if not to the sender.
    pub reply_to: Option<String>,
    /// `MAIL_ALLOW_LIST`: addresses or `@domains`, separated by commas; a demo sends to no other.
    pub allow_list: Vec<String>,
    /// `WEBHOOK_TOKEN`: the secret in the address of vendors' reports; without it there is no such address.
    pub webhook_token: Option<Secret>,
}

impl MailConfig {
    pub fn read(env: &Env) -> Result<Self, ConfigError> {
        let config = Self {
            smtp_url: env.get("SMTP_URL").map(Secret::new),
            from: env.get("MAIL_FROM").map(str::to_owned),
            reply_to: env.get("SMTP_REPLY_TO").map(str::to_owned),
            allow_list: split_list(env.get("MAIL_ALLOW_LIST")),
            webhook_token: env.get("WEBHOOK_TOKEN").map(Secret::new),
        };
        if config.smtp_url.is_some() && config.from.is_none() {
            return Err(ConfigError {
                name: "MAIL_FROM",
                problem: "is needed beside SMTP_URL: mail must say who sends it".into(),
            });
        }
        Ok(config)
    }
}

fn split_list(value: Option<&str>) -> Vec<String> {
    value
        .into_iter()
        .flat_map(|list| list.split(','))
        .map(|item| item.trim().to_lowercase())
        .filter(|item| !item.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_without_a_sender_is_refused() {
        let error = MailConfig::read(&Env::from([("SMTP_URL", "smtp://localhost")])).unwrap_err();
        assert_eq!(error.name, "MAIL_FROM");
    }
}
