//! What the models say, in sentences; list and profile share them.

use chrono::NaiveDate;

use super::model::{Model, ModelState};
use super::rhythm::Rhythm;
use super::trial::{Off, Trial};
use super::worth::QUARTER_DAYS;
use crate::web::{Page, i18n};

/// "viene cada 34 días a Masajes"; where that is not her own, "lo habitual en Masajes: cada 34 días"
pub fn every(page: &Page, days: i64, category: &str, is_own: bool) -> String {
    let key = match is_own {
        true => "value-every",
        false => "value-every-usual",
    };
    page.tv2(
        key,
        "days",
        page.tn("count-days", days),
        "category",
        category,
    )
}

/// "Suele venir cada 34 días a Masajes", or what is usual there.
pub fn habit(page: &Page, rhythm: &Rhythm) -> String {
    let key = match rhythm.is_own() {
        true => "value-habit",
        false => "value-habit-usual",
    };
    page.tv2(
        key,
        "days",
        page.tn("count-days", rhythm.interval),
        "category",
        &rhythm.category,
    )
}

/// In whole per cent: a forecast knows no more.
pub fn chance(page: &Page, p_alive: f64) -> String {
    page.percent((p_alive * 100.0).round() / 100.0)
}

/// "2 intentos, último ayer"
pub fn tried(page: &Page, attempts: i64, last: NaiveDate) -> String {
    let ago = page.tn("days-ago", (page.today - last).num_days());
    let count = page.number(attempts);
    let given = [
        ("n", attempts.into()),
        ("count", count.into()),
        ("ago", ago.into()),
    ];
    i18n::text(page.language, "call-list-tried", &given)
}

/// Why nothing is told, and what is missing.
pub fn untold(page: &Page, model: Option<&Model>) -> String {
    let missing = model.and_then(|model| model.missing).unwrap_or_default();
    match model.map(|model| model.state) {
        Some(ModelState::TooFew) => page.tn("value-too-few", missing),
        Some(ModelState::TooShort) => page.tn("value-too-short", missing),
        Some(ModelState::Unsettled) => page.t("value-unsettled"),
        _ => page.t("value-tonight"),
    }
}

pub fn base(page: &Page, model: &Model) -> String {
    let key = match model.sampled < model.customers {
        true => "value-base-sample",
        false => "value-base",
    };
    page.tv3(
        key,
        ("count", page.number(model.sampled)),
        ("total", page.number(model.customers)),
        ("date", page.date(&model.day)),
    )
}

pub fn parameters(page: &Page, model: &Model) -> Option<String> {
    let fit = model.fit()?;
    let figure = |value: f64, digits| page.organisation.locale.decimal(value, digits);
    let written = |named: &[(&str, f64)]| {
        let one = |(name, value): &(&str, f64)| format!("{name} = {}", figure(*value, 3));
        named.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    let (visits, spend) = (fit.visits, fit.spend);
    let bg_nbd = written(&[
        ("r", visits.r),
        ("α", visits.alpha),
        ("a", visits.a),
        ("b", visits.b),
    ]);
    let gamma = written(&[("p", spend.p), ("q", spend.q), ("v", spend.v)]);
    let likelihood = |value: f64| format!("LL {}", figure(value, 1));
    Some(page.tv2(
        "value-parameters",
        "visits",
        format!("{bg_nbd}; {}", likelihood(fit.visits_log_likelihood)),
        "spend",
        format!("{gamma}; {}", likelihood(fit.spend_log_likelihood)),
    ))
}

/// What was held back, for the errors that follow.
pub fn held_back(page: &Page, trial: &Trial) -> String {
    page.tv("value-held-back", "days", page.tn("count-days", trial.days))
}

/// Beside the visits of the next 90 days; `None` where an older program did not measure it.
pub fn first_visits_error(page: &Page, trial: &Trial) -> Option<String> {
    let off = trial.visits_90d?;
    Some(visits_error(page, QUARTER_DAYS, off))
}

/// How far visits were off in each period, the shorter one first.
pub fn visits_errors(page: &Page, trial: &Trial) -> Vec<String> {
    let whole = visits_error(page, trial.days, trial.visits);
    let is_same = trial.days == QUARTER_DAYS;
    let first = first_visits_error(page, trial).filter(|_| !is_same);
    first.into_iter().chain([whole]).collect()
}

fn visits_error(page: &Page, days: i64, off: Off) -> String {
    page.tv3(
        "value-visits-error",
        ("days", page.tn("count-days", days)),
        ("error", decimal(page, off.model)),
        ("own", decimal(page, off.own)),
    )
}

/// Beside the value of the next year: of as much of a year as could be held back.
pub fn spend_error(page: &Page, trial: &Trial) -> String {
    let money = |amount: f64| page.money(amount.round() as i64);
    page.tv3(
        "value-spend-error",
        ("days", page.tn("count-days", trial.days)),
        ("error", money(trial.spend.model)),
        ("own", money(trial.spend.own)),
    )
}

pub fn together(page: &Page, trial: &Trial) -> String {
    let whole = |value: f64| page.number(value.round() as i64);
    page.tv3(
        "value-together",
        ("customers", page.number(trial.customers as i64)),
        ("expected", whole(trial.visits_expected)),
        ("made", whole(trial.visits_made)),
    )
}

pub fn decimal(page: &Page, value: f64) -> String {
    page.organisation.locale.decimal(value, 1)
}
