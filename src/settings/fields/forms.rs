//! A field as it is typed.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::followers::Renamed;
use crate::customers::fields::FIELDS;
use crate::domain::own_field::NOTHING;
use crate::domain::{Language, OwnField, OwnKey, OwnKind, fold, words_of};
use crate::web::{FieldErrors, i18n};

/// More nobody would fill in.
pub const MOST_FIELDS: usize = 40;
/// A label on a line.
const NAME_MAX: usize = 60;
const MOST_OPTIONS: usize = 50;
/// Shorter than the longest value.
const OPTION_MAX: usize = 80;

/// What every record has besides the fields of the registry, and what our own list calls its first columns.
const BESIDES: [&str; 7] = [
    "name",
    "customer-name",
    "customer-greeting",
    "customer-language",
    "customer-credit-limit",
    "customer-untracked",
    "customers-own-number",
];

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct FieldForm {
    /// Of the settings.
    pub version: i32,
    pub name: String,
    /// Empty where it is not asked for: then it stays.
    pub kind: String,
    /// One on each line, behind those that there are.
    pub options: String,
    /// The options that there are, each with what it is to be called; with nothing it goes.
    pub present: Vec<Renamed>,
}

/// As sent: `was` stands once for each option that there is, and `option` behind it.
impl From<Vec<(String, String)>> for FieldForm {
    fn from(sent: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in sent {
            match name.as_str() {
                "version" => form.version = value.parse().unwrap_or_default(),
                "name" => form.name = value,
                "kind" => form.kind = value,
                "options" => form.options = value,
                "was" => form.present.push((value, String::new())),
                "option" => {
                    if let Some(last) = form.present.last_mut() {
                        last.1 = value;
                    }
                }
                _ => {}
            }
        }
        form
    }
}

/// Where a field is to go.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PositionForm {
    /// `up`, else down.
    pub to: String,
}

impl FieldForm {
    /// A new field.
    pub fn blank(version: i32) -> Self {
        Self {
            version,
            kind: OwnKind::Text.to_string(),
            ..Self::default()
        }
    }

    /// The field as it would be typed.
    pub fn of(field: &OwnField, version: i32) -> Self {
        Self {
            version,
            name: field.name.clone(),
            kind: field.kind.to_string(),
            options: String::new(),
            present: field
                .options
                .iter()
                .map(|option| (option.clone(), option.clone()))
                .collect(),
        }
    }

    /// A new field beside those there are, or over the one that is `edited`. Every error is told at once.
    pub fn read(
        &self,
        fields: &[OwnField],
        edited: Option<&OwnField>,
    ) -> Result<OwnField, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.check("name", self.read_name(fields, edited));
        let kind = match edited {
            Some(field) if self.kind.is_empty() => Some(field.kind),
            _ => errors.check("kind", self.kind.parse().map_err(|_| "field-choice")),
        };
        let options =
            kind.and_then(|kind| errors.check("options", self.read_options(kind, edited)));
        if edited.is_none() && fields.len() >= MOST_FIELDS {
            errors.add("form", "own-field-too-many");
        }
        match (name, kind, options) {
            (Some(name), Some(kind), Some(options)) if errors.is_empty() => Ok(OwnField {
                key: edited.map_or_else(|| next_key(fields), |field| field.key),
                name,
                kind,
                was: edited.map_or_else(Vec::new, |field| self.former(field, &options)),
                options,
                is_retired: edited.is_some_and(|field| field.is_retired),
            }),
            _ => Err(errors),
        }
    }

    /// The options of the field that are called otherwise.
    pub fn renamed(&self, edited: &OwnField) -> Vec<Renamed> {
        let pairs = self.present.iter();
        let pairs = pairs.map(|(was, becomes)| (was.clone(), one_line(becomes)));
        pairs
            .filter(|(was, becomes)| edited.options.contains(was) && !becomes.is_empty())
            .filter(|(was, becomes)| was != becomes)
            .collect()
    }

    /// What its options were called before, each with what it is called from now on.
    fn former(&self, edited: &OwnField, options: &[String]) -> Vec<Renamed> {
        let renamed = self.renamed(edited);
        let followed = edited.was.iter().map(|(was, became)| {
            let mut renamed = renamed.iter();
            let by_now = renamed.find(|(was, _)| was == became);
            let by_now = by_now.map_or(became, |(_, becomes)| becomes);
            (was.clone(), by_now.clone())
        });
        let mut former: Vec<Renamed> = Vec::new();
        // Of two options that had one name the later one is meant.
        for (was, becomes) in renamed.iter().cloned().chain(followed) {
            let is_known = former.iter().any(|(known, _)| fold(known) == fold(&was));
            let is_option = options.iter().any(|option| fold(option) == fold(&was));
            if !is_known && !is_option && options.contains(&becomes) {
                former.push((was, becomes));
            }
        }
        former
    }

    fn read_name(
        &self,
        fields: &[OwnField],
        edited: Option<&OwnField>,
    ) -> Result<String, &'static str> {
        let name = one_line(&self.name);
        let words = words_of(&name);
        // What is not asked any more leaves its name to another.
        let is_other = |field: &&OwnField| {
            !field.is_retired && edited.is_none_or(|edited| edited.key != field.key)
        };
        let mut others = fields.iter().filter(is_other);
        match name.chars().count() {
            0 => Err("field-required"),
            length if length > NAME_MAX => Err("field-too-long"),
            _ if is_built_in(&words) => Err("own-field-name-built-in"),
            _ if others.any(|field| words_of(&field.name) == words) => Err("own-field-name-taken"),
            _ => Ok(name),
        }
    }

    /// Those that there are and that the form shows as they are typed, those that it does not as they are, and the new ones.
    fn read_options(
        &self,
        kind: OwnKind,
        edited: Option<&OwnField>,
    ) -> Result<Vec<String>, &'static str> {
        let there = edited.filter(|_| kind == OwnKind::Choice);
        let there = there.into_iter().flat_map(|field| &field.options);
        let there = there.map(|option| {
            let mut shown = self.present.iter();
            let shown = shown.find(|(was, _)| was == option);
            shown.map_or_else(|| option.clone(), |(_, becomes)| one_line(becomes))
        });
        let lines = there.chain(self.options.lines().map(one_line));
        let options: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        let distinct: BTreeSet<String> = options.iter().map(|option| fold(option)).collect();
        let is_long = |option: &String| option.chars().count() > OPTION_MAX;
        match (kind, options.len()) {
            (OwnKind::Choice, 0) => Err("own-field-options-none"),
            (OwnKind::Choice, number) if number > MOST_OPTIONS => Err("own-field-options-many"),
            (OwnKind::Choice, _) if options.iter().any(is_long) => Err("own-field-option-long"),
            (OwnKind::Choice, number) if distinct.len() < number => Err("own-field-options-twice"),
            (OwnKind::Choice, _) if distinct.contains(NOTHING) => Err("own-field-option-nothing"),
            (OwnKind::Choice, _) | (_, 0) => Ok(options),
            _ => Err("own-field-options-unasked"),
        }
    }
}

/// One that no field ever had: none is deleted.
fn next_key(fields: &[OwnField]) -> OwnKey {
    let highest = fields.iter().map(|field| field.key.0).max();
    OwnKey(highest.unwrap_or(0).saturating_add(1))
}

fn one_line(typed: &str) -> String {
    let typed = typed.replace(char::is_control, " ");
    typed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// In either language: the list and the files of both have them, and files are read whatever the punctuation.
fn is_built_in(words: &str) -> bool {
    let of_registry = FIELDS.iter().filter_map(|field| field.label);
    let keys: Vec<&str> = of_registry.chain(BESIDES).collect();
    let is_called = |language: Language, key: &str| {
        let text = i18n::text(language, key, &[]);
        words_of(&text) == words
    };
    let mut languages = Language::ALL.iter();
    languages.any(|language| keys.iter().any(|key| is_called(*language, key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(name: &str, kind: OwnKind, options: &str) -> FieldForm {
        FieldForm {
            version: 1,
            name: name.into(),
            kind: kind.to_string(),
            options: options.into(),
            present: Vec::new(),
        }
    }

    fn stored() -> Vec<OwnField> {
        let retired = OwnField {
            is_retired: true,
            ..typed("Boletín", OwnKind::YesNo, "")
                .read(&[], None)
                .unwrap()
        };
        let pressure = typed(
            " Presión\t preferida ",
            OwnKind::Choice,
            "Suave\r\n\r\nFirme ",
        );
        let pressure = pressure.read(std::slice::from_ref(&retired), None).unwrap();
        vec![pressure, retired]
    }

    fn errors(form: &FieldForm, edited: Option<&OwnField>) -> Vec<(&'static str, String)> {
        let errors = form.read(&stored(), edited).unwrap_err();
        let told = errors.iter().map(|(field, key)| (field, key.to_owned()));
        told.collect()
    }

    #[test]
    fn a_new_field_gets_a_key_that_none_ever_had() {
        let fields = stored();
        assert_eq!(fields[0].key, OwnKey(2));
        assert_eq!(fields[0].name, "Presión preferida");
        assert_eq!(fields[0].options, ["Suave", "Firme"]);
        let third = typed("Piel", OwnKind::Text, "").read(&fields, None);
        assert_eq!(third.unwrap().key, OwnKey(3));
    }

    #[test]
    fn what_is_shown_is_read_back_as_it_is_stored() {
        let fields = stored();
        for field in &fields {
            let read = FieldForm::of(field, 1).read(&fields, Some(field));
            assert_eq!(read.as_ref(), Ok(field));
        }
    }

    fn sent(pairs: &[(&str, &str)]) -> FieldForm {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect::<Vec<_>>().into()
    }

    #[test]
    fn a_kind_that_is_not_asked_for_stays() {
        let fields = stored();
        let form = sent(&[("name", "Presión")]);
        let read = form.read(&fields, Some(&fields[0])).unwrap();
        assert_eq!((read.kind, read.key), (OwnKind::Choice, OwnKey(2)));
        assert_eq!(read.options, ["Suave", "Firme"], "nor were they asked for");
        let form = sent(&[("name", "Presión"), ("kind", "number"), ("was", "Suave")]);
        let read = form.read(&fields, Some(&fields[0])).unwrap();
        assert_eq!((read.kind, read.options.len()), (OwnKind::Number, 0));
    }

    #[test]
    fn options_are_renamed_emptied_and_added_in_their_places() {
        let fields = stored();
        let form = sent(&[
            ("version", "3"),
            ("name", "Presión"),
            ("was", "Suave"),
            ("option", " Leve "),
            ("was", "Firme"),
            ("option", ""),
            ("was", "Nadie la tuvo"),
            ("option", "Otra"),
            ("options", "Media\r\nFuerte"),
        ]);
        assert_eq!(form.version, 3);
        let read = form.read(&fields, Some(&fields[0])).unwrap();
        assert_eq!(read.options, ["Leve", "Media", "Fuerte"]);
        let renamed = form.renamed(&fields[0]);
        assert_eq!(renamed, [("Suave".to_owned(), "Leve".to_owned())]);
        assert!(FieldForm::of(&fields[0], 1).renamed(&fields[0]).is_empty());
    }

    #[test]
    fn what_an_option_was_called_before_leads_to_what_it_is_called_now() {
        let pairs = |was: &[(&str, &str)]| -> Vec<Renamed> {
            let owned = was.iter().map(|(was, by_now)| (*was, *by_now));
            owned
                .map(|(was, by_now)| (was.into(), by_now.into()))
                .collect()
        };
        let read = |field: &OwnField, renamed: &[(&str, &str)]| {
            let mut present = FieldForm::of(field, 1);
            for (was, becomes) in &mut present.present {
                if let Some((_, other)) = renamed.iter().find(|(from, _)| *from == was.as_str()) {
                    *becomes = (*other).to_owned();
                }
            }
            present
                .read(std::slice::from_ref(field), Some(field))
                .unwrap()
        };
        let field = stored().remove(0);
        let once = read(&field, &[("Suave", "Leve")]);
        assert_eq!(once.was, pairs(&[("Suave", "Leve")]));
        let twice = read(&once, &[("Leve", "Ligera")]);
        assert_eq!(twice.was, pairs(&[("Leve", "Ligera"), ("Suave", "Ligera")]));
        let back = read(&twice, &[("Ligera", "Suave")]);
        assert_eq!(back.was, pairs(&[("Ligera", "Suave"), ("Leve", "Suave")]));
        let gone = read(&back, &[("Suave", "")]);
        assert_eq!((gone.was, gone.options.len()), (Vec::new(), 1));
        let swapped = read(&field, &[("Suave", "Firme"), ("Firme", "Suave")]);
        assert!(swapped.was.is_empty());
    }

    #[test]
    fn a_retired_field_leaves_its_name_to_another() {
        let read = typed("Boletín", OwnKind::Text, "").read(&stored(), None);
        assert_eq!(read.unwrap().key, OwnKey(3));
    }

    #[test]
    fn every_error_stands_at_its_field() {
        for (name, key) in [
            (" ", "field-required"),
            (&*"x".repeat(61), "field-too-long"),
            ("PRESION preferida", "own-field-name-taken"),
            ("¿Presión… preferida?", "own-field-name-taken"),
            ("telefono", "own-field-name-built-in"),
            ("Birth-date", "own-field-name-built-in"),
            ("N.º (en Vínculo)", "own-field-name-built-in"),
        ] {
            let form = typed(name, OwnKind::Text, "");
            assert_eq!(errors(&form, None), [("name", key.to_owned())], "{name}");
        }
        for (kind, options, key) in [
            (OwnKind::Choice, "\n \n", "own-field-options-none"),
            (OwnKind::Choice, "Suave\nSUAVE", "own-field-options-twice"),
            (OwnKind::Choice, &*"x".repeat(81), "own-field-option-long"),
            (OwnKind::Choice, "Suave\n-", "own-field-option-nothing"),
            (OwnKind::Date, "Suave", "own-field-options-unasked"),
        ] {
            let form = typed("Otro", kind, options);
            assert_eq!(errors(&form, None), [("options", key.to_owned())]);
        }
        let form = FieldForm {
            kind: "colour".into(),
            ..FieldForm::default()
        };
        let fields: Vec<_> = errors(&form, None)
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        assert_eq!(fields, ["kind", "name"]);
    }

    #[test]
    fn whatever_the_program_calls_a_field_of_its_own_is_no_name_in_either_language() {
        for language in Language::ALL {
            let keys = FIELDS.iter().filter_map(|field| field.label);
            for key in keys.chain(BESIDES) {
                let name = format!("¿{}?", i18n::text(*language, key, &[]));
                let form = typed(&name, OwnKind::Text, "");
                let told = [("name", "own-field-name-built-in".to_owned())];
                assert_eq!(errors(&form, None), told, "{name}");
            }
        }
    }

    #[test]
    fn there_are_only_so_many() {
        let field = |number| OwnField {
            key: OwnKey(number),
            name: format!("Campo {number}"),
            ..stored().remove(1)
        };
        let fields: Vec<OwnField> = (1..=40).map(field).collect();
        let errors = typed("Otro", OwnKind::Text, "")
            .read(&fields, None)
            .unwrap_err();
        assert_eq!(errors.get("form"), Some("own-field-too-many"));
    }
}
