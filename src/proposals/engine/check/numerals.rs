//! Numbers in words, Spanish and English.

use std::sync::LazyLock;

use regex::Regex;

use super::words::pattern;

/// "One" and "un" are articles.
const NUMERALS: &[(&str, i64)] = &[
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("diez", 10),
    ("once", 11),
    ("doce", 12),
    ("trece", 13),
    ("catorce", 14),
    ("quince", 15),
    ("dieciséis", 16),
    ("dieciseis", 16),
    ("diecisiete", 17),
    ("dieciocho", 18),
    ("diecinueve", 19),
    ("veinte", 20),
    ("veintiuno", 21),
    ("veintiún", 21),
    ("veintiuna", 21),
    ("veintidós", 22),
    ("veintidos", 22),
    ("veintitrés", 23),
    ("veintitres", 23),
    ("veinticuatro", 24),
    ("veinticinco", 25),
    ("veintiséis", 26),
    ("veintiseis", 26),
    ("veintisiete", 27),
    ("veintiocho", 28),
    ("veintinueve", 29),
    ("treinta", 30),
    ("cuarenta", 40),
    ("cincuenta", 50),
    ("sesenta", 60),
    ("setenta", 70),
    ("ochenta", 80),
    ("noventa", 90),
    ("cien", 100),
    ("ciento", 100),
    ("doscientos", 200),
    ("doscientas", 200),
    ("trescientos", 300),
    ("trescientas", 300),
    ("cuatrocientos", 400),
    ("cuatrocientas", 400),
    ("quinientos", 500),
    ("quinientas", 500),
    ("seiscientos", 600),
    ("seiscientas", 600),
    ("setecientos", 700),
    ("setecientas", 700),
    ("ochocientos", 800),
    ("ochocientas", 800),
    ("novecientos", 900),
    ("novecientas", 900),
    ("mil", 1000),
    ("millón", 1_000_000),
    ("millones", 1_000_000),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("hundred", 100),
    ("thousand", 1000),
    ("million", 1_000_000),
    ("dozen", 12),
    ("docena", 12),
    ("docenas", 12),
    ("dozens", 12),
    ("centenar", 100),
    ("hundreds", 100),
    ("thousands", 1000),
];

/// One or several words that make a number.
pub static IN_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    let one: Vec<&str> = NUMERALS.iter().map(|(word, _)| *word).collect();
    let one = one.join("|");
    pattern(&format!(
        r"(?i)\b(?:{one})(?:(?:[ \t]+|-)(?:(?:y|and)[ \t]+)?(?:{one}|uno|una|one))*\b"
    ))
});

/// The number that the words make; larger units multiply what stands before them.
pub fn value(words: &str) -> i64 {
    let words = words.to_lowercase();
    let parts = words.split(|c: char| c.is_whitespace() || c == '-');
    parts.fold(0_i64, |sum, word| {
        let number = match word {
            "uno" | "una" | "one" => 1,
            _ => NUMERALS
                .iter()
                .find(|(known, _)| *known == word)
                .map_or(0, |(_, number)| *number),
        };
        match number {
            1000.. => sum.max(1).saturating_mul(number),
            100 if sum > 0 && sum < 10 => sum.saturating_mul(number),
            _ => sum.saturating_add(number),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_add_up_and_multiply() {
        for (words, number) in [
            ("noventa", 90),
            ("treinta y cinco", 35),
            ("thirty-five", 35),
            ("cinco mil", 5000),
            ("dos millones", 2_000_000),
            ("five hundred", 500),
            ("Veintiún", 21),
        ] {
            assert_eq!(value(words), number, "{words}");
            assert_eq!(IN_WORDS.find(words).unwrap().as_str(), words);
        }
    }
}
