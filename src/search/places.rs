//! The pages of the product that can be gone to by name. Pure.

use crate::customers::similarity::edits;
use crate::domain::{Capability, fold};

/// A page: its address, the key of its name, its icon, and who may open it (`None`: whoever is signed in).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub href: &'static str,
    pub name: &'static str,
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
        icon,
        needs: Some(needs),
    }
}

/// In the order of the menu, with what people begin anew and what has no entry there.
pub const PLACES: [Place; 35] = [
    place(
        "/",
        "nav-dashboard",
        "layout-dashboard",
        Capability::Dashboard,
    ),
    place(
        "/activities",
        "nav-activities",
        "list-check",
        Capability::Activities,
    ),
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
    ),
    place(
        "/customers",
        "nav-customers",
        "users",
        Capability::CustomersRead,
    ),
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
    ),
    place(
        "/history",
        "nav-history",
        "history",
        Capability::CustomersRead,
    ),
    place("/duplicates", "nav-duplicates", "copy", Capability::Merge),
    place(
        "/invoices",
        "nav-invoices",
        "receipt",
        Capability::InvoicesRead,
    ),
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
    ),
    place(
        "/segments",
        "nav-segments",
        "grid-dots",
        Capability::Segments,
    ),
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
    ),
    place(
        "/proposals",
        "nav-proposals",
        "sparkles",
        Capability::Proposals,
    ),
    place(
        "/opportunities",
        "nav-opportunities",
        "briefcase",
        Capability::Opportunities,
    ),
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
    ),
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
    ),
    place("/services", "nav-services", "tag", Capability::Services),
    place(
        "/imports",
        "nav-imports",
        "file-import",
        Capability::Imports,
    ),
    place(
        "/settings",
        "nav-settings",
        "settings",
        Capability::Settings,
    ),
    place(
        "/admin/users",
        "nav-users",
        "users-group",
        Capability::Users,
    ),
    place("/admin/keys", "nav-keys", "key", Capability::Keys),
    place(
        "/admin/connections",
        "nav-connections",
        "plug",
        Capability::Connections,
    ),
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
    ),
    place("/admin/jobs", "nav-jobs", "stack-2", Capability::Jobs),
    place(
        "/admin/audit",
        "nav-audit",
        "shield-check",
        Capability::Audit,
    ),
    Place {
        href: "/account",
        name: "nav-account",
        icon: "user-circle",
        needs: None,
    },
    Place {
        href: "/account/sessions",
        name: "account-sessions",
        icon: "device-laptop",
        needs: None,
    },
];

/// One wrong letter in a shorter word leaves nothing to recognise it by.
const SHORTEST_FORGIVEN: usize = 4;

/// Whether a page of this name is meant: each word begins a word of the name, or is one but for a letter.
pub fn is_meant(typed: &str, name: &str) -> bool {
    let (typed, name) = (fold(typed), fold(name));
    let mut words = typed.split_whitespace().peekable();
    words.peek().is_some() && words.all(|word| name.split_whitespace().any(|own| begins(own, word)))
}

fn begins(own: &str, word: &str) -> bool {
    let is_forgiven = word.chars().count() >= SHORTEST_FORGIVEN;
    own.starts_with(word) || (is_forgiven && edits(own, word) == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_by_the_beginnings_of_its_words_and_with_a_typo() {
        for (typed, name, expected) in [
            ("cli", "Clientes", true),
            ("clintes", "Clientes", true),
            ("nuevo cli", "Nuevo cliente", true),
            ("auditoria", "Auditoría", true),
            ("entes", "Clientes", false),
            ("cli ana", "Clientes", false),
            ("  ", "Clientes", false),
            ("pnl", "Panel", false),
        ] {
            assert_eq!(is_meant(typed, name), expected, "{typed}");
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
