//! Who is held out, and who gets which variant: a hash of the campaign's seed and the customer's id, so that nobody
//! chooses, a repetition gives the same, and two campaigns do not hold out the same people. Pure.

use sha2::{Digest as _, Sha256};

use crate::domain::CustomerId;
use crate::text_enum;

text_enum! {
    /// Where somebody was assigned, before anything is sent.
    pub enum Arm {
        /// Gets nothing: what they do anyway is what the others are compared with.
        Held = "held",
        A = "a",
        B = "b",
    }
}

/// How a campaign divides its customers.
#[derive(Debug, Clone, Copy)]
pub struct Division {
    pub seed: i64,
    /// The share that is held out.
    pub holdout_percent: i32,
    /// The others are halved.
    pub has_two_variants: bool,
}

impl Division {
    pub fn arm(&self, customer: CustomerId) -> Arm {
        let is_held = self.draw("holdout", customer) % 100;
        if is_held < u64::try_from(self.holdout_percent).unwrap_or(0) {
            return Arm::Held;
        }
        match self.has_two_variants && self.draw("variant", customer) % 2 == 1 {
            true => Arm::B,
            false => Arm::A,
        }
    }

    /// A place in a random order, for whoever a limit leaves out.
    pub fn place(&self, customer: CustomerId) -> u64 {
        self.draw("order", customer)
    }

    /// The questions are independent of each other.
    fn draw(&self, question: &str, customer: CustomerId) -> u64 {
        let mut hash = Sha256::new();
        hash.update(question);
        hash.update(self.seed.to_le_bytes());
        hash.update(customer.get().to_le_bytes());
        let bytes = hash.finalize();
        bytes
            .iter()
            .take(8)
            .fold(0, |n, byte| n << 8 | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn division(seed: i64) -> Division {
        Division {
            seed,
            holdout_percent: 20,
            has_two_variants: true,
        }
    }

    fn arms(division: Division) -> Vec<Arm> {
        (1..=10_000).map(|id| division.arm(id.into())).collect()
    }

    fn count(arms: &[Arm], arm: Arm) -> usize {
        arms.iter().filter(|found| **found == arm).count()
    }

    #[test]
    fn the_same_seed_and_customer_always_meet_in_the_same_arm() {
        assert_eq!(arms(division(7)), arms(division(7)));
        assert_eq!(division(7).arm(3053.into()), division(7).arm(3053.into()));
        assert_ne!(arms(division(7)), arms(division(8)));
    }

    #[test]
    fn the_shares_are_those_that_were_asked_for() {
        let arms = arms(division(1));
        assert!((1880..=2120).contains(&count(&arms, Arm::Held)));
        assert!((3850..=4150).contains(&count(&arms, Arm::A)));
        assert!((3850..=4150).contains(&count(&arms, Arm::B)));
    }

    #[test]
    fn without_holdout_and_second_variant_everybody_is_in_the_first() {
        let all = Division {
            holdout_percent: 0,
            has_two_variants: false,
            ..division(1)
        };
        assert_eq!(count(&arms(all), Arm::A), 10_000);
    }

    #[test]
    fn another_campaign_holds_out_others() {
        let (one, other) = (arms(division(1)), arms(division(2)));
        let both = one
            .iter()
            .zip(&other)
            .filter(|pair| *pair == (&Arm::Held, &Arm::Held));
        assert!((320..=480).contains(&both.count()));
    }
}
