use actix_web::{HttpResponse, web};
use diesel::{PgConnection, QueryResult};

use super::actions::at_quantiles;
use super::forms::CutsForm;
use super::queries;
use super::views::{Proposed, ThresholdsPage};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, Organisation, RfmThresholds};
use crate::segments::export as file;
use crate::segments::members::MembersPage;
use crate::settings::queries as settings;
use crate::settings::{CutMode, Cuts, actions};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, Pages, html, query, redirect, redirect_with,
    spreadsheet, unprocessable,
};

/// Where the customers of a step are listed.
const CUSTOMERS: &str = "/segments/thresholds/customers";

/// The cuts, and who would move with those that the address asks for.
pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    form: web::Query<CutsForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Segments)?;
    let form = form.into_inner();
    let page = load(&user, &db, form, FieldErrors::default()).await?;
    match page.errors.is_empty() {
        true => html(&page),
        false => unprocessable(&page),
    }
}

async fn load(
    user: &SignedIn,
    db: &Db,
    form: CutsForm,
    mut errors: FieldErrors,
) -> Result<ThresholdsPage, AppError> {
    let organisation = user.organisation().clone();
    let asked = form.clone();
    let (stored, version, customers, read) = db
        .run(move |conn| {
            let (stored, version) = settings::find_cuts(conn)?;
            let (day, customers) = queries::find_base(conn)?;
            let read = match asked
                .is_asked()
                .then(|| asked.parse(&stored, &organisation))
            {
                None => Ok(None),
                Some(Err(errors)) => Err(errors),
                Some(Ok(cuts)) => {
                    let cuts = computed(conn, cuts, day, customers)?;
                    let moves = queries::list_moves(conn, &cuts.thresholds())?;
                    Ok(Some(Proposed { cuts, moves }))
                }
            };
            Ok((stored, version, customers, read))
        })
        .await?;
    let proposed = read.unwrap_or_else(|wrong| {
        wrong.iter().for_each(|(field, key)| errors.add(field, key));
        None
    });
    let organisation = user.organisation();
    let form = match &proposed {
        // Of quantiles the form shows what they come to.
        Some(found) if found.cuts.rfm_cuts == CutMode::Quantiles => {
            CutsForm::of(&found.cuts, version, organisation)
        }
        None if !form.is_asked() => CutsForm::of(&stored, version, organisation),
        _ => CutsForm { version, ..form },
    };
    Ok(ThresholdsPage {
        page: user.page(),
        form,
        errors,
        stored,
        customers,
        proposed,
    })
}

/// Cuts as they would hold: quantiles with their thresholds.
fn computed(
    conn: &mut PgConnection,
    cuts: Cuts,
    day: chrono::NaiveDate,
    customers: i64,
) -> QueryResult<Cuts> {
    match cuts.rfm_cuts {
        CutMode::Fixed => Ok(cuts),
        CutMode::Quantiles => at_quantiles(conn, &cuts, day, customers),
    }
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(form): Form<CutsForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Segments)?;
    user.require(Capability::Settings)?;
    let (actor, id, organisation) = (user.actor(), user.id(), user.organisation().clone());
    let typed = form.clone();
    let stored = db
        .transaction::<_, AppError, _>(move |conn| {
            let (before, _) = settings::find_cuts(conn)?;
            let Ok(cuts) = typed.parse(&before, &organisation) else {
                return Ok(false);
            };
            let (day, customers) = queries::find_base(conn)?;
            let after = computed(conn, cuts, day, customers)?;
            actions::update_cuts(conn, &actor, id, &after, typed.version)?;
            Ok(true)
        })
        .await;
    match stored {
        Ok(true) => Ok(redirect_with(
            &keys,
            "/segments/thresholds",
            Flash::ok(user.frame().t("thresholds-saved")),
        )),
        // What is wrong is found again and named at its field.
        Ok(false) => unprocessable(&load(&user, &db, form, FieldErrors::default()).await?),
        // What was typed stays; beside each field stands what holds by now.
        Err(AppError::Conflict(key)) => {
            let errors = FieldErrors::from([("form", key)]);
            unprocessable(&load(&user, &db, form, errors).await?)
        }
        Err(error) => Err(error),
    }
}

/// Who would go from one segment to another.
pub async fn customers(
    user: SignedIn,
    db: web::Data<Db>,
    form: web::Query<CutsForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Segments)?;
    let (form, organisation) = (form.into_inner(), user.organisation().clone());
    let step = form.step()?;
    let asked = form.clone();
    let found = db
        .run(move |conn| {
            let Some(thresholds) = find_asked(conn, &asked, &organisation)? else {
                return Ok(None);
            };
            let moves = queries::list_moves(conn, &thresholds)?;
            let count = moves.iter().find(|found| (found.from, found.to) == step);
            let count = count.map_or(0, |found| found.customers);
            let pages = Pages::new(asked.page.parse().unwrap_or(1), count);
            let members =
                queries::list_members(conn, &thresholds, step, Pages::ROWS, pages.offset())?;
            Ok(Some((members, pages)))
        })
        .await?;
    let above = query("/segments/thresholds", &form.pairs());
    let Some((members, pages)) = found else {
        return Ok(redirect(&above));
    };
    let pairs = form.pairs_of_step();
    html(&MembersPage {
        intro: user.frame().t("thresholds-members"),
        page: user.page(),
        above: (above, "thresholds-title"),
        step,
        spend_key: "profile-spend",
        members,
        pages,
        base: format!("{}&", query(CUSTOMERS, &pairs)),
        export: query(&format!("{CUSTOMERS}/export"), &pairs),
    })
}

/// The thresholds that an address asks for, quantiles computed; `None` where they cannot be read.
fn find_asked(
    conn: &mut PgConnection,
    form: &CutsForm,
    organisation: &Organisation,
) -> QueryResult<Option<RfmThresholds>> {
    let (stored, _) = settings::find_cuts(conn)?;
    let Ok(cuts) = form.parse(&stored, organisation) else {
        return Ok(None);
    };
    let (day, customers) = queries::find_base(conn)?;
    Ok(Some(computed(conn, cuts, day, customers)?.thresholds()))
}

/// The same list as a file.
pub async fn export_customers(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    form: web::Query<CutsForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Segments)?;
    user.require(Capability::Exports)?;
    let (form, organisation) = (form.into_inner(), user.organisation().clone());
    let step = form.step()?;
    let asked = form.clone();
    let members = db
        .run(move |conn| {
            let Some(thresholds) = find_asked(conn, &asked, &organisation)? else {
                return Ok(None);
            };
            queries::list_members(conn, &thresholds, step, spreadsheet::ASKED, 0).map(Some)
        })
        .await?;
    let Some(members) = members else {
        return Ok(redirect(&query("/segments/thresholds", &form.pairs())));
    };
    let list = query(CUSTOMERS, &form.pairs_of_step());
    file::answer(&user, &db, &keys, &list, "profile-spend", &members).await
}
