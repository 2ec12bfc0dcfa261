//! What narrows the list, as conditions: each has an index of its own, or is asked of one row after the other until a page is
//! full. What is asked for is bound.

use super::conditions::Conditions;
use crate::customers::fields::{Field, Filter, Kind, Source};
use crate::customers::filters::{Asked, Narrowing, Test};
use crate::customers::model::{Channel, ConsentState};
use crate::domain::OwnKey;

/// A condition for a part of the address that asks for a field.
pub fn ask(all: &mut Conditions, asked: &Asked) {
    let field = &asked.field;
    match (field.source, asked.test) {
        // As in the list of calls: whoever came since the night is not late any more.
        (Source::Late, _) => all.and(
            "EXISTS (SELECT FROM customer_values told WHERE told.customer_id = c.id AND told.overdue_since IS NOT NULL \
             AND m.last_date <= told.last_date)",
        ),
        // As the column has it: in the organisation's currency.
        (Source::Overdue, _) => all.and(
            "EXISTS (SELECT FROM invoices i WHERE i.currency = (SELECT currency FROM settings) AND i.customer_id = c.id \
             AND i.open > 0 AND i.due_on < (SELECT day FROM business_day))",
        ),
        (Source::Own(key), _) if field.is_nothing(&asked.value) => {
            all.and(&format!("c.custom ->> '{key}' IS NULL"));
        }
        (Source::Own(key), Test::Is) if field.filter == Some(Filter::Part) => {
            let place = all.bind(&asked.value);
            all.and(&format!(
                "c.custom <> '{{}}' AND fold(c.custom ->> '{key}') LIKE '%' || like_literal(fold({place})) || '%'"
            ));
        }
        (Source::Own(key), Test::Is) => {
            let place = all.bind(&asked.value);
            // The index is over those who have any.
            all.and(&format!(
                "c.custom <> '{{}}' AND c.custom @> jsonb_build_object('{key}', {place})"
            ));
        }
        (Source::Own(key), _) => {
            all.and("c.custom <> '{}'");
            compare(all, asked, &own_column(key, field.kind));
        }
        (Source::Column(column), _) => compare(all, asked, &format!("c.{column}")),
        (Source::Metric(column), _) => compare(all, asked, &format!("m.{column}")),
        // Neither narrows as a field.
        (Source::Owner | Source::Consent(_), _) => {}
    }
}

/// Whoever has no value is not among them.
fn compare(all: &mut Conditions, asked: &Asked, column: &str) {
    let place = all.bind(&asked.value);
    let place = typed(&asked.field, &place);
    all.and(&match (asked.test, asked.field.filter) {
        (Test::Is, Some(Filter::Text)) => format!("fold({column}) = fold({place})"),
        (Test::Is, _) => format!("{column} = {place}"),
        (Test::From, _) => format!("{column} >= {place}"),
        (Test::To, _) => format!("{column} <= {place}"),
    });
}

fn own_column(key: OwnKey, kind: Kind) -> String {
    match kind {
        // The undo of an import or of a merge may bring back what was said while the field was of another kind.
        Kind::Decimal => format!(
            "CASE WHEN c.custom ->> '{key}' ~ '^-?[0-9]+([.][0-9]+)?$' THEN (c.custom ->> '{key}')::numeric END"
        ),
        // Days in ISO are in order as texts.
        _ => format!("(c.custom ->> '{key}') COLLATE \"C\""),
    }
}

/// What is bound is text.
fn typed(field: &Field, place: &str) -> String {
    match (field.source, field.kind) {
        (Source::Own(_), Kind::Decimal) => format!("{place}::numeric"),
        (Source::Own(_), _) => place.to_owned(),
        (_, Kind::Money | Kind::Number) => format!("{place}::bigint"),
        (_, Kind::Date) => format!("{place}::date"),
        _ => place.to_owned(),
    }
}

/// Conditions for what is no field.
pub fn narrow(all: &mut Conditions, more: &Narrowing) {
    if !more.category.is_empty() {
        let place = all.bind(&more.category);
        all.and(&format!(
            "m.service_ids && ARRAY(SELECT id FROM services WHERE category = {place})"
        ));
    }
    if let Some((channel, state)) = more.consent {
        all.and(&said(channel, state));
    }
    if let Some(days) = more.away {
        all.and(&format!(
            "m.last_date <= (SELECT day FROM business_day) - {days}"
        ));
    }
}

/// That this was a customer's newest word on the channel. Who never said anything is unknown.
fn said(channel: Channel, state: ConsentState) -> String {
    let newest = format!(
        "FROM consents k WHERE k.customer_id = c.id AND k.channel = '{channel}' AND NOT EXISTS \
         (SELECT FROM consents n WHERE n.customer_id = k.customer_id AND n.channel = k.channel AND n.id > k.id)"
    );
    match state {
        ConsentState::Unknown => format!("NOT EXISTS (SELECT {newest} AND k.state <> 'unknown')"),
        state => format!("EXISTS (SELECT {newest} AND k.state = '{state}')"),
    }
}
