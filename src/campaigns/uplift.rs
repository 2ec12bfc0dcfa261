//! What a campaign brought in: those it was sent to against those held out, per head. Pure.
//!
//! *Intention to treat*: whoever was assigned to an arm counts in it, whether or not a mail arrived; leaving out who
//! could not be reached would compare other people. Visits are compared by Welch's t interval. What customers spend has
//! a tail so heavy that a single invoice decides the mean, and its variance may not exist; so revenue is compared by the
//! same interval after capping ([`capped`]): blind to the arms, the highest twentieth of what was spent counts as their
//! lowest. The figure is then revenue per head *up to the cap*, which the page says. Resampling (bootstrap-t) would keep
//! the plain mean and cover it badly: no resample shows the customers whom the tail has not yet sent.
//!
//! Several campaigns are pooled as strata: differences inside each, averaged by how much each can tell, so that a
//! campaign with good customers and a small holdout does not pass its customers off as its effect.

/// Below so many in either arm nothing is claimed: the t interval needs it where most did not come.
pub const FEWEST: usize = 30;
/// A change by this share of what the held out do is worth knowing; the size that is asked for would show it.
pub const WORTHWHILE: f64 = 0.2;
/// Of those who spent anything, this share counts in full.
const UNCAPPED: f64 = 0.95;
/// Standard normal quantiles: both sides of 95 %, and the power of 80 % of the size asked for.
const Z_INTERVAL: f64 = 1.959_964;
const Z_POWER: f64 = 0.841_621;

/// The outcome of each head of one campaign.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stratum {
    pub sent: Vec<f64>,
    pub held: Vec<f64>,
}

/// Per head; of several strata, weighted alike on both sides, so that `sent - held` is `difference`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub sent_heads: usize,
    pub held_heads: usize,
    pub sent: f64,
    pub held: f64,
    pub difference: f64,
    /// The 95 % interval of the difference.
    pub low: f64,
    pub high: f64,
    /// Heads of both arms together, split as these are, to see a worthwhile difference in four cases of five; `None`
    /// where nobody held out did anything to compare with.
    pub needed: Option<u64>,
}

/// What may be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    More,
    Less,
    /// Whatever the difference is, it is smaller than a worthwhile one.
    Same,
    /// Large enough, and yet both nothing and a worthwhile difference are possible.
    Unclear,
    TooSmall,
}

impl Estimate {
    pub fn verdict(&self) -> Verdict {
        let heads = self.sent_heads + self.held_heads;
        let is_large = self.needed.is_some_and(|needed| heads as u64 >= needed);
        match () {
            () if self.sent_heads.min(self.held_heads) < FEWEST => Verdict::TooSmall,
            () if self.low > 0.0 => Verdict::More,
            () if self.high < 0.0 => Verdict::Less,
            () if self.is_within_worthwhile() => Verdict::Same,
            () if is_large => Verdict::Unclear,
            () => Verdict::TooSmall,
        }
    }

    /// Equivalence: the whole interval is nearer to nothing than a worthwhile difference.
    fn is_within_worthwhile(&self) -> bool {
        let worthwhile = self.held * WORTHWHILE;
        -worthwhile < self.low && self.high < worthwhile
    }
}

/// The difference between sent and held out; `None` without two in each arm of some stratum.
///
/// Welch's interval (B. L. Welch, Biometrika 34, 1947), its degrees of freedom by Satterthwaite over all arms.
pub fn estimate(strata: &[Stratum]) -> Option<Estimate> {
    let arms: Vec<(Arm, Arm)> = strata
        .iter()
        .filter_map(|stratum| Some((Arm::of(&stratum.sent)?, Arm::of(&stratum.held)?)))
        .collect();
    let total: f64 = arms.iter().map(weight).sum();
    if total == 0.0 {
        return None;
    }
    let (mut sent, mut held, mut variance, mut spread) = (0.0, 0.0, 0.0, 0.0);
    for pair in &arms {
        let share = weight(pair) / total;
        sent += share * pair.0.mean;
        held += share * pair.1.mean;
        for arm in [pair.0, pair.1] {
            let part = share * share * arm.variance / arm.heads;
            variance += part;
            spread += part * part / (arm.heads - 1.0);
        }
    }
    let heads = |of: fn(&(Arm, Arm)) -> Arm| arms.iter().map(|pair| of(pair).heads as usize).sum();
    let freedom = if spread > 0.0 {
        variance * variance / spread
    } else {
        f64::INFINITY
    };
    let half = t_quantile(freedom) * variance.sqrt();
    let (sent_heads, held_heads) = (heads(|pair| pair.0), heads(|pair| pair.1));
    Some(Estimate {
        sent_heads,
        held_heads,
        sent,
        held,
        difference: sent - held,
        low: sent - held - half,
        high: sent - held + half,
        needed: needed(sent_heads + held_heads, variance.sqrt(), held * WORTHWHILE),
    })
}

/// The standard error falls with the root of the heads.
fn needed(heads: usize, error: f64, worthwhile: f64) -> Option<u64> {
    let times = (Z_INTERVAL + Z_POWER) * error / worthwhile;
    (worthwhile > 0.0 && error > 0.0).then(|| (heads as f64 * times * times).ceil() as u64)
}

#[derive(Debug, Clone, Copy)]
struct Arm {
    heads: f64,
    mean: f64,
    variance: f64,
}

impl Arm {
    fn of(outcomes: &[f64]) -> Option<Self> {
        let heads = outcomes.len() as f64;
        if outcomes.len() < 2 {
            return None;
        }
        let mean = outcomes.iter().sum::<f64>() / heads;
        let squares: f64 = outcomes.iter().map(|x| (x - mean) * (x - mean)).sum();
        Some(Self {
            heads,
            mean,
            variance: squares / (heads - 1.0),
        })
    }
}

/// How much a stratum can tell: the inverse of its variance if all arms varied alike, whatever came out.
fn weight((sent, held): &(Arm, Arm)) -> f64 {
    sent.heads * held.heads / (sent.heads + held.heads)
}

/// The 97.5 % quantile of Student's t (Abramowitz and Stegun 26.7.5); off by less than 0.01 from five degrees on.
fn t_quantile(freedom: f64) -> f64 {
    let (z, v) = (Z_INTERVAL, freedom);
    let z2 = z * z;
    let terms = [
        (z2 + 1.0) / 4.0,
        (5.0 * z2 * z2 + 16.0 * z2 + 3.0) / 96.0,
        (3.0 * z2 * z2 * z2 + 19.0 * z2 * z2 + 17.0 * z2 - 15.0) / 384.0,
    ];
    let series = 1.0 + terms[0] / v + terms[1] / (v * v) + terms[2] / (v * v * v);
    z * series
}

/// The stratum with its highest outcomes lowered to a cap that both arms together set, and the cap; without any
/// outcome above nothing there is none to set.
pub fn capped(stratum: &Stratum) -> (Stratum, f64) {
    let all = stratum.sent.iter().chain(&stratum.held);
    let mut spent: Vec<f64> = all.copied().filter(|x| *x > 0.0).collect();
    spent.sort_unstable_by(f64::total_cmp);
    let rank = (spent.len() as f64 * UNCAPPED).ceil() as usize;
    let cap = rank.checked_sub(1).map_or(0.0, |place| spent[place]);
    let lower = |arm: &[f64]| arm.iter().map(|x| x.min(cap)).collect();
    let lowered = Stratum {
        sent: lower(&stratum.sent),
        held: lower(&stratum.held),
    };
    (lowered, cap)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUNS: usize = 2000;

    /// SplitMix64: the same everywhere and for ever.
    struct Random(u64);

    impl Random {
        fn unit(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1u64 << 53) as f64
        }

        /// Days with a visit: most come never, some again and again.
        fn visits(&mut self, share: f64) -> f64 {
            let mut visits = 0.0;
            while visits < 9.0 && self.unit() < share {
                visits += 1.0;
            }
            visits
        }

        /// What somebody spends: mostly nothing, else Pareto, whose variance does not exist.
        fn spend(&mut self, share: f64) -> f64 {
            match self.unit() < share {
                true => PARETO_FROM * self.unit().powf(-1.0 / PARETO_TAIL),
                false => 0.0,
            }
        }

        fn many(&mut self, n: usize, one: impl Fn(&mut Self) -> f64) -> Vec<f64> {
            (0..n).map(|_| one(self)).collect()
        }
    }

    const PARETO_FROM: f64 = 20_000.0;
    const PARETO_TAIL: f64 = 1.8;

    /// The mean of what a visitor spends, up to `cap`.
    fn pareto_up_to(cap: f64) -> f64 {
        let (from, tail) = (PARETO_FROM, PARETO_TAIL);
        let beyond = (from / cap).powf(tail - 1.0);
        from * (tail - beyond) / (tail - 1.0)
    }

    fn mean_visits(share: f64) -> f64 {
        (1..=9).map(|n| share.powi(n)).sum()
    }

    /// The share of runs whose interval holds the truth, and the share that claims a difference.
    fn simulate(seed: u64, one: impl Fn(&mut Random) -> (Estimate, f64)) -> (f64, f64) {
        let mut random = Random(seed);
        let (mut covers, mut claims) = (0, 0);
        for _ in 0..RUNS {
            let (found, truth) = one(&mut random);
            covers += usize::from(found.low <= truth && truth <= found.high);
            claims += usize::from(found.low > 0.0 || found.high < 0.0);
        }
        let share = |n| n as f64 / RUNS as f64;
        (share(covers), share(claims))
    }

    fn visits_of(seed: u64, sent: f64, held: f64) -> (f64, f64) {
        let truth = mean_visits(sent) - mean_visits(held);
        simulate(seed, |random| {
            let stratum = Stratum {
                sent: random.many(400, |random| random.visits(sent)),
                held: random.many(100, |random| random.visits(held)),
            };
            (estimate(&[stratum]).unwrap(), truth)
        })
    }

    fn revenue_of(seed: u64, sent: f64, held: f64) -> (f64, f64) {
        simulate(seed, |random| {
            let stratum = Stratum {
                sent: random.many(600, |random| random.spend(sent)),
                held: random.many(200, |random| random.spend(held)),
            };
            let (lowered, cap) = capped(&stratum);
            let truth = (sent - held) * pareto_up_to(cap);
            (estimate(&[lowered]).unwrap(), truth)
        })
    }

    fn pooled_of(seed: u64, effect: f64) -> (f64, f64) {
        // Customers of three kinds; the better they are, the fewer are held out.
        let campaigns = [(300, 200, 0.1), (400, 100, 0.2), (450, 50, 0.4)];
        let visits = |random: &mut Random, share: f64, more: f64| {
            let again = random.unit() < more;
            random.visits(share) + f64::from(u8::from(again))
        };
        simulate(seed, |random| {
            let strata = campaigns.map(|(sent, held, share)| Stratum {
                sent: random.many(sent, |random| visits(random, share, effect)),
                held: random.many(held, |random| random.visits(share)),
            });
            (estimate(&strata).unwrap(), effect)
        })
    }

    #[track_caller]
    fn assert_covers((covers, _): (f64, f64)) {
        println!("the interval covers the truth in {:.1} %", covers * 100.0);
        assert!((0.93..=0.97).contains(&covers), "covers {covers}");
    }

    #[track_caller]
    fn assert_claims_rarely((covers, claims): (f64, f64)) {
        assert_covers((covers, claims));
        println!(
            "without an effect one is claimed in {:.1} %",
            claims * 100.0
        );
        assert!((0.03..=0.07).contains(&claims), "claims {claims}");
    }

    #[test]
    fn the_interval_of_visits_covers_the_truth() {
        assert_covers(visits_of(1, 0.28, 0.20));
        assert_covers(visits_of(2, 0.10, 0.20));
    }

    #[test]
    fn without_an_effect_more_visits_are_claimed_once_in_twenty() {
        assert_claims_rarely(visits_of(3, 0.2, 0.2));
    }

    #[test]
    fn the_interval_of_heavy_tailed_revenue_covers_the_truth() {
        assert_covers(revenue_of(4, 0.30, 0.20));
        assert_covers(revenue_of(5, 0.20, 0.30));
    }

    #[test]
    fn without_an_effect_more_revenue_is_claimed_once_in_twenty() {
        assert_claims_rarely(revenue_of(6, 0.2, 0.2));
    }

    #[test]
    fn campaigns_with_unlike_customers_and_holdouts_are_pooled_without_bias() {
        assert_claims_rarely(pooled_of(7, 0.0));
        assert_covers(pooled_of(8, 0.1));
    }

    #[test]
    fn the_size_asked_for_shows_a_worthwhile_difference_four_times_in_five() {
        let pilot = Stratum {
            sent: Random(9).many(40_000, |random| random.visits(0.2)),
            held: Random(10).many(10_000, |random| random.visits(0.2)),
        };
        let needed = estimate(&[pilot]).unwrap().needed.unwrap() as usize;
        let more = |random: &mut Random| {
            let again = random.unit() < WORTHWHILE * mean_visits(0.2);
            random.visits(0.2) + f64::from(u8::from(again))
        };
        let mut random = Random(11);
        let runs = 200;
        let seen = (0..runs)
            .filter(|_| {
                let stratum = Stratum {
                    sent: random.many(needed * 4 / 5, more),
                    held: random.many(needed / 5, |random| random.visits(0.2)),
                };
                estimate(&[stratum]).unwrap().verdict() == Verdict::More
            })
            .count();
        let share = seen as f64 / f64::from(runs);
        assert!((0.7..=0.9).contains(&share), "{share} of {needed}");
    }

    fn heads(n: usize, every: usize) -> Vec<f64> {
        (0..n)
            .map(|place| f64::from(u8::from(place % every == 0)))
            .collect()
    }

    #[test]
    fn a_few_heads_are_too_few_whatever_they_did() {
        let few = Stratum {
            sent: heads(FEWEST - 1, 1),
            held: heads(500, 50),
        };
        assert_eq!(estimate(&[few]).unwrap().verdict(), Verdict::TooSmall);
    }

    #[test]
    fn an_interval_around_nothing_is_no_difference_only_when_it_is_large_enough() {
        let alike = |n| Stratum {
            sent: heads(n, 4),
            held: heads(n, 4),
        };
        let small = estimate(&[alike(100)]).unwrap();
        assert_eq!(small.verdict(), Verdict::TooSmall);
        assert!(small.needed.unwrap() > 200);
        let large = estimate(&[alike(10_000)]).unwrap();
        assert_eq!(large.verdict(), Verdict::Same);
    }

    #[test]
    fn an_interval_that_reaches_a_worthwhile_difference_is_not_called_none() {
        let came = |heads: usize, came: usize| {
            let one = |place| f64::from(u8::from(place < came));
            (0..heads).map(one).collect::<Vec<f64>>()
        };
        let found = estimate(&[Stratum {
            sent: came(1400, 392),
            held: came(1400, 350),
        }]);
        let found = found.unwrap();
        assert!(found.needed.unwrap() <= 2800, "large enough to be seen");
        assert!(found.low < 0.0 && found.high > 0.25 * WORTHWHILE);
        assert_eq!(found.verdict(), Verdict::Unclear);
    }

    #[test]
    fn when_nobody_came_no_size_can_be_named() {
        let nobody = Stratum {
            sent: vec![0.0; 300],
            held: vec![0.0; 300],
        };
        let found = estimate(&[nobody]).unwrap();
        assert_eq!((found.needed, found.verdict()), (None, Verdict::TooSmall));
        assert_eq!(estimate(&[Stratum::default()]), None);
    }

    #[test]
    fn welch_by_hand() {
        let found = estimate(&[Stratum {
            sent: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
            held: vec![1.0, 1.0, 2.0, 2.0, 3.0, 3.0],
        }]);
        let found = found.unwrap();
        // Means 3.5 and 2, variances 3.5 and 0.8, 7.17 degrees of freedom, t 2.353.
        assert!((found.difference - 1.5).abs() < 1e-9);
        assert!((found.high - 1.5 - 2.353 * (4.3f64 / 6.0).sqrt()).abs() < 0.02);
    }

    #[test]
    fn one_large_invoice_counts_as_the_largest_usual_one() {
        let mut sent: Vec<f64> = (1..=39).map(f64::from).collect();
        sent.push(1e9);
        let (lowered, cap) = capped(&Stratum {
            sent,
            held: vec![0.0; 40],
        });
        assert_eq!(cap, 38.0);
        assert_eq!(lowered.sent[39], 38.0);
        assert_eq!(capped(&Stratum::default()).1, 0.0);
    }
}
