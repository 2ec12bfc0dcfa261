//! The small forms of a card: where it goes, and why it was lost.

use serde::Deserialize;

use super::read_text;
use crate::domain::OpportunityId;
use crate::opportunities::model::{Ending, LostReason, Stage};
use crate::web::FieldErrors;

/// Moves a card.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MoveForm {
    /// A stage, or `up` and `down` in its column.
    pub to: String,
    /// The card above which it was dropped, or under which; on top without either.
    pub before: String,
    pub after: String,
    /// The board's filter.
    pub owner: String,
    pub note: String,
    /// Where the page is that asked, if that is not the board.
    pub back: String,
}

/// Where a card goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Stage(Stage, Place),
    Up,
    Down,
}

/// A place in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Top,
    Above(OpportunityId),
    Below(OpportunityId),
}

impl MoveForm {
    pub fn target(&self) -> Option<Target> {
        match self.to.as_str() {
            "up" => Some(Target::Up),
            "down" => Some(Target::Down),
            stage => stage
                .parse()
                .ok()
                .map(|stage| Target::Stage(stage, self.place())),
        }
    }

    fn place(&self) -> Place {
        match (self.before.parse(), self.after.parse()) {
            (Ok(id), _) => Place::Above(id),
            (Err(_), Ok(id)) => Place::Below(id),
            _ => Place::Top,
        }
    }

    /// What is said of a sale that was won.
    pub fn ending(&self) -> Result<Ending, &'static str> {
        Ok(Ending {
            reason: None,
            note: read_note(&self.note)?,
        })
    }
}

fn read_note(typed: &str) -> Result<Option<String>, &'static str> {
    let note = read_text(typed)?;
    Ok((!note.is_empty()).then_some(note))
}

/// Says why a sale was lost.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LossForm {
    pub reason: String,
    pub note: String,
    /// Where the writer came from.
    pub back: String,
}

impl LossForm {
    pub fn read(&self) -> Result<Ending, FieldErrors> {
        let mut errors = FieldErrors::default();
        let reason: Result<LostReason, _> = self.reason.parse().map_err(|_| "field-choice");
        let reason = errors.check("reason", reason);
        let note = errors.check("note", read_note(&self.note));
        match (reason, note) {
            (Some(reason), Some(note)) => Ok(Ending {
                reason: Some(reason),
                note,
            }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_goes_to_a_stage_or_a_step() {
        let target = |to: &str, before: &str, after: &str| {
            let form = MoveForm {
                to: to.into(),
                before: before.into(),
                after: after.into(),
                ..MoveForm::default()
            };
            form.target()
        };
        let to_won = |place| Some(Target::Stage(Stage::Won, place));
        assert_eq!(target("won", "", ""), to_won(Place::Top));
        assert_eq!(target("won", "7", "8"), to_won(Place::Above(7.into())));
        assert_eq!(target("won", "", "8"), to_won(Place::Below(8.into())));
        assert_eq!(target("up", "", ""), Some(Target::Up));
        assert_eq!(target("away", "", ""), None);
    }

    #[test]
    fn a_loss_needs_its_reason() {
        let loss = |reason: &str| LossForm {
            reason: reason.into(),
            note: " Eligió otro spa. ".into(),
            back: String::new(),
        };
        let ending = loss("competitor").read().unwrap();
        assert_eq!(ending.reason, Some(LostReason::Competitor));
        assert_eq!(ending.note.as_deref(), Some("Eligió otro spa."));
        assert_eq!(
            loss("").read().unwrap_err().get("reason"),
            Some("field-choice")
        );
    }
}
