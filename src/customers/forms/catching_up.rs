//! A form that somebody was slower with than somebody else with another.

use std::collections::BTreeSet;

use super::CustomerForm;
use super::own::OwnTexts;
use crate::domain::OwnKey;

impl CustomerForm {
    /// The form after somebody else changed the customer from `base` to `now`: what was not touched follows them. Also the
    /// fields that both changed, which keep what was typed here.
    pub fn caught_up(mut self, base: &Self, now: &Self) -> (Self, Vec<String>) {
        let (mut base, mut now) = (base.clone(), now.clone());
        let mut disputed = Vec::new();
        let shown = base.fields_mut().map(|(_, value)| value.clone());
        let theirs = now.fields_mut().map(|(_, value)| value.clone());
        for ((name, mine), (shown, theirs)) in self
            .fields_mut()
            .into_iter()
            .zip(shown.into_iter().zip(theirs))
        {
            if is_disputed(mine, &shown, &theirs) {
                disputed.push(name.to_owned());
            }
        }
        let keys: BTreeSet<OwnKey> = self.own.keys().chain(now.own.keys()).copied().collect();
        for key in keys {
            let text = |own: &OwnTexts| own.get(&key).cloned().unwrap_or_default();
            let (shown, theirs) = (text(&base.own), text(&now.own));
            let mine = self.own.entry(key).or_insert_with(|| shown.clone());
            if is_disputed(mine, &shown, &theirs) {
                disputed.push(key.to_string());
            }
        }
        (self, disputed)
    }
}

/// Whether both changed what was shown; what was not touched here becomes theirs.
fn is_disputed(mine: &mut String, shown: &str, theirs: &str) -> bool {
    if *mine == shown {
        theirs.clone_into(mine);
        return false;
    }
    *mine != theirs && theirs != shown
}

#[cfg(test)]
mod tests {
    use super::super::tests::filled;
    use super::*;

    #[test]
    fn who_is_late_keeps_what_they_typed_and_takes_over_the_rest() {
        let base = filled(|_| {});
        let theirs = filled(|form| {
            form.city = "Ancud".into();
            form.phone = "9 1111 2222".into();
        });
        let mine = filled(|form| {
            form.city = "Osorno".into();
            form.source = "web".into();
        });
        let (form, disputed) = mine.caught_up(&base, &theirs);
        assert_eq!(
            (&*form.city, &*form.phone, &*form.source),
            ("Osorno", "9 1111 2222", "web")
        );
        assert_eq!(disputed, ["city"]);
    }

    #[test]
    fn both_values_of_a_field_of_the_business_are_told_too() {
        let text = |text: &str| {
            let texts = [(OwnKey(1), text), (OwnKey(2), "Firme")];
            filled(|form| form.own = texts.map(|(key, text)| (key, text.to_owned())).into())
        };
        let mut mine = text("Lavanda");
        mine.own.remove(&OwnKey(2));
        let (form, disputed) = mine.caught_up(&text(""), &text("Almendras"));
        assert_eq!(form.own, text("Lavanda").own);
        assert_eq!(disputed, ["x1"]);
    }
}
