//! The rules of the board: what moving changes, and where between two cards another fits. Pure.

use super::model::Stage;

/// The distance between neighbours when there is room.
pub const GAP: i64 = 1 << 20;

/// How likely it is after a move: a figure that somebody set stays while it is open, the usual one follows the stage.
pub fn probability_after(from: Stage, to: Stage, probability: i32) -> i32 {
    let was_set = from.is_open() && probability != from.usual_probability();
    match was_set && to.is_open() {
        true => probability,
        false => to.usual_probability(),
    }
}

/// A position between two, lower being nearer to the top; `None` where there is no room.
pub fn between(above: Option<i64>, below: Option<i64>) -> Option<i64> {
    match (above, below) {
        (None, None) => Some(0),
        (None, Some(below)) => below.checked_sub(GAP),
        (Some(above), None) => above.checked_add(GAP),
        (Some(above), Some(below)) => {
            let room = below.checked_sub(above)?;
            (room > 1).then(|| above + room / 2)
        }
    }
}

/// An amount by how likely it is to come, in whole minor units, a half rounded up.
pub fn weighted(value: i64, probability: i32) -> i64 {
    let hundredths = i128::from(value) * i128::from(probability);
    i64::try_from((hundredths + 50).div_euclid(100)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_probability_follows_the_stage_and_a_set_one_stays() {
        use Stage::{Contact, Initial, Lost, Negotiation, Won};
        assert_eq!(probability_after(Initial, Negotiation, 10), 75);
        assert_eq!(probability_after(Initial, Negotiation, 40), 40);
        assert_eq!(probability_after(Contact, Won, 40), 100);
        assert_eq!(probability_after(Contact, Lost, 40), 0);
        assert_eq!(probability_after(Won, Contact, 100), 25);
    }

    #[test]
    fn there_is_room_at_both_ends_and_between_until_neighbours_touch() {
        assert_eq!(between(None, None), Some(0));
        assert_eq!(between(None, Some(0)), Some(-GAP));
        assert_eq!(between(Some(0), None), Some(GAP));
        assert_eq!(between(Some(4), Some(8)), Some(6));
        assert_eq!(between(Some(4), Some(5)), None);
        assert_eq!(between(Some(4), Some(4)), None);
    }

    #[test]
    fn a_half_is_rounded_up() {
        assert_eq!(weighted(1_000, 25), 250);
        assert_eq!(weighted(1, 50), 1);
        assert_eq!(weighted(1, 49), 0);
    }

    proptest! {
        #[test]
        fn what_lies_between_lies_between(above in -1_000_000i64..1_000_000, room in 2i64..1_000_000) {
            let place = between(Some(above), Some(above + room)).unwrap();
            prop_assert!(above < place && place < above + room);
        }

        #[test]
        fn a_weighted_amount_is_no_more_than_the_whole(value in 0i64..=i64::MAX, probability in 0..=100) {
            prop_assert!((0..=value).contains(&weighted(value, probability)));
        }
    }
}
