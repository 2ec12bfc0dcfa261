use serde::Deserialize;
use uuid::Uuid;

use crate::customers::batches::read_tag;
use crate::domain::fold;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub q: String,
    pub sort: String,
    pub page: String,
}

impl ListQuery {
    /// Whether a name has what was typed; accents and case are forgiven.
    pub fn matches(&self, name: &str) -> bool {
        fold(name).contains(&fold(self.q.trim()))
    }
}

/// What becomes of a tag, as an address or a form says it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TagForm {
    /// Of this form alone: sent twice, it is one change.
    pub token: String,
    pub tag: String,
    /// The other name; `None` where nobody was asked yet.
    pub to: Option<String>,
    /// How many had that name when it was shown.
    pub met: String,
}

impl TagForm {
    /// The error is the key of a text.
    pub fn read_name(&self) -> Result<String, &'static str> {
        let name = read_tag(self.to.as_deref().unwrap_or_default())?;
        match name == self.tag {
            true => Err("tags-same"),
            false => Ok(name),
        }
    }

    /// One that is not read is a change of its own.
    pub fn token(&self) -> Uuid {
        self.token.parse().unwrap_or_else(|_| Uuid::new_v4())
    }

    /// Whether the page said that the name is a tag already.
    pub fn knows_merge(&self) -> bool {
        self.met.parse().is_ok_and(|met: i64| met > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_another_one_that_fits_a_list_of_tags() {
        let read = |to: Option<&str>| {
            let form = TagForm {
                tag: "spa".into(),
                to: to.map(str::to_owned),
                ..TagForm::default()
            };
            form.read_name()
        };
        assert_eq!(read(Some(" Spa ")), Ok("Spa".into()));
        assert_eq!(read(Some("spa ")), Err("tags-same"));
        assert_eq!(read(Some("a,b")), Err("field-tag"));
        assert_eq!(read(Some(&"x".repeat(41))), Err("field-tag"));
        assert_eq!(read(Some(" ")), Err("field-required"));
        assert_eq!(read(None), Err("field-required"));
    }
}
