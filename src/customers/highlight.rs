//! Where a text has what was searched for.

use std::collections::BTreeSet;

use crate::domain::fold;

/// A part of a text, marked or not; all parts together are the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub is_marked: bool,
}

/// The text in one piece.
pub fn plain(text: &str) -> Vec<Piece> {
    pieces(text, &vec![false; text.chars().count()])
}

/// The text with the words of a search marked, as far as it has them.
pub fn marked_pieces(text: &str, typed: &str) -> Vec<Piece> {
    mark_words(text, typed.split_whitespace()).unwrap_or_else(|| plain(text))
}

/// The text with its words marked that are like those of a search.
pub fn similar_pieces(text: &str, typed: &str) -> Vec<Piece> {
    mark_similar(text, typed.split_whitespace()).unwrap_or_else(|| plain(text))
}

/// Marks every word wherever it occurs, accents and case aside; `None` where none does.
pub fn mark_words<'a>(text: &str, words: impl Iterator<Item = &'a str>) -> Option<Vec<Piece>> {
    let folded = text.chars().map(|c| fold(&c.to_string())).collect();
    mark(text, folded, words.map(fold))
}

/// Marks digits in a row, whatever stands between them; `None` where none is.
pub fn mark_digits<'a>(text: &str, digits: impl Iterator<Item = &'a str>) -> Option<Vec<Piece>> {
    let only_digits = |c: char| c.to_string().replace(|c: char| !c.is_ascii_digit(), "");
    let folded = text.chars().map(only_digits).collect();
    mark(text, folded, digits.map(str::to_owned))
}

/// Marks for each word the one of the text that shares the most pairs of letters with it.
pub fn mark_similar<'a>(text: &str, words: impl Iterator<Item = &'a str>) -> Option<Vec<Piece>> {
    let alike = words.filter_map(|word| {
        let pairs = pairs_of(word);
        let shared = |own: &&str| pairs_of(own).intersection(&pairs).count();
        text.split_whitespace().max_by_key(shared)
    });
    let alike: Vec<&str> = alike.collect();
    mark_words(text, alike.into_iter())
}

/// Its letters two by two, the first also alone.
fn pairs_of(word: &str) -> BTreeSet<(char, char)> {
    let folded: Vec<char> = fold(word).chars().collect();
    let shifted = std::iter::once(' ').chain(folded.iter().copied());
    shifted.zip(folded.iter().copied()).collect()
}

/// `folded` has what each character of the text is compared as, which may be nothing or several characters.
fn mark(
    text: &str,
    folded: Vec<String>,
    needles: impl Iterator<Item = String>,
) -> Option<Vec<Piece>> {
    let mut marks = vec![false; folded.len()];
    let mut sources = Vec::new();
    for (place, part) in folded.iter().enumerate() {
        sources.extend(std::iter::repeat_n(place, part.len()));
    }
    let haystack = folded.concat();
    for needle in needles.filter(|needle| !needle.is_empty()) {
        for (start, found) in haystack.match_indices(needle.as_str()) {
            let (first, last) = (sources[start], sources[start + found.len() - 1]);
            marks[first..=last].fill(true);
        }
    }
    marks.contains(&true).then(|| pieces(text, &marks))
}

fn pieces(text: &str, marks: &[bool]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (c, is_marked) in text.chars().zip(marks.iter().copied()) {
        match pieces.last_mut() {
            Some(piece) if piece.is_marked == is_marked => piece.text.push(c),
            _ => pieces.push(Piece {
                text: c.to_string(),
                is_marked,
            }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(pieces: Option<Vec<Piece>>) -> String {
        let bracketed = |piece: Piece| match piece.is_marked {
            true => format!("[{}]", piece.text),
            false => piece.text,
        };
        pieces.map_or("-".into(), |pieces| {
            pieces.into_iter().map(bracketed).collect()
        })
    }

    #[test]
    fn words_are_marked_as_they_are_written() {
        let words = |text: &str, words: &[&str]| shown(mark_words(text, words.iter().copied()));
        assert_eq!(words("María Peña", &["pena", "MAR"]), "[Mar]ía [Peña]");
        assert_eq!(words("Pen\u{303}a", &["peña"]), "[Pen\u{303}a]");
        assert_eq!(words("Straße 5", &["rast"]), "-");
        assert_eq!(words("Ana", &["%"]), "-");
    }

    #[test]
    fn of_a_similar_name_the_likest_word_is_marked() {
        let similar = |text: &str, word: &str| shown(mark_similar(text, [word].into_iter()));
        assert_eq!(
            similar("Ana González Rojas", "gonsalez"),
            "Ana [González] Rojas"
        );
        assert_eq!(similar("Rodrigo Soto", "rodirgo"), "[Rodrigo] Soto");
    }

    #[test]
    fn digits_are_marked_with_what_stands_between_them() {
        let digits = |text: &str, digits: &str| shown(mark_digits(text, [digits].into_iter()));
        assert_eq!(digits("+52 81 1234 5678", "8112"), "+52 [81 12]34 5678");
        assert_eq!(digits("919253098", "569"), "-");
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(text in "\\PC*", word in "\\PC{1,3}") {
            let joined = |pieces: Vec<Piece>| -> String { pieces.into_iter().map(|piece| piece.text).collect() };
            prop_assert_eq!(joined(plain(&text)), text.clone());
            if let Some(pieces) = mark_words(&text, [word.as_str()].into_iter()) {
                prop_assert_eq!(joined(pieces), text);
            }
        }
    }
}
