//! The first steps of a business that has nothing to count yet. Pure.

use crate::domain::Capability;
use crate::web::Page;

/// How far it has come.
#[derive(Debug, Clone, Copy)]
pub struct Begun {
    pub has_address: bool,
    pub has_customers: bool,
    pub has_mail: bool,
    pub has_team: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub key: &'static str,
    pub href: &'static str,
    pub is_done: bool,
}

/// Those that the reader may take, the first one first.
pub fn list(page: &Page, begun: Begun) -> Vec<Step> {
    let all = [
        (
            Capability::Settings,
            "business",
            "/settings",
            begun.has_address,
        ),
        (
            Capability::Imports,
            "customers",
            "/imports",
            begun.has_customers,
        ),
        (
            Capability::Connections,
            "mail",
            "/admin/connections",
            begun.has_mail,
        ),
        (
            Capability::Users,
            "team",
            "/admin/users/new",
            begun.has_team,
        ),
    ];
    all.into_iter()
        .filter(|(capability, ..)| page.may(*capability))
        .map(|(_, key, href, is_done)| Step { key, href, is_done })
        .collect()
}
