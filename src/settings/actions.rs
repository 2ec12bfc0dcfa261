use diesel::PgConnection;

use super::model::{Cuts, Settings};
use super::queries::{self, CurrencyLock};
use crate::audit::{self, Actor, Change};
use crate::domain::UserId;
use crate::jobs::{self, NewJob};
use crate::web::AppError;

/// Brings the stored figures in line with what was decided: time zone and thresholds.
pub const APPLY_JOB: &str = "settings.apply";

pub fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    after: &Settings,
    version: i32,
) -> Result<(), AppError> {
    let (before, ..) = queries::find_settings(conn)?;
    if before.currency != after.currency {
        // Looked at again: an import may have begun, or ended, since the form was read.
        match queries::lock_currency(conn)? {
            CurrencyLock::Free => {}
            CurrencyLock::Busy => return Err(AppError::Conflict("settings-currency-busy")),
            CurrencyLock::Fixed => return Err(AppError::Conflict("settings-currency-taken")),
        }
    }
    if queries::update_settings(conn, after, version, by)? == 0 {
        return Err(AppError::Conflict("settings-changed-meanwhile"));
    }
    audit::record(conn, actor, &change(&before, after))?;
    jobs::enqueue(conn, NewJob::new(APPLY_JOB, &()))?;
    Ok(())
}

/// Stores how the thresholds of the scores are found, over the version that was read.
pub fn update_cuts(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    after: &Cuts,
    version: i32,
) -> Result<(), AppError> {
    let (before, _) = queries::find_cuts(conn)?;
    if queries::update_cuts(conn, after, version, by)? == 0 {
        return Err(AppError::Conflict("settings-changed-meanwhile"));
    }
    audit::record(conn, actor, &change_of_cuts(&before, after))?;
    jobs::enqueue(conn, NewJob::new(APPLY_JOB, &()))?;
    Ok(())
}

fn change_of_cuts(before: &Cuts, after: &Cuts) -> Change {
    Change::of_all("settings.updated", "settings")
        .field("rfm_cuts", before.rfm_cuts, after.rfm_cuts)
        .field("rfm_parts", before.rfm_parts, after.rfm_parts)
        .field(
            "rfm_days",
            (before.rfm_r3_days, before.rfm_r2_days),
            (after.rfm_r3_days, after.rfm_r2_days),
        )
        .field(
            "rfm_services",
            (before.rfm_f3, before.rfm_f2),
            (after.rfm_f3, after.rfm_f2),
        )
        .field(
            "rfm_spend",
            (before.rfm_m3, before.rfm_m2),
            (after.rfm_m3, after.rfm_m2),
        )
}

fn change(before: &Settings, after: &Settings) -> Change {
    Change::of_all("settings.updated", "settings")
        .field(
            "organisation_name",
            &before.organisation_name,
            &after.organisation_name,
        )
        .field("country", &before.country, &after.country)
        .field("currency", before.currency.code(), after.currency.code())
        .field("locale", &before.locale, &after.locale)
        .field("language", before.language, after.language)
        .field("time_zone", &before.time_zone, &after.time_zone)
        .field("hemisphere", before.hemisphere, after.hemisphere)
        .field("offer_percents", offers(before), offers(after))
        .field(
            "commercial_pause_days",
            before.commercial_pause_days,
            after.commercial_pause_days,
        )
        .field(
            "commercial_cap",
            before.commercial_cap,
            after.commercial_cap,
        )
        .field("tracks_clicks", before.tracks_clicks, after.tracks_clicks)
        .field("tracks_opens", before.tracks_opens, after.tracks_opens)
        .field(
            "stale_after_days",
            before.stale_after_days,
            after.stale_after_days,
        )
        .field(
            "mail_when_consent_unknown",
            before.mail_when_consent_unknown,
            after.mail_when_consent_unknown,
        )
        .field("booking_url", &before.booking_url, &after.booking_url)
        .field(
            "mail_footer_address",
            &before.mail_footer_address,
            &after.mail_footer_address,
        )
        .field(
            "proposals_engine",
            &before.proposals_engine,
            &after.proposals_engine,
        )
}

fn offers(row: &Settings) -> [i32; 3] {
    [
        row.offer_best_percent,
        row.offer_win_back_percent,
        row.offer_other_percent,
    ]
}
