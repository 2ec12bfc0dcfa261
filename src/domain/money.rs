//! Money is whole minor units (pesos, cents) in `i64` beside its currency; no amount is ever a float.

use std::{fmt, str::FromStr};

use diesel::{
    AsExpression, FromSqlRow,
    backend::Backend,
    deserialize::{self, FromSql},
    serialize::{self, Output, ToSql},
    sql_types::Text,
};
use serde::{Deserialize, Serialize};

use super::UnknownValue;

/// A currency of ISO 4217; its text everywhere is the code.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, AsExpression, FromSqlRow,
)]
#[serde(into = "String", try_from = "String")]
#[diesel(sql_type = Text)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    pub const CLP: Self = Self(iso_currency::Currency::CLP);
    pub const EUR: Self = Self(iso_currency::Currency::EUR);
    pub const MXN: Self = Self(iso_currency::Currency::MXN);
    pub const USD: Self = Self(iso_currency::Currency::USD);

    /// The three letters, `CLP`.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimal places of the minor unit: 0 for CLP, 2 for EUR.
    pub fn digits(self) -> u8 {
        self.0
            .exponent()
            .and_then(|digits| u8::try_from(digits).ok())
            .unwrap_or(0)
    }

    /// Minor units in one of the currency: 1 for CLP, 100 for EUR.
    pub fn unit(self) -> i64 {
        10_i64.pow(self.digits().into())
    }

    /// The sign that people of its own country write, `$` or `€`.
    pub fn symbol(self) -> String {
        self.0.symbol().to_string()
    }

    /// Whether it is the money of a country, given as ISO 3166 alpha-2.
    pub(super) fn is_used_in(self, country: &str) -> bool {
        self.0
            .used_by()
            .iter()
            .any(|user| user.to_string() == country)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl FromStr for Currency {
    type Err = UnknownValue;

    /// Takes the code in either case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        iso_currency::Currency::from_code(&text.to_ascii_uppercase())
            .map(Self)
            .ok_or_else(|| UnknownValue {
                kind: "Currency",
                value: text.to_owned(),
            })
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownValue;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl<DB: Backend> ToSql<Text, DB> for Currency
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <str as ToSql<Text, DB>>::to_sql(self.code(), out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for Currency
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(String::from_sql(bytes)?.parse()?)
    }
}

/// The mean of `count` amounts that add up to `total`, in minor units, a half rounded away from zero (5 ÷ 2 is 3,
/// −5 ÷ 2 is −3), as PostgreSQL's `round(numeric)` does. Of no amounts it is 0.
pub fn average(total: i64, count: i64) -> i64 {
    if count <= 0 {
        return 0;
    }
    // A mean lies between zero and the total, so it fits.
    i64::try_from(round_half_up(total.into(), count.into())).unwrap_or(total)
}

/// `amount ÷ divisor` to the nearest whole, a half away from zero. The divisor is positive.
pub fn round_half_up(amount: i128, divisor: i128) -> i128 {
    let (whole, rest) = (amount.abs() / divisor, amount.abs() % divisor);
    amount.signum() * (whole + i128::from(rest >= divisor - rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_half_is_rounded_away_from_zero() {
        for (total, count, expected) in [
            (5, 2, 3),
            (4, 3, 1),
            (-5, 2, -3),
            (-4, 3, -1),
            (7, 0, 0),
            (1_246_535_130, 26_158, 47_654),
        ] {
            assert_eq!(average(total, count), expected, "{total} / {count}");
        }
    }

    #[test]
    fn a_currency_knows_its_minor_unit() {
        assert_eq!((Currency::CLP.digits(), Currency::CLP.unit()), (0, 1));
        assert_eq!((Currency::EUR.digits(), Currency::EUR.unit()), (2, 100));
        assert_eq!("eur".parse(), Ok(Currency::EUR));
        assert!("peso".parse::<Currency>().is_err());
        assert_eq!(serde_json::to_string(&Currency::CLP).unwrap(), "\"CLP\"");
    }

    proptest! {
        #[test]
        fn a_mean_is_never_more_than_half_a_unit_off(total: i64, count in 1..=i64::MAX) {
            let off = 2 * (i128::from(average(total, count)) * i128::from(count) - i128::from(total));
            prop_assert!(off.abs() <= i128::from(count));
        }
    }
}
