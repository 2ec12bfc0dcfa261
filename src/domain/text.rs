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

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
