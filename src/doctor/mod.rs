//! Whether everything that the program stands on is well: server, extensions, collations, schema, clock, disk, figures, queue,
//! PostgreSQL's programs for backups, and each connection to the outside.
//!
//! Owns no table. Addresses: `/admin/doctor`, and `/admin/doctor/checks`, which asks every connection anew. The command
//! `vinculo doctor` says the same in lines and ends with an exit code. What is good, bad or worth a look is said by the pure
//! [`rules`]; it mends nothing, migrates nothing, and shows no password.

mod facts;
mod handlers;
mod queries;
mod rules;
mod views;

use actix_web::web;

use crate::connections::Check;

pub use facts::{Facts, gather, unreachable};
pub use rules::{Finding, State, findings, worst};
pub use views::{text, title};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/admin/doctor", web::get().to(handlers::show))
        .route("/admin/doctor/checks", web::post().to(handlers::check));
}

/// What came of asking something outside, as a finding.
pub fn connection_finding(check: &Check) -> Finding {
    let (state, text) = match check.is_ok {
        true => (State::Fine, "doctor-connection-fine"),
        false => (State::Bad, "doctor-connection-bad"),
    };
    Finding {
        name: check.name.clone(),
        state,
        text,
        given: vec![
            ("ms", check.milliseconds.to_string()),
            ("detail", check.detail.clone()),
        ],
    }
}
