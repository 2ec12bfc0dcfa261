//! The glue between actix and the features; it knows none of them.
//!
//! A request passes, from the outside in: request id and log ([`trace`]), security headers ([`headers`]), refusal of
//! foreign forms ([`csrf`]) and of what no text can hold, errors turned into pages ([`errors`]) or, under `/api`, into
//! JSON ([`api`]), then its handler.

pub mod api;
pub mod charts;
pub mod client;
mod cors;
pub mod csrf;
mod errors;
mod flash;
mod forms;
pub mod headers;
pub mod i18n;
mod keys;
mod nul;
mod own_values;
mod page;
mod pages;
mod render;
mod session_over;
mod sort;
pub mod spreadsheet;
mod statics;
pub mod trace;

pub use cors::allow_origins;
pub use errors::{AppError, error_pages};
pub use flash::{Flash, FlashKind, forget_shown, redirect_with};
pub use forms::{FieldErrors, Form, NoFields};
pub use keys::{Keys, random_token, token_hash};
pub use nul::refuse_nul_in_address;
pub use page::{Banner, Int, Page, Viewer, preferred_language};
pub use pages::Pages;
pub use render::{
    Fragment, attachment, conflict, html, is_fragment, lead_on, not_found, query, redirect,
    trigger, unprocessable,
};
pub use sort::Sort;
pub use statics::{asset, serve_static};
