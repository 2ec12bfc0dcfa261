use actix_web::{HttpRequest, HttpResponse, web};

use super::actions::{self, SaveError};
use super::columns::Columns;
use super::filters::{Filters, LAST_PAGE, with_list};
use super::forms::{
    Begun, CustomerForm, FormState, FromList, KnownQuery, LookupQuery, Posted, Rules,
};
use super::lookup;
use super::params::ListParams;
use super::queries::{self, Choice, Count, Direction, Row};
use super::search::Typed;
use super::views::list::{IndexPage, List, LookupPart, ResultsPart};
use super::views::{FormPage, KnownPart};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, CustomerId};
use crate::users::{self, User};
use crate::web::{
    AppError, Flash, Form, Fragment, Keys, client, conflict, html, redirect, redirect_with,
    unprocessable,
};

/// The query of the list with everybody, for who has another one to begin with.
const EVERYBODY: &str = "view=all";

/// So many words are offered; nobody reads more.
const OFFERED: i64 = 300;

/// A list that asks for nothing has the columns that were chosen last in this browser.
pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    fragment: Fragment,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersRead)?;
    let (by, is_bare) = (user.id(), request.query_string().is_empty());
    let params = ListParams::of_query(request.query_string()).with_figures(user.organisation());
    let are_chosen = params.part("chosen") == "yes";
    let own = &user.organisation().customer_fields;
    let mut filters = Filters::read(&params, by, own);
    let cookie = format!("vinculo_columns_{by}");
    if is_bare || request.query_string() == EVERYBODY {
        let kept = client::kept(&request, &cookie).unwrap_or_default();
        filters.columns = Columns::of_kept(&kept, own);
    }
    let columns = filters.columns.kept();
    let asked = filters.clone();
    let found = db
        .run(move |conn| {
            let choices = queries::list_choices(conn, by, asked.named_owner())?;
            // Whoever chose a list to begin with gets that one where none is asked for.
            let chosen = choices.iter().find(|choice| choice.is_default && is_bare);
            if let Some(view) = chosen.and_then(Choice::view) {
                return Ok(Err(view));
            }
            let (page, rows, count) = load_page(conn, &asked)?;
            Ok(Ok((page, rows, count, choices)))
        })
        .await?;
    let (page, rows, count, choices) = match found {
        Ok(found) => found,
        Err(view) => return Ok(redirect(&view.href())),
    };
    filters.page = page;
    let list = List::new(user.frame(), filters, rows, count, choices);
    let mut response = match fragment.0 {
        true => html(&ResultsPart {
            page: user.page(),
            found: list,
        }),
        false => html(&IndexPage {
            page: user.page(),
            found: list,
        }),
    }?;
    if are_chosen {
        client::keep(&request, &mut response, &cookie, &columns);
    }
    Ok(response)
}

/// The page asked for, or the last one there is.
fn load_page(
    conn: &mut diesel::PgConnection,
    filters: &Filters,
) -> diesel::QueryResult<(i64, Vec<Row>, Count)> {
    let asked = filters.page.min(LAST_PAGE);
    let sort = match (&filters.typed, filters.order()) {
        (Typed::TooShort, _) => return Ok((1, Vec::new(), Count::Exactly(0))),
        (Typed::Search(search), None) => {
            let (rows, count) = queries::search_customers(conn, filters, search, asked)?;
            if rows.is_empty() && asked > 1 {
                let (rows, count) = queries::search_customers(conn, filters, search, 1)?;
                return Ok((1, rows, count));
            }
            return Ok((asked, rows, count));
        }
        (_, sort) => sort.unwrap_or_default(),
    };
    let (page, mut rows, count) = queries::list_page(conn, filters, sort, asked)?;
    let Typed::Search(search) = &filters.typed else {
        return Ok((page, rows, count));
    };
    let similar = queries::list_similar(conn, filters, search, count.at_least())?;
    let count = Count::capped(count.at_least() + similar.len() as i64);
    rows.extend(similar);
    Ok((page, rows, count))
}

/// From a profile to the one behind or before it in the list that one came from.
pub async fn next(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CustomerId>,
    query: web::Query<FromList>,
) -> Result<HttpResponse, AppError> {
    go(
        &user,
        &db,
        &keys,
        (id.into_inner(), Direction::Next),
        &query.list,
    )
    .await
}

pub async fn previous(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CustomerId>,
    query: web::Query<FromList>,
) -> Result<HttpResponse, AppError> {
    go(
        &user,
        &db,
        &keys,
        (id.into_inner(), Direction::Previous),
        &query.list,
    )
    .await
}

async fn go(
    user: &SignedIn,
    db: &Db,
    keys: &Keys,
    (id, direction): (CustomerId, Direction),
    list: &str,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersRead)?;
    let own = &user.organisation().customer_fields;
    let filters = Filters::of_query(list, user.id(), own);
    let found = db
        .run(move |conn| queries::find_neighbour(conn, &filters, id, direction))
        .await?;
    let to = |id: CustomerId| with_list(&profile(id), list);
    let text = match (found, direction) {
        (Some(found), _) => return Ok(redirect(&to(found))),
        (None, Direction::Next) => "customers-list-end",
        (None, Direction::Previous) => "customers-list-begin",
    };
    let flash = Flash::warn(user.frame().t(text));
    Ok(redirect_with(keys, &to(id), flash))
}

/// Who may be meant by what was typed in a form so far: a part of a page.
pub async fn lookup(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<LookupQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersRead)?;
    let (typed, by) = (query.into_inner().customer_name, user.id());
    let asked = typed.clone();
    let found = db.run(move |conn| lookup::find(conn, &asked, by)).await?;
    html(&LookupPart {
        page: user.page(),
        typed: typed.trim().to_owned(),
        found,
    })
}

/// What is offered while somebody types in a field: a part of a page.
pub async fn known(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<KnownQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let field = query.field;
    let names = db
        .run(move |conn| queries::list_known(conn, field, OFFERED))
        .await?;
    html(&KnownPart { names })
}

pub async fn new(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<Begun>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let (owners, begun) = (list_owners(&db).await?, query.into_inner());
    let form = CustomerForm {
        full_name: begun.full_name,
        email: begun.email,
        phone: begun.phone,
        ..CustomerForm::blank()
    };
    html(&FormPage::new(user.page(), None, form, owners))
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(posted): Form<Posted>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let owners = list_owners(&db).await?;
    let form = posted.form.cleaned().known_by(user.organisation());
    let state = posted.state;
    let (actor, rules) = (user.actor(), rules(&user, &owners));
    let (entry, extra) = (form.clone(), state.clone());
    let stored = db
        .transaction::<_, SaveError, _>(move |conn| {
            actions::create_from_form(conn, &actor, &entry, &extra, &rules)
        })
        .await;
    match stored {
        Ok(customer) => {
            let text = user.frame().t("customers-created");
            Ok(redirect_with(&keys, &profile(customer.id), Flash::ok(text)))
        }
        Err(error) => refuse(FormPage::new(user.page(), None, form, owners), state, error),
    }
}

pub async fn edit(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<CustomerId>,
    query: web::Query<FromList>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let id = path.into_inner();
    let (customer, consents, owners) = db
        .run(move |conn| {
            Ok((
                queries::find_customer(conn, id)?,
                queries::list_consents(conn, id)?,
                users::queries::list_users(conn)?,
            ))
        })
        .await?;
    if customer.erased_at.is_some() {
        return Err(AppError::NotFound);
    }
    let form = CustomerForm::of(&customer, &consents, user.organisation());
    let state = FormState::of(&form, customer.version);
    let mut page = FormPage::new(user.page(), Some(id), form, owners);
    page.title = customer.full_name;
    page.list = query.into_inner().list;
    page.state = state;
    html(&page)
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<CustomerId>,
    query: web::Query<FromList>,
    Form(posted): Form<Posted>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let id = path.into_inner();
    let owners = list_owners(&db).await?;
    let form = posted.form.cleaned().known_by(user.organisation());
    let state = posted.state;
    let (actor, rules) = (user.actor(), rules(&user, &owners));
    let (entry, extra) = (form.clone(), state.clone());
    let stored = db
        .transaction::<_, SaveError, _>(move |conn| {
            actions::change_from_form(conn, &actor, id, &entry, &extra, &rules)
        })
        .await;
    match stored {
        Ok(_) => {
            let text = user.frame().t("changes-saved");
            let back = with_list(&profile(id), &query.list);
            Ok(redirect_with(&keys, &back, Flash::ok(text)))
        }
        Err(error) => {
            let mut page = FormPage::new(user.page(), Some(id), form, owners);
            page.list = query.into_inner().list;
            refuse(page, state, error)
        }
    }
}

/// The form again with what is wrong, or with what somebody else changed meanwhile.
fn refuse(
    mut page: FormPage,
    state: FormState,
    error: SaveError,
) -> Result<HttpResponse, AppError> {
    page.title = state
        .shown()
        .map(|shown| shown.full_name)
        .unwrap_or_default();
    match error {
        SaveError::Database(error) => Err(error.into()),
        SaveError::Invalid(problems) => {
            page.state = state;
            page.problems = *problems;
            unprocessable(&page)
        }
        SaveError::Overtaken(overtaken) => {
            page.overtake(&state, *overtaken);
            conflict(&page)
        }
    }
}

async fn list_owners(db: &Db) -> Result<Vec<User>, AppError> {
    Ok(db.run(users::queries::list_users).await?)
}

fn rules(user: &SignedIn, owners: &[User]) -> Rules {
    Rules {
        organisation: user.organisation().clone(),
        today: user.today(),
        owners: owners.iter().map(|owner| owner.id).collect(),
        sets_credit: user.may(Capability::InvoicesWrite),
    }
}

fn profile(id: CustomerId) -> String {
    format!("/customers/{id}")
}
