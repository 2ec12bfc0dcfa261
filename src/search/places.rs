//! The pages of the product that can be gone to by name. Pure.

use crate::customers::similarity::edits;
use crate::domain::{Capability, fold};

/// A page: its address, the keys of its name and of what else people call it, its icon, and who may open it (`None`: whoever
/// is signed in).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub href: &'static str,
    pub name: &'static str,
    pub words: Option<&'static str>,
    pub icon: &'static str,
    pub needs: Option<Capability>,
}

const fn place(
    href: &'static str,
    name: &'static str,
    icon: &'static str,
    needs: Capability,
) -> Place {
    Place {
        href,
        name,
        words: None,
        icon,
        needs: Some(needs),
    }
}

impl Place {
    const fn known_as(self, words: &'static str) -> Self {
        Self {
            words: Some(words),
            ..self
        }
    }
}

/// In the order of the menu, with what people begin anew and what has no entry there.
pub const PLACES: [Place; 36] = [
    place(
        "/",
        "nav-dashboard",
        "layout-dashboard",
        Capability::Dashboard,
    )
    .known_as("place-words-dashboard"),
    place(
        "/activities",
        "nav-activities",
        "list-check",
        Capability::Activities,
    )
    .known_as("place-words-activities"),
    place(
        "/activities/new",
        "activity-new",
        "calendar-plus",
        Capability::Activities,
    ),
    place(
        "/call-list",
        "nav-call-list",
        "phone",
        Capability::CustomersRead,
    )
    .known_as("place-words-call-list"),
    place(
        "/customers",
        "nav-customers",
        "users",
        Capability::CustomersRead,
    )
    .known_as("place-words-customers"),
    place(
        "/customers/new",
        "customers-new",
        "user-plus",
        Capability::CustomersWrite,
    ),
    place(
        "/customers/tags",
        "customer-tags",
        "tag",
        Capability::CustomersWrite,
    ),
    place(
        "/customers/batches",
        "batch-list",
        "pencil",
        Capability::CustomersWrite,
    ),
    place(
        "/customers/deleted",
        "deleted-title",
        "trash",
        Capability::Erase,
    )
    .known_as("place-words-deleted"),
    place(
        "/history",
        "nav-history",
        "history",
        Capability::CustomersRead,
    )
    .known_as("place-words-history"),
    place("/duplicates", "nav-duplicates", "copy", Capability::Merge)
        .known_as("place-words-duplicates"),
    place(
        "/invoices",
        "nav-invoices",
        "receipt",
        Capability::InvoicesRead,
    )
    .known_as("place-words-invoices"),
    place(
        "/invoices/new",
        "invoices-new",
        "receipt",
        Capability::InvoicesWrite,
    ),
    place(
        "/reports",
        "nav-reports",
        "chart-bar",
        Capability::MoneyTotals,
    )
    .known_as("place-words-reports"),
    place(
        "/segments",
        "nav-segments",
        "grid-dots",
        Capability::Segments,
    )
    .known_as("place-words-segments"),
    place(
        "/segments/movement",
        "movement-title",
        "arrows-sort",
        Capability::Segments,
    ),
    place(
        "/segments/thresholds",
        "thresholds-title",
        "adjustments-horizontal",
        Capability::Segments,
    )
    .known_as("place-words-thresholds"),
    place(
        "/proposals",
        "nav-proposals",
        "sparkles",
        Capability::Proposals,
    )
    .known_as("place-words-proposals"),
    place(
        "/opportunities",
        "nav-opportunities",
        "briefcase",
        Capability::Opportunities,
    )
    .known_as("place-words-opportunities"),
    place(
        "/opportunities/new",
        "opportunity-new",
        "briefcase",
        Capability::Opportunities,
    ),
    place(
        "/campaigns",
        "nav-campaigns",
        "target",
        Capability::CampaignDrafts,
    )
    .known_as("place-words-campaigns"),
    place(
        "/campaigns/new",
        "campaign-new",
        "target",
        Capability::CampaignDrafts,
    ),
    place(
        "/messages",
        "nav-messages",
        "inbox",
        Capability::ReleaseOwnMessages,
    )
    .known_as("place-words-messages"),
    place("/services", "nav-services", "tag", Capability::Services)
        .known_as("place-words-services"),
    place(
        "/imports",
        "nav-imports",
        "file-import",
        Capability::Imports,
    )
    .known_as("place-words-imports"),
    place(
        "/settings",
        "nav-settings",
        "settings",
        Capability::Settings,
    )
    .known_as("place-words-settings"),
    place(
        "/settings/fields",
        "own-fields-title",
        "adjustments-horizontal",
        Capability::Settings,
    ),
    place(
        "/admin/users",
        "nav-users",
        "users-group",
        Capability::Users,
    )
    .known_as("place-words-users"),
    place("/admin/keys", "nav-keys", "key", Capability::Keys).known_as("place-words-keys"),
    place(
        "/admin/connections",
        "nav-connections",
        "plug",
        Capability::Connections,
    )
    .known_as("place-words-connections"),
    place(
        "/admin/webhooks",
        "nav-webhooks",
        "send",
        Capability::Connections,
    ),
    place(
        "/admin/doctor",
        "nav-doctor",
        "circle-check",
        Capability::Connections,
    )
    .known_as("place-words-doctor"),
    place("/admin/jobs", "nav-jobs", "stack-2", Capability::Jobs).known_as("place-words-jobs"),
    place(
        "/admin/audit",
        "nav-audit",
        "shield-check",
        Capability::Audit,
    )
    .known_as("place-words-audit"),
    Place {
        href: "/account",
        name: "nav-account",
        words: Some("place-words-account"),
        icon: "user-circle",
        needs: None,
    },
    Place {
        href: "/account/sessions",
        name: "account-sessions",
        words: Some("place-words-sessions"),
        icon: "device-laptop",
        needs: None,
    },
];

/// One wrong letter in a shorter word leaves nothing to recognise it by.
const SHORTEST_FORGIVEN: usize = 4;
/// Fewer letters begin too many of the words that pages are also known by.
const SHORTEST_KNOWN: usize = 3;

/// How well what was typed names a page, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Each word begins a word of the name.
    Named,
    /// Or one of those that the page is also known by.
    Known,
    /// Or is one but for a letter.
    Alike,
}

/// Whether a page of this name, also known by these words, is meant.
pub fn fit(typed: &str, name: &str, known: &str) -> Option<Fit> {
    let (typed, name, known) = (fold(typed), fold(name), fold(known));
    let names: Vec<&str> = name.split_whitespace().collect();
    let known: Vec<&str> = known
        .split([',', ' '])
        .filter(|own| !own.is_empty())
        .collect();
    let all = |is_one: &dyn Fn(&str) -> bool| typed.split_whitespace().all(is_one);
    let is_named = |word: &str| names.iter().any(|own| own.starts_with(word));
    let is_known = |word: &str| {
        word.chars().count() >= SHORTEST_KNOWN && known.iter().any(|own| own.starts_with(word))
    };
    let is_alike = |word: &str| {
        let is_forgiven = word.chars().count() >= SHORTEST_FORGIVEN;
        is_forgiven && names.iter().chain(&known).any(|own| edits(own, word) == 1)
    };
    if typed.trim().is_empty() {
        None
    } else if all(&is_named) {
        Some(Fit::Named)
    } else if all(&|word: &str| is_named(word) || is_known(word)) {
        Some(Fit::Known)
    } else if all(&|word: &str| is_named(word) || is_known(word) || is_alike(word)) {
        Some(Fit::Alike)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_by_the_beginnings_of_its_words_and_with_a_typo() {
        for (typed, name, expected) in [
            ("cli", "Clientes", Some(Fit::Named)),
            ("clintes", "Clientes", Some(Fit::Alike)),
            ("nuevo cli", "Nuevo cliente", Some(Fit::Named)),
            ("nuevo clinte", "Nuevo cliente", Some(Fit::Alike)),
            ("auditoria", "Auditoría", Some(Fit::Named)),
            ("entes", "Clientes", None),
            ("cli ana", "Clientes", None),
            ("  ", "Clientes", None),
            ("pnl", "Panel", None),
        ] {
            assert_eq!(fit(typed, name, ""), expected, "{typed}");
        }
    }

    #[test]
    fn a_page_is_found_by_what_else_it_is_called_from_three_letters_on() {
        for (typed, expected) in [
            ("importa", Some(Fit::Named)),
            ("excel", Some(Fit::Known)),
            ("SUBIR exc", Some(Fit::Known)),
            ("importar planilla", Some(Fit::Known)),
            ("exel", Some(Fit::Alike)),
            ("ex", None),
            ("excel ana", None),
        ] {
            let found = fit(typed, "Importaciones", "subir, importar, Excel, planilla");
            assert_eq!(found, expected, "{typed}");
        }
    }

    #[test]
    fn no_page_stands_there_twice() {
        let mut all: Vec<&str> = PLACES.iter().map(|place| place.href).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), PLACES.len());
    }
}
