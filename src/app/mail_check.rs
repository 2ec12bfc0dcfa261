//! What is wrong with the variables of mail, found before anything is started.

use anyhow::{Context as _, ensure};

use crate::config::Config;
use crate::mail::{AllowList, SmtpConfig, mailbox};

/// Refuses values that cannot be understood, also where no mail leaves yet, and mail that would lead its readers to
/// this machine: their unsubscribe links begin with `VINCULO_BASE_URL`.
pub fn check_mail(config: &Config) -> anyhow::Result<()> {
    let mail = &config.mail;
    let server = mail.smtp_url.as_ref().map(|url| url.expose().parse());
    let server: Option<SmtpConfig> = server.transpose()?;
    let addresses = [("MAIL_FROM", &mail.from), ("SMTP_REPLY_TO", &mail.reply_to)];
    for (name, value) in addresses {
        ensure!(
            value.as_deref().is_none_or(|text| mailbox(text).is_some()),
            "{name}: needs the form `Name <address>` or an address"
        );
    }
    AllowList::parse(&mail.allow_list).context("MAIL_ALLOW_LIST")?;
    ensure!(
        config.server.base_url_given || server.is_none_or(|server| server.is_loopback()),
        "VINCULO_BASE_URL: is needed beside SMTP_URL: the links in mails begin with it"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Env;

    const FROM: (&str, &str) = ("MAIL_FROM", "Aremko Spa <hola@aremko.example>");
    const SERVER: (&str, &str) = ("SMTP_URL", "smtp://u:p@mail.example");

    fn problem<const N: usize>(variables: [(&str, &str); N]) -> String {
        let checked = check_mail(&Config::read(&Env::from(variables)).unwrap());
        checked
            .err()
            .map(|error| format!("{error:#}"))
            .unwrap_or_default()
    }

    #[test]
    fn mail_to_the_world_needs_the_address_that_its_links_begin_with() {
        assert!(problem([FROM, SERVER]).starts_with("VINCULO_BASE_URL"));
        assert_eq!(
            problem([FROM, SERVER, ("VINCULO_BASE_URL", "https://crm.example.cl")]),
            ""
        );
    }

    #[test]
    fn a_mail_server_on_this_machine_needs_no_base_url() {
        assert_eq!(problem([FROM, ("SMTP_URL", "smtp://127.0.0.1:1025")]), "");
    }

    #[test]
    fn each_wrong_value_is_named_even_while_mail_is_held() {
        for (name, value) in [
            ("SMTP_REPLY_TO", "nobody"),
            ("MAIL_FROM", "Aremko Spa"),
            ("MAIL_ALLOW_LIST", "c@@d"),
        ] {
            assert!(problem([(name, value)]).starts_with(name), "{name}");
        }
        assert!(problem([FROM, ("SMTP_URL", "mail.example")]).starts_with("SMTP_URL"));
    }
}
