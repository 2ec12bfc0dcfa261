//! Value types without I/O: what the other folders parse into at the edge, so that a wrong value cannot get further.
//!
//! Owns no table and no address. Refuses to know actix, a connection, the clock or the environment: whoever calls
//! passes `today` and `now`. The only diesel here says how a type is stored in a column.

mod text_enum;
mod typed_money;

pub mod access;
pub mod amount;
pub mod country;
mod customer_move;
mod taken_back;
pub mod email;
mod erasure;
pub mod format;
pub mod ids;
pub mod local_time;
pub mod money;
pub mod organisation;
pub mod own_field;
mod own_values;
pub mod period;
pub mod person_name;
pub mod phone;
pub mod public_id;
pub mod tax_id;
pub mod text;

pub use access::{Capability, Role, Scope};
pub use customer_move::CustomerMove;
pub use email::EmailAddress;
pub use erasure::Erasure;
pub use format::{Locale, read_decimal};
pub use ids::*;
pub use money::{Currency, average};
pub use organisation::{Hemisphere, Language, OfferLimits, Organisation, RfmThresholds, Theme};
pub use own_field::{OwnField, OwnKey, OwnKind, Unreadable};
pub use own_values::own_values;
pub use period::{Period, Season};
pub use phone::Phone;
pub use public_id::{Public, PublicId, read_public_id};
pub use taken_back::TakenBack;
pub use tax_id::TaxId;
pub use text::{clean, fold, words_of};
pub use text_enum::UnknownValue;
pub use typed_money::{MoneyError, read as read_money};
