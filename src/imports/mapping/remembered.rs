//! What a person chose, for the next file with the same header. Pure.

use serde::{Deserialize, Serialize};

use super::{Column, Mapping, Usual};
use crate::imports::fields::{Field, is_list_of_customers, is_ours, width_without_own};

/// A mapping as it is kept for the next file with the same header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    #[serde(flatten)]
    mapping: Mapping,
    /// The names of all fields that there were to choose from. `None`: an older program kept it.
    #[serde(default)]
    known: Option<Vec<String>>,
}

/// What there was not while nobody noted what there was.
const LATER: [&str; 8] = [
    "customer_kind",
    "customer_status",
    "owner",
    "tags",
    "segment_label",
    "consent_whatsapp",
    "consent_sms",
    "consent_call",
];

impl Remembered {
    /// What a person chose from all that there is.
    pub fn of(mapping: Mapping, usual: &Usual) -> Self {
        let own = usual.own.iter().map(|own| own.key.to_string());
        let known = Field::all().map(|field| field.to_string()).chain(own);
        Self {
            mapping,
            known: Some(known.collect()),
        }
    }

    /// For a file with these columns; `None` where it has others. What our own list calls its columns needs no memory.
    pub fn fitted(self, columns: &[Column], usual: &Usual) -> Option<Mapping> {
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        if is_list_of_customers(&names) {
            return None;
        }
        let mut mapping = self.mapping.clone().fitted(&names)?;
        let left_out = mapping.leave_out_retired(usual);
        Some(mapping.with_later_fields(&self, &left_out, columns, usual))
    }

    fn had(&self, field: Field) -> bool {
        let name = field.to_string();
        match &self.known {
            Some(known) => known.contains(&name),
            None => !matches!(field, Field::Own(_)) && !LATER.contains(&name.as_str()),
        }
    }
}

impl Mapping {
    /// The same of a file that has these columns: what we added stands behind them. `None`: it has others.
    fn fitted(mut self, names: &[String]) -> Option<Self> {
        let width = width_without_own(names);
        if self.columns.len() != width {
            return None;
        }
        self.columns.resize(names.len(), None);
        self.is_returned = is_ours(names);
        Some(self)
    }

    /// Takes back what is not asked any more and returns where it stood.
    fn leave_out_retired(&mut self, usual: &Usual) -> Vec<usize> {
        let mut left_out = Vec::new();
        for (place, column) in self.columns.iter_mut().enumerate() {
            if column.is_some_and(|choice| usual.is_retired(choice.field)) {
                *column = None;
                left_out.push(place);
            }
        }
        left_out
    }

    /// A column that was left out and is called as a field that there was not then is that one by now; one whose field is not
    /// asked any more is whatever it is called as.
    fn with_later_fields(
        mut self,
        known: &Remembered,
        retired: &[usize],
        columns: &[Column],
        usual: &Usual,
    ) -> Self {
        let guess = Self::guess(columns, usual, Some(self.kind));
        for (place, guessed) in guess.columns.into_iter().enumerate() {
            let is_open = |field| retired.contains(&place) || !known.had(field);
            let later = guessed.filter(|choice| is_open(choice.field) && !self.has(choice.field));
            if let Some(choice) = self.columns.get_mut(place)
                && choice.is_none()
            {
                *choice = later;
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::Choice;
    use super::super::tests::{USUAL, own};
    use super::*;
    use crate::domain::OwnField;

    #[test]
    fn a_column_that_was_left_out_is_taken_for_a_field_that_there_was_not_then() {
        let names = ["Nombre", "Correo", "Etiquetas", "Piel", "Talla"];
        let column = |name: &str| Column {
            name: name.into(),
            ..Column::default()
        };
        let columns = names.map(column);
        let usual = |own: &[OwnField]| Usual {
            own: own.to_vec(),
            ..USUAL
        };
        let (skin, size) = (own(1, "Piel"), own(2, "Talla"));
        let chosen = || {
            let mut mapping = Mapping::guess(&columns, &USUAL, None);
            mapping.columns[1..].fill(None);
            mapping
        };
        let fields = |remembered: Remembered| {
            let usual = usual(&[skin.clone(), size.clone()]);
            let mapping = remembered.fitted(&columns, &usual).unwrap();
            let name = |choice: &Option<Choice>| choice.map(|choice| choice.field.to_string());
            let names = mapping.columns.iter().map(name);
            names.map(Option::unwrap_or_default).collect::<Vec<_>>()
        };
        let remembered = Remembered::of(chosen(), &usual(std::slice::from_ref(&skin)));
        let stored = serde_json::to_value(&remembered).unwrap();
        assert_eq!(
            serde_json::from_value::<Remembered>(stored).unwrap(),
            remembered
        );
        assert_eq!(fields(remembered), ["name", "", "", "", "x2"]);
        let older = serde_json::to_value(chosen()).unwrap();
        let older: Remembered = serde_json::from_value(older).unwrap();
        assert_eq!(fields(older), ["name", "", "tags", "x1", "x2"]);
    }

    #[test]
    fn a_column_whose_field_is_not_asked_any_more_is_guessed_anew() {
        let columns = ["Nombre", "Boletín", "Piel"].map(|name| Column {
            name: name.into(),
            ..Column::default()
        });
        let usual = |own: &[OwnField]| Usual {
            own: own.to_vec(),
            ..USUAL
        };
        let before = usual(&[own(1, "Boletín"), own(2, "Otro"), own(3, "Piel")]);
        let remembered = Remembered::of(Mapping::guess(&columns, &before, None), &before);
        let fields = |own: &[OwnField]| {
            let mapping = remembered.clone().fitted(&columns, &usual(own)).unwrap();
            let name = |choice: &Option<Choice>| choice.map(|choice| choice.field.to_string());
            let names = mapping.columns.iter().map(name);
            names.map(Option::unwrap_or_default).collect::<Vec<_>>()
        };
        let kept = own(3, "Piel");
        assert_eq!(fields(&before.own), ["name", "x1", "x3"]);
        assert_eq!(
            fields(&[own(2, "Boletín"), kept.clone()]),
            ["name", "x2", "x3"]
        );
        assert_eq!(fields(&[kept, own(4, "Boletín")]), ["name", "x4", "x3"]);
        assert_eq!(fields(&[]), ["name", "", ""]);
    }

    #[test]
    fn what_our_own_list_has_is_guessed_each_time() {
        let columns = ["N.º en Vínculo", "Nombre", "Ciudad"].map(|name| Column {
            name: name.into(),
            ..Column::default()
        });
        let mapping = Mapping::guess(&columns, &USUAL, None);
        assert_eq!(
            Remembered::of(mapping, &USUAL).fitted(&columns, &USUAL),
            None
        );
    }
}
