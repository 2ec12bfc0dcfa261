//! Which events may be under way together. Pure.

use std::collections::HashMap;

/// Cuts a batch into waves, each with at most one event of a customer (`key`) and in the order of the batch: the next one
/// of a customer leaves once the broker has the one before, or a message that it refused would be overtaken. Events of
/// nobody wait for nobody.
pub fn waves<T>(batch: Vec<T>, key: impl Fn(&T) -> Option<i64>) -> Vec<Vec<T>> {
    let mut counts: HashMap<i64, usize> = HashMap::new();
    let mut waves: Vec<Vec<T>> = Vec::new();
    for event in batch {
        let place = match key(&event) {
            Some(key) => {
                let count = counts.entry(key).or_default();
                *count += 1;
                *count - 1
            }
            None => 0,
        };
        if waves.len() == place {
            waves.push(Vec::new());
        }
        waves[place].push(event);
    }
    waves
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_wave_has_two_of_a_customer_and_none_is_overtaken(
            keys in proptest::collection::vec(proptest::option::of(0..5i64), 0..60),
        ) {
            let batch: Vec<(usize, Option<i64>)> = keys.iter().copied().enumerate().collect();
            let waves = waves(batch.clone(), |(_, key)| *key);
            for wave in &waves {
                let mut seen: Vec<_> = wave.iter().filter_map(|(_, key)| *key).collect();
                seen.sort_unstable();
                let before = seen.len();
                seen.dedup();
                prop_assert_eq!(seen.len(), before);
            }
            let sent: Vec<_> = waves.into_iter().flatten().collect();
            prop_assert_eq!(sent.len(), batch.len());
            for customer in 0..5 {
                let of = |events: &[(usize, Option<i64>)]| -> Vec<usize> {
                    events.iter().filter(|(_, key)| *key == Some(customer)).map(|(id, _)| *id).collect()
                };
                prop_assert_eq!(of(&sent), of(&batch));
            }
        }
    }
}
