//! The use of language models as it is typed.

use serde::Deserialize;

use super::model::EngineSettings;
use crate::proposals::engine::llm::{DEFAULT_PRICES, Prices};
use crate::web::FieldErrors;

/// A prompt is paid for by the word.
const LONGEST: usize = 1000;
/// In cents: nobody means more.
const HIGHEST_BUDGET: i64 = 100_000_000;
/// More at a time is not sooner: vendors count tokens by the minute.
const MOST_PARALLEL: i32 = 16;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EngineForm {
    pub version: i32,
    pub monthly_budget: String,
    pub prices: String,
    pub anthropic_notes: String,
    pub openai_notes: String,
    pub tone: String,
    pub signature: String,
    pub dos: String,
    pub donts: String,
    pub parallel_calls: String,
    pub examples: String,
}

impl EngineForm {
    /// The stored row as it would be typed.
    pub fn of(row: &EngineSettings, version: i32) -> Self {
        let on = |flag: bool| if flag { "on".to_owned() } else { String::new() };
        let budget = row.monthly_budget_cents;
        Self {
            version,
            monthly_budget: budget.map_or(String::new(), |cents| {
                format!("{}.{:02}", cents / 100, cents % 100)
            }),
            prices: row
                .prices
                .clone()
                .unwrap_or_else(|| DEFAULT_PRICES.to_owned()),
            anthropic_notes: on(row.anthropic_notes),
            openai_notes: on(row.openai_notes),
            tone: row.tone.clone(),
            signature: row.signature.clone(),
            dos: row.dos.clone(),
            donts: row.donts.clone(),
            parallel_calls: row.parallel_calls.to_string(),
            examples: on(row.tells_examples),
        }
    }

    pub fn parse(&self) -> Result<EngineSettings, FieldErrors> {
        let mut errors = FieldErrors::default();
        let e = &mut errors;
        let row = EngineSettings {
            monthly_budget_cents: e
                .check("monthly_budget", cents(&self.monthly_budget))
                .unwrap_or_default(),
            prices: e.check("prices", prices(&self.prices)).unwrap_or_default(),
            anthropic_notes: !self.anthropic_notes.is_empty(),
            openai_notes: !self.openai_notes.is_empty(),
            tone: e.check("tone", text(&self.tone)).unwrap_or_default(),
            signature: e
                .check("signature", text(&self.signature))
                .unwrap_or_default(),
            dos: e.check("dos", text(&self.dos)).unwrap_or_default(),
            donts: e.check("donts", text(&self.donts)).unwrap_or_default(),
            parallel_calls: e
                .check("parallel_calls", parallel_calls(&self.parallel_calls))
                .unwrap_or(1),
            tells_examples: !self.examples.is_empty(),
        };
        if errors.is_empty() {
            Ok(row)
        } else {
            Err(errors)
        }
    }
}

fn text(typed: &str) -> Result<String, &'static str> {
    let typed = typed.trim().replace("\r\n", "\n");
    match typed.chars().count() > LONGEST || typed.contains('\0') {
        true => Err("field-too-long"),
        false => Ok(typed),
    }
}

/// `20`, `20.50` or `20,50` dollars; nothing is no limit.
fn cents(typed: &str) -> Result<Option<i32>, &'static str> {
    let typed = typed
        .trim()
        .trim_start_matches("US")
        .trim_start_matches('$');
    let typed = typed.trim().replace(',', ".");
    if typed.is_empty() {
        return Ok(None);
    }
    let (whole, part) = typed.split_once('.').unwrap_or((&typed, ""));
    let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !is_plain(whole) || !is_plain(part) {
        return Err("error-budget");
    }
    let whole: i64 = whole.parse().map_err(|_| "error-budget")?;
    let part: i64 = format!("{part:0<2}").parse().map_err(|_| "error-budget")?;
    let cents = whole.saturating_mul(100).saturating_add(part);
    match i32::try_from(cents) {
        Ok(small) if cents <= HIGHEST_BUDGET => Ok(Some(small)),
        _ => Err("error-budget"),
    }
}

fn parallel_calls(typed: &str) -> Result<i32, &'static str> {
    let number = typed.trim().parse().ok();
    let number = number.filter(|number| (1..=MOST_PARALLEL).contains(number));
    number.ok_or("error-parallel-calls")
}

/// The program's own list is stored as none, so that it follows the program.
fn prices(typed: &str) -> Result<Option<String>, &'static str> {
    let typed = typed.trim().replace("\r\n", "\n");
    if typed.is_empty() || typed == DEFAULT_PRICES.trim() {
        return Ok(None);
    }
    match typed.parse::<Prices>() {
        Ok(_) if typed.chars().count() <= LONGEST * 4 => Ok(Some(typed)),
        _ => Err("error-prices"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_dollars_or_nothing() {
        assert_eq!(cents("20"), Ok(Some(2000)));
        assert_eq!(cents(" US$ 20,5 "), Ok(Some(2050)));
        assert_eq!(cents("0"), Ok(Some(0)));
        assert_eq!(cents(""), Ok(None));
        for wrong in ["-1", "veinte", "1.234", "99999999999999999999", "."] {
            assert_eq!(cents(wrong), Err("error-budget"), "{wrong}");
        }
    }

    #[test]
    fn what_is_shown_is_read_back_as_it_is_stored() {
        let row = EngineSettings {
            monthly_budget_cents: Some(2005),
            prices: None,
            anthropic_notes: true,
            openai_notes: false,
            tone: "Cercano".into(),
            signature: "Equipo Aremko".into(),
            dos: String::new(),
            donts: "Mayúsculas".into(),
            parallel_calls: 3,
            tells_examples: true,
        };
        assert_eq!(EngineForm::of(&row, 1).parse(), Ok(row));
    }

    #[test]
    fn a_vendor_is_asked_one_to_sixteen_things_at_a_time() {
        assert_eq!(parallel_calls(" 16 "), Ok(16));
        for wrong in ["0", "17", "", "x"] {
            assert_eq!(
                parallel_calls(wrong),
                Err("error-parallel-calls"),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_price_list_that_cannot_be_read_is_refused() {
        assert_eq!(prices("gpt 1"), Err("error-prices"));
        assert_eq!(prices("gpt 1 2"), Ok(Some("gpt 1 2".into())));
    }
}
