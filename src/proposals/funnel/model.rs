use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Double, Nullable, Text};

use crate::text_enum;

text_enum! {
    /// By what the proposals are told apart.
    pub enum Dimension {
        Month = "month",
        Segment = "segment",
        Engine = "engine",
        Template = "template",
        Person = "person",
        Campaign = "campaign",
    }
}

/// How many proposals came how far; each step counts those of the next as well.
#[derive(Debug, Clone, Default, PartialEq, QueryableByName)]
pub struct Steps {
    /// `None`: all together.
    #[diesel(sql_type = Nullable<Text>)]
    pub key: Option<String>,
    /// A name for the key where it is an id.
    #[diesel(sql_type = Nullable<Text>)]
    pub label: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub generated: i64,
    /// Read and let go by a person, or sent by one.
    #[diesel(sql_type = BigInt)]
    pub approved: i64,
    /// A mail server took it.
    #[diesel(sql_type = BigInt)]
    pub sent: i64,
    /// A vendor reported it, or a person opened it.
    #[diesel(sql_type = BigInt)]
    pub delivered: i64,
    #[diesel(sql_type = BigInt)]
    pub opened: i64,
    #[diesel(sql_type = BigInt)]
    pub clicked: i64,
    /// The customer came within [`VISIT_DAYS`] of the sending; not a step after the click, many come without one.
    #[diesel(sql_type = BigInt)]
    pub visited: i64,
    /// Changed by a person before it left.
    #[diesel(sql_type = BigInt)]
    pub edited: i64,
    /// The median from written to sent.
    #[diesel(sql_type = Nullable<Double>)]
    pub seconds_to_send: Option<f64>,
}

/// A visit later than this is not told from any other.
pub const VISIT_DAYS: i32 = 30;

impl Steps {
    /// The steps in their order, by the words for them.
    pub fn counts(&self) -> [(&'static str, i64); 7] {
        [
            ("generated", self.generated),
            ("approved", self.approved),
            ("sent", self.sent),
            ("delivered", self.delivered),
            ("opened", self.opened),
            ("clicked", self.clicked),
            ("visited", self.visited),
        ]
    }

    /// Of those generated; `None` without any.
    pub fn edited_share(&self) -> Option<f64> {
        (self.generated > 0).then(|| self.edited as f64 / self.generated as f64)
    }
}
