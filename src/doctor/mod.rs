//! Whether everything that the program stands on is well: server, extensions, collations, schema, clock, disk, figures, queue,
//! PostgreSQL's programs for backups, and each connection to the outside.
//!
//! Owns no table. Addresses: `/admin/doctor`, and `/admin/doctor/checks`, which asks every connection anew. The command
//! `vinculo doctor` says the same in lines and ends with an exit code. What is good, bad or worth a look is said by the pure
//! [`rules`]; it mends nothing, migrates nothing, and shows no password.

mod facts;
mod given;
mod handlers;
mod queries;
mod rules;
mod views;

use actix_web::web;
use chrono::{DateTime, Utc};

use crate::connections::Check;

pub use facts::{Facts, free_bytes, gather, is_ready, unasked, unreachable};
pub use given::Given;
pub use rules::{Finding, State, findings, no_mail, worst};
pub use views::{text, title};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/admin/doctor", web::get().to(handlers::show))
        .route("/admin/doctor/checks", web::post().to(handlers::check));
}

/// What came of asking something outside, as a finding; `moment` says in words when that was.
pub fn connection_finding(check: &Check, moment: String, now: DateTime<Utc>) -> Finding {
    let (state, text) = rules::connection(check.is_ok, now - check.checked_at);
    Finding {
        name: check.name.clone(),
        state,
        text,
        given: vec![
            ("ms", Given::Number(check.milliseconds.into())),
            ("detail", check.detail.clone().into()),
            ("moment", moment.into()),
        ],
    }
}
