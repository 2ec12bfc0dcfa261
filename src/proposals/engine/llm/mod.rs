//! The engines that are language models: what they are told, what their answer amounts to, and what it cost. Pure; the
//! asking is `integrations::ai`'s.
//!
//! A model picks among candidates, orders them and words the mail. Names of services, prices, limits and dates are the
//! server's; neither name nor contact of the customer is told, nor a note unless an administrator has switched that on.

mod anonymous;
mod answer;
mod draft;
mod price;
mod prompt;

pub use anonymous::anonymous;
pub use answer::Answer;
pub use draft::{draft, fallback};
pub use price::{DEFAULT_PRICES, Prices};
pub use prompt::{Brief, Example, Voice, prompt};

/// What a call to a model took, whatever came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    pub model: String,
    pub input_tokens: u32,
    pub output_tokens: u32,
    /// Millionths of a dollar, which is what vendors bill in.
    pub cost_micros: i64,
    pub milliseconds: i32,
}
