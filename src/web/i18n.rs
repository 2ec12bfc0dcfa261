//! The texts of `locales/`, compiled into the program.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader as _, langid, static_loader};

use crate::domain::Language;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "es",
        // Marks against mixed writing directions would only show up in copied text and mails.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static ES: LanguageIdentifier = langid!("es");
static EN: LanguageIdentifier = langid!("en");

pub type Args<'a> = [(&'static str, FluentValue<'a>)];

/// The text of `key`; a key that no file has shows itself, which a test forbids.
pub fn text(language: Language, key: &str, args: &Args<'_>) -> String {
    let id = match language {
        Language::Es => &ES,
        Language::En => &EN,
    };
    if args.is_empty() {
        return LOCALES
            .try_lookup(id, key)
            .unwrap_or_else(|| key.to_owned());
    }
    let args: HashMap<Cow<'static, str>, FluentValue<'_>> = args
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), value.clone()))
        .collect();
    LOCALES
        .try_lookup_with_args(id, key, &args)
        .unwrap_or_else(|| key.to_owned())
}

/// Whether `key` has a text of its own.
pub fn has(language: Language, key: &str) -> bool {
    text(language, key, &[]) != key
}
