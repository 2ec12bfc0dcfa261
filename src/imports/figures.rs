//! What an import did, or a trial says that it would do, in figures: customers and services each by themselves.

use super::model::{Import, Kind, Listed, Report};
use crate::web::Page;

/// A figure of the report: name, text, value.
pub type Figure = (&'static str, String, i64);

/// Rows of the file, and what became of them.
struct Counts {
    kind: Kind,
    read: i64,
    /// Of the file's kind; of a file with both, services.
    created: i64,
    updated: i64,
    customers_created: i64,
    customers_updated: i64,
    unchanged: i64,
    no_visits: i64,
    rejected: i64,
}

pub fn of_trial(page: &Page, kind: Kind, report: &Report) -> Vec<Figure> {
    figures(
        page,
        &Counts {
            kind,
            read: report.read,
            created: report.created,
            updated: report.updated,
            customers_created: report.customers_created,
            customers_updated: report.customers_updated,
            unchanged: report.unchanged,
            no_visits: report.no_visits,
            rejected: report.rejected,
        },
    )
}

pub fn of_import(page: &Page, file: &Import) -> Vec<Figure> {
    let created = file.rows_created - file.customers_created;
    let updated = file.rows_updated - file.customers_updated;
    figures(
        page,
        &Counts {
            kind: file.kind,
            read: file.rows_read,
            created,
            updated,
            customers_created: file.customers_created,
            customers_updated: file.customers_updated,
            unchanged: file.rows_unchanged,
            // Every row is one of these.
            no_visits: file.rows_read
                - created
                - updated
                - file.rows_unchanged
                - file.rows_rejected,
            rejected: file.rows_rejected,
        },
    )
}

fn figures(page: &Page, counts: &Counts) -> Vec<Figure> {
    let figure = |name: &'static str, word: &str, count: i64| {
        (name, page.t(&format!("import-figure-{word}")), count)
    };
    let mut figures = vec![figure("read", "read", counts.read)];
    match counts.kind {
        Kind::Customers => figures.extend([
            figure("created", "customers-created", counts.created),
            figure("updated", "customers-updated", counts.updated),
        ]),
        Kind::History => figures.extend([
            figure("created", "services-created", counts.created),
            figure("updated", "services-updated", counts.updated),
        ]),
        Kind::Both => figures.extend([
            figure(
                "customers_created",
                "customers-created",
                counts.customers_created,
            ),
            figure(
                "customers_updated",
                "customers-updated",
                counts.customers_updated,
            ),
            figure("created", "services-created", counts.created),
            figure("updated", "services-updated", counts.updated),
        ]),
    }
    figures.push(figure("unchanged", "unchanged", counts.unchanged));
    if counts.no_visits > 0 {
        figures.push(figure("no_visits", "no-visits", counts.no_visits));
    }
    figures.push(figure("rejected", "rejected", counts.rejected));
    figures
}

/// The figures of a line of the list; of a file that nobody tried yet there are none.
pub struct Cells {
    pub read: String,
    pub created: Vec<String>,
    pub updated: Vec<String>,
    pub rejected: String,
}

pub fn of_listed(page: &Page, row: &Listed) -> Cells {
    if !row.is_counted() {
        let none = || "–".to_owned();
        return Cells {
            read: none(),
            created: vec![none()],
            updated: vec![none()],
            rejected: none(),
        };
    }
    let parts = |all: i64, customers: i64| match row.kind {
        Kind::Both => vec![
            page.tn("import-customers", customers),
            page.tn("import-services", all - customers),
        ],
        _ => vec![page.number(all)],
    };
    Cells {
        read: page.number(row.rows_read),
        created: parts(row.rows_created, row.customers_created),
        updated: parts(row.rows_updated, row.customers_updated),
        rejected: page.number(row.rows_rejected),
    }
}
