//! Texts made comparable.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case without accents and compatibility forms: `Peña`, `PENA` and `pen\u{303}a` are all `pena`.
///
/// For matching names of the catalogue and words of a search, never for showing. White space stays as it is.
pub fn fold(text: &str) -> String {
    let bare: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    // Lower case can bring marks of its own: `İ` becomes `i` and a dot above.
    bare.to_lowercase()
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .collect()
}

/// Folded, with one space where anything but letters and digits stands: what a name says, however it is punctuated.
pub fn words_of(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// As it is kept: a line break is `\n`, whoever wrote it; no other control character means anything.
pub fn clean(typed: &str) -> String {
    let lines = typed.replace("\r\n", "\n");
    let lines = lines.replace(|c: char| c.is_control() && c != '\n', " ");
    lines.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accents_case_and_composition_do_not_matter() {
        for text in ["Peña", "PEÑA", "pen\u{303}a", "ｐｅñａ"] {
            assert_eq!(fold(text), "pena", "{text}");
        }
        assert_eq!(
            fold("Masaje con Piedras Calientes 75 min"),
            "masaje con piedras calientes 75 min"
        );
    }

    #[test]
    fn punctuation_does_not_matter_among_words() {
        for name in ["N.º en Vínculo", " n-o EN  vinculo? "] {
            assert_eq!(words_of(name), "n o en vinculo", "{name}");
        }
        assert_eq!(words_of("¿…?"), "");
    }

    #[test]
    fn of_the_signs_that_nobody_sees_only_line_breaks_are_kept() {
        assert_eq!(clean(" Uno\r\nDos\t\u{0}tres\u{7f} "), "Uno\nDos  tres");
        assert_eq!(clean("\u{1}\n"), "");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
