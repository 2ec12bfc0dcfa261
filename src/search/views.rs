use askama::Template;

use super::places::{Fit, PLACES, fit};
use super::queries::Line;
use crate::customers::queries::{Count, Row};
use crate::customers::{Filters, Piece, RowView, Typed, marked_pieces, new_with, similar_pieces};
use crate::domain::Capability;
use crate::web::{Page, query};

/// Of the pages that nothing was typed for, the first are as good as any.
const PLACES_SHOWN: usize = 6;

#[derive(Template)]
#[template(path = "search/index.html")]
pub struct SearchPage {
    pub page: Page,
    pub found: Found,
}

/// What the palette shows while somebody types.
#[derive(Template)]
#[template(path = "search/_options.html")]
pub struct OptionsPart {
    pub page: Page,
    pub found: Found,
}

/// All that was found, by kind.
pub struct Found {
    pub q: String,
    pub is_too_short: bool,
    pub groups: Vec<Group>,
    /// "12 resultados", for who hears the page: as many as are shown, without the way to more of them.
    pub summary: String,
    /// Where nothing was found: the form for a customer who is called so, for who may.
    pub create: Option<Hit>,
}

pub struct Group {
    /// `customers`, `services`, `proposals`, `pages`, `recent`
    pub name: &'static str,
    pub hits: Vec<Hit>,
}

/// A line that leads somewhere.
pub struct Hit {
    /// `customer`, `service`, `proposal`, `page`, `all`, `new`
    pub row: &'static str,
    pub id: String,
    pub href: String,
    pub icon: &'static str,
    pub title: Vec<Piece>,
    pub note: Vec<Piece>,
    /// "Coincide: teléfono", or nothing.
    pub why: String,
    /// A customer's segment.
    pub segment: Option<String>,
}

impl Found {
    /// `lines` are those that were opened last where nothing was typed.
    pub fn new(
        page: &Page,
        filters: &Filters,
        rows: Vec<Row>,
        count: Count,
        lines: Vec<Line>,
    ) -> Self {
        let q = filters.q.clone();
        let is_nobody = rows.iter().all(|row| row.is_similar);
        let (pages, is_named) = places(page, &q);
        let mut groups = match q.is_empty() {
            true => vec![group("recent", lines_of(page, &q, lines, None))],
            false => found_groups(page, filters, rows, count, lines),
        };
        // A page that was named goes before customers whose names are only like it.
        let place = match is_named && is_nobody {
            true => 0,
            false => groups.len(),
        };
        groups.insert(place, group("pages", pages));
        groups.retain(|group| !group.hits.is_empty());
        let found = groups.iter().flat_map(|group| &group.hits);
        let hits = found.filter(|hit| hit.row != "all").count();
        let summary = match hits {
            0 => page.t("search-none-title"),
            hits => page.tn("search-count", i64::try_from(hits).unwrap_or(i64::MAX)),
        };
        let is_too_short = filters.typed == Typed::TooShort;
        let may_create = hits == 0 && !is_too_short && page.may(Capability::CustomersWrite);
        Self {
            create: may_create.then(|| create(page, &q)),
            is_too_short,
            q,
            groups,
            summary,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

fn found_groups(
    page: &Page,
    filters: &Filters,
    rows: Vec<Row>,
    count: Count,
    lines: Vec<Line>,
) -> Vec<Group> {
    let q = filters.q.as_str();
    let (services, proposals) = lines
        .into_iter()
        .partition::<Vec<_>, _>(|line| line.kind == "services");
    let mut customers = customers(page, filters, rows);
    let shown = i64::try_from(customers.len()).unwrap_or(i64::MAX);
    if count.at_least() > shown {
        customers.push(all_customers(page, q, count));
    }
    vec![
        group("customers", customers),
        group("services", lines_of(page, q, services, Some("service"))),
        group("proposals", lines_of(page, q, proposals, Some("proposal"))),
    ]
}

fn group(name: &'static str, hits: Vec<Hit>) -> Group {
    Group { name, hits }
}

fn customers_href(q: &str) -> String {
    query("/customers", &[("q", q)])
}

fn customers(page: &Page, filters: &Filters, rows: Vec<Row>) -> Vec<Hit> {
    let Typed::Search(search) = &filters.typed else {
        return Vec::new();
    };
    let hit = |row: Row| {
        let view = RowView::new(page, row, Some(search));
        let reach = match (view.phone_is_marked(), view.email.is_empty()) {
            (false, false) => view.email,
            _ => view.phone,
        };
        Hit {
            row: "customer",
            id: view.row.id.to_string(),
            href: format!("/customers/{}", view.row.id),
            icon: "user",
            title: view.name,
            note: reach,
            why: view.why,
            segment: Some(view.row.segment.unwrap_or_else(|| "none".to_owned())),
        }
    };
    rows.into_iter().map(hit).collect()
}

/// The last line under the customers: the list with all of them.
fn all_customers(page: &Page, q: &str, count: Count) -> Hit {
    let total = match count {
        Count::Exactly(n) => page.number(n),
        Count::Many => page.tv(
            "customers-more-than",
            "count",
            page.number(count.at_least() - 1),
        ),
    };
    Hit {
        row: "all",
        id: "customers".to_owned(),
        href: customers_href(q),
        icon: "arrow-right",
        title: marked_pieces(&page.tv("search-all-customers", "count", total), ""),
        note: Vec::new(),
        why: String::new(),
        segment: None,
    }
}

fn create(page: &Page, q: &str) -> Hit {
    Hit {
        row: "new",
        id: "customer".to_owned(),
        href: new_with(q),
        icon: "user-plus",
        title: marked_pieces(&page.tv("search-create", "q", q), ""),
        note: Vec::new(),
        why: String::new(),
        segment: None,
    }
}

/// Lines of one kind, or of each its own: `row` is the kind where all are of it.
fn lines_of(page: &Page, q: &str, lines: Vec<Line>, row: Option<&'static str>) -> Vec<Hit> {
    let hit = |line: Line| {
        let (own, icon) = match line.kind.as_str() {
            "services" => ("service", "tag"),
            "proposals" => ("proposal", "sparkles"),
            _ => ("customer", "user"),
        };
        let title = match line.is_similar {
            true => similar_pieces(&line.title, q),
            false => marked_pieces(&line.title, q),
        };
        Hit {
            row: row.unwrap_or(own),
            id: line.id.to_string(),
            href: href_of(page, &line),
            icon,
            title,
            why: why(page, &line),
            note: marked_pieces(&line.note, q),
            segment: None,
        }
    };
    lines.into_iter().map(hit).collect()
}

/// Who may not work on the catalogue is led to the services that were given.
fn href_of(page: &Page, line: &Line) -> String {
    match line.kind.as_str() {
        "services" if !page.may(Capability::Services) => format!("/history?service={}", line.id),
        kind => format!("/{kind}/{}", line.id),
    }
}

fn why(page: &Page, line: &Line) -> String {
    match (line.kind.as_str(), line.state.as_str()) {
        ("proposals", state) => page.t(&format!("proposal-state-{state}")),
        (_, "inactive") => page.t("search-inactive"),
        _ if line.is_similar => page.t("search-similar"),
        _ => String::new(),
    }
}

/// The pages that are meant, the best first, and whether one of them was named without a typo.
fn places(page: &Page, q: &str) -> (Vec<Hit>, bool) {
    let may = |needs: Option<Capability>| needs.is_none_or(|needs| page.may(needs));
    let meant = |name: &str, words: Option<&str>| match q.is_empty() {
        true => Some(Fit::Alike),
        false => fit(q, name, &words.map(|key| page.t(key)).unwrap_or_default()),
    };
    let named = PLACES.iter().filter(|place| may(place.needs));
    let named = named.map(|place| (place, page.t(place.name)));
    let mut found: Vec<_> = named
        .filter_map(|(place, name)| Some((meant(&name, place.words)?, place, name)))
        .collect();
    found.sort_by_key(|(fit, _, _)| *fit);
    let is_named = found.first().is_some_and(|(fit, _, _)| *fit < Fit::Alike);
    let hits = found
        .into_iter()
        .take(PLACES_SHOWN)
        .map(|(_, place, name)| Hit {
            row: "page",
            id: place.href.to_owned(),
            href: place.href.to_owned(),
            icon: place.icon,
            title: marked_pieces(&name, q),
            note: Vec::new(),
            why: String::new(),
            segment: None,
        })
        .collect();
    (hits, is_named)
}
