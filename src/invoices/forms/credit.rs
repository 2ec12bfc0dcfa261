use super::{REASON_MAX, REFERENCE_MAX, read_required, read_text};
use crate::activities::read_day;
use crate::domain::Locale;
use crate::invoices::actions::{CreditOrder, Credited, Refunding};
use crate::invoices::quantity;
use crate::web::FieldErrors;

/// A credit note as it is typed: how much of each line.
#[derive(Debug, Clone, Default)]
pub struct CreditForm {
    /// Of the invoice, when it was read.
    pub version: i32,
    /// By position of the line.
    pub quantities: Vec<(i32, String)>,
    pub reason: String,
    /// Where something is paid: how it goes back.
    pub refunded_on: String,
    pub method: String,
    pub reference: String,
}

impl From<Vec<(String, String)>> for CreditForm {
    fn from(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "version" => form.version = value.parse().unwrap_or_default(),
                "reason" => form.reason = value,
                "refunded_on" => form.refunded_on = value,
                "method" => form.method = value,
                "reference" => form.reference = value,
                name => {
                    let position = name.strip_prefix("take-").and_then(|at| at.parse().ok());
                    if let Some(position) = position {
                        form.quantities.push((position, value));
                    }
                }
            }
        }
        form
    }
}

impl CreditForm {
    pub fn quantity(&self, position: i32) -> &str {
        let typed = self.quantities.iter().find(|(at, _)| *at == position);
        typed.map_or("", |(_, typed)| typed)
    }

    /// What is taken back, why, and how money goes back where the form asks it; a line whose field is empty or zero stays.
    pub fn read(&self, locale: &Locale) -> Result<CreditOrder, FieldErrors> {
        let mut errors = FieldErrors::default();
        let reason = read_required(&self.reason, REASON_MAX);
        let reason = errors.check("reason", reason);
        let mut lines = Vec::new();
        for (position, typed) in &self.quantities {
            if matches!(typed.trim(), "" | "0") {
                continue;
            }
            if let Some(quantity) = errors.check("lines", quantity::read(typed, locale)) {
                lines.push((*position, quantity));
            }
        }
        if lines.is_empty() && errors.get("lines").is_none() {
            errors.add("lines", "invoice-error-no-lines");
        }
        let refund = self.read_refund(&mut errors);
        match (reason, errors.is_empty()) {
            (Some(reason), true) => Ok(CreditOrder {
                credited: Credited::Lines(lines),
                reason,
                refund,
            }),
            _ => Err(errors),
        }
    }

    /// `None` where nothing is paid: then the form does not ask.
    fn read_refund(&self, errors: &mut FieldErrors) -> Option<Refunding> {
        if self.refunded_on.is_empty() && self.method.is_empty() {
            return None;
        }
        let day = read_day(&self.refunded_on).and_then(|day| day.ok_or("field-required"));
        let day = errors.check("refunded_on", day);
        let method = errors.check("method", self.method.parse().map_err(|_| "field-choice"));
        let reference = errors.check("reference", read_text(&self.reference, REFERENCE_MAX));
        Some(Refunding {
            refunded_on: day?,
            method: method?,
            reference: reference?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_note_needs_a_line_and_a_reason() {
        let form = |typed: &str, reason: &str| {
            CreditForm::from(vec![
                ("take-1".to_owned(), typed.to_owned()),
                ("reason".to_owned(), reason.to_owned()),
            ])
        };
        let read = form("0,5", "Error").read(&Locale::default()).unwrap();
        let expected = CreditOrder {
            credited: Credited::Lines(vec![(1, 500)]),
            reason: "Error".to_owned(),
            refund: None,
        };
        assert_eq!(read, expected);
        let errors = form("0", " ").read(&Locale::default()).unwrap_err();
        assert_eq!(errors.get("reason"), Some("field-required"));
        assert_eq!(errors.get("lines"), Some("invoice-error-no-lines"));
    }
}
