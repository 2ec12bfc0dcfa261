//! How far the running step of an import is, in words.

use super::model::{Import, State};
use crate::db::Json;
use crate::web::Page;

/// The weight of reading the rows in the whole of an import, in per cent.
const ROWS_SHARE: i64 = 60;

/// Of a hundred; `None` where nobody knows.
pub fn percent(file: &Import) -> Option<i64> {
    let of_step = |share: i64| match file.progress_total {
        0 => None,
        total => Some(file.progress_done.min(total) * share / total),
    };
    match file.progress_step.as_str() {
        "rows" => of_step(ROWS_SHARE),
        "comparing" => Some(ROWS_SHARE + 5),
        "refused" => Some(ROWS_SHARE + 10),
        "storing" => of_step(100 - ROWS_SHARE - 15).map(|share| ROWS_SHARE + 15 + share),
        "taking_back" => of_step(100),
        _ => None,
    }
}

/// "60 % · 1.200 de 3.000 filas guardadas".
pub fn text(page: &Page, file: &Import) -> String {
    let words = words(page, file);
    match percent(file) {
        Some(percent) => format!("{} · {words}", page.percent(percent as f64 / 100.0)),
        None => words,
    }
}

fn words(page: &Page, file: &Import) -> String {
    let counted = |key: &str, (done, total): (i64, i64)| {
        let (done, total) = (page.number(done), page.number(total));
        page.tv2(key, "done", done, "total", total)
    };
    let is_trial = file.state == State::Checking;
    match (file.progress_step.as_str(), stored_rows(file)) {
        ("", _) => page.t("import-progress-waiting"),
        ("rows", _) if file.progress_total > 0 => counted(
            "import-progress-rows-of",
            (file.progress_done, file.progress_total),
        ),
        ("rows", _) => page.tv(
            "import-progress-rows",
            "done",
            page.number(file.progress_done),
        ),
        ("storing", Some(rows)) if is_trial => counted("import-progress-trying-of", rows),
        ("storing", None) if is_trial => page.t("import-progress-trying"),
        ("storing", Some(rows)) => counted("import-progress-storing-of", rows),
        (step, _) => page.t(&format!("import-progress-{step}")),
    }
}

/// Rows of all that are stored. Lines are told, some of them twice: what counts is their share in all of them.
fn stored_rows(file: &Import) -> Option<(i64, i64)> {
    let Json(look) = file.look.as_ref()?;
    let is_known = file.progress_done > 0 && file.progress_total > 0;
    is_known.then(|| {
        let done = file.progress_done.min(file.progress_total);
        (look.rows * done / file.progress_total, look.rows)
    })
}
