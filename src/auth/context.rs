//! Extractors: who asks, and the frame of the page they get.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use chrono::{NaiveDate, Utc};

use super::queries::{self, Front};
use crate::audit::Actor;
use crate::db::Db;
use crate::domain::{Capability, Organisation, Role, UserId};
use crate::web::i18n;
use crate::web::{AppError, Banner, Flash, Keys, Page, Viewer, client, csrf, token_hash, trace};

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, AppError>>>>;

/// Which day it is for the business: the organisation's own, unless `VINCULO_TODAY` pins one.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    pub pinned: Option<NaiveDate>,
}

impl Clock {
    pub fn today(&self, organisation: &Organisation) -> NaiveDate {
        self.pinned.unwrap_or_else(|| {
            Utc::now()
                .with_timezone(&organisation.time_zone)
                .date_naive()
        })
    }
}

/// A signed-in person. Asking for one is what makes an address private.
pub struct SignedIn {
    viewer: Viewer,
    page: Page,
    request_id: String,
}

impl SignedIn {
    pub fn id(&self) -> UserId {
        self.viewer.id
    }

    pub fn role(&self) -> Role {
        self.viewer.role
    }

    /// The frame of the page that this person gets.
    pub fn page(&self) -> Page {
        self.page.clone()
    }

    /// The frame by reference, for texts outside a page.
    pub fn frame(&self) -> &Page {
        &self.page
    }

    pub fn organisation(&self) -> &Organisation {
        &self.page.organisation
    }

    /// The business date.
    pub fn today(&self) -> NaiveDate {
        self.page.today
    }

    pub fn may(&self, capability: Capability) -> bool {
        self.viewer.role.can(capability)
    }

    /// Refuses whoever lacks the capability.
    pub fn require(&self, capability: Capability) -> Result<(), AppError> {
        if self.may(capability) {
            Ok(())
        } else {
            Err(AppError::Forbidden)
        }
    }

    /// For the audit log.
    pub fn actor(&self) -> Actor {
        Actor {
            user_id: Some(self.viewer.id),
            name: self.viewer.name.clone(),
            request_id: Some(self.request_id.clone()),
        }
    }
}

impl FromRequest for SignedIn {
    type Error = AppError;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let page = load_page(&request).await?;
            let viewer = page.viewer.clone().ok_or(AppError::SignInNeeded)?;
            Ok(Self {
                viewer,
                page,
                request_id: trace::request_id(&request),
            })
        })
    }
}

/// The frame for a page that anybody may see.
pub struct MaybeSignedIn {
    pub page: Page,
}

impl FromRequest for MaybeSignedIn {
    type Error = AppError;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            Ok(Self {
                page: load_page(&request).await?,
            })
        })
    }
}

async fn load_page(request: &HttpRequest) -> Result<Page, AppError> {
    let db = request
        .app_data::<web::Data<Db>>()
        .ok_or(AppError::NotFound)?;
    let hash = client::session_token(request)
        .map(|token| token_hash(&token))
        .unwrap_or_default();
    let is_somebody_there = !is_poll(request);
    let front = db
        .run(move |conn| {
            let front = queries::find_front(conn, &hash)?;
            if is_somebody_there && front.needs_touch(Utc::now()) {
                queries::touch_session(conn, &hash)?;
            }
            Ok(front)
        })
        .await?;
    let page = page_of(request, front);
    // An error further on is shown in this frame.
    request.extensions_mut().insert(page.clone());
    Ok(page)
}

/// A page that asks by itself does not keep a session alive.
fn is_poll(request: &HttpRequest) -> bool {
    request.headers().contains_key("X-Poll")
}

fn page_of(request: &HttpRequest, front: Front) -> Page {
    let mut page = Page::bare(request);
    let is_demo = front.organisation.is_demo;
    page.organisation = front.organisation.into();
    page.today = front.business.day;
    match front.user {
        Some(user) => {
            page.language = user.language.unwrap_or(page.language);
            page.theme = user.theme;
            page.viewer = Some(Viewer {
                id: user.id,
                name: user.name,
                email: user.email,
                role: user.role,
            });
        }
        None => {
            page.language =
                crate::web::preferred_language(request).unwrap_or(page.organisation.language)
        }
    }
    page.flash = request
        .app_data::<web::Data<Keys>>()
        .and_then(|keys| Flash::read(request, keys));
    page.csrf = csrf::token(request);
    if page.viewer.is_some() {
        let clock = request
            .app_data::<web::Data<Clock>>()
            .map_or(Clock { pinned: None }, |clock| *clock.get_ref());
        let holds = front.business.holds_for(&page.organisation.rfm)
            && clock.today(&page.organisation) == page.today;
        page.banners = banners(
            &page,
            is_demo,
            clock.pinned.is_some(),
            holds,
            front.newest_service,
        );
    }
    page
}

fn banners(
    page: &Page,
    is_demo: bool,
    is_pinned: bool,
    figures_hold: bool,
    newest: Option<NaiveDate>,
) -> Vec<Banner> {
    let text = |key: &str| i18n::text(page.language, key, &[]);
    let date = |key: &str, date: &NaiveDate| {
        i18n::text(page.language, key, &[("date", page.date(date).into())])
    };
    let mut banners = Vec::new();
    if is_demo {
        banners.push(Banner {
            kind: "info",
            text: text("banner-demo"),
        });
    }
    if is_pinned {
        banners.push(Banner {
            kind: "warn",
            text: date("banner-pinned", &page.today),
        });
    }
    if !figures_hold {
        banners.push(Banner {
            kind: "info",
            text: date("banner-catching-up", &page.today),
        });
    }
    if let Some(newest) = newest.filter(|newest| {
        (page.today - *newest).num_days() > page.organisation.stale_after_days.into()
    }) {
        banners.push(Banner {
            kind: "warn",
            text: date("banner-stale", &newest),
        });
    }
    banners
}
