//! The pages of campaigns. Drafts need the capability `campaign_drafts`, what sends or stops `campaign_start`.

mod drafts;

use actix_web::{HttpResponse, web};
use diesel::{PgConnection, QueryResult};

use super::actions::{self, Selection};
use super::approval::{self, Unsendable};
use super::forms::{ListQuery, StartForm};
use super::model::{Campaign, Head, Outcome, State};
use super::queries;
use super::report::HORIZONS;
use super::views::{IndexPage, ProgressPart, ResultsPage, ShowPage};
use crate::audit::Actor;
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{CampaignId, Capability, MemberId};
use crate::proposals::engine::EngineName;
use crate::web::{AppError, Flash, Form, Fragment, Keys, Pages, html, redirect, redirect_with};

pub use drafts::{create, delete, edit, example, new, test, update};

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CampaignDrafts)?;
    let asked: i64 = query.page.parse().unwrap_or(1);
    let (rows, pages) = db
        .run(move |conn| {
            let pages = Pages::new(asked, queries::count_campaigns(conn)?);
            Ok((queries::list_campaigns(conn, pages)?, pages))
        })
        .await?;
    html(&IndexPage {
        page: user.page(),
        rows,
        pages,
    })
}

/// What all campaigns brought in.
pub async fn results(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::CampaignDrafts)?;
    let heads = db.run(move |conn| heads(conn, None)).await?;
    html(&ResultsPage::new(user.page(), &heads))
}

/// The heads of each horizon.
fn heads(conn: &mut PgConnection, id: Option<CampaignId>) -> QueryResult<Vec<Vec<Head>>> {
    let of = |days| queries::list_heads(conn, id, days);
    HORIZONS.into_iter().map(of).collect()
}

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<CampaignId>,
    query: web::Query<ListQuery>,
    Fragment(is_fragment): Fragment,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CampaignDrafts)?;
    let id = path.into_inner();
    let campaign = db.run(move |conn| queries::find_campaign(conn, id)).await?;
    if is_fragment && campaign.state.is_over() {
        // Who watched its progress is shown what it came to.
        return Ok(HttpResponse::NoContent()
            .insert_header(("HX-Refresh", "true"))
            .finish());
    }
    if campaign.state == State::Draft {
        let (campaign, selection) = db
            .run(move |conn| Ok((actions::select(conn, &campaign)?, campaign)))
            .await
            .map(|(selection, campaign): (Selection, Campaign)| (campaign, selection))?;
        return html(&ShowPage::of_draft(user.page(), campaign, selection));
    }
    if is_fragment {
        let tallies = db
            .run(move |conn| queries::count_outcomes(conn, id))
            .await?;
        return html(&ProgressPart::new(user.page(), campaign, tallies));
    }
    let outcome: Option<Outcome> = query.outcome.parse().ok();
    let asked: i64 = query.page.parse().unwrap_or(1);
    // While it sends nothing is ripe.
    let is_over = campaign.state.is_over();
    let (tallies, heads, reactions) = db
        .run(move |conn| {
            let heads = is_over.then(|| heads(conn, Some(id))).transpose()?;
            let reactions = queries::list_reactions(conn, id)?;
            Ok((queries::count_outcomes(conn, id)?, heads, reactions))
        })
        .await?;
    let counted = tallies
        .iter()
        .filter(|tally| outcome.is_none_or(|wanted| tally.outcome == wanted));
    let total: i64 = counted.map(|tally| tally.count).sum();
    let pages = Pages::new(asked, total);
    let is_any_ready = tallies.iter().any(|tally| tally.outcome == Outcome::Ready);
    let engine = campaign.engine;
    let (rows, unsendable, fallbacks) = db
        .run(move |conn| {
            let unsendable = match is_any_ready && !is_over {
                true => approval::list_unsendable(conn, id)?,
                false => Unsendable::default(),
            };
            let fallbacks = match engine {
                EngineName::Builtin => Vec::new(),
                _ => queries::count_fallbacks(conn, id)?,
            };
            let rows = queries::list_outcomes(conn, id, outcome, pages)?;
            Ok((rows, unsendable, fallbacks))
        })
        .await?;
    let show = ShowPage::of_started(
        user.page(),
        campaign,
        tallies,
        (heads.as_deref(), reactions),
        (rows, outcome, pages),
    );
    html(&ShowPage {
        unsendable,
        fallbacks,
        ..show
    })
}

/// The campaign, for whoever may change it: whose draft it is, or who may start it.
async fn find_own(user: &SignedIn, db: &Db, id: CampaignId) -> Result<Campaign, AppError> {
    user.require(Capability::CampaignDrafts)?;
    let campaign = db.run(move |conn| queries::find_campaign(conn, id)).await?;
    if campaign.created_by != user.id() {
        user.require(Capability::CampaignStart)?;
    }
    Ok(campaign)
}

pub async fn start(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<CampaignId>,
    Form(form): Form<StartForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CampaignStart)?;
    let (actor, id) = (user.actor(), path.into_inner());
    db.transaction(move |conn| actions::start(conn, &actor, id, form.version))
        .await?;
    Ok(redirect(&page_of(id)))
}

type Step = fn(&mut PgConnection, &Actor, CampaignId) -> QueryResult<bool>;

pub async fn pause(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<CampaignId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    step(&user, &db, path.into_inner(), actions::pause).await
}

pub async fn resume(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<CampaignId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    step(&user, &db, path.into_inner(), actions::resume).await
}

pub async fn cancel(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<CampaignId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    step(&user, &db, path.into_inner(), actions::cancel).await
}

/// When somebody was faster, the page shows what it came to.
async fn step(
    user: &SignedIn,
    db: &Db,
    id: CampaignId,
    step: Step,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CampaignStart)?;
    let actor = user.actor();
    db.transaction::<_, AppError, _>(move |conn| Ok(step(conn, &actor, id)?))
        .await?;
    Ok(redirect(&page_of(id)))
}

/// Approves the proposals that were ticked.
pub async fn approve(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<CampaignId>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    let members = Some(ticked(&fields));
    approve_some(&user, &db, &keys, path.into_inner(), members).await
}

/// Approves all that wait for it.
pub async fn approve_all(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<CampaignId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    approve_some(&user, &db, &keys, path.into_inner(), None).await
}

async fn approve_some(
    user: &SignedIn,
    db: &Db,
    keys: &Keys,
    id: CampaignId,
    members: Option<Vec<MemberId>>,
) -> Result<HttpResponse, AppError> {
    find_own(user, db, id).await?;
    let actor = user.actor();
    let found = db
        .transaction::<_, AppError, _>(move |conn| {
            Ok(approval::approve(conn, &actor, id, members.as_deref())?)
        })
        .await?;
    let approved = user.frame().tn("campaign-approved", found.approved as i64);
    let flash = match found.unsendable {
        0 => Flash::ok(approved),
        unsendable => {
            let skipped = user.frame().tn("campaign-unapproved", unsendable as i64);
            Flash::warn(format!("{approved} {skipped}"))
        }
    };
    Ok(redirect_with(keys, &ready_of(id), flash))
}

/// Takes away the proposals that were ticked.
pub async fn reject(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<CampaignId>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    let id = find_own(&user, &db, path.into_inner()).await?.id;
    let (actor, members) = (user.actor(), ticked(&fields));
    let rejected = db
        .transaction::<_, AppError, _>(move |conn| {
            Ok(approval::reject(conn, &actor, id, &members)?)
        })
        .await?;
    let text = user.frame().tn("campaign-rejected", rejected as i64);
    Ok(redirect_with(&keys, &ready_of(id), Flash::ok(text)))
}

/// The members of a page that were ticked.
fn ticked(fields: &[(String, String)]) -> Vec<MemberId> {
    let ticked = fields.iter().filter(|(name, _)| name == "member");
    let ids = ticked.filter_map(|(_, value)| value.parse().ok());
    ids.take(usize::try_from(Pages::ROWS).unwrap_or(0))
        .collect()
}

fn page_of(id: CampaignId) -> String {
    format!("/campaigns/{id}")
}

fn ready_of(id: CampaignId) -> String {
    format!("{}?outcome={}", page_of(id), Outcome::Ready)
}
