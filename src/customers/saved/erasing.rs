//! A saved search for somebody who is erased is one for everybody from then on.

use diesel::{PgConnection, QueryResult};

use super::actions::may_have_words;
use super::queries;
use crate::domain::{Erasure, fold};

pub fn erase_searches(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    let mut erased = 0;
    for (id, query) in queries::list_searches(conn)? {
        if let Some(rest) = without_search_for(&query, &erasure.words) {
            erased += queries::update_query(conn, id, &rest)?;
        }
    }
    Ok(erased)
}

/// The query without its words, where they tell of somebody with these; `None` leaves it as it is.
pub fn without_search_for(query: &str, words: &[String]) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    let is_theirs =
        |(name, typed): &&(String, String)| may_have_words(name) && tells_of(&fold(typed), words);
    let rest: Vec<_> = pairs.iter().filter(|pair| !is_theirs(pair)).collect();
    if rest.len() == pairs.len() {
        return None;
    }
    serde_urlencoded::to_string(rest).ok()
}

/// One word of a name is many people's; two, or an address or a number, are theirs.
fn tells_of(typed: &str, words: &[String]) -> bool {
    let parts: Vec<&str> = typed.split_whitespace().collect();
    words.iter().any(|word| {
        let word = fold(word);
        let own: Vec<&str> = word.split_whitespace().collect();
        let has_all = parts.iter().all(|part| own.contains(part));
        typed.contains(&word) || (parts.len() >= 2 && has_all)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_for_the_person_goes_and_one_for_many_stays() {
        let words = ["ana rojas peña", "ana@correo.example"].map(str::to_owned);
        let rest = |query: &str| without_search_for(query, &words);
        for query in [
            "q=Rojas+Pe%C3%B1a&segment=vip",
            "q=pena+rojas&segment=vip",
            "q=x+ana%40correo.example&segment=vip",
            "x3=Recomendada+por+Ana+Rojas+Pe%C3%B1a&segment=vip",
        ] {
            assert_eq!(rest(query).as_deref(), Some("segment=vip"), "{query}");
        }
        for query in [
            "q=ana&segment=vip",
            "q=ana+soto",
            "x3=Ana",
            "segment=vip",
            "",
        ] {
            assert_eq!(rest(query), None, "{query}");
        }
    }
}
