//! Who is compared with whom: two customers are, when they have a key in common. Pure.

use super::Traits;

/// A key that more customers have tells nobody apart: a switchboard, a name like María González.
pub const BLOCK: i64 = 60;
/// Of the words of a name or an address, the longest are the rarest.
const NAME_WORDS: usize = 3;
const ADDRESS_WORDS: usize = 3;
const SHORTEST_ADDRESS_WORD: usize = 4;

/// The keys of a customer, each a number made of its kind and its text; in ascending order.
pub fn keys(traits: &Traits) -> Vec<i64> {
    let mut texts: Vec<String> = Vec::new();
    for (kind, text) in [
        ("email", &traits.email),
        ("phone", &traits.phone),
        ("tax id", &traits.tax_id),
    ] {
        if !text.is_empty() {
            texts.push(format!("{kind} {text}"));
        }
    }
    texts.extend(pairs("name", longest(&traits.name, NAME_WORDS, 1)));
    if let [only] = &traits.name[..] {
        texts.push(format!("name {only}"));
    }
    // The date alone would pair thousands in a large database.
    if let Some(date) = traits.birth_date {
        let initials = traits.name.iter().filter_map(|word| word.chars().next());
        texts.extend(initials.map(|initial| format!("born {date} {initial}")));
    }
    let address = longest(&traits.address, ADDRESS_WORDS, SHORTEST_ADDRESS_WORD);
    texts.extend(pairs("address", address));
    let mut keys: Vec<i64> = texts.iter().map(|text| number(text)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The longest words that are no shorter than that, in alphabetical order.
pub(super) fn longest(words: &[String], count: usize, shortest: usize) -> Vec<&str> {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.retain(|word| word.len() >= shortest);
    words.sort_by_key(|word| (usize::MAX - word.len(), *word));
    words.dedup();
    words.truncate(count);
    words.sort_unstable();
    words
}

/// Every two of the words, which stand in order.
fn pairs(kind: &str, words: Vec<&str>) -> Vec<String> {
    let rests = (1..words.len()).map(|from| &words[from..]);
    let pairs = words.iter().zip(rests).flat_map(|(word, rest)| {
        rest.iter()
            .map(move |other| format!("{kind} {word} {other}"))
    });
    pairs.collect()
}

/// FNV-1a, 64 bits. Stored, so it may never change; two texts that meet in one number are only compared in vain.
fn number(text: &str) -> i64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let hash = text
        .bytes()
        .fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    hash as i64
}

#[cfg(test)]
mod tests {
    use super::super::Known;
    use super::*;

    fn keys_of(name: &str, email: &str) -> Vec<i64> {
        keys(&Traits::new(&Known {
            full_name: name,
            email: Some(email),
            ..Known::default()
        }))
    }

    fn meet(a: &[i64], b: &[i64]) -> bool {
        a.iter().any(|key| b.contains(key))
    }

    #[test]
    fn two_words_of_a_name_in_common_are_enough_to_be_compared() {
        let ana = keys_of("Ana María Rojas Soto", "");
        assert!(meet(&ana, &keys_of("ROJAS, María", "")));
        assert!(!meet(&ana, &keys_of("Rojas", "")));
        assert!(!meet(&ana, &keys_of("Eva Rojas", "")));
    }

    #[test]
    fn one_address_is_enough_however_it_is_written() {
        assert!(meet(
            &keys_of("Ana", "ANA@correo.example"),
            &keys_of("Eva", "ana@correo.example")
        ));
        assert_eq!(keys_of("", "sin correo"), Vec::<i64>::new());
    }

    #[test]
    fn a_key_is_the_same_number_for_ever() {
        assert_eq!(number(""), 0xcbf2_9ce4_8422_2325_u64 as i64);
        assert_eq!(number("a"), 0xaf63_dc4c_8601_ec8c_u64 as i64);
    }
}
