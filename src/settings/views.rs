use askama::Template;

use super::forms::SettingsForm;
use crate::auth;
use crate::config::{AiConfig, Config, ENGINES, ModelConfig};
use crate::web::{FieldErrors, Page};

/// Ways of writing figures that are offered.
const LOCALES: [&str; 8] = [
    "es-CL", "es-AR", "es-CO", "es-ES", "es-MX", "es-PE", "es-UY", "en-US",
];

#[derive(Template)]
#[template(path = "settings/show.html")]
pub struct SettingsPage {
    pub page: Page,
    form: SettingsForm,
    errors: FieldErrors,
    /// The currency is fixed.
    has_amounts: bool,
    /// The engine that the environment asks for.
    default_engine: String,
    has_smtp: bool,
    /// The language models that are configured.
    models: Vec<(&'static str, ModelConfig)>,
}

impl SettingsPage {
    pub fn new(
        page: Page,
        form: SettingsForm,
        errors: FieldErrors,
        has_amounts: bool,
        config: &Config,
    ) -> Self {
        let default_engine = config.ai.engine.clone();
        Self {
            page,
            form,
            errors,
            has_amounts,
            default_engine,
            has_smtp: config.mail.smtp_url.is_some(),
            models: models(&config.ai),
        }
    }

    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn mails_unknown(&self) -> bool {
        !self.form.mail_when_consent_unknown.is_empty()
    }

    fn countries(&self) -> Vec<(String, String)> {
        auth::countries(&self.page)
    }

    fn currencies(&self) -> Vec<(String, String)> {
        auth::currencies()
    }

    fn time_zones(&self) -> Vec<(String, String)> {
        auth::time_zones()
    }

    fn locales(&self) -> Vec<(String, String)> {
        let sample = |tag: &str| {
            let locale: crate::domain::Locale = tag.parse().unwrap_or_default();
            format!(
                "{tag} ({})",
                locale.money(
                    1_246_535 * self.page.currency().unit(),
                    self.page.currency()
                )
            )
        };
        LOCALES
            .iter()
            .map(|tag| (tag.to_string(), sample(tag)))
            .collect()
    }

    fn languages(&self) -> Vec<(String, String)> {
        ["es", "en"]
            .map(|code| (code.to_owned(), self.page.t(&format!("language-{code}"))))
            .into()
    }

    fn hemispheres(&self) -> Vec<(String, String)> {
        ["southern", "northern"]
            .map(|code| (code.to_owned(), self.page.t(&format!("hemisphere-{code}"))))
            .into()
    }

    fn engines(&self) -> Vec<(String, String)> {
        ENGINES
            .map(|code| (code.to_owned(), self.page.t(&format!("engine-{code}"))))
            .into()
    }

    /// Who gets what, for each language model that could be chosen.
    fn vendors(&self) -> Vec<String> {
        let vendor = |(engine, model): &(&str, ModelConfig)| {
            let host = model.base.host_str().unwrap_or_default();
            let engine = self.page.t(&format!("engine-{engine}"));
            let vendor = match vendor_key(host) {
                Some(key) => self.page.t(key),
                None => self.page.tv("vendor-other", "host", host),
            };
            self.page.tv3(
                "settings-vendor",
                ("engine", engine),
                ("vendor", vendor),
                ("model", model.model.clone()),
            )
        };
        self.models.iter().map(vendor).collect()
    }

    fn engine_blank(&self) -> String {
        self.page.tv(
            "engine-default",
            "engine",
            self.page.t(&format!("engine-{}", self.default_engine)),
        )
    }
}

fn models(ai: &AiConfig) -> Vec<(&'static str, ModelConfig)> {
    let models = [
        ("anthropic", ai.anthropic.clone()),
        ("openai", ai.openai.clone()),
    ];
    let configured = |(engine, model): (_, Option<_>)| Some((engine, model?));
    models.into_iter().filter_map(configured).collect()
}

/// Whom we know, and where they are.
fn vendor_key(host: &str) -> Option<&'static str> {
    match host {
        "api.anthropic.com" => Some("vendor-anthropic"),
        "api.openai.com" => Some("vendor-openai"),
        "api.deepseek.com" => Some("vendor-deepseek"),
        "localhost" | "127.0.0.1" | "[::1]" => Some("vendor-own"),
        _ => None,
    }
}
