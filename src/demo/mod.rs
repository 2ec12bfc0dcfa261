//! The demo business: a spa with customers, five years of history, a user per role and an office at work; or a large one
//! that is made up, without an office.
//!
//! Writes through the owners of the tables, in one transaction. Refuses a database that holds anything already. Its data
//! are in `demo/`, compiled into the program.

mod catalogue;
mod large;
mod names;
mod office;
mod own_fields;
mod people;
mod queries;
mod random;
mod spa;

use chrono::Days;
use diesel::{Connection as _, PgConnection};

use crate::audit::Actor;
use crate::auth::{self, Clock};
use crate::domain::{Currency, Hemisphere, Language};
use crate::history::metrics;
use crate::imports::{self, DEFAULT_SOURCE, ImportError, Kind, Order, Report, Sheet};
use crate::invoices::{
    self,
    queries::setup::{Issuer, TaxEntry},
};
use crate::users::actions::UserError;
use crate::web::AppError;
use crate::{proposals, services, settings};

pub use large::Large;
pub use people::SignIn;
pub use queries::is_empty;

/// What the settings say of a demo.
const BUSINESS: settings::Demo = settings::Demo {
    organisation_name: "Aremko Spa",
    country: "CL",
    currency: Currency::CLP,
    locale: "es-CL",
    language: Language::Es,
    time_zone: "America/Santiago",
    hemisphere: Hemisphere::Southern,
    booking_url: "https://aremko.example/reservas",
    mail_footer_address: "Aremko Spa, Puerto Varas, Chile",
};

/// IVA, in hundredths of a percent.
const TAX: i32 = 1900;

#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("the database is not empty: the demo business is loaded into an empty one only")]
    NotEmpty,
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    User(#[from] UserError),
    #[error("a password could not be made: {0}")]
    Password(anyhow::Error),
    /// The office works with people who come often.
    #[error("too few customers for the demo's office")]
    NoGuests,
    #[error(transparent)]
    Billing(#[from] invoices::BillingError),
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// What was loaded, and who may sign in.
pub struct Loaded {
    pub customers: Report,
    pub history: Report,
    pub sign_ins: Vec<SignIn>,
}

/// Loads the spa, or with `large` a made-up business of that size. Its newest service is the day before the clock's.
pub fn load(
    conn: &mut PgConnection,
    clock: Clock,
    large: Option<Large>,
) -> Result<Loaded, DemoError> {
    let people = people::with_new_passwords().map_err(DemoError::Password)?;
    conn.transaction(|conn| {
        if !queries::is_empty(conn)? {
            return Err(DemoError::NotEmpty);
        }
        settings::queries::update_as_demo(conn, &BUSINESS)?;
        bill(conn)?;
        let today = clock.today(&auth::queries::find_organisation(conn)?);
        metrics::move_business_day(conn, today)?;
        let yesterday = today - Days::new(1);
        let (customers, history) = match large {
            Some(large) => (large.customers(yesterday), large.history(yesterday)),
            None => (
                spa::customers(yesterday).map_err(ImportError::from)?,
                spa::history(yesterday).map_err(ImportError::from)?,
            ),
        };
        let loaded = Loaded {
            customers: import(conn, Kind::Customers, customers)?,
            history: import(conn, Kind::History, history)?,
            sign_ins: people::create(conn, people)?,
        };
        for offer in catalogue::OFFERS {
            services::queries::update_price(conn, offer.category, offer.name, offer.price)?;
        }
        own_fields::create(conn)?;
        // Of a large one the worker learns: it takes as long as the import.
        if large.is_none() {
            own_fields::answer(conn)?;
            proposals::learn(conn)?;
            let organisation = auth::queries::find_organisation(conn)?;
            office::load(conn, organisation, today)?;
        }
        Ok(loaded)
    })
}

/// What invoices of the business are made with.
fn bill(conn: &mut PgConnection) -> diesel::QueryResult<()> {
    let issuer = Issuer {
        legal_name: "Servicios Aremko SpA".to_owned(),
        tax_id: "76.086.428-5".to_owned(),
        address: "Puerto Varas, Chile".to_owned(),
        term_days: 30,
        prices_include_tax: None,
    };
    let tax = TaxEntry {
        name: "IVA 19%".to_owned(),
        basis_points: TAX,
        is_default: true,
        active: true,
    };
    invoices::queries::setup::insert_demo(conn, &issuer, &tax)
}

fn import(conn: &mut PgConnection, kind: Kind, sheet: Sheet) -> Result<Report, ImportError> {
    let order = Order {
        kind,
        source: DEFAULT_SOURCE.to_owned(),
        file_name: format!("demo: {kind}"),
        dry_run: false,
        actor: Actor::program("demo"),
    };
    imports::run(conn, &order, sheet)
}
