//! How much of a list is written as a file.

use actix_web::HttpResponse;

use crate::auth::SignedIn;
pub use crate::web::spreadsheet::{Cell, answer};
use crate::web::{Flash, Keys, redirect_with};

/// So many rows at most: half a file whose sums are wrong is worse than none.
const MOST: i64 = 20_000;
/// As many as are asked for, to see whether there are more.
pub const ASKED: i64 = MOST + 1;

/// Where there are more rows than one file takes: back to the list, which says so.
pub fn refuse_too_many(
    user: &SignedIn,
    keys: &Keys,
    rows: usize,
    list: &str,
) -> Option<HttpResponse> {
    if i64::try_from(rows).is_ok_and(|rows| rows <= MOST) {
        return None;
    }
    let text = user
        .frame()
        .tv("export-too-many", "most", user.page().number(MOST));
    Some(redirect_with(keys, list, Flash::error(text)))
}
