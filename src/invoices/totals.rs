//! Pure: what an invoice comes to. Amounts are minor units, quantities thousandths, rates basis points (19 % is 1900).
//!
//! Each line is rounded by itself, a half away from zero, its tax from its rounded net; everything else is a sum of lines. So
//! the lines add up to what stands below them, to the unit, in whatever order they stand.

use std::collections::BTreeMap;

use super::model::Line;
use crate::domain::money::round_half_up;

/// A quantity of one.
pub const ONE: i64 = 1000;
/// All of it, as a rate.
const WHOLE: i128 = 10_000;

/// Net, tax and their sum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amounts {
    pub net: i64,
    pub tax: i64,
}

impl Amounts {
    pub fn total(self) -> i64 {
        self.net + self.tax
    }
}

/// What is charged at one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateTotal {
    pub basis_points: i32,
    pub amounts: Amounts,
}

/// What a line costs; `None` where that is more than an amount can be.
pub fn of_line(quantity: i64, unit_price: i64, tax_basis_points: i32) -> Option<Amounts> {
    let net = round_half_up(
        i128::from(quantity) * i128::from(unit_price),
        i128::from(ONE),
    );
    let tax = round_half_up(net.checked_mul(i128::from(tax_basis_points))?, WHOLE);
    let amounts = Amounts {
        net: net.try_into().ok()?,
        tax: tax.try_into().ok()?,
    };
    amounts.net.checked_add(amounts.tax)?;
    Some(amounts)
}

/// The price without tax of what costs `gross` with it, so that one of it comes to `gross` again. Some sums no whole price
/// comes to, because tax is rounded to the unit: then it is the nearest, which is one unit away.
pub fn net_of(gross: i64, tax_basis_points: i32) -> i64 {
    let rate = WHOLE + i128::from(tax_basis_points);
    let near = round_half_up(i128::from(gross) * WHOLE, rate);
    let near = i64::try_from(near).unwrap_or(gross);
    let off = |net: &i64| {
        let total = of_line(ONE, *net, tax_basis_points).map_or(i64::MAX, Amounts::total);
        total.abs_diff(gross)
    };
    [near, near - 1, near + 1]
        .into_iter()
        .min_by_key(off)
        .unwrap_or(near)
}

/// What lines come to together; `None` where that is more than an amount can be.
pub fn sum(lines: impl IntoIterator<Item = Amounts>) -> Option<Amounts> {
    let mut sum = Amounts::default();
    for line in lines {
        sum.net = sum.net.checked_add(line.net)?;
        sum.tax = sum.tax.checked_add(line.tax)?;
    }
    sum.net.checked_add(sum.tax)?;
    Some(sum)
}

/// Net and tax by rate, the lowest first. The lines are stored ones, whose sums are known to fit.
pub fn by_rate(lines: &[Line]) -> Vec<RateTotal> {
    let mut rates: BTreeMap<i32, Amounts> = BTreeMap::new();
    for line in lines {
        let rate = rates.entry(line.tax_basis_points).or_default();
        rate.net += line.net;
        rate.tax += line.tax;
    }
    let total = |(basis_points, amounts)| RateTotal {
        basis_points,
        amounts,
    };
    rates.into_iter().map(total).collect()
}

/// What earlier credit notes took back of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    pub quantity: i64,
    pub amounts: Amounts,
}

/// What taking back `quantity` of a line is worth; `None` where that is more than is left of it.
///
/// Whoever takes all that is left gets what is left to the unit, so that several credit notes never come to more, and in
/// the end to no less, than the line.
pub fn of_credit(line: &Line, taken: Taken, quantity: i64) -> Option<Amounts> {
    let left = Amounts {
        net: line.net - taken.amounts.net,
        tax: line.tax - taken.amounts.tax,
    };
    match line.quantity - taken.quantity {
        rest if quantity == rest => Some(left),
        rest if quantity > rest => None,
        _ => {
            let part = of_line(quantity, line.unit_price, line.tax_basis_points)?;
            Some(Amounts {
                net: nearer_to_zero(part.net, left.net),
                tax: nearer_to_zero(part.tax, left.tax),
            })
        }
    }
}

fn nearer_to_zero(one: i64, other: i64) -> i64 {
    if one.unsigned_abs() <= other.unsigned_abs() {
        one
    } else {
        other
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(quantity: i64, unit_price: i64, tax_basis_points: i32) -> Line {
        let Amounts { net, tax } = of_line(quantity, unit_price, tax_basis_points).unwrap();
        Line {
            invoice_id: 1.into(),
            position: 1,
            description: "Masaje".into(),
            quantity,
            unit_price,
            tax_basis_points,
            net,
            tax,
            total: net + tax,
            corrects_position: None,
        }
    }

    fn amounts(line: &Line) -> Amounts {
        Amounts {
            net: line.net,
            tax: line.tax,
        }
    }

    #[test]
    fn a_line_is_rounded_half_up_to_the_unit() {
        for (quantity, price, rate, net, tax) in [
            (1000, 45_000, 1900, 45_000, 8_550),
            // 1.5 hours at CLP 33,333 are 49,999.5
            (1500, 33_333, 1900, 50_000, 9_500),
            // three of EUR 0.33 at 21 %: 0.2079
            (3000, 33, 2100, 99, 21),
            // 2.5 cents of tax
            (1000, 50, 500, 50, 3),
            (1000, -50, 500, -50, -3),
            (333, 1, 0, 0, 0),
            (500, 1, 0, 1, 0),
        ] {
            let expected = Amounts { net, tax };
            assert_eq!(
                of_line(quantity, price, rate),
                Some(expected),
                "{quantity} × {price}"
            );
        }
    }

    #[test]
    fn what_no_amount_can_hold_is_none() {
        assert_eq!(of_line(i64::MAX, i64::MAX, 1900), None);
        assert_eq!(of_line(1000, i64::MAX, 1900), None);
        let most = Amounts {
            net: i64::MAX,
            tax: 0,
        };
        assert_eq!(sum([most, most]), None);
    }

    /// Lines as a shop writes them; in EUR prices have cents, in CLP whole pesos, and both are minor units here.
    fn some_lines() -> impl Strategy<Value = Vec<(i64, i64, i32)>> {
        let rate = prop::sample::select(vec![0, 400, 500, 750, 1000, 1900, 2100]);
        prop::collection::vec((1..=100_000_i64, 0..=10_000_000_i64, rate), 1..40)
    }

    proptest! {
        /// To the unit wherever a whole price comes to it, and one unit away elsewhere.
        #[test]
        fn a_price_with_tax_is_taken_apart_and_comes_to_itself(
            gross in 0_i64..100_000_000, rate in 0_i32..=10_000,
        ) {
            let total = |net: i64| of_line(ONE, net, rate).unwrap().total();
            let net = net_of(gross, rate);
            let off = total(net).abs_diff(gross);
            let is_reachable = (net - 3..=net + 3).any(|other| total(other) == gross);
            prop_assert_eq!(off, u64::from(!is_reachable), "{} {}", net, total(net));
        }
    }

    #[test]
    fn usual_prices_come_to_themselves() {
        for gross in [45_000, 49_900, 90_000, 120_000, 15_990] {
            let net = net_of(gross, 1900);
            assert_eq!(of_line(ONE, net, 1900).unwrap().total(), gross, "{net}");
        }
        assert_eq!(net_of(45_000, 1900), 37_815);
    }

    proptest! {
        #[test]
        fn lines_add_up_to_the_total_and_to_the_rates(given in some_lines()) {
            let lines: Vec<Line> = given.iter().map(|(q, p, r)| line(*q, *p, *r)).collect();
            let total = sum(lines.iter().map(amounts)).unwrap();
            prop_assert_eq!(total.total(), lines.iter().map(|line| line.total).sum::<i64>());
            let rates = by_rate(&lines);
            prop_assert_eq!(sum(rates.iter().map(|rate| rate.amounts)), Some(total));
        }

        #[test]
        fn the_order_of_the_lines_does_not_matter(mut given in some_lines()) {
            let lines = |given: &[(i64, i64, i32)]| given.iter().map(|(q, p, r)| line(*q, *p, *r)).collect::<Vec<_>>();
            let before = by_rate(&lines(&given));
            given.reverse();
            prop_assert_eq!(by_rate(&lines(&given)), before);
        }

        #[test]
        fn the_tax_of_a_rate_is_off_by_half_a_unit_a_line_at_most(given in some_lines()) {
            let lines: Vec<Line> = given.iter().map(|(q, p, r)| line(*q, *p, *r)).collect();
            for rate in by_rate(&lines) {
                let count = lines.iter().filter(|line| line.tax_basis_points == rate.basis_points).count();
                let exact = i128::from(rate.amounts.net) * i128::from(rate.basis_points);
                let off = (i128::from(rate.amounts.tax) * WHOLE - exact).abs();
                prop_assert!(off * 2 <= WHOLE * count as i128, "{} lines at {}", count, rate.basis_points);
            }
        }

        #[test]
        fn a_net_is_off_by_half_a_unit_at_most(quantity in 1..=100_000_i64, price in -1_000_000..=1_000_000_i64) {
            let net = of_line(quantity, price, 0).unwrap().net;
            prop_assert!((2 * (i128::from(net) * 1000 - i128::from(quantity) * i128::from(price))).abs() <= 1000);
        }

        #[test]
        fn credit_notes_in_parts_come_to_the_line_and_never_to_more(
            quantity in 1..=20_000_i64, price in -100_000..=100_000_i64, rate in 0..=10_000_i32, parts in prop::collection::vec(1..=5_000_i64, 0..20),
        ) {
            let line = line(quantity, price, rate);
            let mut taken = Taken::default();
            for part in parts {
                let part = part.min(line.quantity - taken.quantity);
                if part == 0 { break; }
                let amounts = of_credit(&line, taken, part).unwrap();
                taken.quantity += part;
                taken.amounts.net += amounts.net;
                taken.amounts.tax += amounts.tax;
                prop_assert!(taken.amounts.net.abs() <= line.net.abs() && taken.amounts.tax.abs() <= line.tax.abs());
            }
            prop_assert_eq!(of_credit(&line, taken, line.quantity - taken.quantity + 1), None);
            if taken.quantity < line.quantity {
                let rest = of_credit(&line, taken, line.quantity - taken.quantity).unwrap();
                prop_assert_eq!(taken.amounts.net + rest.net, line.net);
                prop_assert_eq!(taken.amounts.tax + rest.tax, line.tax);
            }
        }
    }
}
