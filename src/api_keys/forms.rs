use super::model::NewKey;
use crate::domain::Scope;
use crate::web::FieldErrors;

/// Longer than any name, shorter than what breaks a list.
const NAME_MAX: usize = 120;

/// As sent: `scope` stands once for each that is ticked.
#[derive(Debug, Default, Clone)]
pub struct KeyForm {
    pub name: String,
    scopes: Vec<Scope>,
}

impl KeyForm {
    pub fn of(fields: &[(String, String)]) -> Self {
        let values = |name: &'static str| {
            let of_name = fields.iter().filter(move |(field, _)| field == name);
            of_name.map(|(_, value)| value.as_str())
        };
        let mut scopes: Vec<Scope> = values("scope")
            .filter_map(|value| value.parse().ok())
            .collect();
        scopes.sort_unstable();
        scopes.dedup();
        Self {
            name: values("name").collect(),
            scopes,
        }
    }

    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    pub fn parse(&self) -> Result<NewKey, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        match name.chars().count() {
            0 => errors.add("name", "field-required"),
            length if length > NAME_MAX => errors.add("name", "field-too-long"),
            _ => {}
        }
        if self.scopes.is_empty() {
            errors.add("scope", "keys-scope-missing");
        }
        match errors.is_empty() {
            true => Ok(NewKey {
                name,
                scopes: self.scopes.clone(),
            }),
            false => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> KeyForm {
        let owned: Vec<_> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        KeyForm::of(&owned)
    }

    #[test]
    fn a_key_has_the_scopes_that_were_ticked() {
        let fields = [
            ("name", "  El  CRM viejo "),
            ("scope", "proposals:send"),
            ("scope", "crm:read"),
            ("scope", "crm:read"),
            ("scope", "everything"),
        ];
        let key = form(&fields).parse().unwrap();
        assert_eq!(key.name, "El CRM viejo");
        assert_eq!(key.scopes, [Scope::CrmRead, Scope::ProposalsSend]);
    }

    #[test]
    fn a_key_without_name_and_scope_is_refused_at_both_fields() {
        let errors = form(&[("name", " ")]).parse().unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["name", "scope"]);
    }
}
