//! The pages of invoices: the list in `index`, what is billed in `form`, one of them in `show`, what is taken back of it in
//! `credit`.

mod credit;
mod form;
mod index;
mod show;

use super::model::PaymentMethod;
use crate::web::Page;

pub use credit::CreditPage;
pub use form::{CustomerContext, FormPage, PickPage};
pub use index::IndexPage;
pub use show::ShowPage;

/// How money comes in, by its name in a form.
pub(super) fn methods(page: &Page) -> Vec<(String, String)> {
    let named = |method: &PaymentMethod| (method.to_string(), method_name(page, method));
    PaymentMethod::ALL.iter().map(named).collect()
}

pub(super) fn method_name(page: &Page, method: &PaymentMethod) -> String {
    page.t(&format!("payment-method-{method}"))
}
