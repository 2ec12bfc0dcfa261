//! What tokens cost.

use std::str::FromStr;

/// US dollars for a million tokens, in and out, the highest of the family that the vendors listed in autumn 2026; `*` is
/// any other model, dear on purpose: an unknown price must not empty the budget unseen.
pub const DEFAULT_PRICES: &str = "\
claude-opus 5 25
claude-sonnet 3 15
claude-sonnet-5-5 2 10
claude-haiku 1 5
gpt-4o 2.50 10
gpt-4o-mini 0.15 0.60
gpt-6-luna 0.10 0.50
deepseek 1.74 3.48
deepseek-flash 0.30 1.20
* 10 50
";

impl Default for Prices {
    /// [`DEFAULT_PRICES`]; a test reads each line.
    fn default() -> Self {
        DEFAULT_PRICES.parse().unwrap_or(Self(Vec::new()))
    }
}

/// A price list: a line for each model, by the beginning of its name, with two prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prices(Vec<Price>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Price {
    model: String,
    /// Millionths of a dollar for a million tokens.
    input: u64,
    output: u64,
}

/// The line that cannot be read, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongLine(pub usize);

impl FromStr for Prices {
    type Err = WrongLine;

    fn from_str(text: &str) -> Result<Self, WrongLine> {
        let lines = (1..).zip(text.lines().map(str::trim));
        let prices = lines
            .filter(|(_, line)| !line.is_empty())
            .map(|(number, line)| price(line).ok_or(WrongLine(number)));
        Ok(Self(prices.collect::<Result<_, _>>()?))
    }
}

fn price(line: &str) -> Option<Price> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [model, input, output] = words[..] else {
        return None;
    };
    Some(Price {
        model: model.trim_end_matches('*').to_lowercase(),
        input: dollars(input)?,
        output: dollars(output)?,
    })
}

/// `2.50` or `2,50` in millionths.
fn dollars(text: &str) -> Option<u64> {
    let text = text.trim_start_matches('$').replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || part.len() > 6 || !is_plain(whole) || !is_plain(part)
    {
        return None;
    }
    let part: u64 = format!("{part:0<6}").parse().ok()?;
    Some(whole.parse::<u64>().ok()? * 1_000_000 + part)
}

impl Prices {
    /// In millionths of a dollar, rounded up; the list's longest matching name counts. A model that no line fits costs
    /// what the dearest does.
    pub fn cost(&self, model: &str, input: u32, output: u32) -> i64 {
        let model = model.to_lowercase();
        let fitting = self
            .0
            .iter()
            .filter(|price| model.starts_with(&price.model));
        let price = fitting
            .max_by_key(|price| price.model.len())
            .or_else(|| self.0.iter().max_by_key(|price| price.output));
        let Some(price) = price else { return 0 };
        let total = u128::from(input) * u128::from(price.input)
            + u128::from(output) * u128::from(price.output);
        i64::try_from(total.div_ceil(1_000_000)).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defaults() -> Prices {
        DEFAULT_PRICES.parse().unwrap()
    }

    #[test]
    fn the_defaults_can_be_read() {
        assert_eq!(Prices::default(), defaults());
    }

    #[test]
    fn a_dated_model_costs_what_its_family_does() {
        // 812 × 3 + 342 × 15 millionths
        assert_eq!(
            defaults().cost("claude-sonnet-4-5-20250929", 812, 342),
            7566
        );
        assert_eq!(defaults().cost("gpt-4o-mini-2024", 1_000_000, 0), 150_000);
        assert_eq!(defaults().cost("deepseek-flash", 1, 0), 1);
    }

    #[test]
    fn an_unknown_model_is_dear() {
        assert_eq!(defaults().cost("mystery", 1_000_000, 1_000_000), 60_000_000);
        let without_star: Prices = "a 1 2\nb 3 4".parse().unwrap();
        assert_eq!(without_star.cost("mystery", 1_000_000, 0), 3_000_000);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let wrong = |text: &str| text.parse::<Prices>().unwrap_err();
        assert_eq!(wrong("a 1 2\n\nb one two"), WrongLine(3));
        assert_eq!(wrong("a -1 2"), WrongLine(1));
        assert_eq!(wrong("a 1"), WrongLine(1));
    }
}
