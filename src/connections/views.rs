use askama::Template;
use url::Url;

use super::checks::brevo_address;
use super::model::{Check, Known, Name, Trouble};
use crate::config::{Config, ModelConfig, OWN_EXCHANGE};
use crate::web::{Page, i18n};

#[derive(Template)]
#[template(path = "connections/index.html")]
pub struct ConnectionsPage {
    pub page: Page,
    pub rows: Vec<Row>,
}

/// One connection on the page.
pub struct Row {
    pub name: Name,
    pub title: String,
    /// What it is for, and where it goes.
    pub text: String,
    /// Kind of the badge, text, icon
    pub badge: (&'static str, String, &'static str),
    /// (id on the page, label, value): to be copied.
    pub copies: Vec<(String, String, String)>,
    /// Further facts in a line each.
    pub facts: Vec<String>,
    pub trouble: Option<Trouble>,
    pub check: Option<Check>,
    pub can_check: bool,
    /// Where it is looked after.
    pub link: Option<(&'static str, String)>,
}

impl ConnectionsPage {
    pub fn new(page: Page, config: &Config, known: &Known) -> Self {
        let rows = Name::ALL
            .iter()
            .map(|name| row(&page, config, known, *name));
        Self {
            rows: rows.collect(),
            page,
        }
    }
}

/// Whether there is anything to ask.
pub fn is_set_up(config: &Config, active_endpoints: usize, name: Name) -> bool {
    match name {
        Name::Webhooks => active_endpoints > 0,
        _ => address(config, name).is_some(),
    }
}

fn row(page: &Page, config: &Config, known: &Known, name: Name) -> Row {
    let address = address(config, name);
    let is_set_up = is_set_up(config, known.active_endpoints, name);
    let check = known
        .checks
        .iter()
        .find(|check| check.name == name.as_str());
    let trouble = known.troubles.iter().find(|(of, _)| *of == name);
    Row {
        name,
        title: page.t(&format!("connection-{name}")),
        text: page.t(&format!("connection-{name}-text")),
        badge: badge(page, is_set_up, check),
        copies: copies(page, config, name, address),
        facts: facts(page, known, name),
        trouble: trouble.map(|(_, trouble)| in_words(page, name, trouble)),
        check: check.cloned(),
        can_check: is_set_up,
        link: (name == Name::Webhooks)
            .then(|| ("/admin/webhooks", page.t("connections-manage-webhooks"))),
    }
}

fn badge(
    page: &Page,
    is_set_up: bool,
    check: Option<&Check>,
) -> (&'static str, String, &'static str) {
    match (is_set_up, check) {
        (false, _) => ("plain", page.t("connections-off"), "minus"),
        (true, None) => ("info", page.t("connections-unchecked"), "help-circle"),
        (true, Some(check)) if check.is_ok => ("ok", page.t("connections-ok"), "circle-check"),
        (true, Some(_)) => ("bad", page.t("connections-bad"), "alert-triangle"),
    }
}

/// Where it goes, without user and password; Brevo's is the one that it is to call.
fn address(config: &Config, name: Name) -> Option<String> {
    let model = |model: &Option<ModelConfig>| Some(bare(model.as_ref()?.base.as_str()));
    match name {
        Name::Smtp => Some(bare(config.mail.smtp_url.as_ref()?.expose())),
        Name::Brevo => brevo_address(config),
        Name::Remote => Some(bare(config.ai.remote_url.as_ref()?.as_str())),
        Name::Anthropic => model(&config.ai.anthropic),
        Name::Openai => model(&config.ai.openai),
        Name::Rabbitmq => Some(bare(config.outside.rabbitmq_url.as_ref()?.expose())),
        Name::Webhooks => None,
    }
}

fn bare(url: &str) -> String {
    let Ok(mut url) = url.parse::<Url>() else {
        return String::new();
    };
    // Refused only by an address that cannot have them.
    url.set_username("").ok();
    url.set_password(None).ok();
    url.set_query(None);
    url.into()
}

fn copies(
    page: &Page,
    config: &Config,
    name: Name,
    address: Option<String>,
) -> Vec<(String, String, String)> {
    let label = match name {
        Name::Brevo => "connections-address-for-brevo",
        _ => "connections-address",
    };
    let Some(address) = address else {
        return vec![];
    };
    let mut shown = vec![(label, address)];
    if name == Name::Rabbitmq {
        let incoming = config.outside.billing_exchange.clone();
        shown.push(("connections-exchange-out", OWN_EXCHANGE.to_owned()));
        shown.push(("connections-exchange-in", incoming));
    }
    let numbered = shown.into_iter().enumerate();
    numbered
        .map(|(at, (label, value))| (format!("a-{name}-{}", at + 1), page.t(label), value))
        .collect()
}

fn facts(page: &Page, known: &Known, name: Name) -> Vec<String> {
    match name {
        Name::Rabbitmq => vec![page.tn("connections-broker-lines", known.broker_lines as i64)],
        Name::Webhooks => {
            let (all, active) = (known.endpoints as i64, known.active_endpoints as i64);
            vec![page.tv2(
                "connections-endpoints",
                "active",
                page.number(active),
                "all",
                page.number(all),
            )]
        }
        Name::Brevo => {
            let last = known.last_report.as_ref();
            last.map(|at| page.tv("connections-last-report", "at", page.datetime(at)))
                .into_iter()
                .collect()
        }
        Name::Smtp | Name::Remote | Name::Anthropic | Name::Openai => vec![],
    }
}

/// An engine's trouble is the key of its reason.
fn in_words(page: &Page, name: Name, trouble: &Trouble) -> Trouble {
    let key = format!("proposal-fallback-{}", trouble.text);
    match name.engine().is_some() && i18n::has(page.language, &key) {
        true => Trouble {
            at: trouble.at,
            text: page.t(&key),
        },
        false => trouble.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (url, shown) in [
            (
                "smtp://u:secreto@mail.example:587",
                "smtp://mail.example:587",
            ),
            (
                "amqp://u:secreto@rabbit.example:5672/%2f",
                "amqp://rabbit.example:5672/%2f",
            ),
            (
                "https://llm.example/v1?key=secreto",
                "https://llm.example/v1",
            ),
        ] {
            assert_eq!(bare(url), shown);
        }
    }
}
