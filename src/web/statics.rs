//! Files of `static/`, compiled into the program and served under an address with a hash of their content, so that a
//! browser may keep them for ever.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use rust_embed::Embed;
use sha2::{Digest as _, Sha256};

use super::AppError;

#[derive(Embed)]
#[folder = "static/"]
struct Files;

/// `crm.css` → `crm.3f9a1c0d2b.css`; the hash is over the content, with the addresses that it refers to already hashed.
static ADDRESSES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    Files::iter()
        .map(|name| (name.to_string(), hashed_name(&name)))
        .collect()
});

/// What is served: address → file, with the fonts' addresses in the style sheet replaced.
static CONTENTS: LazyLock<HashMap<String, (String, Vec<u8>)>> = LazyLock::new(|| {
    ADDRESSES
        .iter()
        .map(|(name, address)| (address.clone(), (name.clone(), content(name))))
        .collect()
});

fn hashed_name(name: &str) -> String {
    let digest = Sha256::digest(content(name));
    let hash: String = digest
        .iter()
        .take(5)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

fn content(name: &str) -> Vec<u8> {
    let Some(file) = Files::get(name) else {
        return Vec::new();
    };
    if !name.ends_with("crm.css") {
        return file.data.into_owned();
    }
    let mut text = String::from_utf8_lossy(&file.data).into_owned();
    for font in Files::iter().filter(|name| name.starts_with("fonts/")) {
        text = text.replace(font.as_ref(), &format!("/static/{}", hashed_name(&font)));
    }
    text.into_bytes()
}

/// The address of a file of `static/`.
pub fn asset(name: &str) -> String {
    match ADDRESSES.get(name) {
        Some(address) => format!("/static/{address}"),
        None => format!("/static/{name}"),
    }
}

pub async fn serve_static(path: web::Path<String>) -> Result<HttpResponse, AppError> {
    let (name, content) = CONTENTS.get(path.as_str()).ok_or(AppError::NotFound)?;
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    Ok(HttpResponse::Ok()
        .content_type(kind.as_ref())
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(content.as_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_names_the_font_by_its_hashed_address() {
        let css = String::from_utf8(content("crm.css")).unwrap();
        let font = asset("fonts/geist-latin-wght-normal.woff2");
        assert!(css.contains(&font) && font.starts_with("/static/fonts/geist-latin-wght-normal."));
    }
}
