//! Texts: both languages say the same things, and every text that the product asks for is there. Read as files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What a message of a language takes: its `{ $name }`s.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let (mut found, mut open) = (Vec::new(), vec![root().join(folder)]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            let ending = path.extension().and_then(|ending| ending.to_str());
            if path.is_dir() {
                open.push(path);
            } else if ending.is_some_and(|ending| endings.contains(&ending)) {
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                found.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The messages of a file: a key at the margin, then its text, also in the indented lines below it.
fn messages(text: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut found: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let is_continued = line.starts_with([' ', '\t', '}']);
        if let Some((key, _)) = line.split_once('=').filter(|_| !is_continued) {
            found.push((key.trim().to_owned(), BTreeSet::new()));
        }
        if let Some((_, arguments)) = found.last_mut() {
            arguments.extend(line.split('$').skip(1).map(|rest| word(rest).to_owned()));
        }
    }
    found
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
    &text[..end.unwrap_or(text.len())]
}

fn language(name: &str) -> Messages {
    let files = files(&format!("locales/{name}"), &["ftl"]);
    files.iter().flat_map(|(_, text)| messages(text)).collect()
}

/// Rust and templates, with their names; of the tests at a file's foot nothing.
fn product() -> Vec<(String, String)> {
    let files = [files("src", &["rs"]), files("templates", &["html", "txt"])].concat();
    let without_tests = |(name, text): (String, String)| {
        let product = text.split("#[cfg(test)]\nmod tests").next();
        (name, product.unwrap_or_default().to_owned())
    };
    files.into_iter().map(without_tests).collect()
}

/// What follows each quotation mark and could be a key, with the sign after it.
fn quoted(text: &str) -> Vec<(&str, char)> {
    let sign_after = |rest: &str, word: &str| rest[word.len()..].chars().next().unwrap_or(' ');
    text.split_inclusive('"')
        .scan(0, |at, part| {
            *at += part.len();
            Some(&text[*at..])
        })
        .map(|rest| (word(rest), sign_after(rest, word(rest))))
        .filter(|(word, _)| !word.is_empty())
        .collect()
}

/// The literals that stand in the place of a key: `page.t("…")`, `AppError::Conflict("…")`, `errors.add("field", "…")`.
fn asked_for() -> Vec<(String, String)> {
    const CALLS: [&str; 14] = [
        ".t(\"",
        ".tn(\"",
        ".tv(\"",
        ".tv2(\"",
        ".tv3(\"",
        "text(language, \"",
        "Invalid(\"",
        "Conflict(\"",
        "map_err(|_| \"",
        "ok_or(\"",
        "ok_or_else(|| \"",
        "Err(\"",
        "text(page.language, \"",
        "text(self.language, \"",
    ];
    let mut found = Vec::new();
    for (name, text) in product() {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let squeezed = words.replace("( \"", "(\"");
        let by_call = CALLS.iter().flat_map(|call| squeezed.split(call).skip(1));
        let by_field = squeezed
            .split("errors.add(")
            .skip(1)
            .filter_map(|rest| rest.split_once(", \"").map(|(_, rest)| rest));
        let keys = by_call
            .chain(by_field)
            .filter_map(|rest| rest.split('"').next());
        found.extend(
            keys.filter(|key| is_key(key))
                .map(|key| (name.clone(), key.to_owned())),
        );
    }
    found
}

/// `error-not-found`, not `, ` or `%d-%m-%Y`.
fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && word(text) == text
        && !text.ends_with('-')
        && text.contains('-')
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_arguments() {
    let (spanish, english) = (language("es"), language("en"));
    let mut different = Vec::new();
    for key in spanish
        .keys()
        .chain(english.keys())
        .collect::<BTreeSet<_>>()
    {
        if spanish.get(key) != english.get(key) {
            different.push(format!(
                "{key}: es {:?}, en {:?}",
                spanish.get(key),
                english.get(key)
            ));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn a_key_is_defined_once() {
    for name in ["es", "en"] {
        let mut seen = BTreeSet::new();
        for (file, text) in files(&format!("locales/{name}"), &["ftl"]) {
            for (key, _) in messages(&text) {
                assert!(seen.insert(key.clone()), "{file} defines {key} again");
            }
        }
    }
}

#[test]
fn every_text_that_is_asked_for_exists() {
    let known = language("es");
    let asked = asked_for();
    assert!(asked.len() > 200, "only {} were found", asked.len());
    let missing: BTreeSet<_> = asked
        .into_iter()
        .filter(|(_, key)| !known.contains_key(key))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_text_is_asked_for() {
    let product = product();
    let quoted: BTreeSet<_> = product.iter().flat_map(|(_, text)| quoted(text)).collect();
    // `format!("segment-{key}")` asks for all that begin so.
    let prefixes: Vec<_> = quoted
        .iter()
        .filter(|(word, sign)| word.ends_with('-') && matches!(sign, '{' | '"'))
        .collect();
    let texts = files("locales", &["ftl"]);
    let is_asked = |key: &str| {
        quoted.contains(&(key, '"'))
            || prefixes.iter().any(|(prefix, _)| key.starts_with(prefix))
            || texts
                .iter()
                .any(|(_, text)| text.contains(&format!("{{ {key} }}")))
    };
    let unused: Vec<_> = language("es")
        .into_keys()
        .filter(|key| !is_asked(key))
        .collect();
    assert!(unused.is_empty(), "nobody asks for {unused:#?}");
}

#[test]
fn an_argument_that_a_template_gives_is_one_that_the_text_takes() {
    let known = language("es");
    let mut wrong = Vec::new();
    for (name, text) in files("templates", &["html", "txt"]) {
        for rest in text.split(".tv(\"").skip(1) {
            let mut parts = rest.split('"');
            let (key, argument) = (
                parts.next().unwrap_or_default(),
                parts.nth(1).unwrap_or_default(),
            );
            if known
                .get(key)
                .is_some_and(|arguments| !arguments.contains(argument))
            {
                wrong.push(format!("{name}: {key} takes no ${argument}"));
            }
        }
        for key in text
            .split(".tn(\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            let takes_number = |arguments: &BTreeSet<String>| {
                arguments.contains("n") || arguments.contains("count")
            };
            if known
                .get(key)
                .is_some_and(|arguments| !takes_number(arguments))
            {
                wrong.push(format!("{name}: {key} takes no number"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_of_texts_is_understood() {
    let text = "# comment = none\na-one = Una { $x }\nb-two = { $n ->\n    [one] una { $y }\n   *[other] { $n }\n}\nc = x\n";
    let found = messages(text);
    let keys: Vec<_> = found.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["a-one", "b-two", "c"]);
    let arguments: Vec<_> = found[1].1.iter().map(String::as_str).collect();
    assert_eq!(arguments, ["n", "y"]);
}
