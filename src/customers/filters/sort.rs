//! The order of the list. Pure.

use crate::text_enum;
use crate::web;

text_enum! {
    #[derive(Default)]
    pub enum SortKey {
        #[default]
        Name = "name",
        Services = "services",
        Spend = "spend",
        Last = "last",
        Created = "created",
    }
}

/// By name unless another order is asked for.
pub type Sort = web::Sort<SortKey>;
