//! Pure: sums over invoices, put in order for a page.

use super::queries::figures::{Billing, OpenBalance};
use crate::domain::Currency;
use crate::web::{Int, Page};

/// The dashboard's panel: how billing goes, the organisation's own currency first.
#[derive(Debug, Clone)]
pub struct BillingPanel {
    pub own: Billing,
    pub others: Vec<Billing>,
}

impl BillingPanel {
    pub fn new(mut rows: Vec<Billing>, own: Currency) -> Self {
        let place = rows.iter().position(|row| row.balance.currency == own);
        let nothing = Billing {
            balance: OpenBalance::nothing(own),
            invoiced: 0,
            days_to_pay: None,
        };
        let own = place.map_or(nothing, |place| rows.remove(place));
        // Of a currency in which nothing happens any more there is nothing to say.
        rows.retain(|row| row.invoiced != 0 || row.balance.open != 0);
        Self { own, others: rows }
    }

    pub fn money(&self, page: &Page, minor: impl Int, row: &Billing) -> String {
        let locale = &page.organisation.locale;
        locale.money(minor.int(), row.balance.currency)
    }

    /// The list behind a figure of one's own currency.
    pub fn owed(&self, filter: &str) -> String {
        owed(filter, self.own.balance.currency)
    }

    /// Days with one decimal; a dash where nothing was paid yet.
    pub fn days(&self, page: &Page) -> String {
        match self.own.days_to_pay {
            Some(days) => page.organisation.locale.decimal(days, 1),
            None => "–".to_owned(),
        }
    }

    pub fn raw_days(&self) -> String {
        let days = self.own.days_to_pay;
        days.map(|days| format!("{days:.1}")).unwrap_or_default()
    }
}

/// Where the documents behind a sum of what is owed are listed, what is due first at the top.
pub fn owed(filter: &str, currency: Currency) -> String {
    format!("/invoices?{filter}&currency={currency}&sort=due")
}

/// The organisation's own currency first, also where nothing is open in it; the others follow, each by itself.
pub fn own_first(mut balances: Vec<OpenBalance>, own: Currency) -> Vec<OpenBalance> {
    if balances.iter().all(|balance| balance.currency != own) {
        balances.push(OpenBalance::nothing(own));
    }
    balances.sort_by_key(|balance| (balance.currency != own, balance.currency.code()));
    balances
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_panel_has_ones_own_currency_even_where_nothing_was_billed_in_it() {
        let panel = BillingPanel::new(Vec::new(), Currency::CLP);
        assert_eq!(panel.own.balance, OpenBalance::nothing(Currency::CLP));
        let euros = Billing {
            balance: OpenBalance::nothing(Currency::EUR),
            invoiced: 5,
            days_to_pay: Some(12.34),
        };
        let panel = BillingPanel::new(vec![euros], Currency::CLP);
        assert_eq!((panel.others.len(), panel.own.invoiced), (1, 0));
    }

    #[test]
    fn ones_own_currency_stands_first_even_with_nothing_open() {
        let euros = OpenBalance {
            open: 5,
            ..OpenBalance::nothing(Currency::EUR)
        };
        let listed = own_first(vec![euros.clone()], Currency::CLP);
        assert_eq!(listed, [OpenBalance::nothing(Currency::CLP), euros.clone()]);
        assert_eq!(own_first(vec![euros.clone()], Currency::EUR), [euros]);
    }
}
