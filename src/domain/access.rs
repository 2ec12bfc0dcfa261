//! Who may do what: pages, menus and queries ask for a capability, and a role is nothing but a set of them; the APIs
//! ask for a scope.

use crate::text_enum;

text_enum! {
    /// One thing that a signed-in person may do.
    pub enum Capability {
        /// See every customer, its profile and its history.
        CustomersRead = "customers_read",
        CustomersWrite = "customers_write",
        HistoryWrite = "history_write",
        Activities = "activities",
        Dashboard = "dashboard",
        /// See sums over customers, on the dashboard and in lists.
        MoneyTotals = "money_totals",
        InvoicesRead = "invoices_read",
        /// Generate, edit, approve and deliver proposals.
        Proposals = "proposals",
        CampaignDrafts = "campaign_drafts",
        /// Save lists of customers for everybody.
        ShareViews = "share_views",
        Leads = "leads",
        Opportunities = "opportunities",
        SubscriptionsRead = "subscriptions_read",
        /// Release or discard held messages that one wrote oneself.
        ReleaseOwnMessages = "release_own_messages",
        /// The pages of the segments: the grid, the movement and the thresholds, with the customers behind each figure. To
        /// store thresholds asks for `Settings` too, a file of any of them for `Exports`.
        Segments = "segments",
        CampaignStart = "campaign_start",
        Imports = "imports",
        /// Take lists and sums away as a file.
        Exports = "exports",
        /// Join two rows that are the same customer.
        Merge = "merge",
        /// Erase a person's data for good.
        Erase = "erase",
        InvoicesWrite = "invoices_write",
        /// The catalogue: names, prices, and what is still offered.
        Services = "services",
        /// The organisation's settings.
        Settings = "settings",
        Users = "users",
        /// API keys.
        Keys = "keys",
        Connections = "connections",
        Audit = "audit",
        Jobs = "jobs",
        ReleaseAllMessages = "release_all_messages",
    }
}

text_enum! {
    /// What a user is given; the sets are those of the design, section 1.12.
    pub enum Role { Admin = "admin", Sales = "sales", Staff = "staff" }
}

text_enum! {
    /// What a program with an API key may do; a key has some of them, whoever made it.
    pub enum Scope {
        CrmRead = "crm:read",
        CrmWrite = "crm:write",
        BillingRead = "billing:read",
        BillingWrite = "billing:write",
        ProposalsRead = "proposals:read",
        /// Mail goes out to customers.
        ProposalsSend = "proposals:send",
        LeadsWrite = "leads:write",
    }
}

/// What sales may do; its first [`STAFF_COUNT`] are all that staff may do.
const SALES: &[Capability] = &[
    Capability::CustomersRead,
    Capability::CustomersWrite,
    Capability::HistoryWrite,
    Capability::Activities,
    Capability::Dashboard,
    Capability::InvoicesRead,
    Capability::MoneyTotals,
    Capability::Proposals,
    Capability::CampaignDrafts,
    Capability::ShareViews,
    Capability::Leads,
    Capability::Opportunities,
    Capability::SubscriptionsRead,
    Capability::ReleaseOwnMessages,
];
const STAFF_COUNT: usize = 6;

impl Role {
    pub fn capabilities(self) -> &'static [Capability] {
        match self {
            Role::Admin => Capability::ALL,
            Role::Sales => SALES,
            Role::Staff => &SALES[..STAFF_COUNT],
        }
    }

    pub fn can(self, capability: Capability) -> bool {
        self.capabilities().contains(&capability)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_look_after_customers_and_see_no_totals() {
        let expected =
            "customers_read customers_write history_write activities dashboard invoices_read";
        assert_eq!(names(Role::Staff), expected);
        assert!(!Role::Staff.can(Capability::MoneyTotals));
    }

    #[test]
    fn sales_can_what_staff_can_and_sell() {
        assert!(
            Role::Staff
                .capabilities()
                .iter()
                .all(|capability| Role::Sales.can(*capability))
        );
        assert!(
            Role::Sales.can(Capability::Proposals)
                && Role::Sales.can(Capability::ReleaseOwnMessages)
        );
        assert!(
            !Role::Sales.can(Capability::CampaignStart)
                && !Role::Sales.can(Capability::ReleaseAllMessages)
        );
    }

    #[test]
    fn only_admins_see_the_segments() {
        let who: Vec<_> = Role::ALL
            .iter()
            .filter(|role| role.can(Capability::Segments))
            .collect();
        assert_eq!(who, [&Role::Admin]);
    }

    #[test]
    fn admins_can_everything() {
        assert!(
            Capability::ALL
                .iter()
                .all(|capability| Role::Admin.can(*capability))
        );
    }

    fn names(role: Role) -> String {
        role.capabilities()
            .iter()
            .map(|capability| capability.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }
}
