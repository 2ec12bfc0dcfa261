//! The pages of the spa's first system, in people's bookmarks and in mails: each leads to the page of today.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::domain::CustomerId;
use crate::web::AppError;

/// For good, so that a browser asks once.
pub async fn lead_on(
    request: HttpRequest,
    rest: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let to = page_of_today(&rest, request.query_string()).ok_or(AppError::NotFound)?;
    Ok(HttpResponse::MovedPermanently()
        .insert_header((header::LOCATION, to))
        .finish())
}

/// `rest` is what follows `/ventas/crm`; the last slash may be missing.
fn page_of_today(rest: &str, query: &str) -> Option<String> {
    let words: Vec<&str> = rest.trim_matches('/').split('/').collect();
    if !rest.is_empty() && !rest.starts_with('/') {
        return None;
    }
    match words[..] {
        [""] => Some("/".to_owned()),
        ["buscar"] => Some(search(query)),
        ["cliente", id, ref page @ ..] => {
            let id: CustomerId = id.parse().ok()?;
            match page {
                [] => Some(format!("/customers/{id}")),
                ["historial"] => Some(format!("/customers/{id}/history")),
                ["propuesta" | "enviar" | "preview"] => Some(format!("/customers/{id}#proposals")),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What was searched for goes along, as it was written.
fn search(query: &str) -> String {
    let asked = query.split('&').find(|pair| pair.starts_with("q="));
    match asked {
        Some(pair) => format!("/customers?{pair}"),
        None => "/customers".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_old_address_has_its_page() {
        for (rest, query, to) in [
            ("", "", "/"),
            ("/", "", "/"),
            (
                "/buscar/",
                "q=pe%C3%B1a+8112&x=1",
                "/customers?q=pe%C3%B1a+8112",
            ),
            ("/buscar", "", "/customers"),
            ("/cliente/7/", "", "/customers/7"),
            ("/cliente/7/historial/", "page=2", "/customers/7/history"),
            ("/cliente/7/propuesta/", "", "/customers/7#proposals"),
            ("/cliente/7/enviar", "", "/customers/7#proposals"),
            ("/cliente/7/preview/", "", "/customers/7#proposals"),
        ] {
            assert_eq!(page_of_today(rest, query).as_deref(), Some(to), "{rest}");
        }
    }

    #[test]
    fn what_never_was_leads_nowhere() {
        for rest in [
            "x",
            "/cliente/",
            "/cliente/uno/",
            "/cliente/7/otra/",
            "/otra/",
        ] {
            assert_eq!(page_of_today(rest, ""), None, "{rest}");
        }
    }
}
