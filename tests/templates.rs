//! What must hold of every template, text and style sheet, read as files: the browser would only show it page by page.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("the folder is part of the project") {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == extension) {
                found.push(path);
            }
        }
    }
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("the file is text")
}

/// Templates of pages; those of mails follow the rules of mail programs.
fn pages() -> Vec<(String, String)> {
    let is_page = |path: &PathBuf| !path.components().any(|part| part.as_os_str() == "emails");
    let named = |path: PathBuf| (path.display().to_string(), read(&path));
    files("templates", "html")
        .into_iter()
        .filter(is_page)
        .map(named)
        .collect()
}

/// What stands between `before` and the next quotation mark, at every place.
fn quoted<'a>(text: &'a str, before: &str) -> Vec<&'a str> {
    text.split(before)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn no_page_has_inline_style_or_script() {
    for (name, text) in pages() {
        for forbidden in [
            " style=\"",
            "<style",
            "<script>",
            " onclick=",
            " onchange=",
            " onsubmit=",
            "hx-on",
            "javascript:",
        ] {
            assert!(
                !text.contains(forbidden),
                "{name} has {forbidden}, which the content policy blocks"
            );
        }
    }
}

#[test]
fn every_icon_that_a_page_names_is_in_the_sprite() {
    let sprite = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("static/icons.svg"));
    let known: BTreeSet<&str> = quoted(&sprite, "id=\"i-").into_iter().collect();
    for (name, text) in pages() {
        for icon in quoted(&text, "icon(\"") {
            assert!(known.contains(icon), "{name} names the icon {icon}");
        }
    }
}

#[test]
fn pages_that_post_carry_the_token() {
    for (name, text) in pages() {
        for form in text
            .split("<form")
            .skip(1)
            .filter_map(|rest| rest.split("</form>").next())
        {
            let posts = form.contains("method=\"post\"");
            assert!(
                !posts || form.contains("csrf()") || form.contains("_csrf"),
                "{name} has a form without its token"
            );
        }
    }
}
