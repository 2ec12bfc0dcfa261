//! The offers as they are typed: a line for each segment.

use std::collections::HashMap;

use super::model::Terms;
use crate::domain::OfferLimits;
use crate::proposals::engine::facts::offer_limit;
use crate::segments::Segment;
use crate::web::FieldErrors;

const LONGEST_TITLE: usize = 200;
/// An offer that is good for longer is none.
const MOST_DAYS: i32 = 366;

#[derive(Debug, Clone, Default)]
pub struct OffersForm {
    pub version: i32,
    pub lines: Vec<Line>,
}

/// What is typed for a segment; the fields are called `vip_percent` and so on.
#[derive(Debug, Clone)]
pub struct Line {
    pub segment: Segment,
    pub is_on: bool,
    pub percent: String,
    pub limit: String,
    pub title_es: String,
    pub title_en: String,
    pub days: String,
    pub errors: FieldErrors,
}

impl OffersForm {
    /// The stored rows as they would be typed.
    pub fn of(rows: &HashMap<Segment, Terms>, version: i32) -> Self {
        let segments = Segment::ALL.iter().copied();
        let lines = segments.map(|segment| {
            let terms = rows.get(&segment).cloned().unwrap_or_default();
            Line::of(segment, terms)
        });
        Self {
            version,
            lines: lines.collect(),
        }
    }

    pub fn read(fields: &[(String, String)]) -> Self {
        let find = |name: &str| {
            let found = fields.iter().find(|(field, _)| field == name);
            found.map(|(_, value)| value.trim().to_owned())
        };
        let line = |segment: Segment| {
            let field = |name: &str| find(&format!("{segment}_{name}")).unwrap_or_default();
            Line {
                segment,
                is_on: !field("on").is_empty(),
                percent: field("percent"),
                limit: field("limit"),
                title_es: field("title_es"),
                title_en: field("title_en"),
                days: field("days"),
                errors: FieldErrors::default(),
            }
        };
        let version = find("version").and_then(|version| version.parse().ok());
        Self {
            version: version.unwrap_or(0),
            lines: Segment::ALL.iter().copied().map(line).collect(),
        }
    }

    /// What to store; with the errors at their fields where there are any.
    pub fn parse(mut self, limits: &OfferLimits) -> Result<Vec<(Segment, Terms)>, Self> {
        let mut rows = Vec::new();
        for line in &mut self.lines {
            rows.push((line.segment, line.parse(limits)));
        }
        match self.lines.iter().all(|line| line.errors.is_empty()) {
            true => Ok(rows),
            false => Err(self),
        }
    }
}

impl Line {
    fn of(segment: Segment, terms: Terms) -> Self {
        let number = |number: Option<i32>| number.map(|n| n.to_string()).unwrap_or_default();
        Self {
            segment,
            is_on: terms.is_on,
            percent: number(terms.percent),
            limit: number(terms.limit_percent),
            title_es: terms.title_es,
            title_en: terms.title_en,
            days: terms.valid_days.to_string(),
            errors: FieldErrors::default(),
        }
    }

    /// As far as it can be read; what cannot is noted.
    fn parse(&mut self, limits: &OfferLimits) -> Terms {
        let organisation = offer_limit(self.segment, limits);
        let mut errors = FieldErrors::default();
        let limit = percent(&self.limit, organisation, "offer-over-organisation");
        let limit_percent = errors.check("limit", limit).flatten();
        let most = limit_percent.unwrap_or(organisation);
        let percent = percent(&self.percent, most, "offer-over-limit");
        let terms = Terms {
            is_on: self.is_on,
            percent: errors.check("percent", percent).flatten(),
            limit_percent,
            title_es: errors
                .check("title_es", title(&self.title_es))
                .unwrap_or_default(),
            title_en: errors
                .check("title_en", title(&self.title_en))
                .unwrap_or_default(),
            valid_days: errors.check("days", days(&self.days)).unwrap_or(1),
        };
        self.errors = errors;
        terms
    }
}

fn percent(typed: &str, most: i32, over: &'static str) -> Result<Option<i32>, &'static str> {
    let typed = typed.trim_end_matches('%').trim();
    if typed.is_empty() {
        return Ok(None);
    }
    match typed.parse() {
        Ok(percent) if (0..=most).contains(&percent) => Ok(Some(percent)),
        Ok(percent) if percent > most => Err(over),
        _ => Err("field-number"),
    }
}

fn title(typed: &str) -> Result<String, &'static str> {
    let title = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match title.chars().count() > LONGEST_TITLE {
        true => Err("field-too-long"),
        false => Ok(title),
    }
}

fn days(typed: &str) -> Result<i32, &'static str> {
    match typed.parse() {
        Ok(days) if (1..=MOST_DAYS).contains(&days) => Ok(days),
        _ => Err("offer-days-range"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> OffersForm {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let days = Segment::ALL.iter();
        let days = days.map(|segment| (format!("{segment}_days"), "30".to_owned()));
        OffersForm::read(&fields.iter().map(own).chain(days).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_shown_is_read_back_as_it_is_stored() {
        let limits = OfferLimits::default();
        let vip = Terms {
            percent: Some(5),
            limit_percent: Some(10),
            title_es: "Para ti".into(),
            is_on: false,
            ..Terms::default()
        };
        let rows = HashMap::from([(Segment::Vip, vip.clone())]);
        let parsed = OffersForm::of(&rows, 3).parse(&limits).unwrap();
        assert_eq!(parsed[0], (Segment::Vip, vip));
        assert_eq!(parsed[1], (Segment::Champions, Terms::default()));
        assert_eq!(parsed.len(), Segment::ALL.len());
    }

    #[test]
    fn each_wrong_field_of_each_segment_is_named() {
        let typed = read(&[
            ("vip_limit", "16"),
            ("at_risk_limit", "12 %"),
            ("at_risk_percent", "13"),
            ("lost_percent", "-1"),
            ("lost_title_es", &"x".repeat(201)),
        ]);
        let wrong = typed.parse(&OfferLimits::default()).unwrap_err();
        let named: Vec<(Segment, &str, &str)> = wrong
            .lines
            .iter()
            .flat_map(|line| {
                let errors = line.errors.iter();
                errors.map(|(field, key)| (line.segment, field, key))
            })
            .collect();
        let expected = [
            (Segment::Vip, "limit", "offer-over-organisation"),
            (Segment::AtRisk, "percent", "offer-over-limit"),
            (Segment::Lost, "percent", "field-number"),
            (Segment::Lost, "title_es", "field-too-long"),
        ];
        assert_eq!(named, expected);
    }
}
