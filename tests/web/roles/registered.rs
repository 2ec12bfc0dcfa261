//! The addresses that the sources register, read as text.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Every `method address` of the program.
pub fn all_registered() -> BTreeSet<String> {
    registered(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// Every `method address` that a `web::resource` or `.route` below the folder registers.
fn registered(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(self::registered(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.extend(registered_in(&fs::read_to_string(path).unwrap()));
        }
    }
    found
}

fn registered_in(code: &str) -> BTreeSet<String> {
    let squeezed: String = code.split_whitespace().collect();
    assert!(
        !squeezed.contains("web::scope("),
        "addresses are written whole"
    );
    let squeezed = squeezed
        .replace("web::resource(\"/", "\0/")
        .replace(".route(\"/", "\0/");
    let mut found = BTreeSet::new();
    for chunk in squeezed.split('\0').skip(1) {
        let (pattern, rest) = chunk.split_once('"').unwrap();
        for method in ["get", "post", "put", "patch", "delete"] {
            if rest.contains(&format!(".{method}(")) || rest.contains(&format!("web::{method}(")) {
                found.insert(format!("{} {pattern}", method.to_uppercase()));
            }
        }
    }
    found
}

#[test]
fn addresses_are_read_from_the_sources() {
    let code = "config.service(web::resource(\"/a/{id}\").get(x)\n.post(y)).route(\"/b\", web::get().to(z))";
    let found: Vec<_> = registered_in(code).into_iter().collect();
    assert_eq!(found, ["GET /a/{id}", "GET /b", "POST /a/{id}"]);
}
