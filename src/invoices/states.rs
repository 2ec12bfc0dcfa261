//! Pure: which step an invoice may take.

use super::model::{Invoice, InvoiceState, InvoiceType};

/// What somebody wants to do with an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Change it, delete it or issue it: only while nobody outside has seen it.
    Draft,
    Pay,
    /// Take a payment back.
    TakeBack,
    /// Take back a part of it by a credit note, paid or not.
    Credit,
    /// Take all of it back: nothing may be paid.
    Cancel,
    /// Send it or print it.
    Send,
}

impl Invoice {
    /// Whether it may take this step.
    pub fn allows(&self, step: Step) -> bool {
        let is_issued_invoice = !self.is_draft() && self.kind != InvoiceType::CreditNote;
        match step {
            Step::Draft => self.is_draft(),
            Step::Pay => self.open > 0,
            Step::Credit => {
                let is_cancelled = self.state == InvoiceState::Cancelled;
                is_issued_invoice && !is_cancelled && self.credited < self.total
            }
            Step::TakeBack => is_issued_invoice && self.paid > 0,
            Step::Cancel => self.open > 0 && self.paid == 0,
            Step::Send => !self.is_draft(),
        }
    }
}

/// Where an issued invoice of `total` stands once so much of it is paid and credited.
pub fn settled(total: i64, paid: i64, credited: i64) -> InvoiceState {
    if credited >= total {
        InvoiceState::Cancelled
    } else if paid + credited >= total {
        InvoiceState::Paid
    } else if paid > 0 {
        InvoiceState::PartlyPaid
    } else {
        InvoiceState::Issued
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    fn invoice(kind: InvoiceType, state: InvoiceState, paid: i64) -> Invoice {
        let is_open = matches!(state, InvoiceState::Issued | InvoiceState::PartlyPaid)
            && kind == InvoiceType::Invoice;
        Invoice {
            id: 1.into(),
            customer_id: 1.into(),
            kind,
            corrects_id: None,
            series_id: 1.into(),
            number: None,
            full_number: None,
            issuer_name: String::new(),
            issuer_tax_id: String::new(),
            issuer_address: String::new(),
            state,
            currency: Currency::CLP,
            issued_at: None,
            issue_offset_minutes: None,
            issued_on: None,
            due_on: None,
            net: 1_000,
            tax: 190,
            total: 1_190,
            paid,
            credited: 0,
            open: if is_open { 1_190 - paid } else { 0 },
            settled_on: None,
            customer_name: "Ana".into(),
            customer_tax_id: String::new(),
            customer_address: String::new(),
            customer_email: String::new(),
            notes: String::new(),
            version: 1,
            created_at: chrono::DateTime::UNIX_EPOCH,
            created_by: None,
        }
    }

    /// The steps that are allowed, a letter each: draft, pay, take back, credit, cancel, send.
    fn steps(invoice: &Invoice) -> String {
        let all = [
            (Step::Draft, 'd'),
            (Step::Pay, 'p'),
            (Step::TakeBack, 't'),
            (Step::Credit, 'c'),
            (Step::Cancel, 'x'),
            (Step::Send, 's'),
        ];
        let allowed = all.iter().filter(|(step, _)| invoice.allows(*step));
        allowed.map(|(_, letter)| letter).collect()
    }

    #[test]
    fn each_state_allows_its_steps_and_no_other() {
        use InvoiceState::{Cancelled, Draft, Issued, Paid, PartlyPaid};
        for (state, paid, expected) in [
            (Draft, 0, "d"),
            (Issued, 0, "pcxs"),
            (PartlyPaid, 500, "ptcs"),
            (Paid, 1_190, "tcs"),
            (Cancelled, 0, "s"),
        ] {
            let invoice = invoice(InvoiceType::Invoice, state, paid);
            assert_eq!(steps(&invoice), expected, "{state}");
        }
        let note = invoice(InvoiceType::CreditNote, Issued, 0);
        assert_eq!(steps(&note), "s");
    }

    #[test]
    fn the_state_follows_from_what_is_paid_and_credited() {
        use InvoiceState::{Cancelled, Issued, Paid, PartlyPaid};
        for (paid, credited, expected) in [
            (0, 0, Issued),
            (1, 0, PartlyPaid),
            (0, 50, Issued),
            (50, 50, Paid),
            (100, 0, Paid),
            (0, 100, Cancelled),
        ] {
            assert_eq!(settled(100, paid, credited), expected, "{paid} {credited}");
        }
    }

    #[test]
    fn what_is_due_today_is_not_overdue() {
        let day = |text: &str| text.parse().unwrap();
        let mut invoice = invoice(InvoiceType::Invoice, InvoiceState::Issued, 0);
        invoice.due_on = Some(day("2025-10-26"));
        assert!(!invoice.is_overdue(day("2025-10-26")) && invoice.is_overdue(day("2025-10-27")));
        invoice.open = 0;
        assert!(!invoice.is_overdue(day("2025-10-27")));
    }
}
