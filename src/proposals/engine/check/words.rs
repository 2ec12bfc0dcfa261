//! Links, markup, promises, and names.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::words::NAME;
use super::Kind;
use super::scan::Scan;
use crate::domain::fold;

pub(super) fn pattern(pattern: &str) -> Regex {
    // The patterns are ours, and a test runs each.
    Regex::new(pattern).expect("a pattern of ours is one")
}

/// An address with its scheme, of a mail box, or of a host.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+|\b(?:mailto|tel|sms|javascript|data):\S+|\S+@\S+|\b(?:[\p{L}\p{N}-]+\.)+(?-i:[a-z]{2,})\b(?:[/?#]\S*)?",
    )
});

static MARKUP: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"<[^<>\n]*>|[<>]|\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|\{\{|\}\}|\]\("));

/// "Feel free" promises nothing.
static PROMISE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:gratis|gratuit[oa]s?|regal[oa](?:s|mos|do|da)?|obsequi\w+|cortes[ií]as?|mitad de(?:l)? precio|sin (?:costo|cargo)|dos por uno|[\p{N}]\s?x\s?[\p{N}]|garantiza\w*|garant[ií]as?|reembols\w+|(?:feel )?free|complimentary|half[- ]price|half off|two for one|on the house|guarantee\w*|refund\w*)\b",
    )
});

static CAPITAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"\p{Lu}[\p{L}\p{M}\p{N}'’-]*"));

/// Written with a capital anywhere.
const ALWAYS_CAPITAL: [&str; 12] = [
    "i", "i'm", "i'd", "i'll", "i've", "ud", "uds", "usted", "ustedes", "sr", "sra", "spa",
];

/// Names that may be used are no business of the others: they may hold figures.
pub fn pass_over_names(scan: &mut Scan<'_>) {
    let grounds = scan.case.grounds;
    let services = grounds.services.iter().map(|known| known.name.as_str());
    let others = grounds.names.iter().map(String::as_str);
    let mut names: Vec<&str> = services.chain(others).collect();
    // A name of the customer's with figures in it is no excuse for figures.
    let name = Some(scan.case.name).filter(|name| !name.chars().any(char::is_numeric));
    names.extend(name);
    names.push(NAME);
    if let Some(pattern) = any_of(names) {
        scan.take(&pattern, Kind::Name, |_, _| true);
    }
    if let Some(pattern) = any_of(grounds.strangers.iter().map(String::as_str).collect()) {
        scan.take(&pattern, Kind::Name, |_, _| false);
    }
}

/// Each as a whole, the longest first. `None` without any.
fn any_of(mut names: Vec<&str>) -> Option<Regex> {
    names.retain(|name| name.chars().any(char::is_alphanumeric));
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let whole = |name: &&str| {
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let edge = |is_word| if is_word { r"\b" } else { "" };
        let (start, end) = (
            is_word(name.chars().next()),
            is_word(name.chars().next_back()),
        );
        format!("{}{}{}", edge(start), regex::escape(name), edge(end))
    };
    let each: Vec<String> = names.iter().map(whole).collect();
    if each.is_empty() {
        return None;
    }
    Regex::new(&format!("(?i){}", each.join("|"))).ok()
}

pub fn find_links(scan: &mut Scan<'_>) {
    scan.take(&LINK, Kind::Link, |scan, found| {
        // As written: a name within it has been passed over.
        let link = found.get(0).and_then(|all| scan.text.get(all.range()));
        let link = link.map(|link| link.trim_end_matches(['.', ',', ')', '!', '?', ';', ':']));
        link.is_some() && scan.case.booking_url == link
    });
}

pub fn find_markup(scan: &mut Scan<'_>) {
    scan.take(&MARKUP, Kind::Markup, |_, _| false);
}

pub fn find_promises(scan: &mut Scan<'_>) {
    scan.take(&PROMISE, Kind::Promise, |_, found| {
        found[0].to_lowercase().starts_with("feel")
    });
}

/// A capital within a sentence makes a name, and a name that nobody told of is invented.
pub fn find_names(scan: &mut Scan<'_>) {
    let known = vocabulary(scan);
    scan.take_some(&CAPITAL, |scan, found| {
        let at = found.get(0)?.start();
        let is_known = known.contains(&key(found)) || begins_sentence(scan.before(at));
        (!is_known).then_some(Some(Kind::Name))
    });
}

fn key(found: &Captures<'_>) -> String {
    fold(&found[0].replace('’', "'"))
}

/// The words of all that may be named.
fn vocabulary(scan: &Scan<'_>) -> HashSet<String> {
    let grounds = scan.case.grounds;
    let services = grounds.services.iter().map(|known| known.name.as_str());
    let others = grounds.names.iter().map(String::as_str);
    let names = services.chain(others).chain([scan.case.name]);
    let split = |name: &str| {
        let words = name.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'));
        words.map(fold).collect::<Vec<_>>()
    };
    let words = names.flat_map(split);
    words.chain(ALWAYS_CAPITAL.map(str::to_owned)).collect()
}

fn begins_sentence(before: &str) -> bool {
    let opens = |c: char| {
        c.is_whitespace() && c != '\n'
            || matches!(
                c,
                '"' | '\'' | '«' | '“' | '‘' | '(' | '*' | '•' | '-' | '–' | '—'
            )
    };
    let last = before.trim_end_matches(opens).chars().next_back();
    last.is_none_or(|c| matches!(c, '.' | '!' | '?' | '¡' | '¿' | ':' | ';' | '…' | '\n'))
}
