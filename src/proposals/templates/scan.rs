//! What a template may hold, told from its text: it is never more than conditions and loops over what it is given, so
//! that it cannot grow without end while it is filled in. Pure.

/// Statements that neither bind a name nor read another file.
const STATEMENTS: [&str; 6] = ["if", "elif", "else", "endif", "for", "endfor"];

/// The line, from 1, of the first thing that no template may have.
pub fn find_forbidden(source: &str) -> Option<usize> {
    let is_control = |c: char| c.is_control() && c != '\n' && c != '\t';
    let control = source.find(is_control).map(|at| line_of(source, at));
    control.or_else(|| {
        let forbidden = tags(source).into_iter().find(Tag::is_forbidden);
        forbidden.map(|tag| line_of(source, tag.start))
    })
}

/// The line, from 1, of a place in a text.
pub fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// `{{ … }}` or `{% … %}`.
struct Tag {
    start: usize,
    is_statement: bool,
    /// Without what stands between quotation marks.
    code: String,
}

impl Tag {
    fn is_forbidden(&self) -> bool {
        let code = self.code.trim_start_matches(['-', '+']);
        let words = || code.split(|c: char| !c.is_alphanumeric() && c != '_');
        let first = code.trim_start().split(|c: char| !c.is_alphanumeric());
        let verb = first.into_iter().next().unwrap_or_default();
        // A text can be multiplied to any length; braces would hide where a tag ends.
        code.contains(['*', '{'])
            || words().any(|word| word == "recursive")
            || self.is_statement && !STATEMENTS.contains(&verb)
    }
}

/// Every tag; from one that does not end on, nothing is a tag.
fn tags(source: &str) -> Vec<Tag> {
    let (mut tags, mut at) = (Vec::new(), 0);
    while let Some(found) = source.get(at..).and_then(|rest| rest.find('{')) {
        let start = at + found;
        let inside = start + 2;
        let end = match source.as_bytes().get(start + 1) {
            Some(b'#') => source.get(inside..).and_then(|rest| rest.find("#}")),
            Some(b'{') => read_tag(source, inside, "}}", &mut tags),
            Some(b'%') => read_tag(source, inside, "%}", &mut tags),
            _ => {
                at = start + 1;
                continue;
            }
        };
        let Some(length) = end else { break };
        at = inside + length + 2;
    }
    tags
}

/// The length of the tag whose content begins at `inside`, which is added to `tags`.
fn read_tag(source: &str, inside: usize, closing: &str, tags: &mut Vec<Tag>) -> Option<usize> {
    let rest = source.get(inside..)?;
    let (mut code, mut quote, mut chars) = (String::new(), None, rest.char_indices());
    let mut length = None;
    while let Some((at, c)) = chars.next() {
        match quote {
            Some(_) if c == '\\' => {
                chars.next();
            }
            Some(mark) if c == mark => quote = None,
            Some(_) => {}
            None if rest[at..].starts_with(closing) => {
                length = Some(at);
                break;
            }
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None => code.push(c),
        }
    }
    tags.push(Tag {
        start: inside - 2,
        is_statement: closing == "%}",
        code,
    });
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_and_loops_are_allowed_and_nothing_that_binds_or_reads() {
        for good in [
            "Hola {{ nombre }}: 2 * 2 {# {% set a = 1 %} #}",
            "{% if oferta %}{{ oferta.titulo }}{% elif firma %}x{%- else -%}{% endif %}",
            "{% for s in servicios %}* {{ s.nombre|default(\"*\") }}\n{% endfor %}",
            "{",
        ] {
            assert_eq!(find_forbidden(good), None, "{good}");
        }
        for bad in [
            "{% set a = texto ~ texto %}",
            "{%- set a = 1 %}",
            "{% with a = 1 %}",
            "{% include 'x' %}",
            "{% macro m() %}",
            "{% raw %}{% set %}",
            "{{ texto * 9 }}",
            "{{ \"}}\" * 9 }}",
            "{{ 'it\\'s }}' * 9 }}",
            "{{ [{\"a\": {}}, 9 * 9] }}",
            "{% for a in servicios recursive %}",
            "{{ texto * 9",
            "a\u{1}b",
        ] {
            assert_eq!(find_forbidden(bad), Some(1), "{bad}");
        }
    }

    #[test]
    fn the_line_is_the_tags() {
        assert_eq!(find_forbidden("Hola\nñ {# \n #}\n{% set a = 1 %}"), Some(4));
    }
}
