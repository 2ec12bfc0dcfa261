use diesel::define_sql_function;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use crate::db::schema::proposals;

define_sql_function! {
    /// The version that a mail is made with; see the step that creates it.
    fn mail_template_version(
        is_made: Bool,
        made_with: Nullable<BigInt>,
        asked: Nullable<BigInt>,
        of_segment: Text,
        of_language: Text,
    ) -> Nullable<BigInt>;
}

/// The version that the mail of each proposal is made with.
#[auto_type]
pub fn version_of_proposal() -> _ {
    mail_template_version(
        proposals::message_id.is_not_null(),
        proposals::template_version_id,
        proposals::template_id,
        proposals::segment,
        proposals::language,
    )
}
