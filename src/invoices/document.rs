//! A document with all that belongs to it, as its page and its PDF show it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::model::{Delivery, Invoice, Line, Payment, Refund};
use crate::domain::UserId;

#[derive(Debug, Clone, Deserialize)]
pub struct Document {
    pub invoice: Invoice,
    pub lines: Vec<Line>,
    pub payments: Vec<Payment>,
    pub refunds: Vec<Refund>,
    pub credit_notes: Vec<Invoice>,
    /// What a credit note corrects.
    pub corrects: Option<Invoice>,
    pub deliveries: Vec<Delivery>,
    pub lacks: Lacks,
    /// Who noted payments and refunds, by their id.
    pub authors: BTreeMap<String, String>,
    /// What the taxes of its lines are called today, by basis points.
    pub tax_names: BTreeMap<String, String>,
}

impl Document {
    /// The name of who noted money; nobody's where a program did.
    pub fn author(&self, id: Option<UserId>) -> Option<&str> {
        self.authors.get(&id?.to_string()).map(String::as_str)
    }

    pub fn tax_name(&self, basis_points: i32) -> Option<&str> {
        let name = self.tax_names.get(&basis_points.to_string());
        name.map(String::as_str)
    }
}

/// What a document that is not issued yet would lack for ever.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Lacks {
    /// The issuer's tax id, without which nothing is issued.
    pub issuer: bool,
    /// The customer's.
    pub customer: bool,
}
